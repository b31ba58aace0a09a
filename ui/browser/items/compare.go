package items

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/models/query"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
)

// comparison is an earlier state and what is different since.
type comparison struct {
	msg.Baseline      // no name: there is none
	beyond       int  // loaded, and not compared: the baseline could not hold them
	compared     bool // result is there
	result       compare.Result
	changes      map[models.InstanceID]int // index in result.Changed
	version      uint64
	taken        time.Time // zero for a file: what was granted while watching is newer
}

func (c *comparison) on() bool { return c.Name != "" }

// comparedMsg answers a comparison of what was loaded then.
type comparedMsg struct {
	generation, version uint64
	result              compare.Result
}

// takeBaseline compares with what is loaded now, and no longer with what it was
// compared with before.
func (m *Model) takeBaseline() tea.Cmd {
	if m.load.inv == nil || m.load.inv.Len() == 0 {
		return msg.Send(msg.Note{Text: "nothing is loaded to compare with", Kind: msg.Warning})
	}
	note := "baseline: the " + plural(m.load.inv.Len(), "item", "items") + " loaded"
	if m.compare.on() {
		note += ", in place of " + m.compare.Name
	}
	b := msg.Baseline{Name: "the baseline of " + m.now.Format(clock), Items: m.load.inv.Items(), Partial: !m.Complete()}
	if !b.Partial {
		b.Items = m.loadedAndGranted()
	}
	cmd := m.setBaseline(b)
	note += "; " + m.keys.Key(keymap.ListRefresh) + " compares"
	return tea.Batch(cmd, msg.Send(msg.Note{Text: note, Kind: msg.Success}))
}

// endComparing removes the marks.
func (m *Model) endComparing() tea.Cmd {
	if !m.compare.on() {
		return msg.Send(msg.Note{Text: "there is no baseline: " + m.keys.Key(keymap.ListBaseline) + " takes one", Kind: msg.Warning})
	}
	name := m.compare.Name
	return tea.Batch(m.setBaseline(msg.Baseline{}), msg.Send(msg.Note{Text: "no longer compared with " + name}))
}

// SetBaseline compares with the items of an export.
func (m *Model) SetBaseline(b msg.Baseline) tea.Cmd {
	return tea.Batch(m.EndTimeline(), m.setBaseline(b), msg.Send(msg.Note{
		Text: fmt.Sprintf("comparing with the %s of %s", plural(len(b.Items), "item", "items"), b.Name), Kind: msg.Success,
	}))
}

// setBaseline removes the marks of another comparison before those of this one are ready.
func (m *Model) setBaseline(b msg.Baseline) tea.Cmd {
	m.compare = comparison{Baseline: b, version: m.compare.version + 1}
	if b.File == "" {
		m.compare.taken = m.now
	}
	if m.load.inv == nil {
		return nil
	}
	return tea.Batch(m.rearrange(), m.compareNow())
}

// compareNow compares what is loaded with the baseline, beside the program.
func (m *Model) compareNow() tea.Cmd {
	c := &m.compare
	if !c.on() || m.timeline.live != nil {
		return nil
	}
	c.version++
	generation, version := m.load.generation, c.version
	loaded := m.covered(m.loadedAndGranted())
	// What has not been loaded yet is not gone.
	var last models.InstanceID
	if inv := m.load.inv; !inv.Ended() && inv.Len() > 0 {
		last = inv.At(inv.Len() - 1).Instance()
	}
	old := c.Items
	if !last.IsZero() {
		old = slices.DeleteFunc(slices.Clone(old), func(it *models.Item) bool { return it.Instance().Compare(last) > 0 })
	}
	return func() tea.Msg { return comparedMsg{generation, version, compare.Diff(old, loaded)} }
}

// covered is the items that the baseline can decide about. An item that it could not
// hold, because only a part was loaded then or its query was another one, does not count
// as new. A watched grant is new whatever the baseline held.
func (m *Model) covered(items []*models.Item) []*models.Item {
	c := &m.compare
	c.beyond = 0
	if !c.Partial && c.Query.Empty() || len(c.Items) == 0 {
		return items
	}
	known := make(map[models.InstanceID]bool, len(c.Items))
	from, to := c.Items[0].Instance(), c.Items[0].Instance()
	for _, it := range c.Items {
		i := it.Instance()
		known[i] = true
		if i.Compare(from) < 0 {
			from = i
		}
		if i.Compare(to) > 0 {
			to = i
		}
	}
	matcher := c.Query.Matcher(m.queryContext())
	out := make([]*models.Item, 0, len(items))
	for _, it := range items {
		i := it.Instance()
		seen, granted := m.watch.granted[it]
		out = append(out, it)
		if known[i] || granted && seen.After(c.taken) {
			continue
		}
		if c.Partial && (i.Compare(from) < 0 || i.Compare(to) > 0) || matcher.Match(it) != query.Yes {
			out = out[:len(out)-1]
			c.beyond++
		}
	}
	return out
}

