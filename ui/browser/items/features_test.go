package items

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/models/order"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/panetest"
	"lootlens/ui/parts"
)

func TestQueryFiltersWhileTypedAndFindsTheRest(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	b.Type("/rarity:=epic ")
	if !b.typing() {
		t.Fatal("the field is closed")
	}
	b.Press(tea.KeyEnter)
	if b.load.inv.Len() != 1250 {
		t.Fatalf("%d searched, want all 1250", b.load.inv.Len())
	}
	n := 0
	for _, it := range b.Loaded() {
		if strings.EqualFold(it.Rarity().Name.Raw(), "epic") {
			n++
		}
	}
	if n == 0 || len(b.Shown()) != n {
		t.Errorf("%d shown, want %d", len(b.Shown()), n)
	}
	b.shows("matches in 1,250", "rarity:=epic")
	if got := panetest.Took[msg.QueryUsed](b.Rig); len(got) != 1 || got[0].Query != "rarity:=epic" {
		t.Errorf("told of %v", got)
	}
	b.Press(tea.KeyEscape)
	if len(b.Shown()) != 1250 {
		t.Errorf("%d shown after the query was cleared", len(b.Shown()))
	}
}

func TestStoppedSearchSaysHowFarItLooked(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	b.Type("/name:no-such-item")
	first := panetest.Messages(b.Rig.Update(tea.KeyPressMsg{Code: tea.KeyEnter}))
	b.Press(tea.KeyEscape)
	for _, m := range first {
		b.Send(m)
	}
	if n := b.load.inv.Len(); n == 1250 {
		t.Fatal("the search went on after esc")
	}
	b.shows("searched", "a searches on")
	b.Type("a")
	b.shows("0 matches in 1,250", "No item matches “name:no-such-item”.", "Searched all 1,250 items of player 1250, own inventory, read 20")
}

func TestMalformedQueryPointsAtItsPlaceAndChangesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	b.Type("/")
	b.Send(tea.PasteMsg{Content: "raritty:epic"})
	if len(b.Shown()) != 7 {
		t.Errorf("%d rows while the query is malformed, want 7", len(b.Shown()))
	}
	b.shows("^", "rarity")
	b.Press(tea.KeyEnter)
	if !b.typing() {
		t.Error("a malformed query was accepted")
	}
	b.Press(tea.KeyEscape)
	if b.typing() || b.Query() != "" {
		t.Errorf("esc leaves %q", b.Query())
	}
}

// The mark stands below the place of the mistake, however wide what is before it, and
// not at all where the field has no room for the place.
func TestTheMarkStandsBelowTheMistake(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]bool{
		"nam:x": true, "sword nam:x": true, "name:龙之怒火龙之怒火 nam:x": true,
		"name:" + strings.Repeat("a", 200) + " nam:x sword":         true,
		"nam:x name:" + strings.Repeat("龙", 100):                    false,
		"name:" + strings.Repeat("龙", 100) + " nam:x éé -- \"b c\"": true,
	} {
		b := newBench(t, demo.Options{})
		b.open(demo.PlayerSmall)
		b.Type("/")
		b.Send(tea.PasteMsg{Content: typed})
		lines := strings.Split(b.screen(), "\n")
		at, mark := -1, -1
		for _, line := range lines {
			before, _, ok := strings.Cut(line, "nam:x")
			if ok && strings.HasPrefix(line, "┃ / ") {
				at = ansi.StringWidth(before)
			}
			if before, _, ok := strings.Cut(line, "^"); ok {
				mark = ansi.StringWidth(before)
			}
		}
		if at != mark || at >= 0 != want || strings.Contains(b.screen(), "at character") == want {
			t.Errorf("the mark is in column %d, the mistake in %d\n%s", mark, at, b.screen())
		}
	}
}

