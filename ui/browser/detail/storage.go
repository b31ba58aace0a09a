package detail

import (
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/parts"
)

// layStorage is what the game keeps on this instance.
func (m *Model) layStorage(l *layout) {
	d := m.current()
	if d == nil {
		return
	}
	l.heading("Instance storage")
	m.state(l, d.storage.have, d.storage.err, len(d.storage.value))
	l.aligned(pairRows(d.storage.value, 0), 0)
}

// layAssetStorage is what the game keeps on the asset, the same for all instances.
func (m *Model) layAssetStorage(l *layout) {
	if a := m.item.Asset(); a != nil {
		l.rows("Asset storage", pairRows(a.Storage, len(m.instancePairs())))
	}
}

// state says what is the matter with an answer that is not simply there.
func (m *Model) state(l *layout, have bool, err error, n int) {
	switch {
	case err != nil:
		l.text(text.Error(err), failure, 0)
		l.text(m.keys.Key(keymap.ListRefresh)+" to try again", muted, 0)
	case !have:
		l.text("loading…", faint, 0)
	case n == 0:
		l.text("none", faint, 0)
	}
}

func pairRows(pairs []models.StoragePair, before int) []row {
	rows := make([]row, 0, min(len(pairs), mostRows+1))
	for i, p := range pairs {
		r := valueRow(p.Key.Line(), p.Value)
		if p.ID != "" {
			r.tail = "#" + text.Of(string(p.ID)).Line()
		}
		r.pair = before + i + 1
		rows = append(rows, r)
	}
	return rows
}

// layProgressions is how far the instance has come on the game's ladders.
func (m *Model) layProgressions(l *layout) {
	d := m.current()
	if d == nil || d.progressions.have && len(d.progressions.value) == 0 && d.progressions.err == nil {
		return
	}
	if !d.progressions.have && d.progressions.err == nil {
		return // most items have none: nothing may jump for that
	}
	l.heading("Progressions")
	if d.progressions.err != nil {
		m.state(l, false, d.progressions.err, 0)
	}
	for _, p := range d.progressions.value[:min(len(d.progressions.value), mostRows)] {
		name := p.Name.Line()
		if p.Name.Empty() {
			name = p.Key.Line()
		}
		s := []span{{text: name}}
		if p.Step != "" {
			s = append(s, span{text: "step " + string(p.Step), tone: good})
		}
		if !p.Key.Empty() && p.Key != p.Name && !p.Name.Empty() {
			s = append(s, span{text: p.Key.Line(), tone: faint})
		}
		l.words(s)
		if f, ok := p.Fraction(); ok {
			l.lines = append(l.lines, line{indent: min(2, l.w-1), spans: []span{{text: parts.Bar(f, max(1, min(30, l.w-2))), tone: good}}})
		}
		var rows []row
		for _, x := range []struct{ label, value string }{
			{"Points", string(p.Points)}, {"Previous", string(p.Previous)}, {"Next", string(p.Next)},
		} {
			if x.value != "" {
				rows = append(rows, row{label: x.label, value: x.value})
			}
		}
		if !p.LastLevelUp.Empty() {
			rows = append(rows, m.dateRow("Last level up", p.LastLevelUp))
		}
		l.aligned(append(rows, extraRows(p.Extra)...), min(2, l.w-1))
	}
}
