package models

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

var fetched = time.Date(2026, 3, 15, 12, 0, 0, 0, time.UTC)

func rented(t testing.TB, rental string) *Item {
	t.Helper()
	p, err := DecodePage([]byte(`{"items":[{"instance_id":1,"rental":`+rental+`}]}`), NewPool(), Origin{Fetched: fetched})
	if err != nil {
		t.Fatal(err)
	}
	return &p.Items[0]
}

// Rentals that differ in their time left only are one template, and each has its own time.
func TestRentalsOfOneTemplate(t *testing.T) {
	t.Parallel()
	pool := NewPool()
	body := func(left string) string {
		return `{"items":[{"instance_id":1,"rental":{"is_rental":true,"time_left":` + left + `,"duration":86400,"is_active":true}}]}`
	}
	first := decodePageWith(t, pool, body("60")).Items[0]
	for left, want := range map[string]string{"60": "1m left of 1d", "3600": "1h left of 1d", "0": "expired, was 1d", "-5": "expired, was 1d", "9223372036854775807": "106751d 23h left of 1d"} {
		it := decodePageWith(t, pool, body(left)).Items[0]
		if got := it.Rental(fetched).String(); got != want || it.template != first.template {
			t.Errorf("%s seconds left: %q, want %q", left, got, want)
		}
		if alone := decodePage(t, body(left)).Items[0]; alone.Rental(fetched) != it.Rental(fetched) || alone.fingerprint() != it.fingerprint() || it.fingerprint() != first.fingerprint() {
			t.Errorf("%s seconds left: read differently with a known template", left)
		}
	}
	text := decodePageWith(t, pool, body(`"60"`)).Items[0]
	if it := decodePageWith(t, pool, body(`"-61"`)).Items[0]; it.template != text.template || it.Rental(fetched).String() != "expired, was 1d" || text.Rental(fetched).String() != "1m left of 1d" {
		t.Errorf("times left as texts: %q and %q", text.Rental(fetched), it.Rental(fetched))
	}
	for _, odd := range []string{`null`, `6e1`, `60.0`, `-0`, `"060"`, `" 60"`, `"6\u0030"`, `""`} {
		if it := decodePageWith(t, pool, body(odd)).Items[0]; it.template == first.template || it.template == text.template {
			t.Errorf("a time left of %s has the template of a whole number", odd)
		}
	}
}

// Of several values the last one counts, also where others could be left out.
func TestRentalRepeated(t *testing.T) {
	t.Parallel()
	for item, want := range map[string]string{
		`{"rental":{"time_left":60},"rental":{"time_left":120}}`:      "2m left",
		`{"rental":{"time_left":60},"rental":null}`:                   "1m left",
		`{"rental":null,"rental":{"time_left":60}}`:                   "1m left",
		`{"rental":{"time_left":60,"time_left":120}}`:                 "2m left",
		`{"rental":{"time_left":60,"time_left":null}}`:                "1m left",
		`{"rental":{"time_left":60,"time_left":"180"}}`:               "3m left",
		`{"rental":{"\u0074ime_left":240}}`:                           "4m left",
		`{"rental":{"terms":{"time_left":60},"time_left":300}}`:       "5m left",
		`{"rental":{"time_left":60},"\u0072ental":{"time_left":120}}`: "2m left",
	} {
		pool := NewPool()
		for range 2 {
			it := decodePageWith(t, pool, `{"items":[`+item+`]}`).Items[0]
			if got := it.Rental(fetched).String(); got != want || string(it.Raw()) != item {
				t.Errorf("%s: %q, want %q", it.Raw(), got, want)
			}
		}
	}
}

