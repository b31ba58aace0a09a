package items

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/api/demo"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/order"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/remote"
	"lootlens/ui/internal/geometry"
	"lootlens/ui/internal/panetest"
)

// bench is a list on a double.
type bench struct {
	*panetest.Rig
	*Model
	server *demo.Server
	t      testing.TB
}

var testNow = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

func newBench(t testing.TB, o demo.Options) *bench {
	t.Helper()
	if o.Now == nil {
		o.Now = func() time.Time { return testNow }
	}
	server, client := panetest.Double(t, o)
	m := New(client, keymap.Default(), theme.Plain(), testNow, 0)
	b := &bench{Model: m, server: server, t: t}
	b.Rig = &panetest.Rig{Update: b.update, Goes: func(x tea.Msg) bool {
		switch x.(type) {
		case remote.Answer[*models.Item], pageMsg, refreshMsg, msg.Loadouts, rowsMsg, storageMsg, grantsMsg, comparedMsg:
			return false
		}
		return true
	}}
	t.Cleanup(m.Close)
	b.Run(m.Resize(100, 30))
	return b
}

// update gives the pane a message as the root does; the key s sorts by the next key, as if it was chosen in the menu.
func (b *bench) update(message tea.Msg) tea.Cmd {
	if k, ok := message.(tea.KeyPressMsg); ok && k.Text == "s" && b.Place() == keymap.InList {
		keys := order.Keys()
		next := keys[(slices.Index(keys, b.rows.by)+1)%len(keys)]
		return b.Sort(next, next.Descends())
	}
	return panetest.Update(b.Model, message)
}

func (b *bench) open(player uint64) {
	b.t.Helper()
	b.Run(b.Model.Open(msg.OpenHolder{Player: models.Player{ID: playerID(player)}, Holder: models.Holder{Player: playerID(player)}}))
}

func playerID(n uint64) models.PlayerID {
	id, err := models.ParsePlayerID(models.CursorAt(n).String())
	if err != nil {
		panic(err)
	}
	return id
}

func instanceID(n uint64) models.InstanceID {
	id, err := models.ParseInstanceID(models.CursorAt(n).String())
	if err != nil {
		panic(err)
	}
	return id
}

// screen is what the pane shows, without colours.
func (b *bench) screen() string {
	b.t.Helper()
	v := b.View(b.width, b.height, true)
	if err := geometry.Check(v, b.width, b.height); err != nil {
		b.t.Fatalf("%v\n%s", err, v)
	}
	return ansi.Strip(v)
}

func (b *bench) shows(parts ...string) {
	b.t.Helper()
	s := b.screen()
	for _, p := range parts {
		if !strings.Contains(s, p) {
			b.t.Fatalf("the screen lacks %q:\n%s", p, s)
		}
	}
}

func TestPagesComeBeforeTheyAreNeeded(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	for range 300 {
		b.Type("j")
		if last := b.top + b.listHeight(); last > b.load.inv.Len() {
			t.Fatalf("row %d is on the screen, %d are loaded", last, b.load.inv.Len())
		}
	}
	if b.cursor != 300 {
		t.Errorf("the cursor is on %d", b.cursor)
	}
	if n := b.load.inv.Len(); n > 1000 {
		t.Errorf("%d loaded for a cursor on row 300: only what is needed soon", n)
	}
	b.shows("301/")
}

// Keys that come faster than a page does are not lost.
func TestKeysBeyondWhatIsLoadedAreOwed(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	first := panetest.Messages(b.Model.Open(msg.OpenHolder{Holder: models.Holder{Player: playerID(demo.PlayerLarge)}}))
	var late []tea.Msg
	for _, m := range first {
		late = append(late, panetest.Messages(b.Rig.Update(m))...)
	}
	// Before anything has come, too.
	empty := newBench(t, demo.Options{})
	page := panetest.Messages(empty.Model.Open(msg.OpenHolder{Holder: models.Holder{Player: playerID(demo.PlayerSmall)}}))
	empty.Type("jj")
	empty.Send(page...)
	if empty.cursor != 2 {
		t.Errorf("the cursor is on %d after two keys on a list that was empty", empty.cursor)
	}
	loaded := b.load.inv.Len()
	for range loaded + 50 {
		late = append(late, panetest.Messages(b.Rig.Update(tea.KeyPressMsg{Code: 'j', Text: "j"}))...)
	}
	if b.cursor != loaded-1 {
		t.Fatalf("the cursor is on %d of %d loaded", b.cursor, loaded)
	}
	for _, m := range late {
		b.Send(m)
	}
	if b.cursor != loaded+50 {
		t.Errorf("the cursor is on %d after %d keys", b.cursor, loaded+50)
	}
	for range 3 {
		b.Type("G")
		b.Type("jjk")
	}
	if b.pendingDown != 0 || b.cursor != 1248 {
		t.Errorf("%d rows pendingDown at the end, cursor on %d", b.pendingDown, b.cursor)
	}
}

