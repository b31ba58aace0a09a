package fleet

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
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
