package detail

import (
	"strings"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/parts"
)

// state shows a section's heading with the state of what it shows: loading, none or
// failed.
func state[T any](m *Model, l *layout, heading string, r *loaded[T], n int) {
	word := ""
	switch {
	case r.Err() != nil:
	case !r.known():
		word = "loading…"
	case n == 0:
		word = "none"
	}
	l.add("")
	spans := []span{{heading, l.th.Title}}
	if word != "" {
		spans = append(spans, span{word, l.th.Faint})
	}
	l.words(spans...)
	if err := r.Err(); err != nil {
		l.failure("", err, m.keys.Key(keymap.ListRefresh))
	}
}

// failure shows an error and the key that tries again.
func (l *layout) failure(what string, err error, retry string) {
	l.text(what+text.Error(err), l.th.Error)
	l.text(retry+" tries again", l.th.Muted)
}

// partial says how much of a list has been read, where that is not all.
func partial[T any](l *layout, list models.List[T]) {
	if !list.Partial() {
		return
	}
	s := amount(len(list.Items), "entry", "entries")
	if list.Total.Known {
		s += " of " + amount(int(min(list.Total.N, 1<<31-1)), "entry", "entries")
	}
	l.text("the first "+s+"; the others are not loaded", l.th.Warning)
}

func (m *Model) layStorage(l *layout) {
	d := m.current()
	if d == nil {
		return
	}
	state(m, l, "Instance storage", &d.storage, len(d.storage.value()))
	l.rows(pairRows(l, d.storage.value(), 0), 0)
}

// layAssetStorage is what the game keeps on the asset, the same for all instances.
func (m *Model) layAssetStorage(l *layout) {
	if a := m.item.Asset(); a != nil {
		l.section("Asset storage", pairRows(l, a.Storage, len(m.instancePairs())))
	}
}

func pairRows(l *layout, pairs []models.StoragePair, before int) []row {
	rows := make([]row, 0, min(len(pairs), mostRows+1))
	for i, p := range pairs {
		r := l.value(p.Key.Line(), p.Value)
		r.pair = before + i + 1
		rows = append(rows, r)
	}
	return rows
}

// layMetadata is what newer games keep instead of storage.
func (m *Model) layMetadata(l *layout) {
	one := func(heading string, r *loaded[models.List[models.Metadata]]) {
		if empty(r) {
			return
		}
		state(m, l, heading, r, len(r.value().Items))
		var rows rowList
		for _, e := range r.value().Items {
			row := l.value(e.Key.Line(), e.Value)
			row.note = e.Type.Line()
			for _, tag := range e.Tags {
				row.note += " #" + tag.Line()
			}
			for _, f := range e.Extra {
				row.note += "  " + f.Name.Line() + " " + text.Of(string(f.Raw)).Line()
			}
			rows = append(rows, row)
		}
		l.rows(rows, 0)
		partial(l, r.value())
	}
	if d := m.current(); d != nil {
		one("Item metadata", &d.metadata)
	}
	if a := m.asset(); a != nil && !m.item.Asset().ID.IsZero() {
		one("Asset metadata", &a.metadata)
	}
}

// empty reports whether a list is not shown: it is read and has nothing, or is not
// read yet. layEmpty says which.
func empty[T any](r *loaded[models.List[T]]) bool { return len(r.value().Items) == 0 && r.Err() == nil }

// layEmpty says in a few words what most items have nothing of.
func (m *Model) layEmpty(l *layout) {
	var none, loading []string
	add := func(what string, isEmpty, known bool) {
		switch {
		case !isEmpty:
		case known:
			none = append(none, what)
		default:
			loading = append(loading, what)
		}
	}
	if d := m.current(); d != nil {
		add("item metadata", empty(&d.metadata), d.metadata.known())
		add("progressions", empty(&d.progressions), d.progressions.known())
	}
	if a := m.asset(); a != nil && !m.item.Asset().ID.IsZero() {
		add("asset metadata", empty(&a.metadata), a.metadata.known())
	}
	if len(loading)+len(none) > 0 {
		l.add("")
	}
	if len(loading) > 0 {
		l.faint("Loading " + strings.Join(loading, ", ") + "…")
	}
	if len(none) > 0 {
		l.faint("No " + strings.Join(none, ", "))
	}
}

// layProgressions is how far the instance has come on the game's ladders.
func (m *Model) layProgressions(l *layout) {
	d := m.current()
	if d == nil || empty(&d.progressions) {
		return
	}
	state(m, l, "Progressions", &d.progressions, len(d.progressions.value().Items))
	entries(l, "", d.progressions.value().Items, func(p models.Progression) (head []span, rows rowList) {
		name := p.Name
		if name.Empty() {
			name = p.Key
		}
		head = append(head, span{name.Line(), l.th.Text})
		if p.Step != "" {
			head = append(head, span{"step " + text.Of(string(p.Step)).Line(), l.th.Success})
		}
		if !p.Key.Empty() && p.Key != name {
			head = append(head, span{p.Key.Line(), l.th.Faint})
		}
		if f, ok := p.Fraction(); ok {
			rows.add("Progress", parts.Bar(f, max(1, min(20, l.w-12))))
		}
		rows.number("Points", p.Points)
		rows.number("Previous", p.Previous)
		rows.number("Next", p.Next)
		if !p.LastLevelUp.Empty() {
			rows = append(rows, m.dateRow("Last level up", p.LastLevelUp))
		}
		rows.extra(l, p.Extra)
		return head, rows
	})
	partial(l, d.progressions.value())
}
