package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"lootlens/api/demo"
	"lootlens/models"
)

func TestWalk(t *testing.T) {
	t.Parallel()
	s, c, _ := play(t)
	for _, n := range []int{0, 7, 1250, 20000} {
		id := map[int]uint64{0: demo.PlayerEmpty, 7: demo.PlayerSmall, 1250: demo.PlayerLarge, 20000: demo.PlayerHuge}[n]
		before := len(s.Requests())
		ids, pages, err := walk(t.Context(), c, holder(t, id), WalkOptions{})
		if err != nil {
			t.Fatal(err)
		}
		checkAll(t, s, demo.Holder{Player: id}, n, ids)
		if want := max(1, (n+199)/200); pages != want {
			t.Errorf("%d items came on %d pages, want %d", n, pages, want)
		}
		if got := len(s.Requests()) - before; got > pages+2 {
			t.Errorf("%d pages took %d requests", pages, got)
		}
	}
}

func TestWalkSizes(t *testing.T) {
	t.Parallel()
	for _, o := range []struct {
		opt         WalkOptions
		first, then string
	}{
		{WalkOptions{}, "200", "200"},
		{WalkOptions{First: 1, Size: 1000}, "1", "200"},
		{WalkOptions{First: 1000, Size: 100}, "200", "100"},
		{WalkOptions{Size: 1}, "1", "1"},
		{WalkOptions{First: -1, Size: -1}, "1", "1"},
	} {
		s, c, _ := play(t)
		pages := 0
		for range c.Walk(t.Context(), holder(t, 1250), o.opt) {
			if pages++; pages == 2 {
				break
			}
		}
		var counts []string
		for _, r := range s.Requests() {
			if r.Method == http.MethodGet {
				counts = append(counts, mustParse(t, "?"+r.Query).Query().Get("count"))
			}
		}
		if len(counts) < 2 || counts[0] != o.first || counts[1] != o.then {
			t.Errorf("%+v asks for %v", o.opt, counts)
		}
	}
	// From the middle.
	s, c, _ := play(t)
	newest := s.Instances(demo.Holder{Player: 1250}, 10)
	ids, _, err := walk(t.Context(), c, holder(t, 1250), WalkOptions{From: models.CursorAt(newest[9])})
	if err != nil || len(ids) != 9 || ids[8] != fmt.Sprint(newest[0]) {
		t.Errorf("from %d: %v, %v", newest[9], ids, err)
	}
}

// A walk ends whatever the cursors do, loses nothing that came, gives no instance
// twice, and says when there may be more.
func TestWalkWithOddCursors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault  demo.Fault
		ended  bool
		atLess int // items that must have come
		most   int // requests
	}{
		"stuck":      {demo.Fault{Kind: demo.KindStuck}, true, 50, 8},
		"ring":       {demo.Fault{Kind: demo.KindRing}, true, 450, 10},
		"overlap":    {demo.Fault{Kind: demo.KindOverlap}, false, 1250, 16},
		"short":      {demo.Fault{Kind: demo.KindShort, N: 30}, false, 1250, 60},
		"descending": {demo.Fault{Kind: demo.KindDescending}, false, 1250, 16},
		"reversed":   {demo.Fault{Kind: demo.KindReversed}, false, 1250, 16},
		"shrink":     {demo.Fault{Kind: demo.KindShrink, N: 100}, true, 600, 16},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, client, w := play(t, c.fault)
			ids, pages, err := walk(t.Context(), client, holder(t, 1250), WalkOptions{})
			var ended *IncompleteError
			switch {
			case c.ended && !errors.As(err, &ended), !c.ended && err != nil:
				t.Errorf("after %d items on %d pages: %v", len(ids), pages, err)
			case c.ended:
				w.safe(err)
			}
			seen := map[string]bool{}
			for _, id := range ids {
				if seen[id] {
					t.Fatalf("%s came twice", id)
				}
				seen[id] = true
			}
			if len(ids) < c.atLess || len(s.Requests()) > c.most {
				t.Errorf("%d items after %d requests", len(ids), len(s.Requests()))
			}
		})
	}
}