func TestEveryPrintableKeyIsTextInTheField(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	b.Type("/")
	var all strings.Builder
	for r := ' '; r < 0x7f; r++ {
		all.WriteRune(r)
	}
	b.Type(all.String())
	if got := b.prompt.in.Value(); got != all.String() {
		t.Errorf("the field holds %q", got)
	}
	if len(b.Up) != 0 {
		t.Errorf("typing asked for %T", b.Up[0])
	}
}

func TestInstanceStorageQueryAsksOnlyForSurvivors(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	first := b.Loaded()[0].Instance()
	asset := b.Loaded()[0].Asset().ID
	if err := b.server.SetStorage(idNumber(t, first), demo.Pair{Key: "owner_note", Value: "found me"}); err != nil {
		t.Fatal(err)
	}
	b.Type("/asset:" + asset.String() + " istorage.owner_note:found")
	b.Press(tea.KeyEnter)
	if len(b.Shown()) != 1 || b.Shown()[0].Instance() != first {
		t.Fatalf("%d shown", len(b.Shown()))
	}
	asked := 0
	for _, r := range b.server.Requests() {
		if strings.HasSuffix(r.Path, "/storage") {
			asked++
		}
	}
	same := 0
	for _, it := range b.Loaded() {
		if it.Asset().ID == asset {
			same++
		}
	}
	if asked != same {
		t.Errorf("%d storages asked for, want %d: those of the asset", asked, same)
	}
}

func idNumber(t *testing.T, id models.InstanceID) uint64 {
	t.Helper()
	c, ok := models.CursorAfter(id)
	if !ok {
		t.Fatalf("%v is no number", id)
	}
	return c.Uint64()
}

// A sort shows its first rows; grouping keeps the cursor on its item.
func TestSortsBeginAtTheTop(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	for range order.Keys() {
		for _, key := range []string{"s", "S"} {
			if b.Type("Gkkk" + key); b.cursor != 0 || b.top != 0 {
				t.Fatalf("by %s the cursor is on row %d, the first on the screen is %d", b.orderWords(), b.cursor, b.top)
			}
			header := strings.Split(b.screen(), "\n")[1]
			if arrow := parts.Arrow(b.rows.desc); b.rows.by == order.Name && !strings.Contains(header, "NAME "+arrow) {
				t.Errorf("%s: no arrow in %s", b.orderWords(), header)
			}
		}
	}
	b.Type("S")
	if got := b.title(); got != "items" {
		t.Errorf("after every order the title is %q", got)
	}
	b.Type("Gkkkkkkkkkk")
	before := b.Item()
	b.Type("x")
	if b.Item().Asset().ID != before.Asset().ID {
		t.Error("grouping left the asset")
	}
	total := 0
	for _, g := range b.rows.groups {
		total += len(g.Items)
	}
	if total != 1250 || b.rows.len() >= 1250 {
		t.Errorf("%d items in %d rows", total, b.rows.len())
	}
	b.Type("x")
	if b.rows.len() != 1250 {
		t.Errorf("%d rows after grouping ended", b.rows.len())
	}
}

func TestGroupsOpenAndClose(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	b.Type("aGxg")
	for b.rows.at(b.cursor).count < 2 {
		b.Type("j")
	}
	closed, at := b.rows.len(), b.cursor
	n := b.rows.at(at).count
	b.shows("▸ ", "COUNT")
	b.Press(tea.KeyEnter)
	if b.rows.len() != closed+n {
		t.Fatalf("%d rows, want %d more than %d", b.rows.len(), n, closed)
	}
	b.Type("jj")
	b.Type("h")
	if b.rows.len() != closed || b.cursor != at {
		t.Errorf("%d rows with the cursor on %d, want %d and %d", b.rows.len(), b.cursor, closed, at)
	}
}

