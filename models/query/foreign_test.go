package query_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"lootlens/models/query"
)

// A query that means something else than it says is an error with a valid form.
func TestForeignForms(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ query, near string }{
		// A field without its colon.
		{"price>100", "price:>100"},
		{"price>=100", "price:>=100"},
		{"price≥100", "price:>=100"},
		{"price=>100", "price:>=100"},
		{"price<100", "price:<100"},
		{"price==100", "price:100"},
		{"price!=100", "-price:100"},
		{"price 1 price", ""},
		{"price,100", "price:100"},
		{"price(100)", "price:100"},
		{"price：100", "price:100"},
		{"rarity=epic", "rarity:epic"},
		{"RARITY=epic", "rarity:epic"},
		{"-rarity=epic", "-rarity:epic"},
		{"-rarity!=epic", "rarity:epic"},
		{"rarity<>epic", "-rarity:epic"},
		{"rarity!=epic", "-rarity:epic"},
		{"rarity≠epic", "-rarity:epic"},
		{"rarity!~epic", "-rarity:epic"},
		{"rarity~epic", "rarity:epic"},
		{"rarity=~epic", "rarity:epic"},
		{"rarity[epic]", "rarity:epic"},
		{"rarity/epic", "rarity:epic"},
		{"rarity;epic", "rarity:epic"},
		{"rarity=epic|rare", "rarity:epic|rare"},
		{"rarity=epic,rare", "rarity:epic|rare"},
		{"acquired>2026-01-01", "acquired:>2026-01-01"},
		{"left<24h", "left:<24h"},
		{"instance=5", "instance:5"},
		{"storage.durability", "has:storage.durability"},
		{"-storage.durability", "-has:storage.durability"},
		{"storage.durability>5", "storage.durability:>5"},
		{"istorage.durability=5", "istorage.durability:5"},
		{"name.sword", "name:sword"},
		{"rarty=epic", "rarity:epic"},
		{"date>2026-01-01", "acquired:>2026-01-01"},
		{"durability>5", "storage.durability:>5"},
		{"xyzzyplugh=5", "storage.xyzzyplugh:5"},
		// Several values.
		{"rarity:epic,rare", "rarity:epic|rare"},
		{"asset:5001,5002", "asset:5001|5002"},
		{"instance:110,220", "instance:110|220"},
		{"price:1,000", "price:1000"},
		{"price:>1,000,000", "price:>1000000"},
		{"price:10,20", "price:10|20"},
		{"price＞100", "price:>100"},
		{"price＝100", "price:100"},
		{"price:>10,20", "price:>10|>20"},
		{"price:<=(10)", "price:<=10"},
		{"--sword", "-sword"},
		{"---rarity:epic", "-rarity:epic"},
		{"not sword", "-sword"},
		{"rare not name:sword", "-name:sword"},
		{"storage:level:5", "storage.level:5"},
		{"-istorage:level:5", "-istorage.level:5"},
		{"raw:=sku", "raw:sku"},
		{`-raw:="a b"`, `-raw:"a b"`},
		{`raw:""`, ""},
		{"acquired:31.01.2026", "acquired:2026-01-31"},
		{"acquired:>1.2.2026", "acquired:>2026-02-01"},
		{"acquired:20260131", "acquired:2026-01-31"},
		{"acquired:01/02/2026", ""},
		{"acquired:-7d", "acquired:<7d"},
		{"-acquired:-7d", "-acquired:<7d"},
		{"acquired:<7days", "acquired:<7d"},
		{"acquired:1Month", "acquired:1mo"},
		{"acquired:<1year2weeks", "acquired:<1y2w"},
		{"left:<90min", "left:<90m"},
		{"left:1hour..2hrs", "left:1h..2h"},
		{"left:<30seconds", "left:<30s"},
		{"rarity:epic;rare", "rarity:epic|rare"},
		{"rarity:[epic,rare]", "rarity:epic|rare"},
		{"rarity:(epic|rare)", "rarity:epic|rare"},
		{"rarity:{epic}", "rarity:epic"},
		{"(epic|rare)", "epic|rare"},
		{"sword,shield", "sword|shield"},
		{"price:1,250", "price:1250"},
		{"name:kiln,rarity:common", "name:kiln rarity:common"},
		{"rarity:epic&rental:active", "rarity:epic rental:active"},
		{"sword & shield", ""},
		{"rarity:epic && rental:active", ""},
		{"rarity:epic or rarity:rare", ""},
		{"helm or kiln", ""},
		{"rarity:epic AND rental:active", ""},
		{"epic Or", "-"}, // a word that is being typed
		{"rarity:epic|rental:active", ""},
		// Negation.
		{"rarity:!epic", "-rarity:epic"},
		{"-rarity:!epic", "rarity:epic"},
		{"!sword", "-sword"},
		{"rarity:-epic", "-rarity:epic"},
		{"rarity:<>epic", "-rarity:epic"},
		{"price:<>5", "-price:5"},
		{"price:!=5", "-price:5"},
		{"sword ! shield", ""},
		// Comparisons.
		{"rarity:==epic", "rarity:epic"},
		{"price:=>5", "price:>=5"},
		{"price:>>5", "price:5"},
		{"price:≤5", "price:<=5"},
		{">5", ""},
		{"rarity::epic", "rarity:epic"},
		// Ranges.
		{"price:20..10", "price:10..20"},
		{"price:-1..-2", "price:-2..-1"},
		{"instance:9..7", "instance:7..9"},
		{"acquired:2y..1y", "acquired:1y..2y"},
		{"acquired:2026-02..2026-01", "acquired:2026-01..2026-02"},
		{"acquired:today..yesterday", "acquired:yesterday..today"},
		{"left:7d..1d", "left:1d..7d"},
		{"storage.level:9..1", "storage.level:1..9"},
		{"istorage.level:9..1", "istorage.level:1..9"},
		{"variation:9..1", "variation:1..9"},
		{"price:10-20", "price:10..20"},
		{"price:10–20", "price:10..20"},
		{"name:a..b", `name:"a..b"`},
		{"10..20", `"10..20"`},
		// Quotes and dashes.
		{"name:“wind kiln", ""},
		{"name:wind“kiln”", ""},
		{"name:'wind kiln", ""},
		{"name:”wind kiln“", ""},
		{`name:“wind kiln"`, ""},
		{"–name:sword", "-name:sword"},
		{"−sword", "-sword"},
		{"name:—sword", "-name:sword"},
		{"sword — shield", ""},
		{"storage.“a”:1", ""},
		// Units and dates.
		{"acquired:<3M", "acquired:<3mo"},
		{"left:2M", "left:2mo"},
		{"acquired:2026-7-5", "acquired:2026-07-05"},
		{"acquired:>2026/07/05", "acquired:>2026-07-05"},
		{"acquired:2026-07-05T10:00+25:00", ""},
		{`acquired:"2026-07-05 10:00:00 XYZT"`, ""},
		// Patterns.
		{"sword*", "sword"},
		{"name:*sword*", "name:sword"},
		{"rental:*", "has:rental"},
		{"storage.level:*", "has:storage.level"},
		{"^sword", "sword"},
		{"sword$", "sword"},
		{"+sword", "sword"},
		{"/sword/", "sword"},
		{"~sword", "sword"},
		{"?", ""},
	} {
		q, err := query.Parse(tt.query, now, zone)
		if tt.near == "-" {
			if err != nil {
				t.Errorf("%s: %v", tt.query, err)
			}
			continue
		}
		var e *query.Error
		if tt.query == "price 1 price" {
			if err != nil {
				t.Errorf("words that are fields: %v", err)
			}
			continue
		}
		if !errors.As(err, &e) {
			t.Errorf("%s: no error but %q", tt.query, q)
			continue
		}
		if e.Near != tt.near {
			t.Errorf("%s: near %q, want %q (%v)", tt.query, e.Near, tt.near, err)
		}
		if tt.near == "" {
			continue
		}
		if _, err := query.Parse(e.Near, now, zone); err != nil {
			t.Errorf("%s: the form to write is not a query: %v", tt.query, err)
		}
	}
}

