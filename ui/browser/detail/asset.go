package detail

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/jsonscan"
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
	metadata loaded[models.List[models.Metadata]]
}

type decodedMsg struct {
	asset   *models.Asset
	details models.AssetDetails
}

// asset is what is kept of the selected item's asset; nil where there is none.
func (m *Model) asset() *assetData { return m.assetOf(m.item) }

func (m *Model) assetOf(it *models.Item) *assetData {
	if it == nil || it.Asset() == nil {
		return nil
	}
	a, ok := m.assets.Get(it.Asset())
	if !ok {
		a = &assetData{}
		m.assets.Add(it.Asset(), a)
	}
	return a
}

// decode decodes an item's asset, unless that would take long.
func (m *Model) decode(it *models.Item) {
	a := m.assetOf(it)
	if a == nil || a.decoded || it.Asset().Size() > decodeApart {
		return
	}
	a.decoded, a.details = true, it.Asset().Details()
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
	a, ok := m.assets.Get(d.asset)
	if !ok {
		return
	}
	a.decoded, a.details = true, d.details
	if m.item != nil && m.item.Asset() == d.asset {
		m.dirty(allBlocks()...)
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
		l.faint("reading…")
		return
	}
	d := &data.details

	var rows rowList
	rows.number("Price", a.Price)
	rows.number("Sales price", d.SalesPrice)
	rows.text(l, "Display price", d.DisplayPrice)
	l.section("Price", rows)

	layRentalOptions(l, d.RentalOptions)
	layPackage(l, d.Package)
	layVariations(l, d)
	layFiles(l, d.Files)

	l.pairs("Links", d.Links)
	layExternal(l, d.ExternalIdentifiers)
	l.pairs("Filters", d.Filters)
	l.pairs("Data entities", d.DataEntities)
	if len(d.CharacterClasses) > 0 {
		l.heading("Character classes")
		for _, c := range d.CharacterClasses[:min(len(d.CharacterClasses), mostRows)] {
			l.text(multiline(c), l.th.Text)
		}
	}
	l.pairs("Default loadouts", d.DefaultLoadouts)
	layHeroes(l, d.HeroExceptions)

	rows = nil
	rows.number("Candidate", d.CandidateID)
	rows.number("Created by player", d.CandidateBy)
	rows.text(l, "Public UID", d.CandidateByUID)
	l.section("Candidate", rows)

	rows = nil
	r := a.Rarity
	if !r.IsZero() {
		rows.text(l, "Rarity", r.Name)
		rows.text(l, "Short name", r.Short)
		if !r.Color.Empty() {
			rows = append(rows, row{label: "Colour", value: multiline(r.Color), after: l.th.Swatch(r.Color.Raw())})
		}
	}
	rows.text(l, "Type", d.Type)
	rows.text(l, "Context", a.Context)
	rows.number("Context id", d.ContextID)
	rows.text(l, "Unlocks context", d.UnlocksContext)
	rows.flags("Flags", []flag{
		{"active", a.Active}, {"purchasable", d.Purchasable}, {"initially purchasable", d.InitiallyPurchasable},
		{"detachable", d.Detachable}, {"unique instance", d.UniqueInstance}, {"context locked", d.ContextLocked},
		{"featured", d.Featured}, {"popular", d.Popular},
	})
	rows.number("Popularity", d.PopularityScore)
	rows.number("Drop table picks", d.DropTableMaxPicks)
	rows.text(l, "Shop thumbnail", d.ShopThumbnail)
	if !d.Updated.Empty() {
		rows = append(rows, m.dateRow("Updated", d.Updated))
	}
	if !d.MarkedNew.Empty() {
		rows = append(rows, m.dateRow("Marked new", d.MarkedNew))
	}
	l.section("Asset", rows)
	rows = nil
	rows.extra(l, d.Extra)
	l.section("Also sent with the asset", rows)
}

func numbered(n models.Number) string {
	if n == "" {
		return ""
	}
	return "#" + text.Of(string(n)).Line()
}

