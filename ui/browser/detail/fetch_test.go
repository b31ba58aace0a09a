package detail

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/panetest"
)

// store sets the storage of an instance.
func (w *world) store(it *models.Item, keys ...string) {
	w.t.Helper()
	id, _ := strconv.ParseUint(it.Instance().String(), 10, 64)
	var pairs []demo.Pair
	for i, k := range keys {
		pairs = append(pairs, demo.Pair{ID: uint64(i + 1), Key: k, Value: "value of " + k})
	}
	if err := w.server.SetStorage(id, pairs...); err != nil {
		w.t.Fatal(err)
	}
}

// asked counts the requests whose paths contain a part.
func (w *world) asked(part string) (n int) {
	for _, r := range w.server.Requests() {
		if strings.Contains(r.Path, part) {
			n++
		}
	}
	return n
}

// screen is the whole pane as text, without the blank lines at its end.
func (w *world) screen() string {
	var lines []string
	for l := range strings.Lines(ansi.Strip(w.View(80, 400, true))) {
		if strings.Trim(l, "┃▐ \n") != "" || len(lines) > 0 && lines[len(lines)-1] != "" {
			lines = append(lines, strings.TrimRight(strings.Trim(l, "┃▐\n"), " "))
		}
	}
	return strings.Join(lines, "\n")
}

// Nothing is requested for items that the selection only passes.
func TestRequestsWaitForTheSelectionToStay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	h := player(demo.PlayerLarge)
	items := w.page(h, 50)
	for _, it := range items {
		w.Update(msg.Selected{Holder: h, Item: it})
	}
	last := w.selections
	for n := range last {
		w.give(debounceMsg{n})
	}
	if n := w.asked("/storage") + w.asked("/progressions") + w.asked("/loadout"); n != 0 {
		t.Errorf("%d requests for items that were passed", n)
	}
	w.give(debounceMsg{last})
	w.selectItem(h, items[0])
	w.selectItem(h, items[49])
	if s, p, l := w.asked("/storage"), w.asked("/progressions"), w.asked("/1250/loadout"); s != 2 || p != 2 || l != 1 {
		t.Errorf("%d storages, %d progressions, %d loadouts; want 2, 2, 1", s, p, l)
	}
	if _, ok := w.InstanceStorageCached(items[49].Instance()); !ok {
		t.Error("the storage is not kept")
	}
	if _, ok := w.InstanceStorageCached(items[20].Instance()); ok {
		t.Error("the storage of an item that was passed is there")
	}
}

// The first move after a pause is fetched at once; those that follow wait until the
// selection stays.
func TestFirstMoveIsFetchedAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	h := player(demo.PlayerLarge)
	items := w.page(h, 3)
	asked := func(want int, when string) {
		t.Helper()
		if n := w.asked("/storage"); n != want {
			t.Errorf("%s: %d requests for storage, want %d", when, n, want)
		}
	}
	w.moving = false
	var waits []tea.Msg // those of the moves so far, which Bubble Tea would bring later
	step := func(i int) {
		for _, m := range panetest.Messages(w.Update(msg.Selected{Holder: h, Item: items[i]})) {
			if _, ok := m.(debounceMsg); ok {
				waits = append(waits, m)
			} else {
				w.give(m)
			}
		}
	}
	step(0)
	asked(1, "after the first move")
	step(1)
	step(2)
	asked(1, "while moving")
	for _, m := range waits {
		w.give(m)
	}
	asked(2, "when it stays")
	step(1)
	asked(3, "after the next first move")
	if n := w.asked("/12507/loadout"); n != 1 {
		t.Errorf("%d requests for another's loadout", n)
	}
}

// A wait that has become pointless brings no message.
func TestWaitEndsWithTheNextMove(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	w.debounce, w.rendering = time.Hour, true
	h := player(demo.PlayerLarge)
	items := w.page(h, 3)
	first := w.Update(msg.Selected{Holder: h, Item: items[0]})
	w.Update(msg.Selected{Holder: h, Item: items[1]})
	if got := panetest.Messages(first); got != nil {
		t.Errorf("%v", got)
	}
}

// Whatever the order in which answers come, an item shows its own; the answer to a
// request that was left is dropped.
func TestAnswersInEveryOrder(t *testing.T) {
	t.Parallel()
	for _, order := range [][]int{{0, 1}, {1, 0}} {
		w := newWorld(t, theme.Plain())
		h := player(demo.PlayerSmall)
		items := w.page(h, 7)
		var late [2][]tea.Msg
		for i := range late {
			w.store(items[i], fmt.Sprintf("own%d", i))
			moved := w.Update(msg.Selected{Holder: h, Item: items[i]})
			late[i] = panetest.Messages(tea.Batch(moved, w.Update(debounceMsg{w.selections})))
		}
		for _, i := range order {
			for _, m := range late[i] {
				w.give(m)
			}
		}
		if s := w.screen(); !strings.Contains(s, "own1") || strings.Contains(s, "own0") {
			t.Errorf("order %v:\n%s", order, s)
		}
		if _, ok := w.InstanceStorageCached(items[0].Instance()); ok {
			t.Error("the answer to a request that was left is kept")
		}
	}
}

// An older answer for the same item does not replace a newer one.
func TestOlderAnswerForTheSameItem(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	h := player(demo.PlayerSmall)
	items := w.page(h, 7)
	var answers [][]tea.Msg
	for n, i := range []int{0, 1, 0} {
		w.store(items[0], fmt.Sprintf("visit%d", n))
		moved := w.Update(msg.Selected{Holder: h, Item: items[i]})
		answers = append(answers, panetest.Messages(tea.Batch(moved, w.Update(debounceMsg{w.selections}))))
	}
	for _, n := range []int{2, 0} {
		for _, m := range answers[n] {
			w.give(m)
		}
	}
	if s := w.screen(); !strings.Contains(s, "visit2") || strings.Contains(s, "visit0") {
		t.Errorf("\n%s", s)
	}
}