// In quotes, every text is a text.
func TestQuotedForeignForms(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"a,b", "(a|b)", "!a", "<>", "=a", "price>100", "a..b", "*", "a & b", "or", "–a", "“a”", "^a", "1,250", "a: b", "'", "+a", "a$", "storage.level",
	} {
		for _, prefix := range []string{"", "-", "name:", "raw:", "storage.k:", "name:=", "a "} {
			if q, err := query.Parse(prefix+`"`+s+`"`, now, zone); err != nil {
				t.Errorf("%s: %v", s, err)
			} else if again, err := query.Parse(q.String(), now, zone); err != nil || again.String() != q.String() {
				t.Errorf("%s%q: canonical %q, %v", prefix, s, q, err)
			}
		}
	}
}

func TestPairedQuotes(t *testing.T) {
	t.Parallel()
	list := load(t)
	for _, s := range []string{
		`name:"old sword"`, "name:“old sword”", "name:„old sword“", "name:„old sword”", "name:«old sword»", "name:»old sword«",
		"name:‘old sword’", "name:'old sword'", "name:‹old sword›", "name:「old sword」", "name:＂old sword＂", "name:`old sword`",
		"name:=“old sword”", "“old sword”", "name:“nothing”|“old sword”", "-name:shield “old sword” rarity:“epic”",
	} {
		if got := found(parse(t, s).Matcher(query.Context{}), list); got != "1" {
			t.Errorf("%s finds %q", s, got)
		}
	}
}

