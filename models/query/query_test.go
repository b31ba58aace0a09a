package query_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"lootlens/models"
	"lootlens/models/query"
)

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
		{`"OR"`, "1 2 18446744073709551615"}, // Sword, Armor,
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
		{`name:"("`, ""}, // of what a row shows in place of a name
		{`name:""`, "5 "},
		{`-name:""`, "1 2 3 4 18446744073709551615 -7"},
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
		{"rental:running", "2"},
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
		{"left:0s..0d", ""}, // a range ends at its last value, not a unit later
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
				if q.Matcher(ctx).Match(it) != m.Match(it) {
					t.Errorf("instance %s: a fresh Matcher differs", it.Instance())
				}
			}
		})
	}
}

func TestEmptyContextIsUnknown(t *testing.T) {
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

func TestInstanceStorageIsReadLast(t *testing.T) {
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
		{"-gone:true first:2026", query.Needs{Past: true}},
		{"seen:<7d", query.Needs{Past: true, Clock: true}},
	} {
		if got := parse(t, tt.query).Needs(); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.query, got, tt.want)
		}
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
		query.Complete(s, len(s)/2, func(string) []query.Value { return []query.Value{{Text: "v v"}} })
		q, err := query.Parse(s, now, zone)
		if err != nil {
			var e *query.Error
			if !errors.As(err, &e) || e.At < 0 || e.Len < 0 || e.At+e.Len > len(s) || e.Msg == "" {
				t.Fatalf("%q: bad error %+v", s, err)
			}
			return
		}
		again, err := query.Parse(q.String(), now, zone)
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
