package terminal

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
)

// Exec gives the terminal to another program until that ends; a command returns it. The
// model goes on meanwhile, unseen and without keys.
type Exec struct {
	Args []string            // the program and its arguments
	Env  []string            // as of [exec.Cmd]
	Done func(error) tea.Msg // called in any case; its message goes to the model
}

var errNoTerminal = errors.New("this terminal cannot be given to another program")

// lent counts the programs that have a terminal of this process.
var lent atomic.Int32

// Lent reports whether another program has the terminal. A SIGINT is then meant for
// that one: the keyboard sends it to every program on the terminal.
func Lent() bool { return lent.Load() > 0 }

// lateSignal is how long a signal that has ended the other program may take to come
// here.
const lateSignal = 100 * time.Millisecond

// exec runs a program and sends its answer.
func (t *terminal) exec(x Exec) {
	t.lending <- struct{}{}
	defer func() { <-t.lending }()
	message := x.Done(t.lend(x))
	go t.program.Send(message)
}

// lend returns when the program has ended and the terminal is the browser's again.
func (t *terminal) lend(x Exec) error {
	if t.console == nil || t.input == nil || runtime.GOOS == "windows" {
		return errNoTerminal
	}
	lent.Add(1)
	defer time.AfterFunc(lateSignal, func() { lent.Add(-1) })
	quits := make(chan os.Signal, 1) // nor is SIGQUIT meant for this program
	signal.Notify(quits, syscall.SIGQUIT)
	defer signal.Stop(quits)
	if err := t.input.pause(); err != nil {
		return err
	}
	defer t.input.resume()
	t.give()
	defer t.take()
	cmd := exec.CommandContext(t.lendable, x.Args[0], x.Args[1:]...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = closeWait
	cmd.Env = x.Env
	cmd.Stdin, cmd.Stdout, cmd.Stderr = t.console.Reader(), t.console.Writer(), t.console.Writer()
	return cmd.Run()
}

// give returns when the terminal is as it was found.
func (t *terminal) give() {
	left := make(chan struct{})
	t.screen.do(func() { t.screen.hold(); close(left) })
	<-left
	t.restore()
}

// take draws the screen on the terminal again.
func (t *terminal) take() {
	_, _ = t.console.MakeRaw()
	t.screen.do(t.screen.release)
	go t.sendSize() // it may have changed meanwhile
}

// endLending ends the program that has the terminal, and waits until its Done has
// returned.
func (t *terminal) endLending() {
	t.stopLending()
	select {
	case t.lending <- struct{}{}:
	case <-time.After(2 * closeWait):
	}
}
