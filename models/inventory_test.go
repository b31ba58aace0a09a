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
	p, err := DecodePage([]byte(`{"total":77,"items":[`+strings.Join(list, ",")+`]}`), pool, Origin{})
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
		{"the last one came before", [][]string{l("5 6"), l("7 6")}, "5 6 7", "6", false, ""},
		{"descending", [][]string{l("9 8"), l("7 6"), l("9 8")}, "9 8 7 6", "6", true, "after 6 brought no new item"},
		{"negative last", [][]string{l("1 -2")}, "1 -2", "", true, "-2"},
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
			if v.Total() != (Total{77, true}) {
				t.Errorf("total %+v", v.Total())
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
	v.Append(decodePage(t, `{"global_assets":[{"universal_id":4},{"universal_id":2}]}`))
	if v.Len() != 2 || !v.Ended() || v.Notice() != "" {
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
		if v.Append(page); v.Ended() || v.Notice() != "" || v.Next() != asked {
			t.Errorf("%s: ended %v (%s), next %s", name, v.Ended(), v.Notice(), v.Next())
		}
		had := v.Len()
		if v.Append(decodePageWith(t, v.Pool(), tt.then)); v.Len() != had+1 || v.Notice() != "" {
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

func TestTotalStaysWhereAPageTellsNone(t *testing.T) {
	t.Parallel()
	v := NewInventory(Cursor{})
	v.Append(of(t, v.Pool(), "1"))
	v.Append(decodePage(t, `{"items":[{"instance_id":2}]}`))
	if v.Total() != (Total{77, true}) {
		t.Errorf("total %+v", v.Total())
	}
}

func TestWalkCanBeginAnywhere(t *testing.T) {
	t.Parallel()
	v := NewInventory(CursorAt(100))
	if v.Next() != CursorAt(100) {
		t.Fatalf("begins after %q", v.Next())
	}
	v.Append(of(t, v.Pool(), "101"))
	v.Append(of(t, v.Pool()))
	if v.Len() != 1 || !v.Ended() || v.Notice() != "" {
		t.Errorf("%d items, ended %v", v.Len(), v.Ended())
	}
	empty := NewInventory(CursorAt(100))
	empty.Append(of(t, empty.Pool(), ""))
	if !strings.Contains(empty.Notice(), "after 100") {
		t.Errorf("notice %q", empty.Notice())
	}
}

func TestItemsStayAsTheyWereGiven(t *testing.T) {
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

func TestPoolSharesEqualAssets(t *testing.T) {
	t.Parallel()
	asset := `{"id":1,"name":"` + strings.Repeat("long ", 30) + `"}`
	v := NewInventory(Cursor{})
	v.Append(decodePageWith(t, v.Pool(), `{"items":[{"instance_id":1,"asset":`+asset+`},{"instance_id":2,"asset":`+asset+`}]}`))
	v.Append(decodePageWith(t, v.Pool(), `{"items":[{"instance_id":3,"asset":`+asset+`},{"instance_id":4,"asset":{"id":1}}]}`))
	if a := v.At(0).Asset(); a != v.At(1).Asset() || a != v.At(2).Asset() || a == v.At(3).Asset() {
		t.Error("equal assets are not one, or different ones are")
	}
	if v.Pool().Assets() != 2 {
		t.Errorf("%d assets", v.Pool().Assets())
	}
}

func decodePageWith(t testing.TB, pool *Pool, body string) Page {
	t.Helper()
	p, err := DecodePage([]byte(body), pool, Origin{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestOwnPart(t *testing.T) {
	t.Parallel()
	page := decodePage(t, `{"items":[{"instance_id":1,"asset":{"id":5},"x":"\u00e9"},{"instance_id":2,"asset":null},{"asset":7},"text",{"instance_id":3,"asset":{"a":1},"asset":{"b":2}}]}`)
	for i, want := range []struct {
		own string
		at  int
	}{
		{`{"instance_id":1,"asset":null,"x":"\u00e9"}`, 25}, {`{"instance_id":2,"asset":null}`, -1}, {`{"asset":7}`, -1}, {`"text"`, -1},
		{`{"instance_id":3,"asset":{"a":1},"asset":null}`, 41},
	} {
		own, at := page.Items[i].AppendOwn([]byte("before"))
		if string(own) != "before"+want.own || at != want.at {
			t.Errorf("item %d: %s at %d, want %s at %d", i, own, at, want.own, want.at)
		}
	}
}

func TestSameJSON(t *testing.T) {
	t.Parallel()
	shapes := []string{
		`{"instance_id":1,"asset":{"id":5},"x":1}`, `{"instance_id":2,"asset":{"id":5},"x":1}`, `{"instance_id":1,"asset":{"id":6},"x":1}`, `{"instance_id":1,"asset":{"id":5},"x":2}`,
		`{ "instance_id":1,"asset":{"id":5},"x":1}`, `{"instance_id":"1","asset":{"id":5},"x":1}`, `{"instance_id":1,"asset":null}`, `{"instance_id":1,"asset":"s"}`, `{"instance_id":1}`,
		`{"asset":{"id":5},"instance_id":1}`, `null`, `"x"`, `{"instance_id":1 "x":2}`, `{"asset":{"id":5}}`,
	}
	for i, a := range shapes {
		for j, b := range shapes {
			x, y := decodePage(t, `{"items":[`+a+`]}`), decodePage(t, `{"items":[`+b+`]}`)
			if got := x.Items[0].SameJSON(&y.Items[0]); got != (i == j) {
				t.Errorf("%s and %s: %v", a, b, got)
			}
		}
	}
}

func TestMembers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ object, name, want string }{
		{`{"a":1,"b":{"a":2}}`, "a", "1"}, {`{"a":1,"a":2}`, "a", "2"}, {`{"\u0061":1}`, "a", "1"}, {`{"b":1}`, "a", ""}, {`{}`, "a", ""}, {`[1]`, "a", ""}, {``, "a", ""}, {`{"a":1,"b`, "a", "1"},
	} {
		if got := Member([]byte(tt.object), tt.name); string(got) != tt.want {
			t.Errorf("%s of %s: %s, want %s", tt.name, tt.object, string(got), tt.want)
		}
	}
	if got := Elements([]byte(`[1, {"a":[2]} ,"x"]`)); len(got) != 3 || string(got[1]) != `{"a":[2]}` {
		t.Errorf("elements %v", got)
	}
	if Elements([]byte(`{}`)) != nil {
		t.Error("an object has elements")
	}
}

// An asset that comes again and again must stay among those that are guessed, however
// many others begin alike.
func TestPoolForgetsTheAssetThatCameLongestAgo(t *testing.T) {
	t.Parallel()
	asset := func(n int) string {
		return fmt.Sprintf(`{"description":"%s","id":%d}`, strings.Repeat("alike", 20), n)
	}
	pool := NewPool()
	for n := range mostGuesses {
		pool.asset([]byte(asset(n)))
	}
	for n := range mostGuesses {
		if pool.known([]byte(asset(0))) == nil {
			t.Fatalf("after %d others the asset in use is not guessed", n)
		}
		pool.asset([]byte(asset(mostGuesses + n)))
	}
	if pool.known([]byte(asset(1))) != nil {
		t.Errorf("more than %d are guessed", mostGuesses)
	}
}
