package detail

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/parts"
)

// layHead answers most questions: what the item is, whether it is the player's, since
// when and from where, and what is odd about it.
func (m *Model) layHead(l *layout) {
	it := m.item
	if f := it.Fault(); f != "" {
		l.text("Not understood: "+f+". "+m.keys.Key(keymap.ItemRaw)+" shows all of its JSON.", l.th.Error)
	}
	m.layName(l)
	m.layGone(l)
	m.layRentalState(l)
	if by := m.equippedBy(true); len(by) > 0 {
		l.text("Equipped "+strings.Join(by, ", "), l.th.Success)
	}
	if s := m.origin(); s != "" {
		l.text(s, l.th.Text)
	}
}

// layName is the name with rarity, context and flags behind, or below where there is
// no room for that.
func (m *Model) layName(l *layout) {
	it := m.item
	var kind []span
	if r := it.Rarity(); !r.IsZero() {
		glyph := l.th.RarityGlyph(r.Name.Raw())
		kind = append(kind, span{strings.TrimSpace(glyph + " " + r.Name.Line()), l.th.Rarity(r.Name.Raw(), r.Color.Raw())})
	}
	if a := it.Asset(); a != nil && !a.Context.Empty() {
		if len(kind) > 0 {
			kind = append(kind, span{"·", l.th.Muted})
		}
		kind = append(kind, span{a.Context.Line(), l.th.Muted})
	}
	kind = append(kind, m.flags()...)
	name, used := it.Name().Line(), 0
	for _, s := range kind {
		used += 1 + parts.Width(s.text)
	}
	if parts.Width(name)+1+used <= l.w {
		l.words(append([]span{{name, l.th.Title}, {"", l.th.Text}}, kind...)...)
		return
	}
	l.text(name, l.th.Title)
	l.words(kind...)
}

// flags are what is special about the asset, each in a word.
func (m *Model) flags() (out []span) {
	a := m.item.Asset()
	if a == nil {
		return nil
	}
	d := m.asset().details
	for _, f := range []struct {
		on    bool
		word  string
		style lipgloss.Style
	}{
		{a.Active == models.FlagNo, "inactive asset", m.th.Error},
		{d.Featured == models.FlagYes, "featured", m.th.Text},
		{d.Popular == models.FlagYes, "popular", m.th.Text},
		{d.UniqueInstance == models.FlagYes, "unique", m.th.Text},
		{d.ContextLocked == models.FlagYes, "context locked", m.th.Text},
		{len(d.Package) > 0, "package", m.th.Text},
	} {
		if f.on {
			out = append(out, span{"[" + f.word + "]", f.style})
		}
	}
	return out
}

// origin is when and how the item was received, as far as the server sends it.
func (m *Model) origin() string {
	var s []string
	if sent := m.itemDetails.Acquired; !sent.Empty() {
		value, note := m.date(sent)
		if note != "" {
			value += " (" + note + ")"
		}
		s = append(s, "Received "+value)
	}
	if source := m.item.Source(); !source.Empty() {
		s = append(s, "source: "+sourceWords(source))
	}
	if len(s) == 1 && m.itemDetails.Acquired.Empty() {
		return "Received at an unknown time, " + s[0]
	}
	return strings.Join(s, ", ")
}

// sourceWords is a source in words, with the server's code behind where that
// differs: "drop table (drop_table)".
func sourceWords(source text.Text) string {
	code := source.Line()
	words := strings.TrimSpace(strings.ReplaceAll(code, "_", " "))
	if words == code || words == "" {
		return multiline(source)
	}
	return words + " (" + code + ")"
}

func (m *Model) layChanges(l *layout) {
	if len(m.changes) == 0 {
		return
	}
	heading := "Changed since the baseline"
	if !m.at.IsZero() {
		heading = "Changed since that look"
	}
	l.heading(heading)
	l.changes(m.changes, 0)
}

// layIDs is what the item is known by.
func (m *Model) layIDs(l *layout) {
	it, d := m.item, m.itemDetails
	var rows rowList
	label := "Instance"
	if it.Universal() {
		label = "Universal id"
	}
	rows.add(label, it.Instance().String())
	rows.add("Item ULID", d.ULID.Line())
	var asset models.AssetDetails
	if a := it.Asset(); a != nil {
		asset = m.asset().details
		rows.add("Asset", a.ID.String())
		rows.add("ULID", a.ULID.Line())
		rows.add("UUID", a.UUID.Line())
	}
	if d.Variation != "" {
		r := row{label: "Variation", value: string(d.Variation)}
		for _, v := range asset.Variations {
			if v.ID == d.Variation {
				r.note = v.Name.Line()
			}
		}
		rows = append(rows, r)
	}
	if d.RentalOption != "" {
		r := row{label: "Rental option", value: string(d.RentalOption)}
		for _, o := range asset.RentalOptions {
			if o.ID == d.RentalOption {
				r.note = o.Name.Line()
			}
		}
		rows = append(rows, r)
	}
	l.section("Ids", rows)
}

// layExtra is what else the server sent with the item.
func (m *Model) layExtra(l *layout) {
	if m.item.Fault() != "" {
		l.heading("As sent")
		l.text(text.Of(string(m.item.Raw())).Block(), l.th.Text)
		return
	}
	var rows rowList
	rows.number("Quantity", m.itemDetails.Quantity)
	rows.number("Balance", m.itemDetails.Balance)
	rows.extra(l, m.itemDetails.Extra)
	l.section("Also sent with the item", rows)
}

func (r *rowList) extra(l *layout, extra []models.Field) {
	for _, f := range extra {
		r.raw(l, f.Name, f.Raw)
	}
}

// raw adds a value that has no name here: a text as it is, anything else as compact
// JSON.
func (r *rowList) raw(l *layout, name text.Text, raw jsontext.Value) {
	if raw.Kind() == '"' {
		*r = append(*r, l.value(name.Line(), models.Field{Raw: raw}.Value()))
		return
	}
	compact := raw.Clone()
	if compact.Compact(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) != nil {
		compact = raw // too deep for it
	}
	*r = append(*r, row{label: name.Line(), value: text.Of(string(compact)).Block()})
}
