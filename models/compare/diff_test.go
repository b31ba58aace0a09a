package compare_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"lootlens/models"
	"lootlens/models/compare"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func page(t testing.TB, from models.Origin, items ...string) []*models.Item {
	t.Helper()
	p, err := models.DecodePage([]byte(`{"items":[`+strings.Join(items, ",")+`]}`), models.NewPool(), from)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]*models.Item, len(p.Items))
	for i := range p.Items {
		out[i] = &p.Items[i]
	}
	return out
}

// summary is a result in one line: +id -id ~id{path: old → new}.
func summary(r compare.Result) string {
	var out []string
	for _, it := range r.Added {
		out = append(out, "+"+it.Instance().String())
	}
	for _, it := range r.Removed {
		out = append(out, "-"+it.Instance().String())
	}
	for _, c := range r.Changed {
		var fields []string
		for _, f := range c.Fields {
			fields = append(fields, f.Path+": "+string(f.Old)+" → "+string(f.New))
		}
		out = append(out, "~"+c.New.Instance().String()+"{"+strings.Join(fields, "; ")+"}")
	}
	return strings.Join(out, " ")
}

func TestDiff(t *testing.T) {
	t.Parallel()
	l := func(s ...string) []string { return s }
	tests := []struct {
		name     string
		old, new []string
		want     string
	}{
		{"nothing", nil, nil, ""},
		{"same", l(`{"instance_id":1}`, `{"instance_id":2}`), l(`{"instance_id":1}`, `{"instance_id":2}`), ""},
		{"added", l(`{"instance_id":1}`), l(`{"instance_id":1}`, `{"instance_id":2}`), "+2"},
		{"removed", l(`{"instance_id":1}`, `{"instance_id":2}`), l(`{"instance_id":2}`), "-1"},
		{"another order", l(`{"instance_id":3}`, `{"instance_id":2}`, `{"instance_id":1}`), l(`{"instance_id":1}`, `{"instance_id":4}`, `{"instance_id":3}`), "+4 -2"},
		{"ids beyond a float", l(`{"instance_id":18446744073709551615}`), l(`{"instance_id":18446744073709551614}`), "+18446744073709551614 -18446744073709551615"},
		{"negative ids", l(`{"instance_id":-5,"a":1}`), l(`{"instance_id":-5,"a":2}`), "~-5{a: 1 → 2}"},
		{"source", l(`{"instance_id":1,"acquisition_source":"a"}`), l(`{"instance_id":1,"acquisition_source":"b"}`), `~1{acquisition_source: "a" → "b"}`},
		{"storage by key", l(`{"instance_id":1,"asset":{"id":5,"storage":[{"key":"level","value":"1"},{"key":"x","value":"y"}]}}`),
			l(`{"instance_id":1,"asset":{"id":5,"storage":[{"key":"x","value":"y"},{"key":"level","value":"2"},{"key":"new","value":"z"}]}}`),
			`~1{asset.storage.level: "1" → "2"; asset.storage.new:  → "z"}`},
		{"storage pair removed", l(`{"instance_id":1,"asset":{"storage":[{"key":"level","value":"1"}]}}`), l(`{"instance_id":1,"asset":{"storage":[]}}`), `~1{asset.storage.level: "1" → }`},
		{"storage pair's own id", l(`{"instance_id":1,"asset":{"storage":[{"id":1,"key":"k","value":"v"}]}}`), l(`{"instance_id":1,"asset":{"storage":[{"id":2,"key":"k","value":"v"}]}}`), `~1{asset.storage.k.id: 1 → 2}`},
		{"storage keys twice", l(`{"instance_id":1,"asset":{"storage":[{"key":"k","value":"1"},{"key":"k","value":"2"}]}}`), l(`{"instance_id":1,"asset":{"storage":[{"key":"k","value":"1"},{"key":"k","value":"3"}]}}`), `~1{asset.storage[1].value: "2" → "3"}`},
		{"list", l(`{"instance_id":1,"asset":{"files":[{"url":"a"},{"url":"b"}]}}`), l(`{"instance_id":1,"asset":{"files":[{"url":"c"}]}}`), `~1{asset.files[0].url: "a" → "c"; asset.files[1]: {"url":"b"} → }`},
		{"null is absent", l(`{"instance_id":1,"variation_id":null}`), l(`{"instance_id":1}`), ""},
		{"null to a value", l(`{"instance_id":1,"variation_id":null}`), l(`{"instance_id":1,"variation_id":7}`), "~1{variation_id: null → 7}"},
		{"false is not null", l(`{"instance_id":1,"a":null}`), l(`{"instance_id":1,"a":false}`), "~1{a: null → false}"},
		{"false to true", l(`{"instance_id":1,"a":true}`), l(`{"instance_id":1,"a":false}`), "~1{a: true → false}"},
		{"layout", l(`{ "instance_id" : 1 , "asset" : { "name" : "é" , "id":3} , "a":1 }`), l(`{"a":1,"asset":{"id":3,"name":"\u00e9"},"instance_id":1}`), ""},
		{"a number and its text", l(`{"instance_id":1,"a":1}`), l(`{"instance_id":1,"a":"1"}`), `~1{a: 1 → "1"}`},
		{"large numbers", l(`{"instance_id":1,"a":9007199254740993}`), l(`{"instance_id":1,"a":9007199254740992}`), "~1{a: 9007199254740993 → 9007199254740992}"},
		{"asset gone", l(`{"instance_id":1,"asset":{"id":2}}`), l(`{"instance_id":1,"asset":null}`), `~1{asset: {"id":2} → null}`},
		{"asset came", l(`{"instance_id":1}`), l(`{"instance_id":1,"asset":{"id":2}}`), `~1{asset:  → {"id":2}}`},
		{"asset's shape", l(`{"instance_id":1,"asset":"s"}`), l(`{"instance_id":1,"asset":{"id":2}}`), `~1{asset: "s" → {"id":2}}`},
		{"no id, same", l(`{"a":1}`, `null`, `7`), l(`7`, `{"a":1}`, `null`), ""},
		{"no id, another", l(`{"a":1}`), l(`{"a":2}`), "+ -"},
		{"no id twice", l(`{"a":1}`, `{"a":1}`), l(`{"a":1}`), "-"},
		{"id twice", l(`{"instance_id":1,"a":1}`, `{"instance_id":1,"a":2}`), l(`{"instance_id":1,"a":2}`, `{"instance_id":1,"a":1}`), ""},
		{"id twice, then once", l(`{"instance_id":1,"a":1}`, `{"instance_id":1,"a":2}`), l(`{"instance_id":1,"a":2}`), "-1"},
		{"id once, then twice", l(`{"instance_id":1}`), l(`{"instance_id":1}`, `{"instance_id":1}`), "+1"},
		{"malformed, same", l(`{"instance_id":1 "x":2}`), l(`{"instance_id":1 "x":2}`), ""},
		{"malformed, another", l(`{"instance_id":1 "x":2}`), l(`{"instance_id":1,"x":2}`), `~1{: {"instance_id":1 "x":2} → {"instance_id":1,"x":2}}`},
		{"repeated member", l(`{"instance_id":1,"a":1,"a":2}`), l(`{"instance_id":1,"a":2}`), ""},
		{"a name with a dot", l(`{"instance_id":1,"a":{"b.c":1}}`), l(`{"instance_id":1,"a":{"b.c":2}}`), "~1{a.b.c: 1 → 2}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			old, new := page(t, models.Origin{}, tt.old...), page(t, models.Origin{}, tt.new...)
			r := compare.Diff(old, new)
			if got := summary(r); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if r.Same() != (tt.want == "") {
				t.Errorf("Same is %v", r.Same())
			}
			back := compare.Diff(new, old)
			if len(back.Added) != len(r.Removed) || len(back.Removed) != len(r.Added) {
				t.Errorf("backwards it is %s", summary(back))
			}
		})
	}
}

