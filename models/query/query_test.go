package query_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/models/query"
	"lootlens/models/text"
)

var zone = time.FixedZone("test", 2*60*60)

// now is in the middle of a day in a zone that is not UTC.
var now = time.Date(2026, 3, 15, 12, 0, 0, 0, zone)

// The items of the tests, by instance id.
var items = map[string]string{
	"1": `{"instance_id":1,"variation_id":12,"acquisition_source":"grant_admin","acquisition_date":"2026-03-15T08:00:00Z","balance":3,
	      "asset":{"id":5001,"uuid":"55de763e-e5e6-8f82-37ff-67bde6a0ee09","ulid":"01J8J4FJG869W5Q19FSDT8D3AC","name":"Old Sword","active":true,"price":100,"context":"Weapon",
	      "rarity":{"name":"Epic","short_name":"E"},"storage":[{"key":"level","value":"12"},{"key":"element","value":"Fire"}],"description":"of \"old\""}}`,
	"2": `{"instance_id":2,"variation_id":"34","acquisition_source":"in_game_purchase","acquisition_date":"2026-03-01T00:00:00Z",
	      "asset":{"id":5002,"name":"Shield","active":false,"price":9.99,"context":"Armor","rarity":{"name":"Uncommon"},"storage":[{"key":"level","value":"v1 beta"}]},
	      "rental":{"is_rental":true,"is_active":true,"time_left":7200,"duration":86400}}`,
	"3": `{"instance_id":3,"acquisition_source":"grant_admin","acquisition_date":"2025-12-31T22:30:00Z",
	      "asset":{"id":50,"name":"Ärmel \u00dcber","rarity":{"name":"Common"},"description":"","links":{},"files":[ ],"weight":7},
	      "rental":{"is_rental":true,"is_active":false,"time_left":3600,"duration":86400}}`,
	"4":                    `{"instance_id":4,"asset":{"id":50,"name":"Ärmel \u00dcber","rarity":{"name":"Common"}},"rental":{"is_rental":true,"is_active":true,"time_left":0}}`,
	"5":                    `{"instance_id":5,"asset":null,"rental":{"is_rental":true,"time_left":-4}}`,
	"18446744073709551615": `{"instance_id":18446744073709551615,"asset":{"id":9007199254740993,"name":"a|b:c \"d\" OR","price":1e400,"storage":{"deep.key":"9007199254740993","empty":""}}}`,
	"-7":                   `{"instance_id":-7,"asset":"gone"}`,
	"":                     `{"acquisition_source":"x"}`,
}

var order = []string{"1", "2", "3", "4", "5", "18446744073709551615", "-7", ""}

func load(t testing.TB) []*models.Item {
	t.Helper()
	var list []string
	for _, id := range order {
		list = append(list, items[id])
	}
	return decode(t, models.NewPool(), list...)
}

