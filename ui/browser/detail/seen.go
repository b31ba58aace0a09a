package detail

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/past"
	"lootlens/ui/browser/remote"
	"lootlens/ui/parts"
)

// seen is what the history knows of the selected item.
type seen struct {
	models.Past
	known   bool
	changes []seenChange // oldest first
}

// seenChange is a look that found the item different from the look before that found it.
type seenChange struct {
	at     time.Time
	fields []msg.Change // none: it is as it was, and was gone in between
}

// SetPast gives the pane the store of what was seen before; nil is none.
func (m *Model) SetPast(s past.Store) { m.past = s }

// Seen is what the history knows of the item that the pane shows, and when it was read last; false where the history
// knows nothing, or is being read.
func (m *Model) Seen() (p models.Past, last time.Time, ok bool) {
	s, _ := m.seen.Get()
	if !s.known {
		return s.Past, last, false
	}
	return s.Past, m.lastSeen(s.Past), true
}

// askSeen reads the past of the selected item.
func (m *Model) askSeen() tea.Cmd {
	if m.past == nil || m.item == nil || m.item.Instance().IsZero() {
		m.seen.Reset()
		return nil
	}
	store, holder, id := m.past, m.holder, m.item.Instance()
	return m.seen.Ask(func(ctx context.Context) (seen, error) {
		p, ok, err := store.Item(ctx, holder, id)
		if err != nil || !ok {
			return seen{}, err
		}
		return seen{p, true, changesOf(p.Versions)}, nil
	})
}

// changesOf compares each version with the one before.
func changesOf(versions []models.Version) (out []seenChange) {
	for i := 1; i < len(versions); i++ {
		c := seenChange{at: versions[i].First}
		for _, ch := range compare.Diff([]*models.Item{versions[i-1].Item}, []*models.Item{versions[i].Item}).Changed {
			for _, f := range ch.Fields {
				c.fields = append(c.fields, msg.Change{Path: text.Of(f.Path).Line(), Old: text.Of(string(f.Old)), New: text.Of(string(f.New))})
			}
		}
		out = append(out, c)
	}
	return out
}

func (m *Model) takeSeen(a remote.Answer[seen]) {
	if m.seen.Take(a) {
		m.dirty(blockHead, blockSeen, blockHistory)
	}
}

// Now reports whether the item is there now and shown as it is: what the service keeps
// beside the inventory is about it.
func (m *Model) Now() bool { return m.at.IsZero() && !m.gone }

// moment is the time that the item's rental is shown for.
func (m *Model) moment() time.Time {
	if m.at.IsZero() {
		return m.now
	}
	return m.at
}

// layGone says that the item is gone, or at what time it was as shown.
func (m *Model) layGone(l *layout) {
	s, _ := m.seen.Get()
	if !m.at.IsZero() {
		l.text("As it was on "+past.Moment(m.at, m.now.Location()), l.th.Changed)
	}
	if gone := s.GoneSince(m.now.Location()); s.known && gone != "" {
		l.text("G"+gone[1:], l.th.Removed)
	}
}

// laySeen says between which looks the item was there.
func (m *Model) laySeen(l *layout) {
	s, _ := m.seen.Get()
	if !s.known {
		return
	}
	at := func(label string, t time.Time) row {
		return row{label: label, value: past.Moment(t, m.now.Location()), note: m.age(t)}
	}
	l.section("Seen", []row{at("First", s.First()), at("Last", m.lastSeen(s.Past))})
}

// lastSeen is when the item was read last: the history has the looks before only, until all of the list is recorded.
func (m *Model) lastSeen(p models.Past) time.Time {
	last := p.Last()
	if read := m.item.Origin().Fetched; m.Now() && read.After(last) {
		return read
	}
	return last
}

// shortHistory is how many lines of changes are shown unfolded at first.
const shortHistory = 12

// layHistory shows each change field by field with the look that found it, the latest first.
func (m *Model) layHistory(l *layout) {
	s, _ := m.seen.Get()
	if len(s.changes) == 0 {
		return
	}
	l.heading(sectionNames[blockHistory])
	n := len(s.changes)
	for i := range s.changes[:min(n, mostRows)] {
		c := s.changes[n-1-i]
		when := past.Moment(c.at, m.now.Location())
		if len(c.fields) == 0 {
			before := s.Versions[n-1-i].Last
			l.text(when+": back, unchanged; last seen before "+past.Moment(before, m.now.Location()), l.th.Text)
			continue
		}
		l.text(when, l.th.Muted)
		l.changes(c.fields, 2)
	}
	l.more(n - mostRows)
}

// changes adds fields with their two values.
func (l *layout) changes(list []msg.Change, indent int) {
	widest := 0
	for _, c := range list {
		widest = max(widest, min(parts.Width(c.Path), l.w*2/5))
	}
	side := func(label string, t text.Text, sign string, added bool) {
		value, style := multiline(t), l.th.Removed
		if added {
			style = l.th.Added
		}
		if t.Empty() {
			value, style = "(nothing)", l.th.Faint
		}
		l.row(row{label: label, value: sign + " " + value, style: style}, indent, widest)
	}
	for _, c := range list[:min(len(list), mostRows)] {
		path, was, is := text.Of(c.Path).Line(), c.Old.Line(), c.New.Line()
		n := parts.Width(path)
		if !c.Old.Empty() && !c.New.Empty() && n <= widest && indent+widest+2+parts.Width(was+" → "+is) <= l.w {
			l.rowText(indent, l.th.Muted.Render(path), widest+2-n, l.th.Removed.Render(was)+l.th.Muted.Render(" → ")+l.th.Added.Render(is))
			continue
		}
		side(path, c.Old, "-", false)
		side(path, c.New, "+", true)
	}
	l.more(len(list) - mostRows)
}
