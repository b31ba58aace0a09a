package parts

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/dustin/go-humanize"

	"lootlens/models"
	"lootlens/models/order"
	"lootlens/models/query"
	"lootlens/theme"
)

// ItemColumn is a column of a list of items, by the name that the config has for it.
type ItemColumn string

// The columns of lists of items.
const (
	RarityColumn   ItemColumn = "rarity"
	NameColumn     ItemColumn = "name"
	RentalColumn   ItemColumn = "rental"
	SourceColumn   ItemColumn = "source"
	ReceivedColumn ItemColumn = "received"
	PriceColumn    ItemColumn = "price"
	AssetColumn    ItemColumn = "asset"
	InstanceColumn ItemColumn = "instance"
)

// ItemColumns are the columns that can be chosen, in the order in which they are shown.
func ItemColumns() []ItemColumn {
	return []ItemColumn{RarityColumn, NameColumn, RentalColumn, SourceColumn, ReceivedColumn, PriceColumn, AssetColumn, InstanceColumn}
}

// Title names the column to a person.
func (c ItemColumn) Title() string {
	if c == InstanceColumn || c == AssetColumn {
		return strings.ToUpper(string(c[:1])) + string(c[1:]) + " id"
	}
	return strings.ToUpper(string(c[:1])) + string(c[1:])
}

// UsualColumns are the columns that are shown where none were chosen and the list is not very wide.
func UsualColumns() []ItemColumn {
	return []ItemColumn{RarityColumn, NameColumn, RentalColumn, SourceColumn, ReceivedColumn, InstanceColumn}
}

// ItemTable draws the header and the rows of a list of items. Which of the columns are there, and how much they say,
// depends on the width: the ids go first, then the source. The name is always there.
type ItemTable struct {
	Theme   theme.Theme
	Now     time.Time    // dates are shown in its zone
	Expiry  *Expiry      // notes when a rendered row changes; nil where Now stands still
	Columns []ItemColumn // chosen by the user; nil for the usual ones
	Most    int          // the greatest number of items in a row that groups them; 0 for no column of it
	Where   int          // cells of the column of the inventories; 0 for none
	Sizes   ItemSizes    // of what the rows show
	By      order.Key    // what the rows are sorted by, for the header
	Desc    bool
}

// ItemSizes are the greatest widths, in cells, of what columns fit themselves to.
type ItemSizes struct{ id, short int }

// mostShort is the greatest width of a rarity's short name, in cells.
const mostShort = 4

// Add takes more items into account.
func (s *ItemSizes) Add(items []*models.Item) {
	for _, it := range items {
		s.id = max(s.id, it.Instance().Len())
		// A text has no more cells than bytes.
		if a := it.Asset(); a != nil && s.short < mostShort {
			s.short = max(s.short, min(mostShort, len(a.Rarity.Short.Raw())))
		}
	}
}

// NamedColumns are the columns of these names, nil for nil. "flags" is an older name of the rental column.
func NamedColumns(names []string) (columns []ItemColumn) {
	if names != nil {
		columns = []ItemColumn{}
	}
	for _, n := range names {
		if n == "flags" {
			n = string(RentalColumn)
		}
		columns = append(columns, ItemColumn(n))
	}
	return columns
}

// ItemRow is a row of an [ItemTable]: an item, or the group that it is the first of.
type ItemRow struct {
	RowState
	Item     *models.Item
	Prefix   string // before the name
	Count    int    // of the items of a group; less than 2 for an item
	Where    string // whose inventory it is, safe text
	Equipped bool
	New      bool     // it came while the list was watched
	Gone     bool     // it is no longer there
	Marks    [][2]int // in the name as it is shown: see [query.Query.Marks]
}

// The order of the columns on the screen.
const (
	rarityAt = iota
	nameAt
	tagAt
	countAt
	whereAt
	rentalAt
	sourceAt
	receivedAt
	priceAt
	assetAt
	instanceAt
	columnCount
)

// ByWhere is the order of a list in which the items of each inventory stand together.
const ByWhere order.Key = -1