func decode(t testing.TB, pool *models.Pool, list ...string) (out []*models.Item) {
	t.Helper()
	p, err := models.DecodePage([]byte(`{"items":[`+strings.Join(list, ",")+`]}`), pool, models.Origin{Fetched: now.Add(-time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	for i := range p.Items {
		out = append(out, &p.Items[i])
	}
	return out
}

func parse(t testing.TB, s string) query.Query {
	t.Helper()
	q, err := query.Parse(s, now)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return q
}

func id(t testing.TB, s string) models.InstanceID {
	t.Helper()
	i, err := models.ParseInstanceID(s)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// known is a Context that knows about instances 1 and 2 only.
func known(t testing.TB) query.Context {
	storage := map[models.InstanceID][]models.StoragePair{
		id(t, "1"): {{Key: text.Of("durability"), Value: text.Of("15")}},
		id(t, "2"): nil,
	}
	return query.Context{
		InstanceStorage: func(i models.InstanceID) ([]models.StoragePair, bool) { p, ok := storage[i]; return p, ok },
		Equipped:        func(i models.InstanceID) bool { return i == id(t, "2") },
		Change: func(i models.InstanceID) compare.Kind {
			return map[string]compare.Kind{"1": compare.Added, "2": compare.Changed, "3": compare.Removed}[i.String()]
		},
	}
}

// found lists the items that match; ? stands before what may match.
func found(m *query.Matcher, list []*models.Item) string {
	var out []string
	for _, it := range list {
		name := it.Instance().String()
		switch m.Match(it) {
		case query.Yes:
			out = append(out, name)
		case query.Unknown:
			out = append(out, "?"+name)
		}
	}
	return strings.Join(out, " ")
}

const all = "1 2 3 4 5 18446744073709551615 -7 "

func TestMatch(t *testing.T) {
	t.Parallel()
	tests := []struct{ query, want string }{
		{"", all},
		{"  \t ", all},
		// Words.
		{"sword", "1"},
		{"SWORD", "1"},
		{"old sword", "1"},
		{`"old sword"`, "1"},
		{`"sword old"`, ""},
		{"500", "1 2"},
		{"5", "1 2 3 4 5 18446744073709551615"},
		{"=5", "5"},
		{"=50", "3 4"},
		{"=shield", "2"},
		{"sword|shield", "1 2"},
		{"-sword", "2 3 4 5 18446744073709551615 -7 "},
		{"-sword|shield", "3 4 5 18446744073709551615 -7 "},
		{"1844674", "18446744073709551615"},
		{`"-7"`, "-7"},
		{"ärmel", "3 4"},
		{"ÄRMEL über", "3 4"},
		{`"a|b:c \"d\""`, "18446744073709551615"},
		{`"OR"`, "1 18446744073709551615"},
		{"no-such-thing", ""},
		{`"(no asset)"`, "5"},
		{"gone", "-7"},
		// Texts.
		{"name:sword", "1"},
		{"NAME:sword", "1"},
		{`name:"old s"`, "1"},
		{"name:=sword", ""},
		{`name:="OLD sword"`, "1"},
		{`-name:"old sword" rarity:epic`, ""},
		{"name:50", ""},
		{"rarity:common", "2 3 4"},
		{"rarity:=common", "3 4"},
		{`rarity:""`, "5 18446744073709551615 -7 "},
		{"rarity:epic|=common", "1 3 4"},
		{"context:weap", "1"},
		{"source:grant", "1 3"},
		{`source:=""`, "4 5 18446744073709551615 -7"},
		{"-source:grant", "2 4 5 18446744073709551615 -7 "},
		{"ulid:01j8j4", "1"},
		{"uuid:55DE763E", "1"},
		// Numbers.
		{"asset:5001", "1"},
		{"asset:500", ""},
		{"asset:5000..5999", "1 2"},
		{"asset:..5001", "1 3 4"},
		{"asset:5002..", "2 18446744073709551615"},
		{"asset:9007199254740993", "18446744073709551615"},
		{"asset:9007199254740992", ""},
		{"asset:50|5001", "1 3 4"},
		{"-asset:50", "1 2 5 18446744073709551615 -7 "},
		{"instance:1", "1"},
		{"instance:>4", "5 18446744073709551615"},
		{"instance:>=18446744073709551615", "18446744073709551615"},
		{"instance:>18446744073709551615", ""},
		{"instance:<1", "-7"},
		{"instance:-9..2", "1 2 -7"},
		{"instance:<=2", "1 2 -7"},
		{"price:>=9.99", "1 2 18446744073709551615"},
		{"price:>9.99", "1 18446744073709551615"},
		{"price:100.0", "1"},
		{"price:1e2", "1"},
		{"price:>1e399", "18446744073709551615"},
		{"price:9..10", "2"},
		{"variation:12", "1"},
		{"variation:>12", "2"},
		{"-variation:12", "2 3 4 5 18446744073709551615 -7 "},
		// Flags.
		{"active:true", "1"},
		{"active:no", "2"},
		{"-active:true", "2 3 4 5 18446744073709551615 -7 "},
		{"fault:true", ""},
		{"fault:false -has:instance", ""},
		// Times.
		{"acquired:2026-03-15", "1"},
		{"acquired:today", "1"},
		{"acquired:yesterday", ""},
		{"acquired:2026-03", "1 2"},
		{"acquired:2026", "1 2 3"}, // half past midnight in the clock's zone
		{"acquired:2025", ""},
		{"acquired:>2026-03-01", "1"},
		{"acquired:>=2026-03-01", "1 2"},
		{"acquired:<2026-03-01", "3"},
		{"acquired:<=2026-03-01", "2 3"},
		{"acquired:2026-01-01..2026-03-01", "2 3"},
		{"acquired:2026-03-01T02:00", "2"},
		{"acquired:2026-03-01T00:00:00Z", "2"},
		{"acquired:>2026-03-15T07:59:59Z", "1"},
		{"acquired:<7d", "1"},
		{"acquired:>7d", "2 3"},
		{"acquired:2h", "1"},
		{"acquired:1h..3h", "1"},
		{"acquired:<2w|>60d", "1 3"},
		{"rental:owned", "1 18446744073709551615 -7 "},
		{"rental:active", "2"},
		{"rental:inactive", "3"},
		{"rental:expired", "4"},
		{"rental:contradictory", "5"},
		{"rental:any", "2 3 4 5"},
		{"rental:active|expired", "2 4"},
		{"-rental:any", "1 18446744073709551615 -7 "},
		{"left:<24h", "2 3"},
		{"left:<=1h", "2 3"},
		{"left:<1h", ""},
		{"left:1h", "2 3"},
		{"left:30m..1h30m", "2 3"},
		// Storage.
		{"storage:fire", "1"},
		{"storage:element", "1"},
		{"storage:=fir", ""},
		{"storage.level:>10", "1"},
		{"storage.level:12", "1"},
		{"storage.level:12.0", "1"},
		{"storage.level:1", "2"},
		{`storage.level:"1"`, "1 2"},
		{"storage.level:=12", "1"},
		{"storage.LEVEL:beta", "2"},
		{"storage.element:fi", "1"},
		{"storage.element:=fire", "1"},
		{"storage.deep.key:>9007199254740992", "18446744073709551615"},
		{"storage.deep.key:<=9007199254740992", ""},
		{`storage."deep.key":9007199254740993`, "18446744073709551615"},
		{`storage.empty:""`, "18446744073709551615"},
		{"storage.none:x", ""},
		{"-storage.level:>10", "2 3 4 5 18446744073709551615 -7 "},
		// What is there.
		{"has:storage", "1 2 18446744073709551615"},
		{"has:storage.level", "1 2"},
		{`has:"storage.deep.key"`, "18446744073709551615"},
		{"has:rental", "2 3 4 5"},
		{"has:left", "2 3"},
		{"has:variation", "1 2"},
		{"has:acquired", "1 2 3"},
		{"has:description", "1"},
		{"has:links|files", ""},
		{"has:balance", "1"},
		{"has:=weight", "3"},
		{"has:balance|=weight", "1 3"},
		{"-has:name", "5 "},
		{"has:price has:active", "1 2"},
		{"-has:asset|name", "5 "},
		// Raw.
		{`raw:"grant_admin"`, "1 3"},
		{`raw:"GRANT_admin"`, "1 3"},
		{`raw:"instance_id\":18446744073709551615,\"ASSET\":{\"id\""`, "18446744073709551615"},
		{`raw:"\\u00dcber"`, "3 4"},
		{`raw:gone`, "-7"},
		{`raw:null`, "5"},
		{`raw:"ÄRMEL"`, "3 4"},
		{`raw:"}}"`, "1 2 3 4 5 18446744073709551615"},
		{`raw:"},\"rental\""`, "4"},
		// What the Context knows.
		{"equipped:true", "2"},
		{"equipped:false", "1 3 4 5 18446744073709551615 -7 "},
		{"new:true", "1"},
		{"changed:true", "2"},
		{"removed:true", "3"},
		{"new:true|false", all},
		{"-new:true -changed:true -removed:true", "4 5 18446744073709551615 -7 "},
		{"istorage:durability", "1 ?3 ?4 ?5 ?18446744073709551615 ?-7"},
		{"istorage.durability:<20", "1 ?3 ?4 ?5 ?18446744073709551615 ?-7"},
		{"-istorage.durability:<20", "2 ?3 ?4 ?5 ?18446744073709551615 ?-7 "},
		{"istorage.durability:<20 rarity:common", "?3 ?4"},
		{"has:istorage", "1 ?3 ?4 ?5 ?18446744073709551615 ?-7"},
		{"has:istorage|variation", "1 2 ?3 ?4 ?5 ?18446744073709551615 ?-7"},
		// Together.
		{`rarity:epic|legendary rental:owned source:grant_admin asset:5001 context:weapon storage.level:>10 -name:"older one" instance:>0 new:true`, "1"},
	}
	list := load(t)
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			t.Parallel()
			q := parse(t, tt.query)
			ctx := known(t)
			ctx.Now = now
			m := q.Matcher(ctx)
			if got := found(m, list); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
			if got := found(m, list); got != tt.want {
				t.Errorf("the second time: %q", got)
			}
			// Canonical text means the same and is canonical.
			again := parse(t, q.String())
			if again.String() != q.String() {
				t.Errorf("canonical %q became %q", q, again)
			}
			if got := found(again.Matcher(ctx), list); got != tt.want {
				t.Errorf("%s: got %q", q, got)
			}
			for _, it := range list {
				if q.Match(it, ctx) != m.Match(it) {
					t.Errorf("instance %s: Query and Matcher differ", it.Instance())
				}
			}
		})
	}
}

func TestNothingKnownIsUnknown(t *testing.T) {
	t.Parallel()
	list := load(t)
	for _, tt := range []struct{ query, want string }{
		{"equipped:true", "?1 ?2 ?3 ?4 ?5 ?18446744073709551615 ?-7"},
		{"-equipped:true rarity:epic", "?1"},
		{"new:true sword", "?1"},
		{"new:true nothing", ""},
		{"istorage:x sword", "?1"},
	} {
		if got := found(parse(t, tt.query).Matcher(query.Context{}), list); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.query, got, tt.want)
		}
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	list := decode(t, models.NewPool(), `null`, `{"instance_id":1 "x":"odd"}`, `{"instance_id":2}`)
	for _, tt := range []struct{ query, want string }{
		{"fault:true", " 1"},
		{"fault:false", "2"},
		{`"not understood"`, " 1"},
		{"raw:ODD", "1"},
		{"has:=x", ""},
	} {
		if got := found(parse(t, tt.query).Matcher(query.Context{}), list); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.query, got, tt.want)
		}
	}
}

