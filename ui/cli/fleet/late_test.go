package fleet

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"lootlens/api"
	"lootlens/api/demo"
)

// A failure that may pass is tried again by the next run; others are not.
func TestTriesAgain(t *testing.T) {
	t.Parallel()
	s := newService(t)
	bad := fmt.Sprint(demo.FleetFirst + 3)
	s.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 503, Path: bad + "/inventory"})
	dir := t.TempDir()
	refs := append(ids(20), "999999999", "nobody here")
	out, sum, err := journalled(t.Context(), t, dir, s, refs, s.count)
	if err != nil || sum.Failed != 3 || !strings.HasSuffix(out, "\n"+bad+" failed\nEND\n") {
		t.Fatalf("%v, %+v\n%s", err, sum, out)
	}
	s.SetFaults()
	before := len(s.Requests())
	again, sum, err := journalled(t.Context(), t, dir, s, refs, s.count)
	if err != nil || sum.Failed != 2 || sum.Code != 3 || sum.Players != 22 || strings.Contains(again, bad+" failed") {
		t.Fatalf("%v, %+v\n%s", err, sum, again)
	}
	for _, r := range s.Requests()[before:] {
		if strings.Contains(r.Path, "/player/") && !strings.Contains(r.Path, bad) {
			t.Errorf("%s was requested again", r.Path)
		}
	}
	if _, sum, err := journalled(t.Context(), t, dir, s, refs[2:len(refs)-1], s.count); err != nil || sum.Gone != 3 {
		t.Errorf("%v: %d players are gone from the list, want 3", err, sum.Gone)
	}
	if third, sum, err := journalled(t.Context(), t, dir, s, refs, s.count); err != nil || third != again || sum.Gone > 0 {
		t.Errorf("%v: a run that was done gives\n%s\nand gave\n%s", err, third, again)
	}
}

// The rows of failures that may pass come in the order of the list, whichever failed first.
func TestLateRowsInOrder(t *testing.T) {
	t.Parallel()
	s := newService(t)
	refs := ids(defaultWorkers)
	ended := make([]chan struct{}, len(refs)+1)
	for i := range ended {
		ended[i] = make(chan struct{})
	}
	close(ended[len(refs)])
	out, sum, err := journalled(t.Context(), t, t.TempDir(), s, refs, func(ctx context.Context, t *Target, row *Row) Result {
		<-ended[t.Place()+1] // the last player fails first
		defer close(ended[t.Place()])
		fmt.Fprintln(row, t.Ref)
		return Result{Err: api.ErrTemporary, Code: 3}
	})
	if want := "BEGIN\n" + strings.Join(refs, "\n") + "\nEND\n"; err != nil || sum.Failed != len(refs) || out != want {
		t.Errorf("%v, %+v\n%s\nwant\n%s", err, sum, out, want)
	}
}