// headings are the columns that can be chosen, their titles, and what the rows are sorted by where the arrow is theirs.
var headings = [columnCount]struct {
	column ItemColumn
	text   string
	right  bool
	by     order.Key
}{
	rarityAt: {RarityColumn, "RARITY", false, order.Rarity}, nameAt: {"", "NAME", false, order.Name}, tagAt: {"", "", false, -2},
	countAt: {"", "COUNT", true, order.Count}, whereAt: {"", "WHERE", false, ByWhere}, rentalAt: {RentalColumn, "RENTAL", false, order.Left},
	sourceAt: {SourceColumn, "SOURCE", false, order.Source}, receivedAt: {ReceivedColumn, "RECEIVED", false, order.Acquired},
	priceAt: {PriceColumn, "PRICE", true, order.Price}, assetAt: {AssetColumn, "ASSET", true, order.Asset},
	instanceAt: {InstanceColumn, "INSTANCE", true, order.Server},
}

// Header returns the titles of the columns in the layout's width.
func (t *ItemTable) Header(w ItemWidths) string {
	titles := make([]heading, columnCount)
	for i, h := range headings {
		titles[i] = heading{Text: h.text, Right: h.right}
		switch {
		case i == rarityAt && w.columns[i] < 2:
			titles[i].Text = ""
		case i == rarityAt && w.columns[i] < len(h.text):
			titles[i].Text = "R"
		case i == receivedAt && w.columns[i] == ageWidth:
			titles[i].Text = "AGE"
		}
		if h.by == t.By {
			titles[i].Arrow = Arrow(t.Desc)
		}
	}
	return renderHeader(t.Theme, titles, w.columns[:], w.gap, w.total)
}

// Clicked is the order that a click on a cell of the header asks for: by the column that is there, turned round where the
// rows are in that order; false where no column is there.
func (t *ItemTable) Clicked(w ItemWidths, x int) (by order.Key, desc, ok bool) {
	at := Margin
	for i, n := range w.columns {
		switch h := headings[i]; {
		case n == 0:
			continue
		case x < at || x >= at+n:
		case h.by == ByWhere:
			return order.Server, false, true
		case h.by == t.By:
			return t.By, !t.Desc, true
		default:
			return h.by, h.by.Descends() || h.by == order.Acquired || h.by == order.Price, true
		}
		at += n + cmp.Or(w.gap, Gap)
	}
	return t.By, t.Desc, false
}

// Arrow is the sign of an order: "↑" where the smallest comes first.
func Arrow(desc bool) string {
	if desc {
		return "↓"
	}
	return "↑"
}

// Render returns a row in the layout's width.
func (t *ItemTable) Render(r ItemRow, w ItemWidths) string {
	it, th := r.Item, t.Theme
	var cells [columnCount]Cell
	widths := w.columns
	rarity := it.Rarity()
	style := th.Rarity(rarity.Name.Raw(), rarity.Color.Raw())
	glyph, glyphStyle := th.RarityGlyph(rarity.Name.Raw()), style
	if it.Fault() != "" {
		glyph, glyphStyle = "!", th.Error
	}
	switch n := widths[rarityAt]; {
	case n == glyphName:
		glyph += " " + rarity.Name.Line()
	case n > 1:
		glyph += " " + rarity.Short.Line()
	}
	cells[rarityAt] = Cell{Text: glyph, Style: glyphStyle}
	name := Cell{Text: r.Prefix + it.Name().Line(), Style: style, Marks: r.Marks}
	if r.Gone {
		name.Style = th.Removed
	}
	if len(r.Marks) > 0 && r.Prefix != "" {
		name.Marks = slices.Clone(r.Marks)
		for i := range name.Marks {
			name.Marks[i][0] += len(r.Prefix)
			name.Marks[i][1] += len(r.Prefix)
		}
	}
	cells[nameAt] = name
	if r.Count > 1 {
		cells[countAt] = Cell{Text: FitRight(humanize.Comma(int64(r.Count)), widths[countAt]), Style: th.Text}
		return r.render(th, cells[:], widths[:], w)
	}
	if tag := t.tag(r, widths[nameAt]-w.gap, Width(name.Text)); tag.Text != "" {
		cells[tagAt] = tag
		widths[tagAt] = Width(tag.Text)
		widths[nameAt] -= widths[tagAt] + w.gap
	}
	cells[whereAt] = Cell{Text: r.Where, Style: th.Text}
	cells[rentalAt] = t.rental(r, widths[rentalAt])
	if widths[sourceAt] > 0 {
		cells[sourceAt] = Cell{Text: query.SourceWords(it.Source().Line()), Style: th.Muted}
	}
	if n := widths[receivedAt]; n > 0 {
		cells[receivedAt] = Cell{Text: t.received(it, n), Style: th.Text}
	}
	if n := widths[priceAt]; n > 0 && it.Asset() != nil {
		cells[priceAt] = Cell{Text: FitRight(string(it.Asset().Price), n), Style: th.Text}
	}
	if n := widths[assetAt]; n > 0 && it.Asset() != nil {
		cells[assetAt] = Cell{Text: FitRight(it.Asset().ID.String(), n), Style: th.Faint}
	}
	if n := widths[instanceAt]; n > 0 {
		cells[instanceAt] = Cell{Text: FitRight(it.Instance().String(), n), Style: th.Faint}
	}
	return r.render(th, cells[:], widths[:], w)
}