func TestInstanceStorageIsAskedForSurvivorsOnly(t *testing.T) {
	t.Parallel()
	var asked []string
	m := parse(t, "istorage.a:1 raw:weapon -has:files rarity:epic").Matcher(query.Context{InstanceStorage: func(i models.InstanceID) ([]models.StoragePair, bool) {
		asked = append(asked, i.String())
		return nil, true
	}})
	found(m, load(t))
	if fmt.Sprint(asked) != "[1]" {
		t.Errorf("asked for %v", asked)
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	list := load(t)
	m := parse(t, "rental:active").Matcher(query.Context{})
	for _, tt := range []struct {
		after time.Duration
		want  string
	}{{0, "2"}, {59 * time.Minute, "2"}, {time.Hour, ""}} {
		m.SetNow(now.Add(tt.after))
		if got := found(m, list); got != tt.want {
			t.Errorf("after %v: %q, want %q", tt.after, got, tt.want)
		}
	}
}

func TestNeeds(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		query string
		want  query.Needs
	}{
		{"sword rarity:epic acquired:2026 rental:any has:rental left:<1h", query.Needs{Clock: true}},
		{"rental:any|owned|contradictory|inactive acquired:today", query.Needs{}},
		{"rental:expired", query.Needs{Clock: true}},
		{"acquired:<7d", query.Needs{Clock: true}},
		{"has:left", query.Needs{Clock: true}},
		{"istorage.x:1", query.Needs{InstanceStorage: true}},
		{"has:istorage.x", query.Needs{InstanceStorage: true}},
		{"equipped:true", query.Needs{Loadouts: true}},
		{"-new:true", query.Needs{Baseline: true}},
		{"changed:true removed:false", query.Needs{Baseline: true}},
	} {
		if got := parse(t, tt.query).Needs(); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.query, got, tt.want)
		}
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		query, part, near, msg string
	}{
		{"rarty:epic", "rarty", "rarity", "no field"},
		{"sword  rarityy:epic", "rarityy", "rarity", "no field"},
		{"-surce:x", "surce", "source", "no field"},
		{"id:5", "id", "instance", "no field"},
		{"type:x", "type", "context", "no field"},
		{"storag.level:5", "storag.level", "storage.level", "no field"},
		{"xyzzyplugh:5", "xyzzyplugh", "", "no field"},
		{"name.x:5", "name.x", "name", "no keys"},
		{"storage.:5", "storage.", "", "key is missing"},
		{`storage."a" x`, `storage."a"`, "", "needs :"},
		{":x", ":", "", "before it"},
		{"name:", "", "", "value of name is missing"},
		{"name:a|", "", "", "missing"},
		{"name:|a", "", "", "missing"},
		{"a||b", "", "", "word is missing"},
		{"price:>", ">", "", "missing"},
		{"-", "-", "", "right behind"},
		{"a - b", "-", "", "right behind"},
		{`name:"old`, `"old`, "", "closing quote"},
		{`name:"a"b`, "b", "", "follow the quote"},
		{`name:a"b`, `"`, "", "quote the whole"},
		{"a|name:b", "name:", "", "first"},
		{"a OR b", "OR", "", "no operator"},
		{"name:>5", ">", "", "comparison"},
		{"asset:sword", "sword", "", "name:"},
		{"asset:>sword", "sword", "", "name:"},
		{"instance:1.5", "1.5", "", "whole number"},
		{"instance:18446744073709551616", "18446744073709551616", "", "whole number"},
		{"instance:1..x", "1..x", "", "whole number"},
		{"instance:..", "..", "", "whole number"},
		{"price:cheap", "cheap", "", "takes a number"},
		{"price:1e9999999999", "1e9999999999", "", "takes a number"},
		{"rental:activ", "activ", "active", "one of"},
		{"rental:active|expird", "expird", "expired", "one of"},
		{"equipped:ture", "ture", "true", "true or false"},
		{"acquired:soon", "soon", "", "takes a date"},
		{"acquired:2026-13-01", "2026-13-01", "", "takes a date"},
		{"acquired:7d..2026", "7d..2026", "", "takes a date"},
		{"left:5", "5", "", "length of time"},
		{"left:<5x", "5x", "", "length of time"},
		{"storage.level:>high", "high", "", "number"},
		{"has:descripton", "descripton", "description", "nothing here"},
		{"has:name.x", "name.x", "name", "nothing here"},
	}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			t.Parallel()
			q, err := query.Parse(tt.query, now)
			var e *query.Error
			if !errors.As(err, &e) {
				t.Fatalf("no error but %q", q)
			}
			if part := tt.query[e.At : e.At+e.Len]; part != tt.part {
				t.Errorf("points at %q, want %q", part, tt.part)
			}
			if e.Near != tt.near {
				t.Errorf("near %q, want %q", e.Near, tt.near)
			}
			if !strings.Contains(e.Msg, tt.msg) {
				t.Errorf("says %q, want %q in it", e.Msg, tt.msg)
			}
			if !q.Empty() {
				t.Error("a query came with the error")
			}
			if s := e.Error(); !strings.Contains(s, fmt.Sprint(e.At+1)) || e.Near != "" && !strings.HasSuffix(s, e.Near+"?") {
				t.Errorf("the error says %q", s)
			}
		})
	}
}

