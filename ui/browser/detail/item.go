package detail

import (
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/parts"
)

// layHead is the name, what the item is at a glance, and why it is marked.
func (m *Model) layHead(l *layout) {
	it := m.item
	if f := it.Fault(); f != "" {
		l.text("Not understood: "+f+". Its JSON is complete: "+m.keys.Key(keymap.ItemRaw)+".", failure, 0)
	}
	l.text(it.Name().Line(), title, 0)
	var badge []span
	if r := it.Rarity(); !r.IsZero() {
		s := m.th.RarityGlyph(r.Name.Raw())
		if !r.Name.Empty() {
			s += " " + r.Name.Line()
		}
		badge = append(badge, span{text: s, tone: rarity})
		if !r.Short.Empty() && r.Short != r.Name {
			badge = append(badge, span{text: r.Short.Line(), tone: rarity})
		}
	}
	if a := it.Asset(); a != nil && !a.Context.Empty() {
		badge = append(badge, span{text: a.Context.Line(), tone: muted})
	}
	l.words(badge)
	l.words(m.flags())
}

// flags are what the item is or can, each in a word.
func (m *Model) flags() (out []span) {
	add := func(on bool, s string, t tone) {
		if on {
			out = append(out, span{text: "[" + s + "]", tone: t})
		}
	}
	switch m.item.Term(m.now).State {
	case models.RentalActive:
		add(true, "rented", warning)
	case models.RentalExpired:
		add(true, "expired", failure)
	case models.RentalInactive:
		add(true, "not activated", warning)
	case models.RentalContradictory:
		add(true, "rental contradictory", failure)
	}
	this, _ := m.equipped()
	add(len(this) > 0, "equipped", good)
	a := m.item.Asset()
	if a == nil {
		return out
	}
	d := m.asset().details
	add(a.Active == models.FlagNo, "inactive asset", failure)
	add(d.Featured == models.FlagYes, "featured", plain)
	add(d.Popular == models.FlagYes, "popular", plain)
	add(d.Purchasable == models.FlagYes, "purchasable", plain)
	add(d.UniqueInstance == models.FlagYes, "unique", plain)
	add(d.ContextLocked == models.FlagYes, "context locked", plain)
	add(d.Detachable == models.FlagYes, "detachable", plain)
	add(len(d.Package) > 0, "package", plain)
	return out
}

func (m *Model) layChanges(l *layout) {
	if len(m.changes) == 0 {
		return
	}
	l.heading("Changed against the baseline")
	widest := 0
	for _, c := range m.changes {
		widest = max(widest, min(parts.Width(c.Path), l.w*2/5))
	}
	side := func(label string, t text.Text, sign string, to tone) {
		if t.Empty() {
			l.row(row{label: label, value: sign + " (nothing)", tone: faint}, 0, widest)
			return
		}
		l.row(row{label: label, value: sign + " " + shown(t), tone: to}, 0, widest)
	}
	for _, c := range m.changes[:min(len(m.changes), mostRows)] {
		path := text.Of(c.Path).Line()
		was, is := c.Old.Line(), c.New.Line()
		one := was + " → " + is
		if !c.Old.Empty() && !c.New.Empty() && widest+2+parts.Width(one) <= l.w && parts.Width(path) <= widest {
			l.lines = append(l.lines, line{label: path, indent: widest + 2, spans: []span{
				{text: was, tone: removed}, {text: " → ", tone: muted}, {text: is, tone: added},
			}})
			continue
		}
		side(path, c.Old, "-", removed)
		side(path, c.New, "+", added)
	}
}

// layIDs is what the item is known by, and where it came from.
func (m *Model) layIDs(l *layout) {
	it, d := m.item, m.itemDetails
	var rows []row
	id := func(label, value, tail string) {
		if value != "" {
			rows = append(rows, row{label: label, value: value, tail: tail})
		}
	}
	label := "Instance"
	if it.Universal() {
		label = "Universal id"
	}
	id(label, it.Instance().String(), "")
	id("Item ULID", d.ULID.Line(), "")
	var asset models.AssetDetails
	if a := it.Asset(); a != nil {
		asset = m.asset().details
		id("Asset", a.ID.String(), "")
		id("ULID", a.ULID.Line(), "")
		id("UUID", a.UUID.Line(), "")
	}
	id("Variation", string(d.Variation), variationName(asset.Variations, d.Variation))
	id("Rental option", string(d.RentalOption), optionName(asset.RentalOptions, d.RentalOption))
	l.rows("Ids", rows)

	rows = nil
	if !it.Source().Empty() {
		rows = append(rows, row{label: "Source", value: shown(it.Source())})
	}
	if !d.Acquired.Empty() {
		rows = append(rows, m.dateRow("Acquired", d.Acquired))
	}
	id("Quantity", text.Of(string(d.Quantity)).Line(), "")
	id("Balance", string(d.Balance), "")
	l.rows("Came by", rows)
}

func variationName(list []models.Variation, id models.Number) string {
	for _, v := range list {
		if v.ID == id && id != "" {
			return v.Name.Line()
		}
	}
	return ""
}

func optionName(list []models.RentalOption, id models.Number) string {
	for _, o := range list {
		if o.ID == id && id != "" {
			return o.Name.Line()
		}
	}
	return ""
}

// layItemExtra is what the server sent with the item and nobody here knows.
func (m *Model) layItemExtra(l *layout) {
	if m.item.Fault() != "" {
		l.heading("As sent")
		l.text(text.Of(string(m.item.Raw())).Block(), plain, 0)
		return
	}
	l.rows("Also sent with the item", extraRows(m.itemDetails.Extra))
}

func extraRows(extra []models.Field) (rows []row) {
	for _, f := range extra {
		rows = append(rows, rawRow(f.Name, f.Raw))
	}
	return rows
}

// rawRow shows a value that has no name here: a text as it is, anything else as
// compact JSON.
func rawRow(name text.Text, raw jsontext.Value) row {
	if raw.Kind() == '"' {
		return valueRow(name.Line(), models.Field{Raw: raw}.Value())
	}
	compact := raw.Clone()
	if compact.Compact(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) != nil {
		compact = raw // too deep for it
	}
	return row{label: name.Line(), value: text.Of(string(compact)).Block()}
}
