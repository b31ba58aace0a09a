package detail

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/text"
)

// decodeApart is how many bytes an asset may have to be decoded at once; a larger
// one is decoded in a command.
const decodeApart = 128 << 10

// assetData is kept for each asset: it is decoded once, however many instances
// there are.
type assetData struct {
	decoded  bool
	details  models.AssetDetails
	rendered rendered
}

type decodedMsg struct {
	asset   *models.Asset
	details models.AssetDetails
}

// asset is what is kept of the selected item's asset; nil where there is none.
func (m *Model) asset() *assetData {
	if m.item == nil || m.item.Asset() == nil {
		return nil
	}
	a, ok := m.assets.get(m.item.Asset())
	if !ok {
		a = &assetData{}
		m.assets.put(m.item.Asset(), a)
	}
	return a
}

// decode decodes the selected item's asset, unless that would take long.
func (m *Model) decode() {
	a := m.asset()
	if a == nil || a.decoded || m.item.Asset().Size() > decodeApart {
		return
	}
	a.decoded, a.details = true, m.item.Asset().Details()
}

// decodeApart decodes a large asset in a command.
func (m *Model) decodeApart() tea.Cmd {
	if m.item == nil || m.item.Asset() == nil || m.item.Asset().Size() <= decodeApart || m.asset().decoded {
		return nil
	}
	of := m.item.Asset()
	return func() tea.Msg { return decodedMsg{of, of.Details()} }
}

func (m *Model) takeDecoded(d decodedMsg) {
	a, ok := m.assets.get(d.asset)
	if !ok {
		return
	}
	a.decoded, a.details = true, d.details
	if m.item != nil && m.item.Asset() == d.asset {
		m.dirty(allBlocks()...)
	}
}

// rowList collects rows of values that may be absent.
type rowList []row

func (r *rowList) number(label string, n models.Number) {
	if n != "" {
		*r = append(*r, row{label: label, value: text.Of(string(n)).Line()})
	}
}

func (r *rowList) text(label string, t text.Text) {
	if !t.Empty() {
		*r = append(*r, valueRow(label, t))
	}
}

func (r *rowList) flag(label string, f models.Flag) {
	if f != models.FlagUnset {
		*r = append(*r, row{label: label, value: f.String()})
	}
}

func (r *rowList) pairs(list []models.StoragePair) {
	for _, p := range list {
		*r = append(*r, valueRow(p.Key.Line(), p.Value))
	}
}

// layAsset is all else that is known of the asset.
func (m *Model) layAsset(l *layout) {
	a := m.item.Asset()
	if a == nil {
		return
	}
	data := m.asset()
	if !data.decoded {
		l.heading("Asset")
		l.text("reading…", faint, 0)
		return
	}
	d := &data.details

	var rows rowList
	rows.number("Price", a.Price)
	rows.number("Sales price", d.SalesPrice)
	rows.text("Display price", d.DisplayPrice)
	l.rows("Price", rows)

	layRentalOptions(l, d.RentalOptions)
	layPackage(l, d.Package)
	layVariations(l, d)
	layFiles(l, d.Files)

	rows = nil
	rows.pairs(d.Links)
	l.rows("Links", rows)
	layExternal(l, d.ExternalIdentifiers)
	rows = nil
	rows.pairs(d.Filters)
	l.rows("Filters", rows)
	rows = nil
	rows.pairs(d.DataEntities)
	l.rows("Data entities", rows)
	if len(d.CharacterClasses) > 0 {
		l.heading("Character classes")
		for _, c := range d.CharacterClasses[:min(len(d.CharacterClasses), mostRows)] {
			l.text(shown(c), plain, 0)
		}
	}
	rows = nil
	rows.pairs(d.DefaultLoadouts)
	l.rows("Default loadouts", rows)
	layHeroes(l, d.HeroExceptions)

	rows = nil
	rows.number("Candidate", d.CandidateID)
	rows.number("Created by player", d.CandidateBy)
	rows.text("Public UID", d.CandidateByUID)
	l.rows("Candidate", rows)

	rows = nil
	r := a.Rarity
	if !r.IsZero() {
		rows.text("Rarity", r.Name)
		rows.text("Short name", r.Short)
		rows.text("Colour", r.Color)
	}
	rows.text("Type", d.Type)
	rows.text("Context", a.Context)
	rows.number("Context id", d.ContextID)
	rows.text("Unlocks context", d.UnlocksContext)
	rows.flag("Context locked", d.ContextLocked)
	rows.flag("Active", a.Active)
	rows.flag("Purchasable", d.Purchasable)
	rows.flag("Initially purchasable", d.InitiallyPurchasable)
	rows.flag("Detachable", d.Detachable)
	rows.flag("Unique instance", d.UniqueInstance)
	rows.flag("Featured", d.Featured)
	rows.flag("Popular", d.Popular)
	rows.number("Popularity", d.PopularityScore)
	rows.number("Drop table picks", d.DropTableMaxPicks)
	rows.text("Shop thumbnail", d.ShopThumbnail)
	if !d.Updated.Empty() {
		rows = append(rows, m.dateRow("Updated", d.Updated))
	}
	if !d.MarkedNew.Empty() {
		rows = append(rows, m.dateRow("Marked new", d.MarkedNew))
	}
	l.rows("Asset", rows)
	l.rows("Also sent with the asset", extraRows(d.Extra))
}

