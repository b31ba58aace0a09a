package browser

import (
	"context"
	"errors"
	"strings"
	"testing"

	"lootlens/api/demo"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/ui/browser/past"
	"lootlens/ui/internal/panetest"
)

// remember turns history on, with the double's past of Nova.
func (r *rig) remember() past.Store {
	r.t.Helper()
	store := panetest.Past(r.t, r.server, demo.PlayerNova)
	r.look(func(m *model) { m.setPast(store) })
	return store
}

// nova opens Nova's own inventory.
func (r *rig) nova() {
	r.choose("2001")
	r.waitFor("Nova Prime")
	r.keys("enter")
	r.waitFor("143 loaded")
	r.keys("a")
	r.waitFor("all 143 loaded")
}

// The ticket "bought and gone": from the picker to the answer on the clipboard in at most 15 keys.
func TestBoughtAndGone(t *testing.T) {
	t.Parallel()
	r := start(t, 100, 30)
	r.remember()
	r.waitFor("Open a player")
	keys := 0
	press := func(names ...string) { keys += len(names); r.keys(names...) }
	press("2", "0", "0", "1", "enter")
	r.waitFor("Inventories")
	press("/", "h", "e", "l", "m", "enter")
	r.waitFor("1 found · 1 gone", "gone since some time between Tue 2026-08-25 14:02 and Thu 2026-08-27 09:12 UTC:")
	press("y", "m")
	r.waitFor("Copied the answer for a ticket")
	if keys > 15 {
		t.Errorf("%d keys, want at most 15", keys)
	}
	r.look(func(m *model) {
		got, ok := m.answer()
		want := "1 item matches “helm”, and 1 that is gone.\n"
		gone := "  - GONE: Saltcured Helm, instance 118001606, from purchase, received Tue 2026-04-14 01:30 UTC, gone since some time between Tue 2026-08-25 14:02 and Thu 2026-08-27 09:12 UTC: why is not known\n"
		if text := got.Text(""); !ok || !strings.HasPrefix(text, want) || !strings.Contains(text, gone) {
			t.Errorf("the answer is\n%s", text)
		}
	})
}

// What is copied of a result that is gone leads to it, and no request is copied that would bring another item.
func TestCopiesOfAGoneResult(t *testing.T) {
	t.Parallel()
	r := start(t, 100, 30)
	r.remember()
	r.choose("2001")
	r.keys("/")
	r.typed("helm")
	r.keys("enter")
	r.waitFor("1 found · 1 gone")
	r.keys("j", "y", "c")
	r.waitFor("the item is gone: no request brings it")
	r.look(func(m *model) {
		if _, got := m.command(); got != "lootlens demo 2001 --query 'gone:true instance:118001606'" {
			t.Errorf("the command is %s", got)
		}
	})
}

// What is gone can be looked at, and its summary says so.
func TestGoneInTheList(t *testing.T) {
	t.Parallel()
	r := start(t, 140, 40)
	r.remember()
	r.nova()
	r.keys("/")
	r.typed("helm")
	r.keys("enter")
	r.waitFor("1 match in 143 · 1 gone: add gone:true")
	r.keys("/")
	r.typed(" gone:true")
	r.keys("enter")
	r.waitFor("Item 118001606", "Gone since some time between Tue 2026-08-25", "It was not a rental", "gone", "was owned")
	r.settled(10)
	r.look(func(m *model) {
		if got := m.summary(m.selected); !strings.Contains(got, "- **Last seen:** Tue 2026-08-25 14:02 UTC\n- **Gone:** since some time between") {
			t.Errorf("the summary is\n%s", got)
		}
		if got := m.summary(m.selected); !strings.Contains(got, "- **Rental:** owned when last seen\n") {
			t.Errorf("the summary is\n%s", got)
		}
		sent := ", sent " + past.Moment(m.selected.Origin().Fetched, m.now.Location())
		if raw, ok := m.itemJSON(); !ok || !strings.HasSuffix(raw.Title, sent) {
			t.Errorf("the JSON is that of %q", raw.Title)
		}
	})
	for _, q := range r.server.Requests() {
		if strings.Contains(q.Path, "118001606") {
			t.Errorf("%s is requested for an item that is gone", q.Path)
		}
	}
	r.keys("esc")
	r.waitFor("1/143")
}

// The time line steps through the looks and returns to now as it was.
func TestTimeline(t *testing.T) {
	t.Parallel()
	r := start(t, 140, 40)
	r.remember()
	r.nova()
	r.keys("j", "j", "s")
	r.typed("name")
	r.keys("enter")
	r.settled(5)
	var before string
	r.look(func(m *model) { before = m.items.View(84, 38, true) })
	r.keys("H")
	r.waitFor("looks since", "now")
	r.keys("left")
	r.waitFor("look of", "items", "look 26 of 26", "since then:")
	r.keys("home")
	r.waitFor("look of Sun 2026-08-02 11:40", "look 1 of", "the first", "3 fewer than now")
	r.look(func(m *model) {
		if p := m.place(); p != keymap.InTimeline {
			t.Errorf("in %d", p)
		}
	})
	r.keys("n")
	r.waitFor("found")
	r.keys("/")
	r.typed("helm")
	r.keys("enter")
	r.waitFor("2 matches in")
	r.keys("end")
	r.waitFor("1 match in 143", "looks since")
	r.keys("left", "/", "ctrl+u")
	r.typed("gone:true")
	r.keys("enter")
	r.waitFor("look 26 of 26", "Saltcured Helm", "5 matches in 143")
	r.keys("/", "ctrl+u")
	r.typed("name:nothing")
	r.keys("enter")
	r.waitFor("esc returns to now")
	r.keys("esc")
	r.waitFor("1/143")
	r.until("the list as it was", func(m *model) bool { return m.items.View(84, 38, true) == before })
	r.keys("w", "H", "left")
	r.waitFor("look of")
	r.keys("esc")
	r.waitFor("watching every")
}