func TestRefines(t *testing.T) {
	t.Parallel()
	tests := []struct {
		old, new string
		want     bool
	}{
		{"", "s", true},
		{"s", "", false},
		{"s", "sw", true},
		{"sw", "s", false},
		{"sw", "sword rarity:epic", true},
		{"sword", "name:swordfish", true},
		{"name:sword", "sword", false},
		{"name:sword", "name:=sword", true},
		{"name:=sword", "name:=swords", false},
		{"name:a", "rarity:ab", false},
		{"name:a|b", "name:ab", true},
		{"name:a", "name:ab|b", false},
		{"name:a|b", "name:ab|cb", true},
		{"-name:ab", "-name:a", true},
		{"-name:a", "-name:ab", false},
		{"-name:a", "-name:a|b", true},
		{"-name:a|b", "-name:a", false},
		{"-name:a", "name:b", false},
		{"instance:9", "instance:90", false},
		{"instance:>9", "instance:>90", true},
		{"instance:>90", "instance:>9", false},
		{"instance:>=9", "instance:>9", true},
		{"instance:>9", "instance:>=9", false},
		{"instance:1..9", "instance:2..8", true},
		{"instance:1..9", "instance:2..", false},
		{"price:<10", "price:<9.5", true},
		{"storage:a", "storage.k:ab", false},
		{"storage.k:1", "storage.k:12", false},
		{"storage.k:>1", "storage.k:>12", true},
		{"storage.k:a", "storage.K:ab", true},
		{"storage.k:a", "storage.l:ab", false},
		{"raw:a", "raw:ab", true},
		{"rental:any", "rental:active", true},
		{"rental:active", "rental:active a", false}, // the clock may have made one more
		{"rental:owned", "rental:owned a", true},
		{"acquired:<7d", "acquired:<6d", false},
		{"acquired:2026", "acquired:2026-03", true},
		{"equipped:true", "equipped:true a", true},
		{"equipped:true", "equipped:false", false},
		{"has:storage", "has:storage a", true},
		{"has:storage", "has:storage.a", false},
	}
	for _, tt := range tests {
		if got := parse(t, tt.new).Refines(parse(t, tt.old)); got != tt.want {
			t.Errorf("%q after %q: %v", tt.new, tt.old, got)
		}
	}
}