// entries adds a section of entries, each a headline with rows below.
func entries[T any](l *layout, heading string, list []T, entry func(T) (head []span, rows rowList)) {
	if len(list) == 0 {
		return
	}
	l.heading(heading)
	for _, e := range list[:min(len(list), mostRows)] {
		head, rows := entry(e)
		l.words(head)
		l.aligned(rows, min(2, l.w-1))
	}
	if more := len(list) - mostRows; more > 0 {
		l.text(amount(more, "more is", "more are")+" in the raw view", warning, 0)
	}
}

// headline is a name and an id, whichever there are.
func headline(name text.Text, id, without string) (s []span) {
	if !name.Empty() {
		s = append(s, span{text: name.Line()})
	}
	if id != "" {
		s = append(s, span{text: id, tone: muted})
	}
	if len(s) == 0 {
		s = append(s, span{text: without, tone: muted})
	}
	return s
}

func numbered(n models.Number) string {
	if n == "" {
		return ""
	}
	return "#" + text.Of(string(n)).Line()
}

func layRentalOptions(l *layout, list []models.RentalOption) {
	entries(l, "Rental options", list, func(o models.RentalOption) ([]span, rowList) {
		var rows rowList
		if o.Duration != "" {
			rows = append(rows, secondsRow("Duration", o.Duration))
		}
		rows.number("Price", o.Price)
		rows.number("Sales price", o.SalesPrice)
		rows.pairs(o.Links)
		return headline(o.Name, numbered(o.ID), "(no name)"), rows
	})
}

// secondsRow shows a length of time for people, and as it came.
func secondsRow(label string, n models.Number) row {
	r := row{label: label, value: text.Of(string(n)).Line(), tail: "seconds"}
	const most = 1 << 33 // what a duration holds
	if s, ok := n.Int64(); ok && s > 0 && s < most {
		r.value, r.tail = models.Span(time.Duration(s)*time.Second), r.value+" seconds"
	}
	return r
}

func layPackage(l *layout, list []models.PackageContent) {
	entries(l, "Package contents", list, func(c models.PackageContent) (head []span, rows rowList) {
		if c.Quantity != "" {
			head = append(head, span{text: text.Of(string(c.Quantity)).Line() + " ×", tone: muted})
		}
		switch {
		case c.Asset == nil:
			head = append(head, span{text: "(no asset)", tone: muted})
		case c.Asset.Name.Empty():
			head = append(head, span{text: "(unnamed)", tone: muted})
		default:
			head = append(head, span{text: c.Asset.Name.Line()})
		}
		rows.number("variation_id", c.Variation)
		if c.Asset != nil {
			for name, v := range models.Members(c.Asset.Raw()) {
				if string(name) != "name" && v.Kind() != 'n' && !nothing(v) {
					rows = append(rows, rawRow(text.Of(string(name)), v))
				}
			}
		}
		return head, rows
	})
}

// nothing reports whether v is an empty text, list or object.
func nothing(v jsontext.Value) bool {
	return len(strings.TrimSpace(string(v[1:max(1, len(v)-1)]))) == 0 && (v[0] == '"' || v[0] == '[' || v[0] == '{')
}

func layVariations(l *layout, d *models.AssetDetails) {
	if d.DefaultVariation != "" && len(d.Variations) == 0 {
		l.rows("Variations", []row{{label: "Default", value: text.Of(string(d.DefaultVariation)).Line()}})
		return
	}
	known := false
	entries(l, "Variations", d.Variations, func(v models.Variation) (head []span, rows rowList) {
		head = headline(v.Name, numbered(v.ID), "(no name)")
		if v.ID != "" && v.ID == d.DefaultVariation {
			known = true
			head = append(head, span{text: "default", tone: good})
		}
		rows.pairs(v.Pairs)
		return head, rows
	})
	if d.DefaultVariation != "" && !known {
		l.aligned([]row{{label: "Default", value: text.Of(string(d.DefaultVariation)).Line()}}, 0)
	}
}

func layFiles(l *layout, list []models.File) {
	entries(l, "Files", list, func(f models.File) (head []span, rows rowList) {
		head = headline(f.Name, "", "file")
		rows.text("url", f.URL)
		if len(f.Tags) > 0 {
			var tags []string
			for _, t := range f.Tags {
				tags = append(tags, t.Line())
			}
			rows = append(rows, row{label: "tags", value: strings.Join(tags, ", ")})
		}
		rows.pairs(f.Pairs)
		return head, rows
	})
}

func layExternal(l *layout, list []models.ExternalIdentifier) {
	entries(l, "External identifiers", list, func(e models.ExternalIdentifier) (head []span, rows rowList) {
		rows.pairs(e.Pairs)
		return headline(e.Store, "", "(no name)"), rows
	})
}

func layHeroes(l *layout, list []models.HeroException) {
	entries(l, "Hero exceptions", list, func(h models.HeroException) (head []span, rows rowList) {
		head = headline(h.HeroName, numbered(h.HeroID), "(no hero)")
		switch h.CanEquip {
		case models.FlagYes:
			head = append(head, span{text: "can equip", tone: good})
		case models.FlagNo:
			head = append(head, span{text: "cannot equip", tone: failure})
		}
		return head, nil
	})
}
