package models

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// of is a page of items with these ids; "" is an item without one.
func of(t testing.TB, pool *Pool, ids ...string) Page {
	t.Helper()
	var list []string
	for _, id := range ids {
		if id == "" {
			list = append(list, `{"note":"no id"}`)
		} else {
			list = append(list, `{"instance_id":`+id+`}`)
		}
	}
	p, err := DecodePage([]byte(`{"items":[`+strings.Join(list, ",")+`]}`), pool, Origin{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestWalk(t *testing.T) {
	t.Parallel()
	l := func(s string) []string { return strings.Split(s, " ") }
	tests := []struct {
		name   string
		pages  [][]string
		want   string // ids in order, _ for none
		next   string
		ended  bool
		notice string // in it
	}{
		{"one page", [][]string{l("1 2")}, "1 2", "2", false, ""},
		{"to the end", [][]string{l("1 2"), l("3"), nil}, "1 2 3", "3", true, ""},
		{"an empty inventory", [][]string{nil}, "", "", true, ""},
		{"pages overlap", [][]string{l("1 2 3"), l("2 3 4"), nil}, "1 2 3 4", "4", true, ""},
		{"one page twice", [][]string{l("1 2"), l("1 2")}, "1 2", "2", true, "after 2 brought no new item"},
		{"the server ignores the cursor", [][]string{l("1 2"), l("1 2"), l("1 2")}, "1 2", "2", true, "does not move on"},
		{"an item twice in a page", [][]string{l("1 1 2"), nil}, "1 2", "2", true, ""},
		{"not in order", [][]string{l("5 3 4"), l("9"), nil}, "5 3 4 9", "9", true, ""},
		{"not in order, again", [][]string{l("5 3"), l("3 5 1"), nil}, "5 3 1", "1", true, ""},
		{"the largest first", [][]string{l("6 5 2")}, "6 5 2", "6", false, ""},
		{"the last where the largest brought nothing", [][]string{l("6 5 2"), l("6 5")}, "6 5 2", "2", false, ""},
		{"neither brings anything", [][]string{l("6 5 2"), l("6 5"), l("2")}, "6 5 2", "2", true, "after 2 brought no new item"},
		{"the last one came before", [][]string{l("5 6"), l("7 6")}, "5 6 7", "7", false, ""},
		{"descending", [][]string{l("9 8"), l("7 6"), l("9 8")}, "9 8 7 6", "6", false, ""},
		{"descending to the end", [][]string{l("9 8"), l("7 6"), l("9 8"), l("9 8")}, "9 8 7 6", "6", true, "after 6 brought no new item"},
		{"negative last", [][]string{l("1 -2")}, "1 -2", "1", false, ""},
		{"negative only", [][]string{l("-1 -2")}, "-1 -2", "", true, "-2"},
		{"negative first", [][]string{l("-2 1"), nil}, "-2 1", "1", true, ""},
		{"no ids", [][]string{{"", ""}}, "_ _", "", true, "no instance id"},
		{"no ids, twice", [][]string{{"1", ""}, {"2", ""}, nil}, "1 _ 2 _", "2", true, ""},
		{"the largest id", [][]string{l("18446744073709551615"), nil}, "18446744073709551615", "18446744073709551615", true, ""},
		{"zero", [][]string{l("0"), nil}, "0", "0", true, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v := NewInventory(Cursor{})
			added := 0
			for _, ids := range tt.pages {
				added += v.Append(of(t, v.Pool(), ids...))
			}
			if added != v.Len() || v.Len() != len(v.Items()) {
				t.Errorf("added %d, holds %d, lists %d", added, v.Len(), len(v.Items()))
			}
			var got []string
			newest := InstanceID{}
			for i := range v.Len() {
				id := v.At(i).Instance()
				if id.Compare(newest) > 0 {
					newest = id
				}
				if id.IsZero() {
					got = append(got, "_")
					continue
				}
				got = append(got, id.String())
				if at, ok := v.Find(id); !ok || at != i {
					t.Errorf("%s is at %d, found at %d, %v", id, i, at, ok)
				}
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("items %s, want %s", s, tt.want)
			}
			if v.Next().String() != tt.next || v.Ended() != tt.ended {
				t.Errorf("next %q, ended %v; want %q, %v", v.Next(), v.Ended(), tt.next, tt.ended)
			}
			if (v.Notice() == "") != (tt.notice == "") || !strings.Contains(v.Notice(), tt.notice) {
				t.Errorf("notice %q, want %q in it", v.Notice(), tt.notice)
			}
			if v.Newest() != newest {
				t.Errorf("newest %q, want %q", v.Newest(), newest)
			}
			for _, id := range []InstanceID{{}, {id{n: 1234567, sign: 1}}, {id{n: 1234567, sign: -1}}} {
				if at, ok := v.Find(id); ok {
					t.Errorf("%q found at %d", id, at)
				}
			}
		})
	}
}

func TestWholeAnswerEndsTheWalk(t *testing.T) {
	t.Parallel()
	v := NewInventory(Cursor{})
	page := decodePage(t, `{"global_assets":[{"universal_id":4},{"universal_id":2}]}`)
	page.Whole = true
	if v.Append(page); v.Len() != 2 || !v.Ended() || v.Notice() != "" {
		t.Errorf("%d items, ended %v, %q", v.Len(), v.Ended(), v.Notice())
	}
}

// A part of an answer says nothing of what follows: where it brings nothing to go on
// from, the same page is asked for again.
func TestCutPagesAreAskedForAgain(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ cut, then string }{
		"universal": {
			`{"global_assets":[{"universal_id":1},{"universal_id":2},{"univ`,
			`{"global_assets":[{"universal_id":1},{"universal_id":2},{"universal_id":3}]}`,
		},
		"nothing new":   {`{"items":[{"instance_id":7},{"inst`, `{"items":[{"instance_id":7},{"instance_id":8}]}`},
		"in no order":   {`{"items":[{"instance_id":9},{"instance_id":3},{"inst`, `{"items":[{"instance_id":9},{"instance_id":3},{"instance_id":5}]}`},
		"no cursor":     {`{"items":[{"instance_id":-7},{"inst`, `{"items":[{"instance_id":-7},{"instance_id":8}]}`},
		"nothing whole": {`{"items":[{"inst`, `{"items":[{"instance_id":8}]}`},
	} {
		v := NewInventory(Cursor{})
		if name == "nothing new" {
			v.Append(of(t, v.Pool(), "7"))
		}
		asked := v.Next()
		page, err := DecodePage([]byte(tt.cut), v.Pool(), Origin{})
		if !errors.Is(err, ErrCut) {
			t.Fatalf("%s: %v", name, err)
		}
		page.Whole = name == "universal"
		if v.Append(page); v.Ended() || v.Notice() != "" || v.Next() != asked {
			t.Errorf("%s: ended %v (%s), next %s", name, v.Ended(), v.Notice(), v.Next())
		}
		had := v.Len()
		page = decodePageWith(t, v.Pool(), tt.then)
		page.Whole = name == "universal"
		if v.Append(page); v.Len() != had+1 || v.Notice() != "" {
			t.Errorf("%s: %d items, then %d (%s)", name, had, v.Len(), v.Notice())
		}
		if name == "universal" && !v.Ended() {
			t.Errorf("%s: not ended", name)
		}
	}
}

func TestCutPageDoesNotEndTheWalk(t *testing.T) {
	t.Parallel()
	v := NewInventory(Cursor{})
	p, err := DecodePage([]byte(`{"items":[{"instance_id":1},{"instance_id":2,"as`), v.Pool(), Origin{})
	if err == nil || v.Append(p) != 1 || v.Ended() || v.Next().String() != "1" {
		t.Errorf("%v: %d items, ended %v, next %q", err, v.Len(), v.Ended(), v.Next())
	}
	p, _ = DecodePage([]byte(`{"items":[{"insta`), v.Pool(), Origin{})
	if v.Append(p) != 0 || v.Ended() || v.Next().String() != "1" {
		t.Errorf("an answer cut in its first item: ended %v, next %q", v.Ended(), v.Next())
	}
}

// Each answer is one page; total 0 is none. The notices name what does not fit together.
func TestNotices(t *testing.T) {
	t.Parallel()
	const two = `{"instance_id":1},{"instance_id":2}`
	for _, tt := range []struct {
		name  string
		pages []string
		items int
		want  string
	}{
		{"as it should be", []string{`{"total":2,"items":[` + two + `]}`, `{"total":2,"items":[]}`}, 2, ""},
		{"no total", []string{`{"items":[` + two + `]}`, `{"items":[]}`}, 2, ""},
		{"a total that is too small", []string{`{"total":1,"items":[` + two + `]}`, `{"total":1,"items":[]}`}, 2, ""},
		{"the walk goes on", []string{`{"total":9,"items":[` + two + `]}`}, 2, ""},
		{"null on the first page", []string{`{"total":1250,"items":null}`}, 0, "the server says that there are 1,250 items, but sent none"},
		{"empty first page", []string{`{"total":1250,"items":[]}`}, 0, "the server says that there are 1,250 items, but sent none"},
		{"empty page in the middle", []string{`{"total":400,"items":[` + two + `]}`, `{"total":400,"items":[]}`}, 2, "the server says that there are 400 items, but sent 2"},
		{"empty page without a total", []string{`{"total":400,"items":[` + two + `]}`, `{"items":[]}`}, 2, "the server says that there are 400 items, but sent 2"},
		{"the whole is less than the total", []string{`{"total":3,"global_assets":[{"universal_id":1}]}`}, 1, "the server says that there are 3 items, but sent 1"},
		{"the total shrinks below what came", []string{`{"total":3,"items":[` + two + `]}`, `{"total":1,"items":[{"instance_id":3}]}`, `{"items":[]}`}, 3, "the server's total fell from 3 to 1 after 3 items had come"},
		{"the total shrinks to what came", []string{`{"total":3,"items":[` + two + `]}`, `{"total":2,"items":[]}`}, 2, ""},
		{"the total grows", []string{`{"total":2,"items":[` + two + `]}`, `{"total":3,"items":[{"instance_id":3}]}`, `{"total":3,"items":[]}`}, 3, ""},
		{"overlap", []string{`{"items":[` + two + `]}`, `{"items":[{"instance_id":2},{"instance_id":3}]}`, `{"items":[]}`}, 3, ""},
		{"overlap with other contents", []string{`{"items":[` + two + `]}`, `{"items":[{"instance_id":2,"asset":{"id":7}},{"instance_id":3}]}`, `{"items":[]}`}, 4, "two different items came with the instance id 2, both are kept"},
		{"overlap with other contents, twice", []string{`{"items":[` + two + `]}`, `{"items":[{"instance_id":2,"x":1},{"instance_id":2,"x":2},{"instance_id":2,"x":1},{"instance_id":3}]}`, `{"items":[]}`}, 5, "2 items came with the instance id of a different one, 2 first; all are kept"},
		{"one id twice in a page", []string{`{"items":[{"instance_id":1,"asset":{"id":5}},{"instance_id":1,"asset":{"id":6}}]}`, `{"items":[]}`}, 2, "two different items came with the instance id 1, both are kept"},
		{"other dates", []string{`{"items":[{"instance_id":1,"acquisition_date":"2026-01-01T00:00:00Z"},{"instance_id":1,"acquisition_date":"2026-01-02T00:00:00Z"}]}`, `{"items":[]}`}, 2, "two different items came with the instance id 1, both are kept"},
		{"a rental's time goes on", []string{`{"items":[{"instance_id":1,"rental":{"time_left":60}, "x":1},{"instance_id":2}]}`, `{"items":[{"instance_id":1,"rental":{"time_left":59}, "x":1},{"instance_id":3}]}`, `{"items":[]}`}, 3, ""},
		{"after the end it is another look", []string{`{"global_assets":[{"universal_id":1,"x":1}]}`, `{"global_assets":[{"universal_id":1,"x":2},{"universal_id":2}]}`}, 2, ""},
	} {
		v := NewInventory(Cursor{})
		for _, body := range tt.pages {
			page := decodePageWith(t, v.Pool(), body)
			page.Whole = strings.Contains(body, "global_assets")
			v.Append(page)
		}
		if got := v.Notice(); got != tt.want || v.Len() != tt.items {
			t.Errorf("%s: %d items, %q; want %d, %q", tt.name, v.Len(), got, tt.items, tt.want)
		}
		if len(v.notices()) > 1 {
			t.Errorf("%s: %q", tt.name, v.notices())
		}
	}
}

// A walk that begins behind an item cannot tell by the total what is missing.
func TestNoticesFromTheMiddle(t *testing.T) {
	t.Parallel()
	v := NewInventory(CursorAt(100))
	if v.Append(decodePage(t, `{"total":50,"items":[]}`)); !v.Ended() || v.Notice() != "" {
		t.Errorf("ended %v, %q", v.Ended(), v.Notice())
	}
}

func TestTotalStaysWithoutANewOne(t *testing.T) {
	t.Parallel()
	v := NewInventory(Cursor{})
	v.Append(decodePage(t, `{"total":77,"items":[{"instance_id":1}]}`))
	v.Append(decodePage(t, `{"items":[{"instance_id":2}]}`))
	if v.Total() != (Total{77, true}) {
		t.Errorf("total %+v", v.Total())
	}
}

func TestItemsDoNotChange(t *testing.T) {
	t.Parallel()
	v := NewInventory(Cursor{})
	v.Append(of(t, v.Pool(), "1", "2"))
	before := v.Items()
	kept := slices.Clone(before)
	for i := range 100 {
		v.Append(of(t, v.Pool(), fmt.Sprint(10+i)))
	}
	if !slices.Equal(before, kept) || cap(before) != len(before) {
		t.Error("later pages changed the items given before")
	}
}
