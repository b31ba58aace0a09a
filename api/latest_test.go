package api

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lootlens/models"
)

// Ids that grow in every way: the pages are close to the end, and few.
func TestLatest(t *testing.T) {
	t.Parallel()
	const all = 10_000
	for name, tt := range map[string]struct {
		id    func(i float64) uint64
		total string
		least int // the place of the newest item that has to come; -1: no request
	}{
		"dense":      {func(i float64) uint64 { return uint64(i) + 1 }, "10000", all - 1},
		"sparse":     {func(i float64) uint64 { return uint64(i+1) * 1_000_003 }, "10000", all - 1},
		"high":       {func(i float64) uint64 { return 1<<63 + uint64(i)*7 }, "10000", all - 1},
		"growing":    {func(i float64) uint64 { return uint64(math.Pow(i+1000, 3)) }, "10000", all * 9 / 10},
		"shrinking":  {func(i float64) uint64 { return uint64(1e9 * math.Sqrt(i+1)) }, "10000", all * 9 / 10},
		"descending": {func(i float64) uint64 { return uint64(2*all - i) }, "10000", -1},
		"huge total": {func(i float64) uint64 { return uint64(i)<<48 + 1 }, "18446744073709551615", -1},
		"no total":   {func(i float64) uint64 { return uint64(i) + 1 }, "null", -1},
		"few":        {func(i float64) uint64 { return uint64(i) + 1 }, "700", -1},
		"too many":   {func(i float64) uint64 { return uint64(i) + 1 }, "90000", all / 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ids := make([]uint64, all)
			place := map[string]int{}
			for i := range ids {
				ids[i] = tt.id(float64(i))
				place[fmt.Sprint(ids[i])] = i
			}
			requests := 0
			srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
				requests++
				after, err := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64)
				from := 0
				if err == nil {
					from, _ = slices.BinarySearch(ids, after+1)
				}
				var out []string
				for _, id := range ids[from:min(all, from+200)] {
					out = append(out, item(fmt.Sprint(id)))
				}
				fmt.Fprintf(w, `{"total":%s,"items":[%s]}`, tt.total, strings.Join(out, ","))
			})
			c, _ := connect(t, srv.URL, nil)
			first, err := c.Page(t.Context(), PageRequest{Holder: holder(t, 1), Count: 200})
			if err != nil {
				t.Fatal(err)
			}
			newest := -1
			requests = 0
			for page, err := range c.Latest(t.Context(), holder(t, 1), first, 200, models.NewPool()) {
				if err != nil {
					t.Fatal(err)
				}
				for i := range page.Items {
					newest = max(newest, place[page.Items[i].Instance().String()])
				}
			}
			if newest < tt.least || requests > mostGuesses || tt.least < 0 && requests > 0 {
				t.Errorf("the newest item is number %d after %d requests, want %d", newest, requests, tt.least)
			}
		})
	}
}

// A failure ends it.
func TestLatestFails(t *testing.T) {
	t.Parallel()
	var list []string
	for i := range 200 {
		list = append(list, item(fmt.Sprint(i+1)))
	}
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("after") {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		fmt.Fprintf(w, `{"total":9000,"items":[%s]}`, strings.Join(list, ","))
	})
	c, _ := connect(t, srv.URL, nil)
	first, err := c.Page(t.Context(), PageRequest{Holder: holder(t, 1), Count: 200})
	if err != nil {
		t.Fatal(err)
	}
	pages := 0
	for _, err = range c.Latest(t.Context(), holder(t, 1), first, 200, nil) {
		pages++
	}
	if err == nil || pages != 1 {
		t.Errorf("%d pages, %v", pages, err)
	}
}

// A service that does not heed the cursor is asked once.
func TestLatestWithoutCursor(t *testing.T) {
	t.Parallel()
	var list []string
	for i := range 200 {
		list = append(list, item(fmt.Sprint(i+1)))
	}
	srv := serve(t, body(`{"total":9000,"items":[`+strings.Join(list, ",")+`]}`))
	c, _ := connect(t, srv.URL, nil)
	first, err := c.Page(t.Context(), PageRequest{Holder: holder(t, 1), Count: 200})
	if err != nil {
		t.Fatal(err)
	}
	pages := 0
	for _, err := range c.Latest(t.Context(), holder(t, 1), first, 200, models.NewPool()) {
		if pages++; err != nil {
			t.Fatal(err)
		}
	}
	if pages != 1 {
		t.Errorf("%d pages", pages)
	}
}
