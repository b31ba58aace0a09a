package detail

import (
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/frame"
)

// layHead is the name, what the item is at a glance, and why it is marked.
func (m *Model) layHead(l *layout) {
	it := m.item
	if f := it.Fault(); f != "" {
		l.text("Not understood: "+f+". Its JSON is complete: "+m.keys.Item.Raw.Help().Key+".", failure, 0)
	}
	l.text(it.Name().Line(), title, 0)
	var badge []span
	if r := it.Rarity(); !r.IsZero() {
		s := m.th.RarityGlyph(r.Name.Raw(), -1, 0)
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
	add(len(m.equipped()) > 0, "equipped", good)
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
		widest = max(widest, min(frame.Width(c.Path), l.w*2/5))
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
		if !c.Old.Empty() && !c.New.Empty() && widest+2+frame.Width(one) <= l.w && frame.Width(path) <= widest {
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

// dateRow shows a date in local time with its age, or as it came where it is none.
func (m *Model) dateRow(label string, t text.Text) row {
	at, err := time.Parse(time.RFC3339, t.Raw())
	if err != nil {
		return row{label: label, value: shown(t)}
	}
	return row{label: label, value: m.local(at), tail: m.age(at)}
}

func (m *Model) local(at time.Time) string {
	return at.In(m.now.Location()).Format("2006-01-02 15:04:05.999 MST")
}

func (m *Model) age(at time.Time) string {
	if d := m.now.Sub(at); d > -time.Second && d < time.Second {
		return "now"
	}
	return humanize.RelTime(at, m.now, "ago", "from now")
}

// layRental is the state of the rental with what is left of it.
func (m *Model) layRental(l *layout) {
	if m.rentalRaw == nil {
		return
	}
	r := m.item.Term(m.now)
	rows := []row{{label: "State", value: r.State.String()}}
	switch r.State {
	case models.RentalActive:
		rows[0].value = r.String()
		rows[0].tone = warning
		if f, ok := r.Fraction(); ok {
			rows = append(rows, row{label: "Left", value: frame.Bar(f, max(4, min(30, l.w-10))), tone: warning})
		}
	case models.RentalExpired:
		rows[0].value, rows[0].tone = r.String(), failure
	case models.RentalInactive:
		rows[0].value, rows[0].tone = r.String(), warning
	case models.RentalContradictory:
		rows[0].value, rows[0].tone = "contradictory: the server's values exclude each other", failure
	}
	if !r.Ends.IsZero() {
		label := "Ends"
		if r.State == models.RentalExpired {
			label = "Ended"
		}
		rows = append(rows, row{label: label, value: m.local(r.Ends), tail: m.age(r.Ends)})
	}
	t := faint
	if r.State == models.RentalContradictory {
		t = plain
	}
	if s := sentRental(m.rentalRaw); s != "" {
		rows = append(rows, row{label: "As sent", value: s, tone: t})
	}
	l.rows("Rental", rows)
}

// sentRental is the rental's members as the server sent them: times are seconds.
// It is nothing where all that it says is that the item is owned.
func sentRental(raw jsontext.Value) string {
	var out []string
	only := true
	for name, v := range models.Members(raw) {
		if v.Kind() == 'n' {
			continue
		}
		only = only && string(name) == "is_rental" && v.Kind() == 'f'
		out = append(out, text.Of(string(name)).Line()+" "+text.Of(string(v)).Line())
	}
	switch {
	case raw.Kind() != '{':
		return text.Of(string(raw)).Line()
	case only:
		return ""
	}
	return strings.Join(out, "  ")
}

// layStorage is what the game keeps on this instance.
func (m *Model) layStorage(l *layout) {
	d := m.current()
	if d == nil {
		return
	}
	l.heading("Instance storage")
	m.state(l, d.storage.asking(), d.storage.have, d.storage.err, len(d.storage.value))
	l.aligned(pairRows(d.storage.value, 0), 0)
}

// layAssetStorage is what the game keeps on the asset, the same for all instances.
func (m *Model) layAssetStorage(l *layout) {
	if a := m.item.Asset(); a != nil {
		l.rows("Asset storage", pairRows(a.Storage, len(m.instancePairs())))
	}
}

// state says what is the matter with an answer that is not simply there.
func (m *Model) state(l *layout, asking, have bool, err error, n int) {
	switch {
	case err != nil:
		l.text(text.Of(err.Error()).Line(), failure, 0)
		l.text(m.keys.List.Refresh.Help().Key+" to try again", muted, 0)
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

// equipped are the entries of the holder's loadout that are this item.
func (m *Model) equipped() (out []models.Equipped) {
	a := m.loadout()
	if a == nil || m.item.Instance().IsZero() {
		return nil
	}
	for _, e := range a.value {
		if e.Instance == m.item.Instance() {
			out = append(out, e)
		}
	}
	return out
}

func (m *Model) layEquipped(l *layout) {
	a := m.loadout()
	if a == nil {
		return
	}
	on := m.equipped()
	if a.err == nil && len(on) == 0 {
		return
	}
	l.heading("Equipped")
	if a.err != nil {
		m.state(l, false, false, a.err, 0)
	}
	var rows []row
	for _, e := range on {
		rows = append(rows, row{label: "By", value: m.holder.String()})
		if !e.MountedAt.Empty() {
			rows = append(rows, m.dateRow("Since", e.MountedAt))
		}
		if e.Variation != "" {
			rows = append(rows, row{label: "Variation", value: string(e.Variation)})
		}
		rows = append(rows, extraRows(e.Extra)...)
	}
	l.aligned(rows, 0)
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
		m.state(l, false, false, d.progressions.err, 0)
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
			l.lines = append(l.lines, line{indent: min(2, l.w-1), spans: []span{{text: frame.Bar(f, max(1, min(30, l.w-2))), tone: good}}})
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

func amount(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%s %s", humanize.Comma(int64(n)), many)
}