func TestFailedAndRetried(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	h := player(demo.PlayerSmall)
	items := w.page(h, 7)
	w.store(items[0], "own.a")
	w.server.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "/storage"}, demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "/1007/loadout"})
	w.selectItem(h, items[0])
	s := w.screen()
	if strings.Count(s, "tries again") != 2 || !strings.Contains(s, "403") || !w.Failed() {
		t.Errorf("\n%s", s)
	}
	if len(w.sent) != 2 {
		t.Errorf("the root got %v", w.sent)
	}
	w.server.SetFaults()
	w.press("r")
	if s := w.screen(); strings.Contains(s, "tries again") || w.Failed() {
		t.Errorf("\n%s", s)
	}
	// An old value stays beside the error of a later request.
	had := w.current().storage.value()
	newer := again(t, items[0], noon.Add(time.Minute))
	w.server.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "/storage"})
	w.selectItem(h, newer)
	if s := w.screen(); !strings.Contains(s, "tries again") || len(had) == 0 || !strings.Contains(s, had[0].Key.Line()) {
		t.Errorf("\n%s", s)
	}
}

func TestLoadingAndEmptyLookLikeIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	h := player(demo.PlayerSmall)
	it := w.page(h, 1)[0]
	w.store(it)
	w.Update(msg.Selected{Holder: h, Item: it})
	if s := w.screen(); !strings.Contains(s, "loading…") {
		t.Errorf("\n%s", s)
	}
	w.give(debounceMsg{w.selections})
	if s := w.screen(); strings.Contains(s, "loading…") || !strings.Contains(s, "none") {
		t.Errorf("\n%s", s)
	}
}

// The line at the top of the screen stays there when the time ticks, storage
// comes, the description is rendered or the item comes again.
func TestKeepsItsPlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	h := player(demo.PlayerLarge)
	items := w.page(h, 30)
	it := items[3]
	w.store(it, "a", "b", "c", "d", "e")
	w.Update(msg.Selected{Holder: h, Item: it})
	w.Resize(64, 10)
	w.View(64, 10, true)
	for i := range w.lines() {
		if ansi.Strip(w.line(i).text) == "Price" {
			w.scrollTo(i)
			break
		}
	}
	top := func() string { return strings.Split(ansi.Strip(w.View(64, 10, true)), "\n")[1] }
	before := top()
	if !strings.Contains(before, "Price") {
		t.Fatalf("%q", before)
	}
	w.give(debounceMsg{w.selections})
	w.run(w.render())
	w.give(msg.Tick{Now: noon.Add(time.Hour)})
	w.selectItem(h, again(t, it, noon.Add(time.Minute)))
	if after := top(); after != before {
		t.Errorf("%q became %q", before, after)
	}
	if len(w.current().storage.value()) == 0 {
		t.Error("no storage came")
	}
	w.selectItem(h, items[4])
	if w.top != 0 {
		t.Errorf("another item begins at line %d", w.top)
	}
}

func TestStoragePair(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	h := player(demo.PlayerLarge)
	var it *models.Item
	for _, i := range w.page(h, 200) {
		if len(i.Asset().Storage) > 1 {
			it = i
			break
		}
	}
	w.store(it, "own.a", "own.b")
	w.Update(msg.Selected{Holder: h, Item: it})
	asset := it.Asset().Storage
	if k, v, ok := w.StoragePair(); !ok || k != asset[0].Key || v != asset[0].Value {
		t.Errorf("%v %v %v", k, v, ok)
	}
	w.press("n", "n")
	if k, _, _ := w.StoragePair(); k != asset[1].Key {
		t.Errorf("two steps reach %v", k)
	}
	// What comes in front of it does not move the cursor to another pair.
	w.give(debounceMsg{w.selections})
	if k, _, _ := w.StoragePair(); k != asset[1].Key || len(w.instancePairs()) == 0 {
		t.Errorf("after storage came the cursor is on %v", k)
	}
	for range 50 {
		w.press("N")
	}
	if k, _, _ := w.StoragePair(); k != w.instancePairs()[0].Key {
		t.Errorf("the first pair is not reached: %v", k)
	}
	if !strings.Contains(ansi.Strip(w.View(64, 38, true)), "▌"+w.instancePairs()[0].Key.Line()) {
		t.Error("the pair is not marked")
	}
	w.selectItem(models.Holder{Kind: models.UniversalHolder}, nil)
	if _, _, ok := w.StoragePair(); ok {
		t.Error("no item has a pair")
	}
}

func TestScroll(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	w.Update(msg.Selected{Holder: player(demo.PlayerLarge), Item: w.page(player(demo.PlayerLarge), 5)[2]})
	w.Resize(60, 12)
	w.press("j", "j", "k")
	if w.top != 1 {
		t.Errorf("top %d", w.top)
	}
	w.press("pgdown")
	if w.top != 11 {
		t.Errorf("top %d", w.top)
	}
	for range 2000 {
		w.give(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	}
	end := w.top
	w.press("g", "G")
	if w.top != end || end != w.lines()-10 {
		t.Errorf("top %d, end %d of %d", w.top, end, w.lines())
	}
	w.press("esc")
	if len(w.sent) != 1 || w.sent[0] != (msg.Back{}) {
		t.Errorf("%v", w.sent)
	}
}
