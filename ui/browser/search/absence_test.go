package search

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"lootlens/api/demo"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/past"
)

// pasts is a history that answers with what was ever seen, or fails.
type pasts struct {
	past.Store
	list []models.Past
	err  error
}

func (s pasts) Items(context.Context, models.Holder) ([]models.Past, error) {
	return s.list, s.err
}

// What was searched says what the history knows of the rest, or why that is not known; where the query looks at the past,
// that is no answer.
func TestAbsenceSaysWhatTheHistoryKnows(t *testing.T) {
	t.Parallel()
	page, err := models.DecodePage([]byte(`{"items":[{"instance_id":7,"asset":{"id":2,"name":"Lost Helm"}}]}`), models.NewPool(), models.Origin{Fetched: clock})
	if err != nil {
		t.Fatal(err)
	}
	gone := models.Past{Versions: []models.Version{{Item: &page.Items[0], First: clock, Last: clock, Until: clock}}, GoneAfter: clock, GoneBy: clock}
	broken, whole := pasts{err: errors.New("the file is locked")}, pasts{list: []models.Past{gone}}
	const failed, undecided = "The history could not be read: the file is locked.", "1 item that is gone may match"
	for _, tt := range []struct {
		query string
		store past.Store
		want  string
		sure  bool
	}{
		{"zzzz", nil, "History is off", true},
		{"zzzz", broken, failed, true},
		{"zzzz gone:true", broken, failed, false},
		{"zzzz", whole, "No item that is gone matches: the history goes back to ", true},
		{"zzzz gone:true", whole, "No item that is gone matches: the history goes back to ", true},
		{"istorage.x:1 lost", whole, undecided, true},
		{"istorage.x:1 lost gone:true", whole, undecided, false},
	} {
		r := newRig(t)
		r.SetPast(tt.store)
		r.search(tt.query, "2001")
		for _, p := range r.places() {
			r.Send(msg.Recorded{Look: models.Look{Holder: p.Holder}})
		}
		answer := r.Report()
		if r.state != done || answer.Matches() != 0 || answer.Whole() != tt.sure || strings.HasPrefix(answer.Verdict(), "No item matches") != tt.sure {
			t.Errorf("%s: state %d, %q", tt.query, r.state, answer.Verdict())
		}
		if !strings.Contains(answer.Text(""), tt.want) {
			t.Errorf("%s: the ticket lacks %q:\n%s", tt.query, tt.want, answer.Text(""))
		}
		r.sees(tt.want)
	}
}

// The history of what was read counts, and what was not read is not taken for looked at.
func TestAbsenceWithAnInventoryThatFails(t *testing.T) {
	t.Parallel()
	r := newRig(t, demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "/characters/12502/inventory"})
	r.SetPast(pasts{})
	r.search("zzzz", "1250")
	for _, p := range r.places() {
		r.Send(msg.Recorded{Look: models.Look{Holder: p.Holder}})
	}
	answer := r.Report()
	ticket := answer.Text("")
	for _, want := range []string{"Nothing found for “zzzz” so far", "in 7 of 8 inventories", "(12502): not read\n", "The history of 1 inventory was not looked at.\n"} {
		if answer.Whole() || !strings.Contains(ticket, want) {
			t.Errorf("the ticket lacks %q:\n%s", want, ticket)
		}
	}
}

// The next query tries again what failed for the one before.
func TestTheNextQueryTriesAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "/characters/12502/inventory"})
	r.search("zzzz", "1250")
	if r.Report().Whole() {
		t.Fatal("nothing failed")
	}
	r.server.SetFaults()
	r.Run(r.Search("yyyy"))
	r.sees("No item matches “yyyy”", "in 8 of 8 inventories")
}

// An item whose rental has ended since is found by a query for it.
func TestMatchesFollowTheClock(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.search("rental:expired instance:110000112", "1250")
	r.sees("No item matches")
	if at := r.Expires(); !at.Equal(clock.Add(time.Minute)) {
		t.Errorf("the card holds until %v", at)
	}
	r.Send(msg.Tick{Now: clock.Add(time.Hour)})
	r.sees("1 found", "Feral Lantern Moth")
}

// A ticket says when a rental ends, since what is left of it is less when the ticket is read.
func TestReportSaysWhenARentalEnds(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.search("rental:running instance:110000112", "1250")
	_, _, it := r.Selected()
	want := "14m left, ends " + it.Rental(clock).Ends.UTC().Format(time.DateTime) + " UTC, from mission reward"
	if got := r.Report().Text(""); !strings.Contains(got, want) {
		t.Errorf("the ticket lacks %q:\n%s", want, got)
	}
}

// Where nothing could be read there is no time at which it was.
func TestNothingReadHasNoTime(t *testing.T) {
	t.Parallel()
	r := newRig(t, demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "inventory"})
	r.search("helm", "1250")
	if got := r.Report().Scope(); got != "Searched 0 items in 0 of 8 inventories of Mirelle Ashdown (1250)." {
		t.Errorf("%q", got)
	}
	if got := r.Word(keymap.SearchRefresh); got != "try again" {
		t.Errorf("the footer has r %q", got)
	}
}

// The footer offers what the row under the cursor has, and says what esc does.
func TestHints(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.search("zzzz", "2001")
	if got := r.Hints(); slices.Contains(got, keymap.ItemRaw) || slices.Contains(got, keymap.ListSort) || r.Word(keymap.Back) != "" {
		t.Errorf("without an item: %v, esc %q", got, r.Word(keymap.Back))
	}
	r.search("helm", "2001")
	if got := r.Hints(); !slices.Contains(got, keymap.ItemRaw) {
		t.Errorf("with an item: %v", got)
	}
	r.again()
	if r.Word(keymap.Back) != "stop" {
		t.Errorf("while it searches, esc: %q", r.Word(keymap.Back))
	}
}

// However small the screen, the answer begins with what it is, and the first inventory can be opened.
func TestTheAnswerIsAtTheTop(t *testing.T) {
	t.Parallel()
	for h := 5; h < 30; h++ {
		r := newRig(t)
		r.View(60, h, true)
		r.search("rarity:mythc", "2001")
		view := ansi.Strip(r.View(60, h, true))
		if first := strings.Split(view, "\n")[1]; !strings.Contains(first, "No item matches “rarity:mythc”.") {
			t.Fatalf("%d lines:\n%s", h, view)
		}
		if _, holder, _ := r.Selected(); holder == (models.Holder{}) {
			t.Errorf("%d lines: nothing is selected", h)
		}
	}
}
