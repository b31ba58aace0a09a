package history

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// killedEnv makes the test program a process that records until it is killed: its value is the file.
const (
	killedEnv = "HISTORY_TEST_RECORD"
	// killsEnv is how often TestKilled kills; the default is few.
	killsEnv = "HISTORY_TEST_KILLS"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(killedEnv); path != "" {
		if err := recordForever(path); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// recordForever records an inventory in which one item is replaced each time. It prints a line for each look once it is
// written.
func recordForever(path string) error {
	ctx := context.Background()
	s, err := Open(ctx, path)
	if err != nil {
		return err
	}
	b, err := s.In(ctx, scope)
	if err != nil {
		return err
	}
	w := newWorld()
	w.ids = w.ids[:300]
	for {
		when := time.Now()
		if _, err := b.Record(ctx, Snapshot{Holder: own, Ended: when, Complete: true, Items: w.items(when)}); err != nil {
			return err
		}
		fmt.Println("recorded")
		w.ids = w.ids[1:]
		w.grow(1)
	}
}

// TestKilled kills one of two processes that record into one file, again and again. No look that was written is lost, and
// the file stays sound.
func TestKilled(t *testing.T) {
	t.Parallel()
	kills, err := strconv.Atoi(os.Getenv(killsEnv))
	if err != nil {
		kills = 4
	}
	path := filepath.Join(t.TempDir(), "history.db")
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute+time.Duration(kills)*10*time.Second)
	defer cancel()
	written := make([]int, 2)
	processes := [2]*process{startProcess(t, ctx, path), startProcess(t, ctx, path)}
	for n := range kills {
		i := n % 2
		for range 1 + n%5 { // both get somewhere
			written[i] += processes[i].wait(t, 1)
		}
		time.Sleep(time.Duration(n%7) * 3 * time.Millisecond)
		written[i] += processes[i].kill()
		processes[i] = startProcess(t, ctx, path)
	}
	for i, p := range processes {
		written[i] += p.wait(t, 1)
		written[i] += p.kill()
	}
	s, err := Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	b := must(s.In(ctx, scope))
	looks := must(b.Looks(ctx, own))
	// A process can be killed after a look was written and before it said so.
	if got, least := len(looks), written[0]+written[1]; got < least || got > least+kills+2 {
		t.Errorf("%d looks of %d that were written", got, least)
	}
	for _, l := range looks {
		if l.Items != 300 || l.Changed != 0 || l.Added != l.Removed {
			t.Fatalf("%+v", l)
		}
	}
	if _, items, err := b.At(ctx, own, looks[len(looks)/2].Ended); err != nil || len(items) != 300 {
		t.Errorf("%d items, %v", len(items), err)
	}
	if err := errors.Join(s.Check(ctx), s.Close()); err != nil {
		t.Error(err)
	}
	t.Logf("%d kills, %d looks", kills, len(looks))
}

// process is one that runs recordForever.
type process struct {
	cmd   *exec.Cmd
	lines chan string
}

func startProcess(t *testing.T, ctx context.Context, path string) *process {
	t.Helper()
	p := &process{cmd: exec.CommandContext(ctx, os.Args[0]), lines: make(chan string, 1000)}
	p.cmd.Env = append(os.Environ(), killedEnv+"="+path)
	out, err := p.cmd.StdoutPipe()
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.lines)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			p.lines <- lines.Text()
		}
	}()
	return p
}

// wait waits for n looks and returns how many came.
func (p *process) wait(t *testing.T, n int) int {
	t.Helper()
	for range n {
		if line, ok := <-p.lines; !ok || line != "recorded" {
			t.Fatalf("the process ended: %q", line)
		}
	}
	return n
}

// kill kills the process and returns how many looks it had written since.
func (p *process) kill() (n int) {
	p.cmd.Process.Kill()
	for line := range p.lines {
		if line == "recorded" {
			n++
		}
	}
	p.cmd.Wait()
	return n
}
