package detail

import (
	"context"
	"strings"
	"testing"
	"time"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/past"
)

// The first lines say whose the item is, how long, and since when, in local time and
// whole seconds; what the server does not send is not made up.
func TestFirstLines(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, item, want, ticket string }{
		{"owned", `"rental":{"is_rental":false}`, "Not a rental: the player owns it", ""},
		{"running", `"rental":{"is_rental":true,"time_left":3481,"duration":3600,"is_active":true}`, "Rented: 58m left of 1h, ends 2026-09-01 12:58:01 CEST",
			"58m left of 1h, ends 2026-09-01 12:58:01 CEST"},
		{"not started", `"rental":{"is_rental":true,"time_left":null,"duration":3600}`, "Rented, not started: it runs 1h once it is activated",
			"not started: it runs 1h once it is activated"},
		{"over, not before", `"acquisition_date":"2026-08-01T10:00:00.987Z","rental":{"is_rental":true,"time_left":0,"duration":3600,"is_active":true}`,
			"Rental over. It ran 1h; the server does not send when it ended (not before 2026-08-01 13:00:00 CEST)",
			"over. It ran 1h; the server does not send when it ended (not before 2026-08-01 13:00:00 CEST)"},
		{"over, unknown", `"rental":{"is_rental":true,"time_left":0}`, "Rental over; the server does not send when it ended",
			"over; the server does not send when it ended"},
		{"over since", `"rental":{"is_rental":true,"time_left":"-60","duration":3600}`, "Rental over since 2026-09-01 11:59:00 CEST (1 minute ago). It ran 1h.",
			"over since 2026-09-01 11:59:00 CEST. It ran 1h."},
		{"conflict", `"rental":{"is_rental":false,"time_left":2427,"duration":3600}`, "Conflict: the server says that it is not a rental, and that one runs (2,427 s left)",
			"Conflict: the server says that it is not a rental, and that one runs (2,427 s left)"},
		{"source", `"acquisition_source":"drop_table"`, "source: drop table (drop_table)", ""},
		{"received", `"acquisition_date":"2026-08-31T22:30:00.123Z"`, "Received 2026-09-01 00:30:00 CEST (11 hours ago)", ""},
		{"zero date", `"acquisition_date":"0001-01-01T00:00:00Z"`, "Received at an unknown time (sent as 0001-01-01T00:00:00Z)", ""},
	} {
		p, err := models.DecodePage([]byte(`{"items":[{"instance_id":1,`+tt.item+`,"asset":{"id":2,"name":"n"}}]}`), models.NewPool(), models.Origin{Fetched: noon})
		if err != nil {
			t.Fatal(err)
		}
		w := newWorld(t, theme.Plain())
		w.Update(msg.Selected{Holder: player(demo.PlayerSmall), Item: &p.Items[0]})
		if s := strings.Join(strings.Fields(w.screen()), " "); !strings.Contains(s, strings.Join(strings.Fields(tt.want), " ")) {
			t.Errorf("%s: %q is missing in\n%s", tt.name, tt.want, w.screen())
		}
		if got := w.RentalWords(); got != tt.ticket {
			t.Errorf("%s: behind the label Rental a ticket says %q, want %q", tt.name, got, tt.ticket)
		}
	}
}

// onePast is a history that knows the past of one item.
type onePast struct {
	past.Store
	models.Past
}

func (s onePast) Item(context.Context, models.Holder, models.InstanceID) (models.Past, bool, error) {
	return s.Past, true, nil
}

