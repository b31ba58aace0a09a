package fleet

import (
	"context"
	"fmt"
	"io"
	"lootlens/api"
	"math"
	"strings"
	"testing"
	"time"
)

// A panic in a job stops the run and is the caller's.
func TestPanicOfAJob(t *testing.T) {
	t.Parallel()
	s := newService(t)
	defer func() {
		if got := fmt.Sprint(recover()); !strings.HasPrefix(got, "a bug") || !strings.Contains(got, "group_test.go") {
			t.Errorf("the caller gets %.200s", got)
		}
	}()
	_, _ = Run(t.Context(), Options{Client: s.client, Players: listOf(t, ids(20)...), Out: io.Discard, Ordered: true},
		func(context.Context, *Target, *Row) Result { panic("a bug") })
	t.Error("the run has ended as if nothing were wrong")
}

// The time that is left is that of the references that are left, at the rate of those that took time.
func TestTimeLeft(t *testing.T) {
	t.Parallel()
	start := mark{at: time.Now().Add(-time.Minute)}
	r := &run{marks: [2]mark{start, start}}
	r.sum.All = 100
	for n := range 30 {
		if n < 10 {
			r.sum.Skipped++
		}
		r.count()
	}
	if left := r.sum.Left.Minutes() * r.sum.PerMinute; r.sum.PerMinute > 20 || math.Abs(left-70) > 0.1 {
		t.Errorf("%.1f a minute, %v left: that is %.1f references", r.sum.PerMinute, r.sum.Left, left)
	}
}

// Failures that come together cost one ping.
func TestOnePing(t *testing.T) {
	t.Parallel()
	s := newService(t)
	r := &run{opt: Options{Client: s.client}}
	for range 5 {
		if err := r.fatal(t.Context(), fmt.Errorf("no answer: %w", api.ErrTemporary)); err != nil {
			t.Error(err)
		}
	}
	n := 0
	for _, asked := range s.asked("/ping") {
		n += asked
	}
	if n != 1 {
		t.Errorf("%d pings", n)
	}
}
