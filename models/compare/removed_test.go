package compare_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"lootlens/models"
	"lootlens/models/compare"
)

// Where a rental vanished after its end, the old state shows when it
// ended.
func TestWhyRemoved(t *testing.T) {
	t.Parallel()
	from := models.Origin{Fetched: noon}
	for _, tt := range []struct {
		name, item string
		from       models.Origin
		after      time.Duration
		want       string
	}{
		{"over since", `{"is_rental":true,"is_active":true,"time_left":2,"duration":3600}`, from, time.Hour, "its rental ended at 2026-03-01 12:00:02 UTC"},
		{"over just now", `{"is_rental":true,"is_active":true,"time_left":3600,"duration":3600}`, from, time.Hour, "its rental ended at 2026-03-01 13:00:00 UTC"},
		{"as texts", `{"is_rental":"true","is_active":"true","time_left":"2"}`, from, time.Hour, "its rental ended at 2026-03-01 12:00:02 UTC"},
		{"over before", `{"is_rental":true,"is_active":false,"time_left":0,"duration":3600}`, from, time.Hour, "its rental had ended"},
		{"runs on", `{"is_rental":true,"is_active":true,"time_left":7200,"duration":7200}`, from, time.Hour, ""},
		{"not started", `{"is_rental":true,"is_active":false,"time_left":2,"duration":2}`, from, time.Hour, ""},
		{"owned", `{"is_rental":false}`, from, time.Hour, ""},
		{"end unknown", `{"is_rental":true,"is_active":true,"time_left":null}`, from, time.Hour, ""},
		{"fetched at an unknown time", `{"is_rental":true,"is_active":true,"time_left":2}`, models.Origin{}, time.Hour, ""},
		{"over before, fetched at an unknown time", `{"is_rental":true,"is_active":false,"time_left":0}`, models.Origin{}, time.Hour, "its rental had ended"},
	} {
		old := page(t, tt.from, `{"instance_id":1,"rental":`+tt.item+`}`)
		r := compare.Diff(old, nil)
		if got := compare.WhyRemoved(r.Removed[0], noon.Add(tt.after)).In(time.UTC); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestWithin(t *testing.T) {
	t.Parallel()
	old := page(t, models.Origin{}, `{"instance_id":1,"acquisition_source":"a"}`, `{"instance_id":2,"acquisition_source":"a"}`, `{"acquisition_source":"a"}`)
	new := page(t, models.Origin{}, `{"instance_id":1,"acquisition_source":"b"}`, `{"instance_id":3,"acquisition_source":"a"}`, `{"instance_id":4,"acquisition_source":"b"}`, `{"acquisition_source":"b"}`)
	within := compare.Within(old, new, func(it *models.Item) bool { return it.Source().Raw() == "a" })
	if got, want := summary(compare.Diff(old, within)), `+3 -2 - ~1{acquisition_source: "a" → "b"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The order in which a server sends items, twins and items without an id among them,
// changes nothing.
func TestOrderDoesNotMatter(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 2))
	old := []string{`{"instance_id":1}`, `{"instance_id":2,"a":1}`, `{"instance_id":2,"a":2}`, `{"instance_id":2,"a":3}`, `{"instance_id":3}`, `{"a":1}`, `{"a":1}`, `null`, `{"instance_id":-4}`}
	new := []string{`{"instance_id":2,"a":2}`, `{"instance_id":2,"a":4}`, `{"instance_id":2,"a":5}`, `{"instance_id":3,"b":1}`, `{"instance_id":3,"b":2}`, `{"a":1}`, `{"a":2}`, `{"instance_id":9}`}
	result := func() string {
		line := summary(compare.Diff(page(t, models.Origin{}, old...), page(t, models.Origin{}, new...)))
		parts := strings.Split(strings.NewReplacer(" +", "\n+", " -", "\n-", " ~", "\n~").Replace(line), "\n")
		slices.Sort(parts)
		return strings.Join(parts, " ")
	}
	want := result()
	if !strings.Contains(want, "+9") || strings.Count(want, "~2") != 2 || strings.Count(want, "~3") != 1 {
		t.Errorf("%s", want)
	}
	for range 200 {
		rnd.Shuffle(len(old), func(i, j int) { old[i], old[j] = old[j], old[i] })
		rnd.Shuffle(len(new), func(i, j int) { new[i], new[j] = new[j], new[i] })
		if got := result(); got != want {
			t.Fatalf("got  %s\nwant %s\nfor %s and %s", got, want, old, new)
		}
	}
}