func TestRental(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, rental string
		after        time.Duration
		state        RentalState
		text         string
	}{
		{"null", `null`, 0, RentalOwned, "owned"},
		{"empty", `{}`, 0, RentalOwned, "owned"},
		{"all null", `{"is_rental":null,"time_left":null,"duration":null,"is_active":null}`, 0, RentalOwned, "owned"},
		{"no rental", `{"is_rental":false,"time_left":0,"duration":0,"is_active":false}`, 0, RentalOwned, "owned"},
		{"no rental, with a length", `{"is_rental":false,"duration":3600}`, 0, RentalOwned, "owned"},
		{"active", `{"is_rental":true,"time_left":8040,"duration":604800,"is_active":true}`, 0, RentalActive, "2h 14m left of 7d"},
		{"active as strings", `{"is_rental":"true","time_left":"8040","duration":"604800","is_active":"true"}`, 0, RentalActive, "2h 14m left of 7d"},
		{"active as numbers", `{"is_rental":1,"time_left":8040.9,"duration":604800.0,"is_active":1}`, 0, RentalActive, "2h 14m left of 7d"},
		{"active, unnamed", `{"time_left":60}`, 0, RentalActive, "1m left"},
		{"counts down", `{"is_rental":true,"time_left":8040,"is_active":true}`, time.Hour, RentalActive, "1h 14m left"},
		{"the last second", `{"is_rental":true,"time_left":60,"is_active":true}`, 59 * time.Second, RentalActive, "1s left"},
		{"runs out", `{"is_rental":true,"time_left":60,"duration":3600,"is_active":true}`, time.Minute, RentalExpired, "expired, was 1h"},
		{"ran out", `{"is_rental":true,"time_left":60,"is_active":true}`, time.Hour, RentalExpired, "expired"},
		{"before it came", `{"is_rental":true,"time_left":60,"is_active":true}`, -time.Minute, RentalActive, "2m left"},
		{"expired", `{"is_rental":true,"time_left":0,"duration":86400,"is_active":false}`, 0, RentalExpired, "expired, was 1d"},
		{"active without an end", `{"is_rental":true,"is_active":true}`, 0, RentalActive, "running, end unknown"},
		{"not activated", `{"is_rental":true,"duration":604800,"is_active":false}`, 0, RentalInactive, "not started, 7d"},
		{"not activated, nothing said", `{"is_rental":true}`, 0, RentalInactive, "not started"},
		{"not activated does not run", `{"is_rental":true,"time_left":60,"is_active":false}`, time.Hour, RentalInactive, "not started"},
		{"centuries", `{"is_rental":true,"time_left":9223372036854775807,"is_active":true}`, 0, RentalActive, "106751d 23h left"},
		{"over for a second", `{"is_rental":true,"time_left":-1,"is_active":true}`, 0, RentalExpired, "expired"},
		{"over, as text", `{"is_rental":"true","time_left":"-42","duration":"3600","is_active":"false"}`, 0, RentalExpired, "expired, was 1h"},
		{"over for long", `{"is_rental":true,"time_left":-18140944,"duration":3600}`, 0, RentalExpired, "expired, was 1h"},
		{"over, without is_rental", `{"time_left":-42,"duration":3600}`, 0, RentalExpired, "expired, was 1h"},
		{"just over, without is_rental", `{"time_left":0,"duration":3600}`, 0, RentalExpired, "expired, was 1h"},
		{"over, but no rental", `{"is_rental":false,"time_left":-5,"duration":3600,"is_active":false}`, 0, RentalOwned, "owned"},
		{"an unknown member", `{"is_rental":true,"time_left":60,"is_active":true,"renewals":[1]}`, 0, RentalActive, "1m left"},
		{"negative duration", `{"is_rental":true,"time_left":1,"duration":-1}`, 0, RentalContradictory, "conflict"},
		{"owned with time left", `{"is_rental":false,"time_left":5}`, 0, RentalContradictory, "conflict"},
		{"owned and active", `{"is_rental":false,"is_active":true}`, 0, RentalContradictory, "conflict"},
		{"time is a word", `{"is_rental":true,"time_left":"soon"}`, 0, RentalContradictory, "conflict"},
		{"time beyond measure", `{"is_rental":true,"time_left":1e300}`, 0, RentalContradictory, "conflict"},
		{"flag is a list", `{"is_rental":[true]}`, 0, RentalContradictory, "conflict"},
		{"rental is a list", `[]`, 0, RentalContradictory, "conflict"},
		{"rental is true", `true`, 0, RentalContradictory, "conflict"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			it := rented(t, tt.rental)
			r := it.Rental(fetched.Add(tt.after))
			if r.State != tt.state || r.String() != tt.text {
				t.Errorf("%v %q, want %v %q", r.State, r, tt.state, tt.text)
			}
			if r.Left < 0 || r.Duration < 0 {
				t.Errorf("left %v of %v", r.Left, r.Duration)
			}
		})
	}
}

