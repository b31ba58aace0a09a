package history_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"lootlens/api/history"
	"lootlens/models"
	"lootlens/models/compare"
)

var scope = history.Scope{BaseURL: "https://api.lootlocker.io", Key: "a1"}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func holder(player string) models.Holder {
	return models.Holder{Kind: models.PlayerHolder, Player: must(models.ParsePlayerID(player))}
}

func instance(n int) models.InstanceID { return must(models.ParseInstanceID(fmt.Sprint(n))) }

// journal is a test's own record of the looks at one inventory. It answers by going through all of them.
type journal []history.Snapshot

func (j *journal) add(s history.Snapshot) {
	*j = append(*j, s)
	slices.SortStableFunc(*j, func(a, b history.Snapshot) int { return a.Ended.Compare(b.Ended) })
}

func find(s history.Snapshot, id models.InstanceID) *models.Item {
	for _, it := range s.Items {
		if it.Instance() == id {
			return it
		}
	}
	return nil
}

func covers(s history.Snapshot, id models.InstanceID) bool {
	return s.Complete || !s.Through.IsZero() && id.Compare(s.Through) <= 0 && (s.After.IsZero() || id.Compare(s.After) > 0)
}

// past is the past of an item until a time; without versions where it was not seen.
func (j journal) past(id models.InstanceID, until time.Time) (p models.Past) {
	here := false
	for _, s := range j {
		if s.Ended.After(until) {
			break
		}
		it := find(s, id)
		switch {
		case it == nil && here && covers(s, id):
			p.GoneAfter, p.GoneBy, here = p.Last(), s.Ended, false
		case it == nil:
		case here && !differ(p.Item(), it):
			// A part that does not say how far it reaches is not remembered as having found what did not change.
			if covers(s, id) {
				p.Versions[len(p.Versions)-1].Last = s.Ended
			}
		default:
			p.Versions = append(p.Versions, models.Version{Item: it, First: s.Ended, Last: s.Ended})
			p.GoneAfter, p.GoneBy, here = time.Time{}, time.Time{}, true
		}
	}
	return p
}

func differ(a, b *models.Item) bool {
	return len(compare.Diff([]*models.Item{a}, []*models.Item{b}).Changed) > 0
}

// ids are all that were ever seen, ascending.
func (j journal) ids() (list []models.InstanceID) {
	for _, s := range j {
		for _, it := range s.Items {
			list = append(list, it.Instance())
		}
	}
	slices.SortFunc(list, models.InstanceID.Compare)
	return slices.Compact(list)
}

// check compares all answers of a book with the journal's.
func (j journal) check(t *testing.T, b *history.Book, h models.Holder) {
	t.Helper()
	ctx := context.Background()
	all, err := b.Items(ctx, h)
	if err != nil {
		t.Fatal(err)
	}
	ids := j.ids()
	if len(all) != len(ids) {
		t.Fatalf("%d items, want %d", len(all), len(ids))
	}
	last := j[len(j)-1].Ended
	for i, id := range ids {
		samePast(t, all[i], j.past(id, last))
		one, err := b.Item(ctx, h, id)
		if err != nil {
			t.Fatal(err)
		}
		samePast(t, one, all[i])
	}
	looks, err := b.Looks(ctx, h)
	if err != nil || len(looks) != len(j) {
		t.Fatalf("%d looks, %v, want %d", len(looks), err, len(j))
	}
	for i, s := range j {
		if l := looks[i]; !l.Ended.Equal(s.Ended) || l.Complete != s.Complete || l.Items != len(s.Items) || l.Holder != h {
			t.Errorf("look %d is %+v", i, l)
		}
		j.checkCounts(t, i, looks[i])
		j.checkState(t, b, h, s.Ended)
	}
}

// checkCounts compares what a look says that it found different.
func (j journal) checkCounts(t *testing.T, n int, got models.Look) {
	t.Helper()
	var added, removed, changed int
	s := j[n]
	for _, id := range j[:n+1].ids() {
		before, now := models.Past{}, j.past(id, s.Ended)
		known := false
		if n > 0 {
			before = j.past(id, j[n-1].Ended)
			known = slices.ContainsFunc(j[:n], func(s history.Snapshot) bool { return covers(s, id) })
		}
		was, is := len(before.Versions) > 0 && !before.Gone(), len(now.Versions) > 0 && !now.Gone()
		switch {
		case was && !is:
			removed++
		case !was && is && known:
			added++
		case was && is && len(now.Versions) > len(before.Versions):
			changed++
		}
	}
	if got.Added != added || got.Removed != removed || got.Changed != changed {
		t.Errorf("look %d counts +%d -%d ~%d, want +%d -%d ~%d", n, got.Added, got.Removed, got.Changed, added, removed, changed)
	}
}

// checkState compares the state at a time.
func (j journal) checkState(t *testing.T, b *history.Book, h models.Holder, when time.Time) {
	t.Helper()
	var answers time.Time
	for _, s := range j {
		if s.Complete && !s.Ended.After(when) {
			answers = s.Ended
		}
	}
	look, items, err := b.At(context.Background(), h, when)
	if answers.IsZero() {
		if !errors.Is(err, history.ErrNoLook) {
			t.Errorf("at %s: %v, want no look", when, err)
		}
		return
	}
	if err != nil || !look.Ended.Equal(answers) {
		t.Fatalf("at %s: the look of %s, %v, want that of %s", when, look.Ended, err, answers)
	}
	n := 0
	for _, id := range j.ids() {
		p := j.past(id, when)
		if len(p.Versions) == 0 || p.Gone() {
			continue
		}
		if n == len(items) {
			t.Fatalf("at %s: item %s is missing", when, id)
		}
		sameItem(t, items[n], p.Item())
		n++
	}
	if n != len(items) {
		t.Errorf("at %s: %d items, want %d", when, len(items), n)
	}
}

func samePast(t *testing.T, got, want models.Past) {
	t.Helper()
	id := want.Item().Instance()
	if len(got.Versions) != len(want.Versions) {
		t.Fatalf("item %s has %d versions, want %d", id, len(got.Versions), len(want.Versions))
	}
	for i, w := range want.Versions {
		g := got.Versions[i]
		if !g.First.Equal(w.First) || !g.Last.Equal(w.Last) {
			t.Errorf("version %d of item %s was seen from %s to %s, want %s to %s", i, id, g.First, g.Last, w.First, w.Last)
		}
		sameItem(t, g.Item, w.Item)
	}
	if !got.GoneAfter.Equal(want.GoneAfter) || !got.GoneBy.Equal(want.GoneBy) {
		t.Errorf("item %s is gone after %s by %s, want %s and %s", id, got.GoneAfter, got.GoneBy, want.GoneAfter, want.GoneBy)
	}
}

// sameItem compares bytes and when and how they came.
func sameItem(t *testing.T, got, want *models.Item) {
	t.Helper()
	if string(got.Raw()) != string(want.Raw()) {
		t.Errorf("item\n%s\nwant\n%s", got.Raw(), want.Raw())
	}
	g, w := *got.Origin(), *want.Origin()
	if !g.Fetched.Equal(w.Fetched.Truncate(time.Millisecond)) || g.RequestID != w.RequestID || g.After != w.After {
		t.Errorf("item %s came %+v, want %+v", want.Instance(), g, w)
	}
}
