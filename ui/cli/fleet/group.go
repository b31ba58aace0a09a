package fleet

import (
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
)

var errPanicked = errors.New("a job has panicked")

// group is a WaitGroup whose Wait panics where one of its functions has: a panic on a
// goroutine of its own would end a server with all of its users.
type group struct {
	sync.WaitGroup
	stop func() // called at a panic; may be nil

	mu    sync.Mutex
	value string // and its stack
}

// Go runs f on a goroutine.
func (g *group) Go(f func()) {
	g.WaitGroup.Go(func() {
		defer func() {
			if v := recover(); v != nil {
				g.mu.Lock()
				g.value = fmt.Sprintf("%v\n\n%s", v, debug.Stack())
				g.mu.Unlock()
				if g.stop != nil {
					g.stop()
				}
			}
		}()
		f()
	})
}

// Wait waits for all functions.
func (g *group) Wait() {
	g.WaitGroup.Wait()
	if g.value != "" {
		panic(g.value)
	}
}