func TestRentalEnd(t *testing.T) {
	t.Parallel()
	const acquired = `"acquisition_date":"2026-03-15T10:00:00Z"`
	for _, tt := range []struct {
		name, item string
		fetched    time.Time
		within     time.Duration
		want       string // at, latest, precision
	}{
		{"runs", `"rental":{"is_rental":true,"time_left":60,"is_active":true}`, fetched, 0, "- - 0"},
		{"ran out since it came", `"rental":{"is_rental":true,"time_left":60,"is_active":true}`, fetched.Add(-time.Hour), 0, "11:01 - 2"},
		{"below zero", `"rental":{"is_rental":true,"time_left":-3600,"duration":60}`, fetched, 0, "11:00 - 2"},
		{"below zero, in a file", `"rental":{"is_rental":true,"time_left":-3600,"duration":60}`, fetched, time.Minute, "11:00 12:01 1"},
		{"below zero, time not known", `"rental":{"is_rental":true,"time_left":-3600,"duration":60}`, time.Time{}, 0, "- - 0"},
		{"nothing known", `"rental":{"is_rental":true,"time_left":0}`, fetched, 0, "- 12:00 0"},
		{"acquired", acquired + `,"rental":{"is_rental":true,"time_left":0,"duration":3600}`, fetched, 0, "11:00 12:00 1"},
		{"acquired, no duration", acquired + `,"rental":{"is_rental":true,"time_left":0}`, fetched, 0, "- 12:00 0"},
		{"ended early", acquired + `,"rental":{"is_rental":true,"time_left":0,"duration":86400}`, fetched, 0, "- 12:00 0"},
		{"the zero date", `"acquisition_date":"0001-01-01T00:00:00Z","rental":{"is_rental":true,"time_left":0,"duration":3600}`, fetched, 0, "- 12:00 0"},
		{"owned", `"x":1`, fetched, 0, "- - 0"},
	} {
		p, err := DecodePage([]byte(`{"items":[{"instance_id":1,`+tt.item+`}]}`), NewPool(), Origin{Fetched: tt.fetched, Within: tt.within})
		if err != nil {
			t.Fatal(err)
		}
		clock := func(t time.Time) string {
			if t.IsZero() {
				return "-"
			}
			return t.UTC().Format("15:04")
		}
		at, latest, known := p.Items[0].Rental(fetched).End()
		if got := fmt.Sprint(clock(at), " ", clock(latest), " ", known); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// The monotonic clock stops while the machine sleeps: times must be compared without its reading.
func TestRentalUsesTheWallClock(t *testing.T) {
	t.Parallel()
	now := time.Now()
	if !strings.Contains(now.String(), "m=") {
		t.Fatal("the clock has no monotonic reading: this test tests nothing")
	}
	p, err := DecodePage([]byte(`{"items":[{"instance_id":1,"rental":{"time_left":60}}]}`), NewPool(), Origin{Fetched: now})
	if err != nil {
		t.Fatal(err)
	}
	unknown := decodePage(t, `{"items":[{"instance_id":1,"rental":{"time_left":60}}]}`)
	for what, at := range map[string]time.Time{
		"fetched": p.Items[0].Origin().Fetched, "the end": p.Items[0].Rental(now).Ends, "the end by now": unknown.Items[0].Rental(now).Ends, "WallTime": WallTime(now),
	} {
		if strings.Contains(at.String(), "m=") || !at.Equal(now) && !at.Equal(now.Add(time.Minute)) {
			t.Errorf("%s is %v", what, at)
		}
	}
}

func TestRentalOfUnknownTime(t *testing.T) {
	t.Parallel()
	page := decodePage(t, `{"items":[{"instance_id":1,"rental":{"is_rental":true,"is_active":true,"time_left":60}}]}`)
	if r := page.Items[0].Rental(fetched); r.State != RentalActive || r.Left != time.Minute {
		t.Errorf("%+v", r)
	}
}

func TestItemWithoutRentalIsOwned(t *testing.T) {
	t.Parallel()
	page := decodePage(t, `{"items":[{"instance_id":1}]}`)
	if r := page.Items[0].Rental(fetched); r != (Rental{}) || r.String() != "owned" {
		t.Errorf("%+v", r)
	}
}

func TestRentalStateWords(t *testing.T) {
	t.Parallel()
	for s, want := range map[RentalState][2]string{
		RentalOwned: {"owned", "owned"}, RentalActive: {"running", "active"}, RentalExpired: {"expired", "expired"},
		RentalInactive: {"not started", "inactive"}, RentalContradictory: {"conflict", "contradictory"},
	} {
		if got := [2]string{s.String(), s.Code()}; got != want {
			t.Errorf("%d is %q, want %q", s, got, want)
		}
	}
}

func TestRentalFraction(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		left, whole time.Duration
		want        string
	}{
		{0, 0, "0 false"}, {time.Hour, 0, "0 false"}, {0, time.Hour, "0 true"}, {time.Hour, 4 * time.Hour, "0.25 true"}, {2 * time.Hour, time.Hour, "1 true"},
		{math.MaxInt64, math.MaxInt64, "1 true"},
	} {
		f, ok := Rental{Left: tt.left, Duration: tt.whole}.Fraction()
		if got := fmt.Sprint(f, ok); got != tt.want {
			t.Errorf("%v of %v: %s, want %s", tt.left, tt.whole, got, tt.want)
		}
	}
}

func TestMinutes(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "<1m", time.Second: "<1m", time.Minute - 1: "<1m", time.Minute: "1m", 90 * time.Second: "1m", 26 * time.Hour: "1d 2h", -time.Second: "-1s",
	} {
		if got := Minutes(d); got != want {
			t.Errorf("Minutes(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestSpan(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for d, want := range map[time.Duration]string{
		0: "0s", time.Nanosecond: "0s", 999 * time.Millisecond: "0s", time.Second: "1s", 59*time.Second + 999*time.Millisecond: "59s",
		time.Minute: "1m", 61 * time.Second: "1m", time.Hour: "1h", time.Hour + time.Second: "1h", 2*time.Hour + 14*time.Minute + 59*time.Second: "2h 14m",
		day: "1d", 7*day - time.Second: "6d 23h", 7*day + 59*time.Minute: "7d", 400 * day: "400d", -time.Minute: "-1m",
		math.MaxInt64: "106751d 23h", math.MinInt64: "-106751d 23h",
	} {
		if got := Span(d); got != want {
			t.Errorf("%d: %q, want %q", d, got, want)
		}
	}
	if s := Span(-time.Millisecond); strings.TrimPrefix(s, "-") != "0s" {
		t.Errorf("a moment ago: %q", s)
	}
}