func TestDiffKinds(t *testing.T) {
	t.Parallel()
	old := page(t, models.Origin{}, `{"instance_id":1}`, `{"instance_id":2,"a":1}`, `{"instance_id":3}`)
	new := page(t, models.Origin{}, `{"instance_id":2,"a":2}`, `{"instance_id":3}`, `{"instance_id":4}`)
	r := compare.Diff(old, new)
	for id, want := range map[string]compare.Kind{"1": compare.Removed, "2": compare.Changed, "3": compare.Same, "4": compare.Added, "5": compare.Same} {
		i, _ := models.ParseInstanceID(id)
		if got := r.Kind(i); got != want {
			t.Errorf("instance %s is %v, want %v", id, got, want)
		}
	}
	// An id of several items has one kind.
	twins := page(t, models.Origin{}, `{"instance_id":1,"a":2}`, `{"instance_id":1,"a":3}`)
	for _, tt := range []struct {
		old, new []*models.Item
		want     compare.Kind
	}{
		{nil, twins, compare.Added},
		{twins, nil, compare.Removed},
		{page(t, models.Origin{}, `{"instance_id":1,"a":1}`), twins, compare.Changed},
		{twins, page(t, models.Origin{}, `{"instance_id":1,"a":1}`), compare.Changed},
	} {
		if got := compare.Diff(tt.old, tt.new).Kind(twins[0].Instance()); got != tt.want {
			t.Errorf("%d items, then %d: %v, want %v", len(tt.old), len(tt.new), got, tt.want)
		}
	}
	if (compare.Result{}).Kind(old[0].Instance()) != compare.Same {
		t.Error("the zero Result knows of a change")
	}
}

