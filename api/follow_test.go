package api

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lootlens/api/demo"
	"lootlens/models"
)

func TestNewest(t *testing.T) {
	t.Parallel()
	s, c, _ := play(t)
	for _, id := range []uint64{demo.PlayerEmpty, demo.PlayerSmall, demo.PlayerLarge, demo.PlayerHuge, demo.PlayerHostile} {
		before := len(s.Requests())
		newest, err := c.newest(t.Context(), holder(t, id), models.Cursor{})
		want := ""
		if top := s.Instances(demo.Holder{Player: id}, 1); len(top) > 0 {
			want = fmt.Sprint(top[0])
		}
		if err != nil || newest.String() != want {
			t.Errorf("player %d: %q, want %q: %v", id, newest, want, err)
		}
		if n := len(s.Requests()) - before; n > 50 {
			t.Errorf("player %d took %d requests", id, n)
		}
	}
	edge, _ := models.ParseCharacterID(fmt.Sprint(demo.CharacterEdge))
	h := models.Holder{Kind: models.CharacterHolder, Player: player(t, demo.PlayerHostile), Character: edge}
	if newest, err := c.newest(t.Context(), h, models.Cursor{}); err != nil || newest.String() != "18446744073709551615" {
		t.Errorf("the edge is %q: %v", newest, err)
	}
	top := s.Instances(demo.Holder{Player: demo.PlayerHuge}, 1)[0]
	if newest, err := c.newest(t.Context(), holder(t, demo.PlayerHuge), models.CursorAt(top)); err != nil || !newest.IsZero() {
		t.Errorf("after the newest there is %q: %v", newest, err)
	}
}

// Ids in gaps of every size, so that galloping overshoots and closes in.
func TestNewestInGaps(t *testing.T) {
	t.Parallel()
	for name, ids := range map[string]func(i uint64) uint64{
		"dense":   func(i uint64) uint64 { return i + 1 },
		"sparse":  func(i uint64) uint64 { return (i + 1) * 1_000_003 },
		"growing": func(i uint64) uint64 { return i*i*i + 1 },
		"one far away": func(i uint64) uint64 {
			if i == 999 {
				return 1<<64 - 2
			}
			return i
		},
	} {
		var all []uint64
		for i := range uint64(1000) {
			all = append(all, ids(i))
		}
		requests := 0
		srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
			requests++
			q := r.URL.Query()
			after, err := strconv.ParseUint(q.Get("after"), 10, 64)
			count, _ := strconv.Atoi(q.Get("count"))
			var out []string
			for _, id := range all {
				if (err != nil || id > after) && len(out) < count {
					out = append(out, item(fmt.Sprint(id)))
				}
			}
			fmt.Fprintf(w, `{"items":[%s]}`, strings.Join(out, ","))
		})
		c, _ := connect(t, srv.URL, nil)
		newest, err := c.newest(t.Context(), holder(t, 1), models.Cursor{})
		if err != nil || newest.String() != fmt.Sprint(all[999]) || requests > 130 {
			t.Errorf("%s: %s after %d requests, want %d: %v", name, newest, requests, all[999], err)
		}
	}
}

// Where ids are in no order, all is read, and the notice says what may be missed.
func TestFollowWithoutOrder(t *testing.T) {
	t.Parallel()
	srv := serve(t, body(`{"items":[`+item("7")+`]}`))
	c, _ := connect(t, srv.URL, nil)
	w, err := c.Follow(t.Context(), holder(t, 1), models.Cursor{})
	if err != nil || w.Newest().String() != "7" || !strings.Contains(w.Notice(), "does not move on") {
		t.Errorf("newest %s, %q: %v", w.Newest(), w.Notice(), err)
	}
}

// A walk that follows gives each grant once, whatever the service repeats.
func TestFollow(t *testing.T) {
	t.Parallel()
	s, c, _ := play(t)
	h := demo.Holder{Player: demo.PlayerSmall}
	w, err := c.Follow(t.Context(), holder(t, h.Player), models.Cursor{})
	if err != nil || w.Done() {
		t.Fatalf("done %v: %v", w.Done(), err)
	}
	poll := func() (ids []string) {
		t.Helper()
		for page, err := range c.Read(t.Context(), w) {
			if err != nil {
				t.Fatal(err)
			}
			for i := range page.Items {
				ids = append(ids, page.Items[i].Instance().String())
			}
		}
		return ids
	}
	if got := poll(); got != nil {
		t.Errorf("before a grant: %v", got)
	}
	for range 2 {
		var want []string
		for range 3 {
			id, err := s.GrantTo(h, s.Assets()[0])
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, fmt.Sprint(id))
		}
		if got := poll(); !slices.Equal(got, want) {
			t.Errorf("came %v, want %v", got, want)
		}
	}
	if w.Notice() != "" || w.Newest().String() != fmt.Sprint(s.Instances(h, 1)[0]) {
		t.Errorf("newest %s, notice %q", w.Newest(), w.Notice())
	}
}

// Where a service ignores the cursor, nothing is repeated and a notice says so.
func TestFollowRepeatedItems(t *testing.T) {
	t.Parallel()
	srv := serve(t, body(`{"items":[`+item("7")+","+item("8")+","+item("9")+`]}`))
	c, _ := connect(t, srv.URL, nil)
	w := NewWalk(holder(t, 1), WalkOptions{From: models.CursorAt(8), Follow: true})
	for round, want := range []string{"9", "", ""} {
		page, err := c.Page(t.Context(), w.Next())
		w.Take(&page, err)
		got := ""
		for i := range page.Items {
			got += page.Items[i].Instance().String()
		}
		if got != want || (w.Notice() != "") != (round > 0) {
			t.Errorf("round %d: %q, notice %q", round, got, w.Notice())
		}
	}
}

// The universal inventory knows no cursor: what is new in it is what was not there.
func TestFollowUniversal(t *testing.T) {
	t.Parallel()
	asked := 0
	srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		list := item("7")
		if asked > 2 {
			list = item("3") + "," + list
		}
		fmt.Fprintf(w, `{"global_assets":[%s]}`, list)
	})
	c, _ := connect(t, srv.URL, nil)
	w, err := c.Follow(t.Context(), models.Holder{Kind: models.UniversalHolder}, models.Cursor{})
	if err != nil {
		t.Fatal(err)
	}
	for round, want := range []int{0, 1, 0} {
		page, err := c.Page(t.Context(), w.Next())
		if w.Take(&page, err); err != nil || len(page.Items) != want || !w.Idle() {
			t.Errorf("round %d: %d items, idle %v: %v", round, len(page.Items), w.Idle(), err)
		}
	}
}

// Stepping by hand, as the browser does, gives what ranging gives; a page that
