package items

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/models/query"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/panetest"
)

func TestCompareMarksWhatIsDifferent(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	b.Type("b")
	granted, err := b.server.Grant(demo.PlayerSmall, b.server.Assets()[3])
	if err != nil {
		t.Fatal(err)
	}
	gone := b.Loaded()[1].Instance()
	if err := b.server.Revoke(idNumber(t, gone)); err != nil {
		t.Fatal(err)
	}
	changed := b.Loaded()[2].Instance()
	if err := b.server.SetRental(idNumber(t, changed), demo.Rental{IsRental: true, TimeLeft: 3600, Duration: 7200, IsActive: true}); err != nil {
		t.Fatal(err)
	}
	b.Type("r")
	b.shows("1 new · 1 gone · 1 changed")
	kinds := map[string]compare.Kind{}
	for i := range b.rows.len() {
		r := b.rows.at(i)
		kinds[r.item.Instance().String()] = r.change
	}
	for id, want := range map[string]compare.Kind{
		models.CursorAt(granted).String(): compare.Added, gone.String(): compare.Removed, changed.String(): compare.Changed,
	} {
		if kinds[id] != want {
			t.Errorf("%s is %v, want %v", id, kinds[id], want)
		}
	}
	if len(b.Shown()) != 7 {
		t.Errorf("%d items counted as shown: what is gone is in no inventory", len(b.Shown()))
	}
	for range b.rows.len() {
		if b.Item().Instance() == changed {
			break
		}
		b.Type("j")
	}
	if changes, _ := b.Changes(b.Item()); len(changes) == 0 || !strings.HasPrefix(changes[0].Path, "rental") {
		t.Errorf("changes %v", changes)
	}
	b.Type("/new:true")
	b.Press(tea.KeyEnter)
	if len(b.Shown()) != 1 || b.Shown()[0].Instance().String() != models.CursorAt(granted).String() {
		t.Errorf("new:true shows %d", len(b.Shown()))
	}
}

// A second baseline replaces the first; ending is an action of its own.
func TestASecondBaselineReplacesTheFirst(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	b.Type("c")
	if got := panetest.Took[msg.Note](b.Rig); len(got) != 1 || !strings.Contains(got[0].Text, "b takes one") {
		t.Errorf("said %v", got)
	}
	b.Type("b")
	gone := b.Loaded()[1].Instance()
	if err := b.server.Revoke(idNumber(t, gone)); err != nil {
		t.Fatal(err)
	}
	b.Type("r")
	b.shows("1 gone", "c ends", gone.String())
	panetest.Took[msg.Note](b.Rig)
	b.Send(msg.Tick{Now: testNow.Add(time.Minute)})
	b.Type("b")
	b.shows("nothing was loaded again since", "r compares", "c ends")
	if strings.Contains(b.screen(), gone.String()) {
		t.Errorf("what was gone from the first baseline stands there still:\n%s", b.screen())
	}
	if got := panetest.Took[msg.Note](b.Rig); len(got) != 1 || !strings.Contains(got[0].Text, "in place of the baseline of "+testNow.Format(clock)) {
		t.Errorf("said %v", got)
	}
	if _, err := b.server.Grant(demo.PlayerSmall, b.server.Assets()[3]); err != nil {
		t.Fatal(err)
	}
	b.Type("r")
	b.shows("1 new · c ends")
	b.Type("c")
	if s := b.screen(); strings.Contains(s, "compared") || b.kind(b.Loaded()[6]) != compare.Same {
		t.Errorf("the comparison goes on:\n%s", s)
	}
}

func TestWatchSeesAGrantWithOneRequestAnInterval(t *testing.T) {
	t.Parallel()
	now := testNow
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	b.Type("w")
	pages := func() int {
		n := 0
		for _, r := range b.server.Requests() {
			if strings.HasSuffix(r.Path, "/inventory") {
				n++
			}
		}
		return n
	}
	before := pages()
	granted, err := b.server.Grant(demo.PlayerLarge, b.server.Assets()[7])
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		now = now.Add(time.Second)
		b.Send(msg.Tick{Now: now})
	}
	if got := panetest.Took[msg.Granted](b.Rig); len(got) != 1 || got[0].Items != 1 {
		t.Fatalf("told of %v", got)
	}
	if n := pages() - before; n > 2 {
		t.Errorf("%d requests in 5 s", n)
	}
	top := b.rows.at(0).item
	if top.Instance().String() != models.CursorAt(granted).String() {
		t.Errorf("on top is %v, want the grant %d", top.Instance(), granted)
	}
	b.Type("g")
	b.shows("+", " new ", "watching every 3s, looked 12:00:0", "1 new", ": granted 12:00:0", ", seen 12:00:0", "sees items with new ids only")
	drawn := func() string { return strings.Split(b.View(140, 40, true), "\n")[b.firstRow()] }
	standsOut := b.th.Fresh.Render("new")
	if !strings.Contains(drawn(), standsOut) || b.Expires().IsZero() {
		t.Errorf("the grant does not stand out: %q", drawn())
	}
	if b.Item() != top {
		t.Errorf("the cursor is on %v, want the grant", b.Item().Instance())
	}
	if !strings.HasSuffix(b.Count(false), ", 1 new") {
		t.Errorf("counts %q", b.Count(false))
	}
	b.Type("aG")
	if n := b.rows.len(); n != 1251 {
		t.Errorf("%d rows after the walk came to the grant as well, want 1251", n)
	}
	b.Type("w")
	asked := pages()
	for range 20 {
		now = now.Add(time.Second)
		b.Send(msg.Tick{Now: now})
	}
	if pages() != asked {
		t.Error("it watches on after w")
	}
	if strings.Contains(drawn(), standsOut) {
		t.Errorf("the grant stands out for more than 20 s: %q", drawn())
	}
	before = len(b.server.Requests())
	was := b.View(140, 40, true)
	b.Send(msg.Tick{Now: now.Add(time.Second)})
	if b.View(140, 40, true) != was || len(b.server.Requests()) != before {
		t.Error("a list that is idle is drawn again")
	}
}