func (m *Model) takeCompared(a comparedMsg) tea.Cmd {
	c := &m.compare
	if a.generation != m.load.generation || a.version != c.version {
		return nil
	}
	c.take(a.result)
	return m.rearrange()
}

func (c *comparison) take(r compare.Result) {
	c.result, c.compared = r, true
	c.changes = make(map[models.InstanceID]int, len(r.Changed))
	for i, ch := range r.Changed {
		c.changes[ch.New.Instance()] = i
	}
}

// summary counts what is different.
func (c *comparison) summary() string {
	r := c.result
	if !c.compared {
		return "…"
	}
	if r.Same() {
		return "nothing changed"
	}
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{len(r.Added), "new"}, {len(r.Removed), "gone"}, {len(r.Changed), "changed"}} {
		if p.n > 0 {
			parts = append(parts, humanize.Comma(int64(p.n))+" "+p.word)
		}
	}
	return strings.Join(parts, " · ")
}

// reach says what is not compared.
func (c *comparison) reach() string {
	switch {
	case c.beyond > 0:
		return " · " + humanize.Comma(int64(c.beyond)) + " not compared: the baseline held a part only"
	case c.Unsure && len(c.result.Added) > 0:
		return " (the file does not say whether it held all of the inventory)"
	case c.Partial:
		return " (it did not hold all of the inventory)"
	}
	return ""
}

// onlyTaken reports whether what is loaded is the baseline itself: nothing was loaded again since.
func (m *Model) onlyTaken() bool {
	c, inv := &m.compare, m.load.inv
	return len(c.Items) > 0 && inv != nil && inv.Len() > 0 && c.Items[0] == inv.At(0)
}

// compareWords say what is different since the baseline.
func (m *Model) compareWords() string {
	c, again := &m.compare, m.keys.Key(keymap.ListRefresh)
	if m.onlyTaken() && c.compared && c.result.Same() {
		return c.Name + ": nothing was loaded again since · " + again + " compares" + c.reach()
	}
	return "compared with " + c.Name + ": " + c.summary() + c.reach()
}

// uncompared is why a query about the comparison has no complete answer; "" if it has
// one.
func (m *Model) uncompared() string {
	switch c := &m.compare; {
	case !c.on():
		return "there is no baseline"
	case !c.compared:
		return "the comparison is under way"
	case m.onlyTaken():
		return "nothing was loaded again since " + c.Name + " was taken"
	case c.beyond > 0:
		return plural(c.beyond, "item was", "items were") + " not compared: the baseline held a part only"
	}
	return ""
}

// loadedAndGranted is all that is known to be in the inventory.
func (m *Model) loadedAndGranted() []*models.Item {
	return append(m.load.inv.Items(), m.grantedBeside()...)
}

// grantedBeside is the watched grants that no page has brought yet.
func (m *Model) grantedBeside() (out []*models.Item) {
	for _, it := range m.watch.fresh {
		if _, ok := m.load.inv.Find(it.Instance()); !ok {
			out = append(out, it)
		}
	}
	return out
}

// kind is what became of an item since the baseline.
func (m *Model) kind(it *models.Item) compare.Kind {
	switch {
	case m.gone.is[it]:
		return compare.Removed
	case !m.compare.on():
		return compare.Same
	}
	return m.compare.result.Kind(it.Instance())
}

// Compared says for a ticket what became of an item since the baseline, and what that is; "" where nothing did.
func (m *Model) Compared(it *models.Item) (baseline, what string) {
	if !m.compare.on() || m.timeline.live != nil {
		return "", ""
	}
	switch m.kind(it) {
	case compare.Added:
		what = "new"
	case compare.Removed:
		what = "gone"
	case compare.Changed:
		changes, _ := m.Changes(it)
		var fields []string
		for _, c := range changes {
			fields = append(fields, text.Of(c.Path).Line()+" "+cmp.Or(c.Old.Line(), "nothing")+" → "+cmp.Or(c.New.Line(), "nothing"))
		}
		what = "changed: " + strings.Join(fields, ", ")
	}
	return m.compare.Name, what
}

// Changes are the fields of an item that differ from the baseline, and a number
// that is another one whenever the answer may be.
func (m *Model) Changes(it *models.Item) ([]msg.Change, uint64) {
	c := &m.compare
	if it == nil || !c.on() {
		return nil, c.version
	}
	i, ok := c.changes[it.Instance()]
	if !ok {
		return nil, c.version
	}
	var out []msg.Change
	for _, f := range c.result.Changed[i].Fields {
		out = append(out, msg.Change{Path: text.Of(f.Path).Line(), Old: text.Of(string(f.Old)), New: text.Of(string(f.New))})
	}
	return out, c.version
}