// When a rental ended, which the server does not send, is known as well as the history saw it run.
func TestRentalEndedByTheHistory(t *testing.T) {
	t.Parallel()
	day := noon.Add(-24 * time.Hour)
	version := func(rental string, first, last time.Time) models.Version {
		p, err := models.DecodePage([]byte(`{"items":[{"instance_id":1,"rental":`+rental+`,"asset":{"id":2,"name":"n"}}]}`), models.NewPool(), models.Origin{Fetched: first})
		if err != nil {
			t.Fatal(err)
		}
		return models.Version{Item: &p.Items[0], First: first, Last: last}
	}
	const (
		over       = `{"is_rental":true,"time_left":0,"duration":3600}`
		running    = `{"is_rental":true,"time_left":1800,"duration":3600,"is_active":true}`
		endless    = `{"is_rental":true,"is_active":true}`
		notStarted = `{"is_rental":true,"time_left":null,"duration":3600}`
		owned      = `{"is_rental":false}`
	)
	now := version(over, noon, noon)
	for _, tt := range []struct {
		name     string
		versions []models.Version
		want     string
	}{
		{"it ran", []models.Version{version(running, day, day), now}, "over since 2026-08-31 12:30:00 CEST by the history (23 hours ago). It ran 1h."},
		{"it ran, seen over before", []models.Version{version(running, day, day), version(over, day.Add(time.Hour), noon)}, "over since 2026-08-31 12:30:00 CEST by the history"},
		{"it ran, and is not recorded as over", []models.Version{version(running, day, noon)}, "over since 2026-08-31 12:30:00 CEST by the history"},
		{"it was ended early", []models.Version{version(running, day, day.Add(time.Minute)), version(over, day.Add(5*time.Minute), noon)},
			"over. It ran 1h; by the history it ended between 2026-08-31 12:01:00 CEST and 2026-08-31 12:05:00 CEST"},
		{"it was not started", []models.Version{version(notStarted, day.Add(-time.Hour), day), now}, "by the history it ended between 2026-08-31 13:00:00 CEST and 2026-09-01 12:00:00 CEST"},
		{"it ran, its end was not sent", []models.Version{version(endless, day, day), now}, "by the history it ended between 2026-08-31 12:00:00 CEST and 2026-09-01 12:00:00 CEST"},
		{"it was over always", []models.Version{version(over, day, noon)}, "the server does not send when it ended"},
		{"it was owned", []models.Version{version(owned, day, day), now}, "the server does not send when it ended"},
	} {
		w := newWorld(t, theme.Plain())
		w.SetPast(onePast{Past: models.Past{Versions: tt.versions}})
		w.give(msg.Selected{Holder: player(demo.PlayerSmall), Item: now.Item})
		if s := strings.Join(strings.Fields(w.screen()), " "); !strings.Contains(s, tt.want) {
			t.Errorf("%s: %q is missing in\n%s", tt.name, tt.want, w.screen())
		}
		words := w.RentalWords()
		if ticket, _, _ := strings.Cut(tt.want, " ("); !strings.Contains(words, ticket) || strings.Contains(words, "ago") {
			t.Errorf("%s: a ticket says %q", tt.name, words)
		}
	}
}

// Metadata is requested once the selection stays, and shown with its state.
func TestMetadata(t *testing.T) {
	t.Parallel()
	const list = `{"entries":[{"key":"k1","value":"v1","type":"string","tags":["t"]},{"key":"k2","value":{"a":1},"type":"json"}]}`
	for _, tt := range []struct {
		name  string
		fault demo.Fault
		want  []string
	}{
		{"entries", answerWith("/metadata/", list), []string{"Item metadata\n", "Asset metadata\n", "k1  v1  string #t", `k2  {"a":1}  json`}},
		{"none", answerWith("/metadata/", `{"entries":[]}`), []string{"No item metadata", "asset metadata"}},
		{"unknown to the service", demo.Fault{Kind: demo.KindStatus, Status: 404, Path: "/metadata/"}, []string{"No item metadata", "asset metadata"}},
		{"failed", demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "/metadata/"}, []string{"Item metadata\n", "403", "r tries again"}},
	} {
		w := newWorld(t, theme.Plain())
		w.server.SetFaults(tt.fault)
		h := player(demo.PlayerSmall)
		w.Update(msg.Selected{Holder: h, Item: w.page(h, 1)[0]})
		if s := w.screen(); !strings.Contains(s, "Loading item metadata") || w.asked("/metadata/") != 0 {
			t.Errorf("%s: requested before the selection stays\n%s", tt.name, s)
		}
		w.give(debounceMsg{w.selections})
		for _, want := range tt.want {
			if s := w.screen(); !strings.Contains(s, want) {
				t.Errorf("%s: %q is missing in\n%s", tt.name, want, s)
			}
		}
		before := w.asked("/metadata/")
		w.give(msg.Tick{Now: noon.Add(time.Minute)})
		w.give(debounceMsg{w.selections})
		if n := w.asked("/metadata/") - before; n != 0 {
			t.Errorf("%s: requested again, %d times", tt.name, n)
		}
	}
}