func TestCountdownIsNotAChange(t *testing.T) {
	t.Parallel()
	rental := func(active, left string) string {
		return fmt.Sprintf(`{"instance_id":1,"asset":{"id":1},"rental":{"is_rental":true,"is_active":%s,"time_left":%s,"duration":604800}}`, active, left)
	}
	at := func(after time.Duration) models.Origin { return models.Origin{Fetched: noon.Add(after)} }
	tests := []struct {
		name     string
		from, to models.Origin
		old, new string
		want     string
	}{
		{"counted down", at(0), at(time.Hour), rental("true", "7200"), rental("true", "3600"), ""},
		{"counted down as strings", at(0), at(time.Hour), rental(`"true"`, `"7200"`), rental(`"true"`, `"3600"`), ""},
		{"within the slack", at(0), at(time.Hour), rental("true", "7200"), rental("true", "3604"), ""},
		{"made longer", at(0), at(time.Hour), rental("true", "7200"), rental("true", "3700"), "~1{rental.time_left: 7200 → 3700}"},
		{"standing still", at(0), at(time.Hour), rental("true", "7200"), rental("true", "7200"), ""},
		{"made shorter", at(0), at(time.Minute), rental("true", "7200"), rental("true", "60"), "~1{rental.time_left: 7200 → 60}"},
		{"ended", at(0), at(3 * time.Hour), rental("true", "7200"), rental("true", "0"), ""},
		{"ended and set inactive", at(0), at(3 * time.Hour), rental("true", "7200"), rental("false", "0"), "~1{rental.is_active: true → false}"},
		{"ended too early", at(0), at(time.Hour), rental("true", "7200"), rental("false", "0"), "~1{rental.is_active: true → false; rental.time_left: 7200 → 0}"},
		{"over, and counted on", at(0), at(time.Minute), rental("false", "-19"), rental("false", "-79"), ""},
		{"over, and moved", at(0), at(time.Minute), rental("false", "-19"), rental("false", "-7900"), "~1{rental.time_left: -19 → -7900}"},
		{"does not run", at(0), at(time.Hour), rental("false", "7200"), rental("false", "3600"), "~1{rental.time_left: 7200 → 3600}"},
		{"does not run, same", at(0), at(time.Hour), rental("false", "7200"), rental("false", "7200"), ""},
		{"time unknown, less", models.Origin{}, at(time.Hour), rental("true", "7200"), rental("true", "60"), ""},
		{"time unknown, more", models.Origin{}, at(time.Hour), rental("true", "60"), rental("true", "7200"), "~1{rental.time_left: 60 → 7200}"},
		{"from a long export", models.Origin{Fetched: noon, Within: 10 * time.Minute}, at(time.Hour), rental("true", "7200"), rental("true", "4000"), ""},
		{"same moment", at(0), at(0), rental("true", "7200"), rental("true", "7200"), ""},
		{"negative", at(0), at(time.Hour), rental("true", "-7"), rental("true", "-8"), "~1{rental.time_left: -7 → -8}"},
		{"negative, counting on", at(0), at(time.Minute), rental("true", "-7"), rental("true", "-67"), ""},
		{"through zero", at(0), at(time.Minute), rental("true", "20"), rental("true", "-40"), ""},
		{"negative, standing", at(0), at(time.Hour), rental("true", "-7"), rental("true", "-7"), ""},
		{"no number", at(0), at(time.Hour), rental("true", `"soon"`), rental("true", `"later"`), `~1{rental.time_left: "soon" → "later"}`},
		{"absurd", at(0), at(time.Hour), rental("true", `1e300`), rental("true", `2e300`), `~1{rental.time_left: 1e300 → 2e300}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := summary(compare.Diff(page(t, tt.from, tt.old), page(t, tt.to, tt.new))); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestFieldsAreCopied(t *testing.T) {
	t.Parallel()
	old := page(t, models.Origin{}, `{"instance_id":1,"a":"one"}`, `{"instance_id":2,"a":"two"}`)
	new := page(t, models.Origin{}, `{"instance_id":1,"a":"ONE"}`, `{"instance_id":2,"a":"TWO"}`)
	if got, want := summary(compare.Diff(old, new)), `~1{a: "one" → "ONE"} ~2{a: "two" → "TWO"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func FuzzDiff(f *testing.F) {
	f.Add([]byte(`{"items":[{"instance_id":1,"asset":{"id":1,"storage":[{"key":"a","value":1}]}},null]}`), []byte(`{"items":[{"instance_id":1,"asset":{"id":1,"storage":[{"key":"a","value":2}]}},7]}`))
	f.Add([]byte(`{"items":[{"instance_id":1,"rental":{"time_left":5}}]}`), []byte(`{"items":[{"instance_id":"1","rental":{"time_left":"4"}},{"instance_id":1}]}`))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		list := func(body []byte) (out []*models.Item) {
			p, _ := models.DecodePage(body, models.NewPool(), models.Origin{Fetched: noon})
			for i := range p.Items {
				out = append(out, &p.Items[i])
			}
			return out
		}
		old, new := list(a), list(b)
		r := compare.Diff(old, new)
		if len(old)-len(r.Removed) != len(new)-len(r.Added) {
			t.Fatalf("%d-%d items on the one side, %d-%d on the other", len(old), len(r.Removed), len(new), len(r.Added))
		}
		for _, c := range r.Changed {
			if len(c.Fields) == 0 {
				t.Fatal("a change of nothing")
			}
		}
		if r := compare.Diff(old, list(a)); !r.Same() {
			t.Fatalf("differs from itself: %s", summary(r))
		}
	})
}

// hundredThousand are items of 400 assets; every tenth is a rental whose time runs.
func hundredThousand(b *testing.B, from models.Origin, passed int) []*models.Item {
	b.Helper()
	pool := models.NewPool()
	var out []*models.Item
	for n := 0; n < 100_000; n += 200 {
		var body strings.Builder
		body.WriteString(`{"items":[`)
		for i := n; i < n+200; i++ {
			if i > n {
				body.WriteByte(',')
			}
			rental := `{"is_rental":false,"time_left":null,"duration":null,"is_active":null}`
			if i%10 == 0 {
				rental = fmt.Sprintf(`{"is_rental":true,"time_left":%d,"duration":604800,"is_active":true}`, 100_000+i%977-passed)
			}
			fmt.Fprintf(&body, `{"instance_id":%d,"variation_id":null,"rental_option_id":null,"acquisition_source":"grant_admin","asset":{"id":%d,"name":"Asset %d","description":"%s"},"rental":%s,"acquisition_date":"2026-01-01T00:00:00Z"}`,
				i*7+1, i%400, i%400, strings.Repeat("Some words of a description. ", 62), rental)
		}
		body.WriteString(`]}`)
		p, err := models.DecodePage([]byte(body.String()), pool, from)
		if err != nil {
			b.Fatal(err)
		}
		for i := range p.Items {
			out = append(out, &p.Items[i])
		}
	}
	return out
}

func BenchmarkDiff100k(b *testing.B) {
	old := hundredThousand(b, models.Origin{Fetched: noon}, 0)
	new := hundredThousand(b, models.Origin{Fetched: noon.Add(time.Minute)}, 60)
	b.ReportAllocs()
	for b.Loop() {
		if r := compare.Diff(old, new); !r.Same() {
			b.Fatal(summary(r))
		}
	}
}