// What was gone by a look is found in it, also where nothing was asked of the past before.
func TestGoneAtALook(t *testing.T) {
	t.Parallel()
	r := start(t, 140, 40)
	r.remember()
	r.nova()
	r.keys("H", "left")
	r.waitFor("look 26 of 26")
	r.keys("/")
	r.typed("gone:true")
	r.keys("enter")
	r.waitFor("look 26 of 26", "Saltcured Helm", "5 matches in 143")
}

// An earlier look is no place to refresh, save or compare from.
func TestAnEarlierLookIsReadOnly(t *testing.T) {
	t.Parallel()
	r := start(t, 140, 40)
	r.remember()
	r.nova()
	r.keys("H", "left")
	r.waitFor("look of")
	r.keys("tab", "r")
	r.waitFor("this is an earlier look: esc returns to now first")
	r.keys("esc", "F")
	r.typed("helm")
	r.keys("enter")
	r.waitFor("1 found · 1 gone")
	r.keys("esc")
	r.waitFor("all 143 loaded")
	r.look(func(m *model) {
		if _, earlier := m.items.AtLook(); earlier {
			t.Error("the list still shows an earlier look")
		}
	})
}

// The number of matches does not pass off what is gone as a part of the inventory.
func TestGoneAmongTheMatches(t *testing.T) {
	t.Parallel()
	r := start(t, 140, 40)
	r.remember()
	r.nova()
	for _, tt := range []struct{ query, want string }{
		{"gone:true", "5 matches in 143 · all gone "},
		{"helm gone:true", "1 match in 143 · gone "},
		{"helm first:>2020-01-01", "2 matches in 143 · 1 of them gone "},
	} {
		r.keys("/", "ctrl+u")
		r.typed(tt.query)
		r.keys("enter")
		r.waitFor(tt.want)
	}
}

// Without a history the key says how to turn it on, and a query that needs it says why it cannot be answered.
func TestHistoryOff(t *testing.T) {
	t.Parallel()
	r := start(t, 140, 40)
	r.nova()
	r.keys("H")
	r.waitFor("history is off", "lootlens history on")
	r.keys("/")
	r.typed("gone:true")
	r.waitFor("history is off")
}

// broken is a history that cannot be written.
type broken struct{ past.Store }

var errFull = errors.New("the disk is full")

func (broken) Record(context.Context, past.Snapshot) (models.Look, error) {
	return models.Look{}, errFull
}

// What a screen has loaded is recorded, whole or in part; where that fails the browser says it once and goes on.
func TestRecording(t *testing.T) {
	t.Parallel()
	r := start(t, 100, 30)
	store := r.remember()
	holder := models.Holder{Kind: models.PlayerHolder, Player: panetest.PlayerID(t, "2001")}
	looks := func() []models.Look {
		list, err := store.Looks(context.Background(), holder)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	before := len(looks())
	r.nova()
	r.until("a look", func(*model) bool { return len(looks()) == before+1 })
	if last := looks()[before]; !last.Complete || last.Items != 143 {
		t.Errorf("recorded %+v", last)
	}
	r.keys("H")
	r.waitFor("now · 26 looks since") // not the one of what is on the screen
	r.keys("esc")
	r.look(func(m *model) { m.setPast(broken{store}) })
	r.keys("r")
	r.waitFor("not recorded in the history: the disk is full")
	r.keys("esc", "enter")
	r.waitFor("143 loaded")
}

// A part that was left is recorded as a part, also when the browser is quit.
func TestRecordingAPart(t *testing.T) {
	t.Parallel()
	r := start(t, 100, 30)
	store := r.remember()
	r.choose("1250")
	r.waitFor("Gold")
	r.keys("enter")
	r.waitFor("of 1,250 loaded")
	r.settled(5)
	n := 0
	r.look(func(m *model) { n = len(m.items.Loaded()) })
	r.stopped = true
	r.p.Quit()
	<-r.ended
	r.m.recordRest()
	r.m.close()
	holder := models.Holder{Kind: models.PlayerHolder, Player: panetest.PlayerID(t, "1250")}
	list, err := store.Looks(context.Background(), holder)
	if err != nil || len(list) != 1 || list[0].Complete || list[0].Items != n {
		t.Errorf("of %d items loaded, recorded %+v: %v", n, list, err)
	}
}
