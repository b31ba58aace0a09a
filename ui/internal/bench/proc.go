package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"lootlens/api/demo"
)

// children are what bench runs in processes of their own, so that no measurement
// includes the memory of another.
var children = map[string]func([]string) error{
	"child-serve": serveChild,
	"child-fleet": serveFleet,
	"child-read":  readFleet,
	"child-cost":  printCost,
	"child-kept":  keptChild,
}

// environ returns the program's environment: the made-up game, and none of the user's files.
func (b *bench) environ() []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "LOOTL") && !strings.HasPrefix(v, "XDG_") {
			env = append(env, v)
		}
	}
	return append(env, "TERM=xterm-256color", "COLORTERM=truecolor",
		"XDG_CONFIG_HOME="+b.dir, "XDG_STATE_HOME="+b.dir, "XDG_DATA_HOME="+b.dir, "XDG_CACHE_HOME="+b.dir,
		"LOOTLENS_BASE_URL="+b.base, "LOOTLOCKER_SERVER_KEY="+demo.Key)
}

// process is a made-up game that is served by another process.
type process struct {
	cmd  *exec.Cmd
	base string
}

func (p *process) stop() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// serve starts a game with this many items; more are the further arguments of serveChild.
func (b *bench) serve(items string, more ...string) (*process, error) {
	return b.child(append([]string{"child-serve", items}, more...)...)
}

// child starts one of children that serves a game.
func (b *bench) child(args ...string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(b.ctx, self, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	base, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("start the game: %w", err)
	}
	return &process{cmd, strings.TrimSpace(base)}, nil
}

// serveChild serves until it is killed. Its arguments are the number of items and, for a
// slow network, the latency of a request and the bytes of a body a second.
func serveChild(args []string) error {
	o := demo.Options{}
	var err error
	if o.Items, err = strconv.Atoi(args[0]); err != nil {
		return err
	}
	if len(args) == 3 {
		if o.Latency, err = time.ParseDuration(args[1]); err != nil {
			return err
		}
		if o.Bandwidth, err = strconv.Atoi(args[2]); err != nil {
			return err
		}
	}
	base, _, err := demo.New(o).Start(contextForever)
	if err != nil {
		return err
	}
	fmt.Println(base)
	select {}
}

// middle returns the median of v, which must not be empty.
func middle[T int | float64 | time.Duration](v []T) T { return at(v, 50) }

// at returns the percentile p of v, which must not be empty.
func at[T int | float64 | time.Duration](v []T, p int) T {
	v = slices.Sorted(slices.Values(v))
	return v[min(len(v)-1, len(v)*p/100)]
}

func ms(d time.Duration) string {
	f := float64(d) / float64(time.Millisecond)
	switch {
	case f >= 100:
		return fmt.Sprintf("%.0f ms", f)
	case f >= 1:
		return fmt.Sprintf("%.1f ms", f)
	}
	return fmt.Sprintf("%.3f ms", f)
}

// usage is the resident memory of a process in MiB.
type usage struct {
	own  float64 // heap, stacks and variables
	file float64 // pages of the program's file
	peak float64 // of both, at any time so far
}