// ids that cannot be a cursor end the walk visibly; what came is kept.
func TestWalkWithOddIDs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pages map[string]string // by after
		ids   string
		says  string // of the notice
	}{
		"above 2^63": {map[string]string{"": item("9223372036854775808"), "9223372036854775808": item("9223372036854775809")},
			"9223372036854775808 9223372036854775809", ""},
		"2^64-1":        {map[string]string{"": item("18446744073709551615")}, "18446744073709551615", ""},
		"2^64":          {map[string]string{"": item("18446744073709551616")}, "", "may be incomplete"},
		"negative":      {map[string]string{"": item("5") + "," + item("-7")}, "5 -7", ""},
		"negative only": {map[string]string{"": item("-7")}, "-7", "-7, cannot be sent"},
		"strings":       {map[string]string{"": item(`"7"`), "7": item(`"8"`)}, "7 8", ""},
		"missing":       {map[string]string{"": `{"a":1}`}, "", "may be incomplete"},
		"null":          {map[string]string{"": item("null")}, "", "may be incomplete"},
		"float":         {map[string]string{"": item("1.5")}, "", "may be incomplete"},
		"last missing":  {map[string]string{"": item("7") + `,{"a":1}`, "7": item("8")}, "7  8", ""},
		"repeated":      {map[string]string{"": item("7") + "," + item("7") + "," + item("8"), "8": ""}, "7 8", ""},
		"zero":          {map[string]string{"": item("0"), "0": item("1")}, "0 1", ""},
		"no items":      {map[string]string{"": "7,null," + item("3")}, "  3", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int32
			srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
				requests.Add(1)
				fmt.Fprintf(w, `{"items":[%s]}`, c.pages[r.URL.Query().Get("after")])
			})
			client, w := connect(t, srv.URL, nil)
			ids, _, err := walk(t.Context(), client, holder(t, 1), WalkOptions{})
			// An item without an id is there too, as a gap.
			if got := strings.Join(ids, " "); got != c.ids {
				t.Errorf("came: %q", got)
			}
			var ended *IncompleteError
			if c.says == "" && err != nil || c.says != "" && (!errors.As(err, &ended) || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("ends with %v", err)
			}
			if err != nil {
				w.safe(err)
			}
			if n := requests.Load(); n > 4 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

func item(id string) string { return `{"instance_id":` + id + `,"asset":{"id":1,"name":"a"}}` }

// An id inside an item that looks like the item's own costs one request, no item.
func TestWalkGuessesWrong(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		after, _ := strconv.Atoi(r.URL.Query().Get("after"))
		if after >= 6 {
			fmt.Fprint(w, okList)
			return
		}
		fmt.Fprintf(w, `{"items":[%s,{"instance_id":%d,"parent":{"instance_id":1}}]}`, item(fmt.Sprint(after+1)), after+2)
	})
	c, _ := connect(t, srv.URL, nil)
	ids, _, err := walk(t.Context(), c, holder(t, 1), WalkOptions{})
	if err != nil || strings.Join(ids, " ") != "1 2 3 4 5 6" || asked.Load() > 5 {
		t.Errorf("%v after %d requests: %v", ids, asked.Load(), err)
	}
}

func TestGuessCursor(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"":                                   "",
		`{"items":[]}`:                       "",
		`{"items":[` + item("7") + `]}`:      "7",
		`{"items":[{"instance_id": "8" }]}`:  "8",
		`{"items":[{"instance_id":9}]}`:      "9",
		`{"items":[{"instance_id":-9}]}`:     "",
		`{"items":[{"instance_id":null}]}`:   "",
		`{"items":[{"instance_id":`:          "",
		`{"items":[{"instance_id":12`:        "",
		`{"items":[{"instance_id":1.5}]}`:    "",
		item("18446744073709551615"):         "18446744073709551615",
		item("18446744073709551616"):         "",
		item("1" + strings.Repeat("0", 100)): "",
		item("1") + item("2") + `{"a":"b"}`:  "2",
	} {
		if got := guessCursor([]byte(s)).String(); got != want {
			t.Errorf("%s gives %q", s, got)
		}
	}
}

// Breaking off, or a panic of the one who ranges, leaves nothing behind.
func TestWalkBrokenOff(t *testing.T) {
	t.Parallel()
	s, c, _ := play(t)
	for range c.Walk(t.Context(), holder(t, demo.PlayerHuge), WalkOptions{}) {
		break
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was lost")
			}
		}()
		for range c.Walk(t.Context(), holder(t, demo.PlayerHuge), WalkOptions{}) {
			panic("the reader fails")
		}
	}()
	ctx, cancel := context.WithCancel(t.Context())
	pages, last := 0, error(nil)
	for _, err := range c.Walk(ctx, holder(t, demo.PlayerHuge), WalkOptions{}) {
		if pages, last = pages+1, err; pages == 3 {
			cancel()
		}
	}
	cancel()
	if !errors.Is(last, context.Canceled) || pages > 5 {
		t.Errorf("%d pages, then %v", pages, last)
	}
	if n := len(s.Requests()); n > 12 {
		t.Errorf("%d requests", n)
	}
}

// A page that fails in mid-walk comes with what arrived of it, and the walk stops.
func TestWalkFails(t *testing.T) {
	t.Parallel()
	_, c, w := play(t, demo.Fault{Kind: demo.KindTruncated, Path: "/inventory", Skip: 2})
	ids, pages, err := walk(t.Context(), c, holder(t, 1250), WalkOptions{})
	w.safe(err)
	if !errors.Is(err, models.ErrCut) || pages != 3 || len(ids) <= 400 || len(ids) >= 600 {
		t.Errorf("%d items on %d pages: %v", len(ids), pages, err)
	}
}