// A grant that was seen before the baseline is not new since, whether all was loaded then or a part.
func TestAGrantBeforeTheBaselineIsNotNew(t *testing.T) {
	t.Parallel()
	for player, whole := range map[uint64]bool{demo.PlayerSmall: true, demo.PlayerLarge: false} {
		now := testNow
		b := newBench(t, demo.Options{})
		b.open(player)
		b.Type("w")
		grant := func() {
			t.Helper()
			if _, err := b.server.Grant(player, b.server.Assets()[7]); err != nil {
				t.Fatal(err)
			}
			for range 5 {
				now = now.Add(time.Second)
				b.Send(msg.Tick{Now: now})
			}
		}
		grant()
		b.Type("b")
		if n := len(b.compare.result.Added); n != 0 || !b.compare.compared || b.Complete() != whole {
			t.Errorf("player %d: %d new at once", player, n)
		}
		grant()
		if n := len(b.compare.result.Added); n != 1 {
			t.Errorf("player %d: %d new, want the grant that came later", player, n)
		}
		b.Type("r")
		if n := len(b.compare.result.Added); whole && n != 1 {
			t.Errorf("player %d: %d new after a refresh", player, n)
		}
	}
}

// A baseline of a part tells of that part only: what it could not hold is not new.
func TestABaselineOfAPartMakesNothingNew(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	loaded := b.load.inv.Len()
	b.Type("br")
	b.shows("nothing changed", "not compared")
	b.Type("a")
	b.shows("nothing changed", fmt.Sprintf("%s not compared", humanize.Comma(int64(b.load.inv.Len()-loaded))))

	b.open(demo.PlayerLarge)
	b.Run(b.loadAll())
	q, err := query.Parse("rarity:epic", b.now, nil)
	if err != nil {
		t.Fatal(err)
	}
	epics, _ := q.Matcher(query.Context{}).Filter(nil, nil, b.Loaded())
	b.Send(msg.Baseline{Name: "export", Items: epics[1:], Query: q})
	b.shows("1 new", fmt.Sprintf("%s not compared", humanize.Comma(int64(len(b.Loaded())-len(epics)))))
	if k := b.kind(epics[0]); k != compare.Added {
		t.Errorf("what matches and is not in the baseline is %v", k)
	}

	// A file that does not say whether it is a part must not make the rest look new.
	b.Send(msg.Baseline{Name: "lines", Items: b.Loaded()[:200], Unsure: true})
	b.shows("1,050 new (the file does not say whether it held all of the inventory)")
}

// Who stands at the start of a list that is longer than the screen sees a grant come.
func TestAGrantIsSeenFromTheStart(t *testing.T) {
	t.Parallel()
	now := testNow
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	b.Type("w")
	for range 3 {
		if _, err := b.server.Grant(demo.PlayerLarge, b.server.Assets()[7]); err != nil {
			t.Fatal(err)
		}
		for range 5 {
			now = now.Add(time.Second)
			b.Send(msg.Tick{Now: now})
		}
	}
	if b.rows.len() != b.load.inv.Len()+3 || b.top != 0 || b.cursor != 0 {
		t.Errorf("%d rows for %d loaded, the first on the screen is row %d:\n%s", b.rows.len(), b.load.inv.Len(), b.top, b.screen())
	}
	granted := b.rows.at(0).item.Instance()
	for i := range 2 {
		if above, below := b.rows.at(i).item.Instance(), b.rows.at(i+1).item.Instance(); above.Compare(below) <= 0 {
			t.Errorf("%v is above %v, which was granted after it", above, below)
		}
	}
	b.Type("G")
	b.jump(granted.String())
	if it := b.Item(); it == nil || it.Instance() != granted || len(b.found.items) > 0 {
		t.Errorf("a jump to the grant that is on the list leads to %v, found %v", it, b.found.items)
	}
}

// What one watch has told of is no news to the next.
func TestWatchingAgainTellsOfNewGrantsOnly(t *testing.T) {
	t.Parallel()
	now := testNow
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	loaded := b.rows.len()
	for range 2 {
		b.Type("w")
		if _, err := b.server.Grant(demo.PlayerSmall, b.server.Assets()[7]); err != nil {
			t.Fatal(err)
		}
		for range 5 {
			now = now.Add(time.Second)
			b.Send(msg.Tick{Now: now})
		}
		b.Type("w")
	}
	told := 0
	for _, g := range panetest.Took[msg.Granted](b.Rig) {
		told += g.Items
	}
	b.Run(b.setQuery("instance:>0"))
	b.shows(strconv.Itoa(loaded+2) + " matches in " + strconv.Itoa(loaded+2))
	if told != 2 || b.rows.len() != loaded+2 {
		t.Errorf("told of %d, want 2; %d rows, want %d", told, b.rows.len(), loaded+2)
	}
}