// What a text can hold without quotes.
func TestBareTexts(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"it's", "O’Neil", "left-handed", "new-york", "name's", "50%", "+1", "x/y", "a.b", "hmm...", "no.1", "#5", "émigré", "剣", "yahoo!", "who?",
		"name", "names", "rarity2", "old_name", "raw:/assets/x.png", "raw:a-b", "price|name", "name:5..", "acquired", "-left-handed",
	} {
		_, err := query.Parse(s, now, zone)
		if wrong := s == "name:5.."; (err != nil) != wrong {
			t.Errorf("%s: %v", s, err)
		}
	}
}

func TestDateForms(t *testing.T) {
	t.Parallel()
	auckland, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	list := decode(t, nil, `{"instance_id":1,"acquisition_date":"2026-07-05T10:00:42Z"}`)
	for _, tt := range []struct {
		query string
		zone  *time.Location
		want  bool
	}{
		{"2026-07-05T10:00Z", nil, true},
		{"2026-07-05T10:00", nil, true},
		{"2026-07-05T10:00:42", nil, true},
		{"2026-07-05t10:00:42z", nil, true},
		{"2026-07-05T10:00:42.000Z", nil, true},
		{"2026-07-05T12:00:42+02:00", nil, true},
		{"2026-07-05T12:00+0200", nil, true},
		{"2026-07-05T12:00+02", nil, true},
		{"2026-07-05T10:00:43Z", nil, false},
		{"2026-07-05T10:01Z", nil, false},
		{`"2026-07-05 10:00:42"`, nil, true},
		{`"2026-07-05 10:00"`, nil, true},
		{`"2026-07-05 10:00:42 UTC"`, nil, true},
		{`"2026-07-05 10:00:42.5 UTC"`, nil, true},
		{`"2026-07-05 22:00:42 NZST"`, auckland, true},
		{`"2026-07-05 15:45:42 +0545"`, nil, true},
		{"2026-07-05", auckland, true},
		{"2026-07-05T22:00", auckland, true},
		{"2026-07-05T10:00", auckland, false},
		{"2026-07-05T10:00Z", auckland, true},
		{"2026-07-06", time.FixedZone("", 14*60*60), true},
		{"2026-07-05", time.FixedZone("", 14*60*60), false},
	} {
		q, err := query.Parse("acquired:"+tt.query, now, tt.zone)
		if err != nil {
			t.Errorf("%s: %v", tt.query, err)
			continue
		}
		if got := q.Matcher(query.Context{}).Match(list[0]) == query.Yes; got != tt.want {
			t.Errorf("%s in %v: %v", tt.query, tt.zone, got)
		}
		// The form for files means the same in UTC.
		utc, err := query.Parse(q.UTC(), now.AddDate(0, 1, 0), nil)
		if err != nil {
			t.Errorf("%s in UTC is %s: %v", tt.query, q.UTC(), err)
			continue
		}
		if got := utc.Matcher(query.Context{}).Match(list[0]) == query.Yes; got != tt.want {
			t.Errorf("%s in UTC is %s, and matches %v", tt.query, q.UTC(), got)
		}
	}
	q, err := query.Parse("acquired:>today acquired:<=2026 acquired:>=yesterday acquired:<today -sword acquired:>7d", now, zone)
	if want := "acquired:>2026-03-15T21:59:59Z acquired:<=2026-12-31T21:59:59Z acquired:>=2026-03-13T22:00:00Z acquired:<2026-03-14T22:00:00Z -sword acquired:>7d"; err != nil || q.UTC() != want {
		t.Errorf("in UTC: %s, %v", q.UTC(), err)
	}
}

