package demo

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// seen is what a look at an inventory brought, by instance.
type seen struct {
	at       time.Time
	complete bool
	total    int
	items    map[uint64]string // the JSON behind the id
	ids      []uint64
}

func looksAt(t *testing.T, s *Server, of Holder) (out []seen) {
	t.Helper()
	for l := range s.Past(of) {
		head, body, _ := strings.Cut(string(l.Body), `,"items":[`)
		total, err := strconv.Atoi(strings.TrimPrefix(head, `{"total":`))
		if err != nil {
			t.Fatalf("%v: %v", of, err)
		}
		look := seen{l.At, l.Complete, total, map[uint64]string{}, nil}
		for _, raw := range strings.Split(body, `{"instance_id":`)[1:] {
			digits, rest, _ := strings.Cut(raw, ",")
			id, err := strconv.ParseUint(digits, 10, 64)
			if err != nil {
				t.Fatalf("%v: %v", of, err)
			}
			look.items[id] = strings.TrimRight(rest, ",]}")
			look.ids = append(look.ids, id)
		}
		out = append(out, look)
	}
	return out
}

func atStart(start time.Time) *Server {
	return New(Options{Now: func() time.Time { return start }})
}

// The past leads to what is served: it ends less than three days before the start, and hardly anything differs then.
func TestThePastLeadsToThePresent(t *testing.T) {
	t.Parallel()
	start := time.Date(2027, 3, 14, 15, 9, 26, 0, time.UTC)
	s := atStart(start)
	for _, of := range []Holder{{Player: PlayerNova}, {Player: PlayerNovaPSN}, {Player: PlayerSmall}, {Player: PlayerLarge}, {Player: PlayerLarge, Character: 12501}} {
		looks := looksAt(t, s, of)
		if len(looks) < 15 {
			t.Fatalf("%v has %d looks", of, len(looks))
		}
		partial := 0
		for i, l := range looks {
			if i > 0 && !l.at.After(looks[i-1].at) || l.at.Before(start.AddDate(0, 0, -PastDays-1)) || !l.at.Before(start) {
				t.Errorf("%v: look %d is at %v", of, i, l.at)
			}
			if !slices.IsSorted(l.ids) || len(l.ids) != len(l.items) {
				t.Errorf("%v: the ids at %v do not ascend", of, l.at)
			}
			if !l.complete {
				partial++
			}
			if l.complete != (l.total == len(l.ids)) {
				t.Errorf("%v at %v: %d of %d items, complete is %t", of, l.at, len(l.ids), l.total, l.complete)
			}
		}
		if partial != 2 {
			t.Errorf("%v has %d partial looks, want 2", of, partial)
		}
		now := s.Instances(of, 10_000)
		slices.Reverse(now)
		last := looks[len(looks)-1]
		missing := 0
		for _, id := range now {
			if _, ok := last.items[id]; !ok {
				missing++
			}
		}
		if missing > 4 || len(last.ids)-(len(now)-missing) > 4 {
			t.Errorf("%v: of %d items now, %d are not among the %d of the last look", of, len(now), missing, len(last.ids))
		}
	}
}

// What the ticket "bought and gone" is about: an item that was paid for, there until a Tuesday, and gone on Thursday.
func TestBoughtAndGone(t *testing.T) {
	t.Parallel()
	for d := range 9 {
		start := time.Date(2027, 3, 10+d, 3, 0, 0, 0, time.UTC)
		found := 0
		var last seen
		for _, l := range looksAt(t, atStart(start), Holder{Player: PlayerNova}) {
			if !l.complete {
				continue
			}
			for id, raw := range last.items {
				if _, there := l.items[id]; there {
					continue
				}
				paid := strings.Contains(raw, `"acquisition_source":"purchase"`) && strings.Contains(raw, `"rental":{"is_rental":false`)
				if paid && strings.Contains(raw, `"name":"Saltcured Helm"`) &&
					last.at.Weekday() == time.Tuesday && l.at.Weekday() == time.Thursday && start.Sub(l.at) > 24*time.Hour {
					found++
				}
			}
			last = l
		}
		if found != 1 {
			t.Errorf("from %v on: %d such items, want 1", start, found)
		}
	}
}

// The same Server tells the same past, and an item that went came back under its old id.
func TestThePastIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	start := time.Unix(Epoch, 0).Add(90 * time.Minute)
	of := Holder{Player: PlayerLarge}
	first, second := looksAt(t, atStart(start), of), looksAt(t, atStart(start), of)
	back := map[uint64]int{}
	for i := range first {
		if !slices.Equal(first[i].ids, second[i].ids) || first[i].at != second[i].at {
			t.Fatalf("look %d differs", i)
		}
		for id, raw := range first[i].items {
			if second[i].items[id] != raw {
				t.Fatalf("look %d: instance %d differs", i, id)
			}
		}
		if i > 0 && first[i].complete && first[i-1].complete {
			for _, id := range first[i].ids {
				if _, was := first[i-1].items[id]; !was && first[0].items[id] != "" {
					back[id]++
				}
			}
		}
	}
	if len(back) != 1 {
		t.Errorf("%d items came back, want 1", len(back))
	}
}

func TestNoPast(t *testing.T) {
	t.Parallel()
	s := atStart(time.Unix(Epoch, 0))
	for _, of := range []Holder{{}, {Player: 4711}, {Player: PlayerEmpty}, {Player: PlayerHuge}, {Player: PlayerReference, Character: CharacterReference}} {
		if n := len(looksAt(t, s, of)); n > 0 {
			t.Errorf("%v has %d looks", of, n)
		}
	}
	for _, of := range []Holder{{Player: PlayerHostile}, {Player: PlayerHostile, Character: CharacterEdge}, {Player: PlayerNovaXbox, Hero: 9004}} {
		for l := range s.Past(of) {
			if !json.Valid(l.Body) {
				t.Errorf("%v: a look is not JSON", of)
			}
		}
	}
}

// Each name of an inventory is one that it is read by, and no two inventories share one.
func TestInventories(t *testing.T) {
	t.Parallel()
	s := atStart(time.Unix(Epoch, 0))
	seen := map[Holder]bool{}
	for _, p := range s.Players() {
		list := s.Inventories(p.ID)
		if len(list) == 0 || list[0][0] != (Holder{Player: p.ID}) {
			t.Errorf("player %d has %v", p.ID, list)
		}
		for _, names := range list {
			for _, n := range names {
				if seen[n] {
					t.Errorf("%v names two inventories", n)
				}
				seen[n] = true
			}
		}
	}
	if n := len(s.Inventories(PlayerLarge)); n != 8 {
		t.Errorf("%d inventories, want 8", n)
	}
	if s.Inventories(4711) != nil {
		t.Error("nobody has inventories")
	}
}
