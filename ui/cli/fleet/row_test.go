package fleet

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
)

// A long row goes on while another one has the output, until too much waits.
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
	if n := out.waiting.Load(); n != 2 && n != 3 {
		t.Errorf("%d buffers wait", n)
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
	if n := out.waiting.Load(); n != 0 {
		t.Errorf("%d buffers still wait", n)
	}

	out.waiting.Store(maxWaiting)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	blocked := &Row{ctx: ctx, out: out, before: make(chan struct{})}
	var err error
	for range long / 1000 {
		if _, err = blocked.Write(make([]byte, 1000)); err != nil {
			break
		}
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a row beyond what may wait: %v", err)
	}
}