// Where clocks change, a day has all of its hours and no other, and a time that they skip or repeat is an error that says so.
func TestClockChanges(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ zone, query, first, last string }{
		{"Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z"},
		{"Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z"},
		{"Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00:00Z", "2026-03-29T01:00:59Z"},
		{"Europe/Berlin", "2026-10-25T02:30+01:00", "2026-10-25T01:30:00Z", "2026-10-25T01:30:59Z"},
		{"Europe/Berlin", "2026-10-25T03:00:00", "2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z"},
		// The day begins at one o'clock.
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T01:59:59Z"},
		{"America/Sao_Paulo", "2018-11-03", "2018-11-03T03:00:00Z", "2018-11-04T02:59:59Z"},
		{"Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z", "2026-04-24T20:59:59Z"},
		{"America/Havana", "2026-03-08", "2026-03-08T05:00:00Z", "2026-03-09T03:59:59Z"},
		// Midnight comes twice, at the beginning or at the end.
		{"America/Havana", "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T04:59:59Z"},
		{"Asia/Beirut", "2026-10-24", "2026-10-23T21:00:00Z", "2026-10-24T21:59:59Z"},
		{"America/Sao_Paulo", "2019-02", "2019-02-01T02:00:00Z", "2019-03-01T02:59:59Z"},
		// Half an hour, and a day that is not there.
		{"Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00Z", "2026-04-05T13:29:59Z"},
		{"Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z", "2011-12-30T09:59:59Z"},
		{"Pacific/Apia", "2011-12", "2011-12-01T10:00:00Z", "2011-12-31T09:59:59Z"},

		{"Europe/Berlin", "2026-03-29T02:30", "skip 2026-03-29T02:30", ""},
		{"Europe/Berlin", "2026-03-29T02:00:00..2026-04-01", "skip 2026-03-29T02:00:00", ""},
		{"Europe/Berlin", ">2026-03-29T02:59:59", "skip", ""},
		{"Europe/Berlin", "2026-10-25T02:30", "write 2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00", ""},
		{"Europe/Berlin", "2026-10-24..2026-10-25T02:00:00", "twice", ""},
		{"Australia/Lord_Howe", "2026-04-05T01:45", "write 2026-04-05T01:45:00+11:00 or 2026-04-05T01:45:00+10:30", ""},
		{"America/Sao_Paulo", "<2018-11-04T00:00", "skip", ""},
	} {
		zone, err := time.LoadLocation(tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		q, err := query.Parse("acquired:"+tt.query, now, zone)
		if tt.last == "" {
			if err == nil || !strings.Contains(err.Error(), tt.first) {
				t.Errorf("%s in %s: %v", tt.query, tt.zone, err)
			}
			continue
		}
		if want := "acquired:" + tt.first + ".." + tt.last; err != nil || q.UTC() != want {
			t.Errorf("%s in %s is %s, want %s: %v", tt.query, tt.zone, q.UTC(), want, err)
		}
	}
}

func TestManyTerms(t *testing.T) {
	t.Parallel()
	_, err := query.Parse(strings.Repeat("a ", query.MaxTerms), now, zone)
	if err != nil {
		t.Errorf("%d terms: %v", query.MaxTerms, err)
	}
	var e *query.Error
	if _, err = query.Parse(strings.Repeat("a ", query.MaxTerms+1), now, zone); !errors.As(err, &e) || e.At != 2*query.MaxTerms {
		t.Errorf("one more: %v", err)
	}
}

func TestChecks(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"new:true", "changed:true", "-removed:true", "sword diff:any"} {
		var e *query.Error
		if err := parse(t, s).CheckNoBaseline(); !errors.As(err, &e) || !strings.Contains(err.Error(), "lootlens diff") || s[e.At:e.At+e.Len] == "sword" {
			t.Errorf("%s: %v", s, err)
		}
	}
	for _, s := range []string{"seen:2026", "gone:true", "-first:<7d", "sword last:today"} {
		var e *query.Error
		if err := parse(t, s).CheckNoPast("needs it"); !errors.As(err, &e) || !strings.Contains(err.Error(), " needs it") || s[e.At:e.At+e.Len] == "sword" {
			t.Errorf("%s: %v", s, err)
		}
	}
	if parse(t, "seen:2026 first:<7d last:today").CheckNoGone("") != nil || parse(t, "-gone:false").CheckNoGone("") == nil {
		t.Error("CheckNoGone is not about gone alone")
	}
	words := parse(t, "new changed removed seen gone first last equipped:true")
	if err := errors.Join(words.CheckNoBaseline(), words.CheckNoPast("")); err != nil {
		t.Errorf("plain words: %v", err)
	}
}
