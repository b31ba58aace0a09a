package items

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/past"
	"lootlens/ui/browser/remote"
)

// pasts is a history that answers with what was ever seen, or fails.
type pasts struct {
	past.Store
	list []models.Past
	err  error
}

func (s pasts) Items(context.Context, models.Holder) ([]models.Past, error) { return s.list, s.err }

// goneItem is the past of an item that was there a day before testNow.
func goneItem(t *testing.T) models.Past {
	t.Helper()
	seen := testNow.Add(-24 * time.Hour)
	p, err := models.DecodePage([]byte(`{"items":[{"instance_id":7,"asset":{"id":2,"name":"Lost Helm"}}]}`), models.NewPool(), models.Origin{Fetched: seen})
	if err != nil {
		t.Fatal(err)
	}
	return models.Past{Versions: []models.Version{{Item: &p.Items[0], First: seen, Last: seen, Until: testNow}}, GoneAfter: seen, GoneBy: testNow}
}

// Where nothing matches, the screen and the ticket say the same of the history: what it knows, or why that is not known.
func TestAbsenceSaysWhatTheHistoryKnows(t *testing.T) {
	t.Parallel()
	gone := goneItem(t)
	for _, tt := range []struct {
		name, query string
		store       past.Store
		unread      bool // the history has not answered yet
		want        string
		part        bool
	}{
		{"off", "zzzz", nil, false, "History is off: what was there before is not known.", false},
		{"failed", "zzzz", pasts{err: errors.New("the file is locked")}, false, "The history could not be read: the file is locked. What was there before is not known.", false},
		{"not read yet", "zzzz", pasts{}, true, "The history was not looked at yet: what was there before is not known.", false},
		{"nothing", "zzzz", pasts{list: []models.Past{gone}}, false, "No item that is gone matches: the history goes back to Sat 2026-10-31 12:00 UTC.", false},
		{"without a past", "zzzz", pasts{}, false, "The history has recorded no item here.", false},
		{"without a past, asked for", "zzzz gone:true", pasts{}, false, "The history has recorded no item here.", true},
		{"undecided", "istorage.x:1 name:zzzz|lost", pasts{list: []models.Past{gone}}, false, "1 item that is gone may match: the history has neither instance storage nor loadouts.", false},
		{"undecided, asked for", "istorage.x:1 name:zzzz|lost gone:true", pasts{list: []models.Past{gone}}, false, "1 item that is gone may match: the history has neither instance storage nor loadouts.", true},
	} {
		b := newBench(t, demo.Options{})
		b.SetPast(tt.store)
		goes := b.Goes
		b.Goes = func(m tea.Msg) bool {
			if _, own := m.(remote.Answer[[]models.Past]); own {
				return tt.unread
			}
			return goes(m)
		}
		b.open(demo.PlayerSmall)
		b.Run(b.setQuery(tt.query))
		b.Run(b.settle())
		r, ok := b.Report()
		if !ok || r.Whole() == tt.part {
			t.Errorf("%s: an answer %t, whole %t", tt.name, ok, r.Whole())
		}
		if ticket := r.Text("https://api.example"); !strings.Contains(ticket, tt.want+"\n") {
			t.Errorf("%s: the ticket says\n%s", tt.name, ticket)
		}
		if s := strings.Join(strings.Fields(strings.NewReplacer("┃", "", "▐", "").Replace(b.screen())), " "); !strings.Contains(s, tt.want) {
			t.Errorf("%s: the screen says\n%s", tt.name, b.screen())
		}
	}
}

// An inventory without items was read when its page came, and not when somebody looks at it.
func TestAbsenceInAnEmptyInventory(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	nobody, err := models.ParseCharacterID("12504")
	if err != nil {
		t.Fatal(err)
	}
	b.Run(b.Model.Open(msg.OpenHolder{Holder: models.Holder{Kind: models.CharacterHolder, Player: playerID(demo.PlayerLarge), Character: nobody}}))
	b.Send(msg.Tick{Now: testNow.Add(time.Hour)})
	b.Run(b.setQuery("helm"))
	b.shows("No item matches “helm”.", "character 12504, which is empty, read 2026-11-01 12:00:00 UTC.")
	b.Send(msg.Characters{Player: playerID(demo.PlayerLarge), Characters: []models.Character{{ID: nobody, Name: text.Of("Nobody Yet")}}})
	b.shows("character Nobody Yet (12504), which is empty")
}

// A query of the comparison has no answer before something was loaded again, and where the baseline was a part.
func TestAbsenceInAComparison(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	b.Type("b")
	b.Run(b.setQuery("changed:true"))
	const taken = "nothing was loaded again since the baseline of 12:00:00 UTC was taken"
	r, _ := b.Report()
	if r.Whole() || !strings.Contains(r.Text(""), taken) || strings.Contains(b.screen(), "No item matches") {
		t.Errorf("before a refresh:\n%s\n%s", r.Text(""), b.screen())
	}
	b.shows("Nothing found for “changed:true” so far", "Not complete: "+taken, "r compares")
	b.server.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "inventory"})
	b.Type("r")
	if r, _ := b.Report(); r.Whole() {
		t.Errorf("after a refresh that failed:\n%s", r.Text(""))
	}
	b.server.SetFaults()
	b.Type("r")
	if r, ok := b.Report(); !ok || !r.Whole() || !strings.Contains(r.Text(""), "Compared with the baseline of 12:00:00 UTC: nothing changed.\n") {
		t.Errorf("after a refresh:\n%s", r.Text(""))
	}

	b = newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	b.Type("ba")
	b.Type("r")
	b.Run(b.setQuery("new:true"))
	if r, ok := b.Report(); !ok || r.Whole() || !strings.Contains(r.Text(""), "items were not compared: the baseline held a part only") {
		t.Errorf("with a part:\n%s", r.Text(""))
	}
}

// An inventory whose items are all gone says so without a query, and so does the ticket.
func TestAbsenceOfAllItems(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.SetPast(pasts{list: []models.Past{goneItem(t)}})
	goes := b.Goes
	b.Goes = func(m tea.Msg) bool {
		_, own := m.(remote.Answer[[]models.Past])
		return !own && goes(m)
	}
	b.open(demo.PlayerEmpty)
	b.shows("This inventory is empty: 1 item that was there is gone.", "Lost Helm, instance 7")
	if r, ok := b.Report(); !ok || !strings.Contains(r.Text(""), "GONE: Lost Helm, instance 7") {
		t.Errorf("the ticket says\n%s", r.Text(""))
	}
}