func TestComplete(t *testing.T) {
	t.Parallel()
	var seen query.Seen
	seen.Add(load(t))
	seen.AddInstanceStorage([]models.StoragePair{{Key: text.Of("durability"), Value: text.Of("15")}, {Key: text.Of("a\x1bb")}})
	tests := []struct{ typed, want string }{
		{"rar", "rarity:"},
		{"RAR", "rarity:"},
		{"sword -rar", "sword -rarity:"},
		{"stor", "storage:|storage.level:|storage.deep.key:|storage.element:|storage.empty:|istorage:"},
		{"storage.l", "storage.level:|storage.element:"},
		{"storage.level:", `storage.level:12|storage.level:"v1 beta"`},
		{"istorage.d", "istorage.durability:"},
		{"istorage.durability:", "istorage.durability:15"},
		{"rarity:", "rarity:=Common|rarity:Epic|rarity:Uncommon"},
		{"rarity:com", "rarity:=Common|rarity:Uncommon"},
		{"rarity:=com", "rarity:=Common|rarity:=Uncommon"},
		{"rarity:epic|com", "rarity:epic|=Common|rarity:epic|Uncommon"},
		{`name:"old`, `name:"Old Sword"`},
		{"source:grant", "source:grant_admin"},
		{"rental:ac", "rental:active|rental:inactive"},
		{"equipped:", "equipped:true|equipped:false"},
		{"has:desc", "has:description"},
		{"has:storage.l", "has:storage.level"},
		{"nope:", ""},
		{`"rar`, ""},
	}
	for _, tt := range tests {
		var got []string
		for _, c := range query.Complete(tt.typed, len(tt.typed), seen.Values) {
			got = append(got, tt.typed[:c.From]+c.Text+tt.typed[c.To:])
		}
		if s := strings.Join(got, "|"); s != tt.want {
			t.Errorf("%s: got %s, want %s", tt.typed, s, tt.want)
		}
	}
	for _, c := range query.Complete("", 0, nil) {
		if c.Text == "" || c.Help == "" {
			t.Errorf("a completion of nothing without help: %+v", c)
		}
	}
	if got := query.Complete("rarity:epic context:weapon", len("rarity:ep"), seen.Values); len(got) != 1 || got[0].To != len("rarity:ep") || got[0].Text != "Epic" {
		t.Errorf("in the middle: %+v", got)
	}
}