func TestEveryWayToTheEndLoadsIt(t *testing.T) {
	t.Parallel()
	ways := map[string]func(b *bench){
		"bottom": func(b *bench) { b.Type("G") },
		"load all": func(b *bench) {
			b.Type("a")
			b.Type("G")
		},
		"page down": func(b *bench) {
			for range 80 {
				b.Press(tea.KeyPgDown)
			}
		},
		"wheel": func(b *bench) {
			for range 500 {
				b.Send(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
			}
			b.Type("G")
		},
		"resize": func(b *bench) {
			for h := 30; h <= 1300; h += 100 {
				b.Run(b.Resize(100, h))
			}
			b.Run(b.Resize(100, 30))
			b.Type("G")
		},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, demo.Options{})
			b.open(demo.PlayerLarge)
			way(b)
			if got := b.load.inv.Len(); got != 1250 {
				t.Fatalf("%d loaded, want 1250", got)
			}
			if b.cursor != 1249 || !b.Complete() {
				t.Errorf("the cursor is on %d, complete %v", b.cursor, b.Complete())
			}
			if b.Count(false) != "all 1,250 loaded" {
				t.Errorf("counts %q", b.Count(false))
			}
		})
	}
}

func TestReferenceEndsWithANotice(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	id, _ := models.ParseCharacterID("49")
	b.Run(b.Open(msg.OpenHolder{Holder: models.Holder{Kind: models.CharacterHolder, Player: playerID(demo.PlayerReference), Character: id}}))
	b.shows("may be incomplete", "-55392494", "conflict")
	if b.Count(false) != "3 of 19,272,073 loaded" {
		t.Errorf("counts %q", b.Count(false))
	}
}

func TestFailureKeepsTheRowsAndTriesAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	before := b.load.inv.Len()
	fault, err := demo.ParseFault("403:path=inventory")
	if err != nil {
		t.Fatal(err)
	}
	b.server.SetFaults(fault)
	b.Type("G")
	if b.load.inv.Len() != before || b.load.failed.err == nil {
		t.Fatalf("%d loaded with error %v, want %d and an error", b.load.inv.Len(), b.load.failed.err, before)
	}
	b.shows("r tries")
	if got := panetest.Took[msg.Failed](b.Rig); len(got) != 1 {
		t.Errorf("%d failures told, want 1", len(got))
	}
	b.server.SetFaults()
	b.Type("r")
	if b.load.inv.Len() != 1250 || b.load.failed.err != nil {
		t.Errorf("%d loaded with error %v after trying again", b.load.inv.Len(), b.load.failed.err)
	}
}

// hints checks which keys the footer offers beside the usual ones of a list with rows.
func (b *bench) hints(want ...string) {
	b.t.Helper()
	var got []string
	for _, k := range b.Bindings() {
		got = append(got, k.Help().Key+" "+k.Help().Desc)
	}
	if !slices.Equal(got, want) {
		b.t.Errorf("the footer offers %q, want %q", got, want)
	}
}

func TestEmptyAndFailedLookLikeWhatTheyAre(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.Open(msg.OpenHolder{Holder: models.Holder{Player: playerID(demo.PlayerEmpty)}})
	b.shows("loading…")
	b.hints("/ query", "esc back")
	b.Send(panetest.KeyPress("/"))
	b.Send(tea.PasteMsg{Content: "helm"})
	if s := b.screen(); strings.Contains(s, "0 matches") {
		t.Errorf("an answer before anything was read:\n%s", s)
	}
	b.open(demo.PlayerEmpty)
	b.shows("This inventory is empty.", "copies this for the ticket", "esc goes back")
	b.hints("/ query", "F search all", "y copy", "r refresh", "w watch", "H time line", "esc back")
	fault, _ := demo.ParseFault("500:path=inventory")
	b.server.SetFaults(fault)
	b.open(demo.PlayerSmall)
	b.shows("Try again later.", "500")
	b.hints("r try again", "E last error", "L request log", "esc back")
	b.server.SetFaults()
	b.Type("r")
	b.hints()
}