// The best of several cut answers is kept.
func TestBestOfCutPages(t *testing.T) {
	t.Parallel()
	tries := 0
	srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		tries++
		n := []int{2, 5, 3, 1, 0}[tries-1]
		w.Header().Set("Content-Length", strconv.Itoa(1<<20))
		fmt.Fprint(w, `{"items":[`)
		for i := range n {
			fmt.Fprint(w, item(fmt.Sprint(i+1))+",")
		}
	})
	c, w := connect(t, srv.URL, nil)
	p, err := page(t, c)
	w.safe(err)
	if len(p.Items) != 5 || !p.Cut || tries != maxTries {
		t.Errorf("%d items, cut %v, after %d tries: %v", len(p.Items), p.Cut, tries, err)
	}
}

func TestWalkUniversal(t *testing.T) {
	t.Parallel()
	s, c, _ := play(t)
	ids, pages, err := walk(t.Context(), c, models.Holder{Kind: models.UniversalHolder}, WalkOptions{})
	if err != nil || pages != 1 || len(ids) == 0 {
		t.Errorf("%d items on %d pages: %v", len(ids), pages, err)
	}
	if r := s.Requests(); len(r) != 2 || r[1].Query != "" {
		t.Errorf("%d requests", len(r))
	}
}

// The published reference's example: its ids are negative.
func TestWalkReference(t *testing.T) {
	t.Parallel()
	_, c, w := play(t)
	id, _ := models.ParseCharacterID("49")
	ids, _, err := walk(t.Context(), c, models.Holder{Kind: models.CharacterHolder, Player: player(t, 363), Character: id}, WalkOptions{})
	w.safe(err)
	var ended *IncompleteError
	if len(ids) != 3 || !errors.As(err, &ended) {
		t.Errorf("%d items: %v", len(ids), err)
	}
}

// A page that failed is due again.
func TestWalkByHand(t *testing.T) {
	t.Parallel()
	s, c, _ := play(t, demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "/inventory", Skip: 2, Times: 1})
	inv := models.NewInventory(models.Cursor{})
	w := NewWalk(holder(t, 1250), WalkOptions{First: 30, Into: inv})
	failures := 0
	for !w.Done() {
		before := w.Next()
		page, err := c.Page(t.Context(), before)
		w.Take(&page, err)
		if err != nil {
			failures++
			if w.Next() != before {
				t.Errorf("after %v the request is %+v, was %+v", err, w.Next(), before)
			}
		}
	}
	if failures != 1 || inv.Len() != 1250 || w.Count() != 1250 || w.Total().N != 1250 || w.Err() != nil {
		t.Errorf("%d failures, %d items, count %d of %d: %v", failures, inv.Len(), w.Count(), w.Total().N, w.Err())
	}
	if got := s.Instances(demo.Holder{Player: 1250}, 1)[0]; w.Newest().String() != fmt.Sprint(got) {
		t.Errorf("newest %s, want %d", w.Newest(), got)
	}
}

// A walk that failed is read on, without a repeat.
func TestReadOnAfterFailure(t *testing.T) {
	t.Parallel()
	s, c, _ := play(t, demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "/inventory", Skip: 3, Times: 1})
	w := NewWalk(holder(t, 1250), WalkOptions{})
	var ids []string
	failures := 0
	for !w.Done() {
		for page, err := range c.Read(t.Context(), w) {
			if err != nil {
				failures++
			}
			for i := range page.Items {
				ids = append(ids, page.Items[i].Instance().String())
			}
		}
	}
	if failures != 1 {
		t.Errorf("%d failures", failures)
	}
	checkAll(t, s, demo.Holder{Player: 1250}, 1250, ids)
}

// Items that come shuffled inside their pages all come, in no more requests than pages.
func TestWalkShuffledPages(t *testing.T) {
	t.Parallel()
	s := demo.New(demo.Options{Items: 1000})
	url, stop, err := s.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	s.SetFaults(demo.Fault{Kind: demo.KindShuffled})
	c, _ := connect(t, url, nil)
	if _, err := c.Ping(t.Context()); err != nil { // the session has begun
		t.Fatal(err)
	}
	before := len(s.Requests())
	ids, _, err := walk(t.Context(), c, holder(t, demo.PlayerHuge), WalkOptions{})
	if err != nil {
		t.Errorf("a notice: %v", err)
	}
	slices.Sort(ids)
	if n := len(slices.Compact(ids)); n != 1000 {
		t.Errorf("%d items came, want 1000", n)
	}
	if n := len(s.Requests()) - before; n > 7 {
		t.Errorf("%d requests, want at most 7", n)
	}
}