func TestFieldsAreDescribed(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, f := range query.Fields() {
		if seen[f.Name] || f.Meaning == "" {
			t.Errorf("field %q is described badly", f.Name)
		}
		seen[f.Name] = true
		parse(t, f.Example)
	}
	if len(seen) != 24 {
		t.Errorf("%d fields", len(seen))
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`rarity:epic|legendary rental:active source:grant_admin asset:5001 storage.level:>10 -name:"old one" instance:>900000 new:true`,
		`acquired:<7d acquired:2026-01-01..today left:1h30m..2d raw:"\"a\\"`, `storage."a b":"1"|=2|3..4 has:storage.x|=y`, `a|"-b" =c -"OR" price:"1"`, `:`, `-`, `"`, "a\xff:\xff", `istorage.:`,
	} {
		f.Add(s)
	}
	list := load(f)
	ctx := known(f)
	ctx.Now = now
	f.Fuzz(func(t *testing.T, s string) {
		query.Complete(s, len(s)/2, func(string) []string { return []string{"v v"} })
		q, err := query.Parse(s, now)
		if err != nil {
			var e *query.Error
			if !errors.As(err, &e) || e.At < 0 || e.Len < 0 || e.At+e.Len > len(s) || e.Msg == "" {
				t.Fatalf("%q: bad error %+v", s, err)
			}
			return
		}
		again, err := query.Parse(q.String(), now)
		if err != nil {
			t.Fatalf("%q: canonical %q: %v", s, q.String(), err)
		}
		if q.String() != again.String() {
			t.Fatalf("%q: canonical %q, then %q", s, q.String(), again.String())
		}
		if a, b := found(q.Matcher(ctx), list), found(again.Matcher(ctx), list); a != b {
			t.Fatalf("%q matches %q, %q matches %q", s, a, q.String(), b)
		}
		if !q.Needs().Clock && !q.Refines(again) {
			t.Fatalf("%q does not refine itself", s)
		}
	})
}

// FuzzRefines: what matches the refined query matched the one before.
func FuzzRefines(f *testing.F) {
	f.Add("s", "sw")
	f.Add("-name:ab|c", "-name:a|c x")
	f.Add("storage.level:1", "storage.level:>5")
	f.Add("raw:a price:>1", "raw:ab price:2..3")
	list := load(f)
	ctx := known(f)
	ctx.Now = now
	f.Fuzz(func(t *testing.T, a, b string) {
		old, err := query.Parse(a, now)
		if err != nil {
			return
		}
		q, err := query.Parse(b, now)
		if err != nil || !q.Refines(old) {
			return
		}
		for _, it := range list {
			if q.Match(it, ctx) != query.No && old.Match(it, ctx) == query.No {
				t.Fatalf("%q refines %q, but instance %s matches only it", b, a, it.Instance())
			}
		}
	})
}
