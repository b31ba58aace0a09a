package models

import (
	"fmt"
	"strings"
	"testing"
)

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

// An instance's id is the one that counts, in any order: a universal_id beside it says where it came from.
func TestInstanceBesideUniversal(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		`{"instance_id":5,"universal_id":9}`:       "5 false [universal_id]",
		`{"universal_id":9,"instance_id":5}`:       "5 false [universal_id]",
		`{"universal_id":9,"instance_id":null}`:    "9 true []",
		`{"instance_id":null,"universal_id":9}`:    "9 true []",
		`{"instance_id":5,"universal_id":null}`:    "5 false []",
		`{"instance_id":5,"instance_id":6}`:        "6 false []",
		`{"instance_id":"5","universal_id":"abc"}`: "5 false [universal_id]",
		`{"universal_id":8,"universal_id":9}`:      "9 true []",
		`{"instance_id":0,"universal_id":9}`:       "0 false [universal_id]",
	} {
		it := decodePage(t, `{"items":[`+raw+`]}`).Items[0]
		extra := []string{}
		for _, f := range it.Details().Extra {
			extra = append(extra, f.Name.Raw())
		}
		if got := fmt.Sprint(it.Instance(), it.Universal(), extra); got != want || string(it.Raw()) != raw || it.Fault() != "" {
			t.Errorf("%s: %s, want %s (%s, %s)", raw, got, want, it.Raw(), it.Fault())
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

// An asset that comes again and again must stay among those that are guessed, however
// many others begin alike.
func TestPoolKeepsRecentAssets(t *testing.T) {
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
