package fleet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"lootlens/api/demo"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// A long row goes on while another one has the output.
func TestLongRowsWaitForTheirTurn(t *testing.T) {
	t.Parallel()
	var written bytes.Buffer
	out := &output{w: &written, separator: "|", turn: make(chan struct{}, 1)}
	write := func(r *Row, letter string, n int) {
		t.Helper()
		piece := []byte(strings.Repeat(letter, 1000))
		for range n / len(piece) {
			if _, err := r.Write(piece); err != nil {
				t.Fatal(err)
			}
		}
	}
	const long = 3*maxBuffer + 1000 - 3*maxBuffer%1000
	first, second := &Row{ctx: t.Context(), out: out}, &Row{ctx: t.Context(), out: out}
	write(first, "a", long)
	write(second, "b", long)
	if strings.Contains(written.String(), "b") {
		t.Fatal("two rows have the output")
	}
	third := &Row{ctx: t.Context(), out: out}
	write(third, "c", long)
	if !third.Reset() {
		t.Error("what has waited cannot be removed")
	}
	write(third, "d", 1000)
	for _, r := range []*Row{first, second, third} {
		if err := r.flush(); err != nil {
			t.Fatal(err)
		}
		r.release()
	}
	want := strings.Repeat("a", long) + "|" + strings.Repeat("b", long) + "|" + strings.Repeat("d", 1000)
	if written.String() != want {
		t.Errorf("%d bytes are written, or in a wrong order, want %d", written.Len(), len(want))
	}
}

// Where the folder for temporary files cannot be used, a long row waits for its turn.
func TestLongRowsWithoutARoomAside(t *testing.T) {
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, filepath.Join(t.TempDir(), "missing"))
	}
	var written bytes.Buffer
	out := &output{w: &written, turn: make(chan struct{}, 1)}
	out.turn <- struct{}{}
	r := &Row{ctx: t.Context(), out: out}
	done := make(chan error)
	go func() {
		_, err := r.Write(make([]byte, maxBuffer))
		done <- err
	}()
	<-out.turn
	if err := <-done; err != nil || written.Len() != maxBuffer {
		t.Errorf("%d bytes are written: %v", written.Len(), err)
	}
	r.release()
}

// Where a player stops an ordered run, no row of a later one is written.
func TestStopKeepsOrder(t *testing.T) {
	t.Parallel()
	client := newClient(t, "http://127.0.0.1:9", demo.Key, nil)
	broken := errors.New("broken")
	for range 20 {
		var out bytes.Buffer
		var others sync.WaitGroup
		others.Add(6)
		_, err := Run(t.Context(), Options{Client: client, Players: listOf(t, ids(8)...), Out: &out, Ordered: true}, func(ctx context.Context, p *Target, row *Row) Result {
			switch p.Place() {
			case 2:
				others.Wait()
				return Result{Stop: broken}
			case 3: // ends after the run was stopped
				<-ctx.Done()
			default:
				defer others.Done()
			}
			fmt.Fprintln(row, p.Place())
			return Result{}
		})
		if got := out.String(); !errors.Is(err, broken) || !strings.HasPrefix("0\n1\n", got) {
			t.Fatalf("%q: %v", got, err)
		}
	}
}
