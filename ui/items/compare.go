package items

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/models/text"
	"lootlens/ui/msg"
)

// comparison is an earlier state and what is different since.
type comparison struct {
	name     string // of the baseline, safe to print; "" when there is none
	baseline []*models.Item
	partial  bool // not all of the inventory was loaded when it was taken
	result   compare.Result
	changes  map[models.InstanceID]int // index in result.Changed
	version  uint64
}

func (c *comparison) on() bool { return c.name != "" }

// comparedMsg answers a comparison of what was loaded then.
type comparedMsg struct {
	generation, version uint64
	result              compare.Result
}

// takeBaseline compares with what is loaded now; a second time it ends comparing.
func (m *Model) takeBaseline() tea.Cmd {
	if m.compare.on() {
		m.compare = comparison{version: m.compare.version + 1}
		return tea.Batch(m.arrange(), msg.Send(msg.Note{Text: "no longer comparing"}))
	}
	if m.load.inv == nil || m.load.inv.Len() == 0 {
		return msg.Send(msg.Note{Text: "nothing is loaded to compare with", Kind: msg.Warning})
	}
	n := humanize.Comma(int64(m.load.inv.Len()))
	m.setBaseline("baseline of "+m.now.Local().Format("15:04:05"), m.load.inv.Items(), !m.Complete())
	return msg.Send(msg.Note{Text: "baseline: the " + n + " items loaded; refresh to compare", Kind: msg.Success})
}

// SetBaseline compares with the items of an export.
func (m *Model) SetBaseline(b msg.Baseline) tea.Cmd {
	m.setBaseline(b.Name, b.Items, b.Partial)
	return tea.Batch(m.compareNow(), msg.Send(msg.Note{
		Text: fmt.Sprintf("comparing with the %s items of %s", humanize.Comma(int64(len(b.Items))), b.Name), Kind: msg.Success,
	}))
}

func (m *Model) setBaseline(name string, items []*models.Item, partial bool) {
	m.compare = comparison{name: name, baseline: items, partial: partial, version: m.compare.version + 1}
}

// compareNow compares what is loaded with the baseline, beside the program.
func (m *Model) compareNow() tea.Cmd {
	c := &m.compare
	if !c.on() {
		return nil
	}
	c.version++
	generation, version, old, loaded := m.load.generation, c.version, c.baseline, m.loadedAndGranted()
	if !m.load.inv.Ended() && len(loaded) > 0 {
		// What has not been loaded yet is not gone.
		last := m.load.inv.At(m.load.inv.Len() - 1).Instance()
		kept := make([]*models.Item, 0, len(old))
		for _, it := range old {
			if it.Instance().Compare(last) <= 0 {
				kept = append(kept, it)
			}
		}
		old = kept
	}
	return func() tea.Msg { return comparedMsg{generation, version, compare.Diff(old, loaded)} }
}

func (m *Model) takeCompared(a comparedMsg) tea.Cmd {
	c := &m.compare
	if a.generation != m.load.generation || a.version != c.version {
		return nil
	}
	c.result = a.result
	c.changes = make(map[models.InstanceID]int, len(a.result.Changed))
	for i, ch := range a.result.Changed {
		c.changes[ch.New.Instance()] = i
	}
	stood := m.standing()
	cmd := m.arrange()
	m.standOn(stood)
	return cmd
}

// summary counts what is different.
func (c *comparison) summary() string {
	r := c.result
	if r.Same() {
		return "nothing is different"
	}
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{len(r.Added), "added"}, {len(r.Removed), "removed"}, {len(r.Changed), "changed"}} {
		if p.n > 0 {
			parts = append(parts, humanize.Comma(int64(p.n))+" "+p.word)
		}
	}
	return strings.Join(parts, " · ")
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
	if !m.compare.on() {
		return compare.Same
	}
	return m.compare.result.Kind(it.Instance())
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