func TestJumpTakesOneRequestAndKeepsTheList(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	last := demo.New(demo.Options{}).Instances(demo.Holder{Player: demo.PlayerHuge}, 1)[0]
	b.open(demo.PlayerHuge)
	before, loaded := len(b.server.Requests()), b.load.inv.Len()
	b.Type("#" + models.CursorAt(last).String())
	b.Press(tea.KeyEnter)
	if b.Item() == nil || b.Item().Instance().String() != models.CursorAt(last).String() {
		t.Fatalf("stands on %v", b.Item())
	}
	pages := 0
	for _, r := range b.server.Requests()[before:] {
		if strings.HasSuffix(r.Path, "/inventory") {
			pages++
		}
	}
	if pages > 2 { // the item, and the page that its place at the end makes due
		t.Errorf("%d requests", pages)
	}
	if b.load.inv.Len() < loaded {
		t.Errorf("%d of %d items are left", b.load.inv.Len(), loaded)
	}
	b.shows("1 item found by id", "loads all")
	b.Type("#12x")
	b.Press(tea.KeyEnter)
	b.shows("not an instance id")
}

func TestArrangingBesideTheProgramNeverMixes(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{Items: syncRows + 5_000})
	b.open(demo.PlayerHuge)
	b.Type("a")
	if b.load.inv.Len() != syncRows+5_000 {
		t.Fatalf("%d loaded", b.load.inv.Len())
	}
	// Each letter starts before the answer to the last one is in; they come in
	// reverse.
	var late []tea.Msg
	for _, k := range "s" {
		late = append(late, panetest.Messages(b.Rig.Update(tea.KeyPressMsg{Code: k, Text: string(k)}))...)
	}
	b.Type("/sword")
	b.Press(tea.KeyEnter)
	for i := len(late) - 1; i >= 0; i-- {
		b.Send(late[i])
	}
	for _, it := range b.Shown() {
		if !strings.Contains(strings.ToLower(it.Name().Raw()), "sword") {
			t.Fatalf("%q among the matches of sword", it.Name().Raw())
		}
	}
	if len(b.Shown()) == 0 || b.rows.computing {
		t.Errorf("%d shown, still computing %v", len(b.Shown()), b.rows.computing)
	}
}

// What is equipped marks its rows and answers the query, as far as it is known.
func TestEquipped(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	b.Run(b.setQuery("equipped:true"))
	b.shows("0 of 7 checked")
	one, two := b.Loaded()[1], b.Loaded()[4]
	known := func(complete bool, items ...*models.Item) {
		a := msg.Loadouts{Holder: b.Holder(), Equipped: map[models.InstanceID]bool{}, Complete: complete}
		for _, it := range items {
			a.Equipped[it.Instance()] = true
		}
		b.Send(a)
	}
	known(false, one)
	b.shows("1 match · 1 of 7 checked · not all loadouts read: F reads them", "equipped")
	known(true, one, two)
	b.shows("2 matches in 7 ")
	if s := b.screen(); strings.Contains(s, "not all loadouts") || strings.Contains(s, "not judged") || strings.Count(s, " equipped ")+strings.Count(s, " E ") != 2 {
		t.Errorf("\n%s", s)
	}
	if got := b.Shown(); len(got) != 2 || got[0] != one || got[1] != two {
		t.Errorf("shown %v", got)
	}
	if n := len(b.server.Requests()); n > 3 {
		t.Errorf("%d requests: the list asks for no loadout", n)
	}
}

// A query that was there before the items says, too, that it could not be answered.
func TestAQueryOfTheStartSaysWhatItLacks(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	holder := models.Holder{Player: playerID(demo.PlayerLarge)}
	b.Run(b.Model.Open(msg.OpenHolder{Player: models.Player{ID: holder.Player}, Holder: holder, Query: "changed:true"}))
	b.shows("b takes the baseline that this needs")
	if n := len(b.rows.unknown); n == 0 || n != len(b.Loaded()) || b.rows.len() != 0 {
		t.Errorf("%d of %d items are not checked, and %d shown", n, len(b.Loaded()), b.rows.len())
	}
}