func TestStopKeepsWhatCame(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	first := panetest.Messages(b.Rig.Update(tea.KeyPressMsg{Code: 'G', Text: "G"}))
	b.shows("esc stops")
	b.Press(tea.KeyEscape)
	for _, m := range first {
		b.Send(m)
	}
	if n := b.load.inv.Len(); n >= 1250 || n < 200 {
		t.Errorf("%d loaded after the stop", n)
	}
	b.Press(tea.KeyEscape)
	if got := panetest.Took[msg.Back](b.Rig); len(got) != 1 {
		t.Errorf("esc with nothing under way does not go back")
	}
}

// Whoever moves on while the end is walked to is not taken back there; the walk goes
// on, and esc ends it.
func TestMovingAwayFromAWalkToTheEnd(t *testing.T) {
	t.Parallel()
	for name, away := range map[string]tea.Msg{
		"g": tea.KeyPressMsg{Code: 'g', Text: "g"}, "k": tea.KeyPressMsg{Code: 'k', Text: "k"},
		"wheel": tea.MouseWheelMsg{Button: tea.MouseWheelUp}, "click": tea.MouseClickMsg{Button: tea.MouseLeft, X: 5, Y: 3},
	} {
		b := newBench(t, demo.Options{})
		b.open(demo.PlayerLarge)
		page := panetest.Messages(b.Rig.Update(tea.KeyPressMsg{Code: 'G', Text: "G"}))
		b.Rig.Update(away)
		before := b.Item()
		b.Send(page...)
		if b.Item() != before || !b.load.inv.Ended() {
			t.Errorf("%s: the cursor goes from %v to %v; %d loaded", name, before, b.Item(), b.load.inv.Len())
		}
	}
}

// A key that is hinted beside an error does what it says.
func TestLoadingAllTriesAgain(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"a", "G"} {
		b := newBench(t, demo.Options{})
		b.open(demo.PlayerLarge)
		b.server.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403})
		b.Type("Gs")
		b.Press(tea.KeyEscape)
		b.shows("403", "a loads all")
		b.server.SetFaults()
		b.Type(key)
		if b.load.failed.err != nil || !b.load.inv.Ended() {
			t.Errorf("%s: error %v, %d loaded", key, b.load.failed.err, b.load.inv.Len())
		}
	}
}

func TestViewIsExactForEverySize(t *testing.T) {
	t.Parallel()
	for _, player := range []uint64{demo.PlayerHostile, demo.PlayerLarge} {
		b := newBench(t, demo.Options{})
		b.SetTheme(theme.Dark())
		b.open(player)
		panetest.Sweep(t, func(w, h int, focused bool) string {
			b.Run(b.Resize(w, h))
			return b.View(w, h, focused)
		})
	}
}

// "All" is said once an empty page has shown that no more follows, and not where the
// server's total says so.
func TestAllIsSaidForSure(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(2001)
	for _, want := range [][2]string{{"143 of 143 loaded", "143/143"}, {"all 143 loaded", "all 143"}} {
		if long, short := b.Count(false), b.Count(true); long != want[0] || short != want[1] {
			t.Errorf("ended %t: %q, %q", b.load.inv.Ended(), long, short)
		}
		b.Type("a")
	}
}

// The footer says what esc and enter do where that is not the usual.
func TestWordsOfTheFooter(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	says := func(when, enter, esc string) {
		t.Helper()
		if gotEnter, gotEsc := b.Word(keymap.ListOpen), b.Word(keymap.Back); gotEnter != enter || gotEsc != esc {
			t.Errorf("%s: enter %q, esc %q", when, gotEnter, gotEsc)
		}
	}
	b.Type("a")
	says("without a query", "", "")
	b.Run(b.setQuery("helm"))
	says("with a query", "", "clear query")
	b.Run(b.setQuery("istorage.level:>10"))
	says("before many requests", "read the storage", "clear query")
	b.hints("enter read the storage", "/ query", "F search all", "y copy", "r refresh", "esc clear query")
}