func (r *ItemRow) render(th theme.Theme, cells []Cell, widths []int, w ItemWidths) string {
	r.Gap = w.gap
	return r.RowState.render(th, cells, widths, w.total)
}

// tag is what else support looks for, at the right of the name: in a word where there is room for it beside a name of
// so many cells, else in a letter.
func (t *ItemTable) tag(r ItemRow, room, name int) Cell {
	th := t.Theme
	var long, short []string
	style := th.Muted
	if a := r.Item.Asset(); a != nil && a.Active == models.FlagNo {
		long = append(long, "asset inactive")
	}
	if r.Equipped {
		style = th.Success
		long, short = append(long, "equipped"), append(short, "E")
	}
	if r.Gone {
		style = th.Removed
		long, short = append(long, "gone"), append(short, "gone")
	}
	if r.New {
		style = th.Added
		long, short = append(long, "new"), append(short, "new")
	}
	s := strings.Join(long, ", ")
	if name+Width(s) > room {
		s = strings.Join(short, " ")
	}
	return Cell{Text: s, Style: style}
}

// rental is the state of an item's rental, as query terms have it; of one that is running, how long it still does. An
// item that is gone has no time left: its state is that when it was last seen, or that its time is over since.
func (t *ItemTable) rental(row ItemRow, width int) Cell {
	r := row.Item.Rental(t.Now)
	c := Cell{Text: query.RentalWord(r.State), Style: t.rentalStyle(r.State)}
	if row.Gone {
		if r.State == models.RentalOwned || r.State == models.RentalActive {
			c.Text = "was " + c.Text
		}
		return Cell{Text: c.Text, Style: t.Theme.Muted}
	}
	if r.State == models.RentalActive && !r.Ends.IsZero() {
		span := models.Minutes(r.Left)
		if c.Text = span + " left"; len(c.Text) > width {
			span, _, _ = strings.Cut(span, " ")
			c.Text = span + " left"
		}
		t.Expiry.Left(t.Now, r.Left, SpanStep(r.Left))
	}
	return c
}

func (t *ItemTable) rentalStyle(s models.RentalState) lipgloss.Style {
	switch s {
	case models.RentalActive:
		return t.Theme.Warning
	case models.RentalExpired, models.RentalContradictory:
		return t.Theme.Error
	case models.RentalInactive:
		return t.Theme.Muted
	}
	return t.Theme.Faint
}

// received is the day on which an item came, or how long ago that was where it is less than a day or the column is
// narrow: of what is old, a date tells two items apart, and an age does not.
func (t *ItemTable) received(it *models.Item, width int) string {
	at, ok := it.Acquired()
	if !ok {
		return ""
	}
	ago := t.Now.Sub(at)
	switch {
	case ago < 0:
		t.Expiry.Left(t.Now, -ago, spanStep(-ago))
	case width == ageWidth || ago < day:
		t.Expiry.since(t.Now, ago, spanStep(ago))
	}
	switch {
	case width == ageWidth && ago >= year:
		return strconv.Itoa(int(ago/year)) + "y"
	case width == ageWidth && ago >= 60*day:
		return strconv.Itoa(int(ago/month)) + "mo"
	case width == ageWidth || ago >= 0 && ago < day:
		s, _, _ := strings.Cut(models.Minutes(ago), " ")
		if width > ageWidth {
			s += " ago"
		}
		return s
	}
	return at.In(t.Now.Location()).Format(time.DateOnly)
}