func layRentalOptions(l *layout, list []models.RentalOption) {
	entries(l, "Rental options", list, func(o models.RentalOption) ([]span, rowList) {
		head := l.headline(o.Name, numbered(o.ID), "(no name)")
		if o.Duration != "" {
			r := secondsRow("", o.Duration)
			head = append(head, span{"for " + r.value + " (" + r.note + ")", l.th.Text})
		}
		if o.Price != "" {
			head = append(head, span{"price " + text.Of(string(o.Price)).Line(), l.th.Text})
		}
		if o.SalesPrice != "" {
			head = append(head, span{"sales price " + text.Of(string(o.SalesPrice)).Line(), l.th.Text})
		}
		var rows rowList
		rows.pairs(l, o.Links)
		return head, rows
	})
}

// secondsRow shows a length of time for people, and as it came.
func secondsRow(label string, n models.Number) row {
	r := row{label: label, value: text.Of(string(n)).Line(), note: "seconds"}
	const most = 1 << 33 // what a duration holds
	if s, ok := n.Int64(); ok && s > 0 && s < most {
		r.value, r.note = models.Span(time.Duration(s)*time.Second), r.value+" seconds"
	}
	return r
}

func layPackage(l *layout, list []models.PackageContent) {
	entries(l, "Package contents", list, func(c models.PackageContent) (head []span, rows rowList) {
		if c.Quantity != "" {
			head = append(head, span{text.Of(string(c.Quantity)).Line() + " ×", l.th.Muted})
		}
		switch {
		case c.Asset == nil:
			head = append(head, span{"(no asset)", l.th.Muted})
		case c.Asset.Name.Empty():
			head = append(head, span{"(unnamed)", l.th.Muted})
		default:
			head = append(head, span{c.Asset.Name.Line(), l.th.Text})
		}
		rows.number("variation_id", c.Variation)
		if c.Asset != nil {
			for name, v := range jsonscan.Members(c.Asset.Raw()) {
				if string(name) != "name" && v.Kind() != 'n' && !nothing(v) {
					rows.raw(l, text.Of(string(name)), v)
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
		l.section("Variations", []row{{label: "Default", value: text.Of(string(d.DefaultVariation)).Line()}})
		return
	}
	known := false
	entries(l, "Variations", d.Variations, func(v models.Variation) (head []span, rows rowList) {
		head = l.headline(v.Name, numbered(v.ID), "(no name)")
		if v.ID != "" && v.ID == d.DefaultVariation {
			known = true
			head = append(head, span{"default", l.th.Success})
		}
		rows.pairs(l, v.Pairs)
		return head, rows
	})
	if d.DefaultVariation != "" && !known {
		l.rows([]row{{label: "Default", value: text.Of(string(d.DefaultVariation)).Line()}}, 0)
	}
}

func layFiles(l *layout, list []models.File) {
	entries(l, "Files", list, func(f models.File) (head []span, rows rowList) {
		head = l.headline(f.Name, "", "file")
		rows.text(l, "url", f.URL)
		if len(f.Tags) > 0 {
			var tags []string
			for _, t := range f.Tags {
				tags = append(tags, t.Line())
			}
			rows.add("tags", strings.Join(tags, ", "))
		}
		rows.pairs(l, f.Pairs)
		return head, rows
	})
}

func layExternal(l *layout, list []models.ExternalIdentifier) {
	entries(l, "External identifiers", list, func(e models.ExternalIdentifier) (head []span, rows rowList) {
		rows.pairs(l, e.Pairs)
		return l.headline(e.Store, "", "(no name)"), rows
	})
}

func layHeroes(l *layout, list []models.HeroException) {
	entries(l, "Hero exceptions", list, func(h models.HeroException) (head []span, rows rowList) {
		head = l.headline(h.HeroName, numbered(h.HeroID), "(no hero)")
		switch h.CanEquip {
		case models.FlagYes:
			head = append(head, span{"can equip", l.th.Success})
		case models.FlagNo:
			head = append(head, span{"cannot equip", l.th.Error})
		}
		return head, nil
	})
}
