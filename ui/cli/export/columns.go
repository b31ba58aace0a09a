package export

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/jsonscan"
	"lootlens/models/text"
)

// kind is the type of a column's values. Parquet has a type for each; elsewhere it says how a value is written.
type kind int8

const (
	words    kind = iota // a text
	whole                // an integer of 64 bits with a sign
	number               // a float of 64 bits
	flag                 // true or false
	moment               // a time
	pairs                // keys and values, both texts
	itemJSON             // JSON
)

// column is one column of CSV, table, Markdown and Parquet.
type column struct {
	name  string
	kind  kind
	value func(*facts) string            // as sent; "" if there is none
	at    func(*facts) (time.Time, bool) // of a moment; false: value is no time
	// path is the member of the item's JSON that has the value. If the value is of an
	// unexpected type, the JSON is written; in Parquet there is none.
	path  []string
	scope scope
	place int // among the columns of its scope
	leaf  int // among the columns of Parquet, of which a map has two
	// For people:
	title  string // "" for the name
	right  bool
	floor  int                 // cells that it can be narrowed to; 0: never, as a cut id is a wrong id
	usual  int                 // cells, if there are too few items to measure
	layout string              // of a moment; "" for RFC 3339
	text   func(*facts) string // one safe line; nil: the value
}

// known are all columns except those of storage keys, in the order of a release: new
// ones come last.
var known = []column{
	{name: "instance_id", kind: whole, path: []string{"instance_id"}, title: "INSTANCE", right: true, usual: 9, value: func(f *facts) string { return f.it.Instance().String() }},
	{name: "asset_id", kind: whole, scope: ofAsset, path: []string{"asset", "id"}, title: "ASSET", right: true, usual: 6, value: func(f *facts) string { return f.asset.ID.String() }},
	{name: "name", scope: ofAsset, path: []string{"asset", "name"}, floor: 12, usual: 24,
		value: func(f *facts) string { return f.asset.Name.Raw() },
		text:  func(f *facts) string { return f.it.Name().Line() }},
	{name: "rarity", scope: ofAsset, path: []string{"asset", "rarity"}, floor: 6, usual: 9, value: func(f *facts) string { return f.asset.Rarity.Name.Raw() }},
	{name: "context", scope: ofAsset, path: []string{"asset", "context"}, floor: 7, usual: 9, value: func(f *facts) string { return f.asset.Context.Raw() }},
	{name: "source", scope: ofTemplate, path: []string{"acquisition_source"}, floor: 6, usual: 12, value: func(f *facts) string { return f.it.Source().Raw() }},
	{name: "acquired", kind: moment, path: []string{"acquisition_date"}, floor: 11, usual: 19, layout: time.DateTime,
		at:    func(f *facts) (time.Time, bool) { return f.it.Acquired() },
		value: func(f *facts) string { return f.details().Acquired.Raw() }},
	{name: "rental_state", floor: 6, usual: 8, value: func(f *facts) string { return f.rental().State.Code() }},
	{name: "rental_left_seconds", kind: whole, right: true, value: func(f *facts) string {
		if r := f.rental(); r.Left > 0 || r.State == models.RentalExpired {
			return wholeSeconds(r.Left)
		}
		return ""
	}},
	{name: "rental_duration_seconds", kind: whole, right: true, value: func(f *facts) string {
		if r := f.rental(); r.Duration > 0 {
			return wholeSeconds(r.Duration)
		}
		return ""
	}},
	{name: "variation_id", scope: ofTemplate, kind: whole, path: []string{"variation_id"}, right: true, value: func(f *facts) string { return string(f.details().Variation) }},
	{name: "rental_option_id", scope: ofTemplate, kind: whole, path: []string{"rental_option_id"}, right: true, value: func(f *facts) string { return string(f.details().RentalOption) }},
	{name: "ulid", scope: ofAsset, path: []string{"asset", "ulid"}, usual: 26, value: func(f *facts) string { return f.asset.ULID.Raw() }},
	{name: "uuid", scope: ofAsset, path: []string{"asset", "uuid"}, usual: 36, value: func(f *facts) string { return f.asset.UUID.Raw() }},
	{name: "active", kind: flag, scope: ofAsset, path: []string{"asset", "active"}, usual: 5, value: func(f *facts) string {
		if f.asset.Active == models.FlagUnset {
			return ""
		}
		return strconv.FormatBool(f.asset.Active == models.FlagYes)
	}},
	{name: "price", kind: number, scope: ofAsset, path: []string{"asset", "price"}, right: true, usual: 6, value: func(f *facts) string { return string(f.asset.Price) }},
	{name: "storage", kind: pairs, scope: ofAsset, path: []string{"asset", "storage"}, floor: 12, usual: 24,
		value: func(f *facts) string { return storageJSON(f.asset.Storage) },
		text: func(f *facts) string {
			var words []string
			for _, p := range f.asset.Storage {
				words = append(words, p.Key.Line()+"="+p.Value.Line())
			}
			return strings.Join(words, " ")
		}},
	{name: "fault", floor: 12, usual: 24, value: func(f *facts) string { return f.it.Fault() }, text: func(f *facts) string { return f.it.Fault() }},
	{name: "rental", floor: 6, usual: 8, value: func(f *facts) string { return f.rental().String() }},

	{name: "player", scope: ofOwner, floor: 8, usual: 12, value: func(f *facts) string { return f.opt.Reference }},
	{name: "player_id", scope: ofOwner, kind: whole, right: true, usual: 8, value: func(f *facts) string { return f.opt.Meta.Holder.Player.String() }},
	{name: "holder_kind", scope: ofOwner, usual: 9, value: func(f *facts) string {
		h := f.opt.Meta.Holder
		if h.Kind == models.PlayerHolder && h.Player.IsZero() { // the reference names nobody
			return ""
		}
		return h.Kind.Code()
	}},
	{name: "holder_id", scope: ofOwner, kind: whole, right: true, usual: 8, value: func(f *facts) string { return f.opt.Meta.Holder.ID() }},
	{name: "environment", scope: ofOwner, usual: 5, value: func(f *facts) string { return f.opt.Environment }},
	{name: "read_at", kind: moment, usual: 19, layout: time.DateTime,
		at:    func(f *facts) (time.Time, bool) { return f.it.Origin().Fetched, !f.it.Origin().Fetched.IsZero() },
		value: func(*facts) string { return "" }},
	{name: "item", kind: itemJSON, floor: 12, usual: 24, value: func(f *facts) string { return string(f.it.AppendPortable(nil)) }},
	{name: "error", scope: ofOwner, floor: 12, usual: 24, value: func(f *facts) string { return f.failure }},
}

// ofPast are the columns of an item's past.
var ofPast = []column{
	pastTime("first_seen", (*models.Past).First, shortTime),
	pastTime("last_seen", (*models.Past).Last, shortTime),
	pastTime("gone_after", func(p *models.Past) time.Time { return p.GoneAfter }, ""),
	pastTime("gone_by", func(p *models.Past) time.Time { return p.GoneBy }, ""),
	{name: "gone_reason", value: func(f *facts) string {
		if !f.past.Gone() {
			return ""
		}
		return f.past.Reason.Code()
	}},
	pastTime("rental_ended", func(p *models.Past) time.Time { return p.Ended }, ""),
}

const shortTime = "2006-01-02 15:04"

func pastTime(name string, of func(*models.Past) time.Time, layout string) column {
	return column{name: name, kind: moment, usual: 16, layout: layout, value: func(*facts) string { return "" },
		at: func(f *facts) (time.Time, bool) { return of(f.past), !of(f.past).IsZero() }}
}

// PastColumns are the names that Options.Columns takes where Options.Past is set.
func PastColumns() []string { return names(ofPast) }

// cell is the value for CSV, safe for a spreadsheet.
func (c *column) cell(f *facts) string {
	switch c.kind {
	case moment:
		if at, ok := c.at(f); ok {
			return at.In(f.opt.Zone).Format(time.RFC3339)
		}
	case whole, number:
		return cellOrNumber(c.value(f))
	case pairs:
		return c.value(f) // which is safe already
	}
	return cell(text.Of(c.value(f)))
}

// line is the value for people: one safe line.
func (c *column) line(f *facts) string {
	if c.text != nil {
		return c.text(f)
	}
	if c.kind == moment {
		if at, ok := c.at(f); ok {
			return at.In(f.opt.Zone).Format(cmp.Or(c.layout, time.RFC3339))
		}
	}
	return text.Of(c.value(f)).Line()
}

// The default columns.
var (
	usualCSV     = names(known[:slices.IndexFunc(known, func(c column) bool { return c.name == "rental" })])
	usualTable   = []string{"instance_id", "asset_id", "name", "rarity", "context", "source", "acquired", "rental"}
	usualOwner   = []string{"player", "player_id", "holder_kind", "holder_id"}
	usualManyCSV = slices.Concat(usualOwner, usualCSV, []string{"error"})
	usualParquet = slices.Concat(usualOwner, []string{"environment", "read_at"}, usualCSV, []string{"item", "error"})
)

func names(columns []column) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.name
	}
	return out
}

// Columns are the names that Options.Columns takes, besides "storage.KEY" for each KEY
// of the assets' storage.
func Columns() []string { return names(known) }

// IsColumn reports whether name is one of Columns, or a storage key's.
func IsColumn(name string) bool {
	_, ok := columnOf(name)
	return ok
}

// ofKey is the prefix of the columns of storage keys.
const ofKey = "storage."

func columnOf(name string) (column, bool) {
	if i := slices.IndexFunc(known, func(c column) bool { return c.name == name }); i >= 0 {
		return known[i], true
	}
	key, ok := strings.CutPrefix(name, ofKey)
	return column{
		name:  keyHeader(key),
		title: text.Of(name).Line(),
		floor: 6, usual: 8,
		kind:  number,
		scope: ofAsset,
		value: func(f *facts) string { return strings.Join(f.stored(key), "\n") },
		text:  func(f *facts) string { return text.Of(strings.Join(f.stored(key), ", ")).Line() },
	}, ok && key != ""
}

// chosen are the columns of the options or else usual.
func (o *Options) chosen(usual []string) ([]column, error) {
	list := o.Columns
	if len(list) == 0 {
		list = usual
	}
	out := make([]column, len(list))
	var places [scopes]int
	for i, name := range list {
		var ok bool
		if at := slices.IndexFunc(ofPast, func(c column) bool { return c.name == name }); at >= 0 && o.Past != nil {
			out[i] = ofPast[at]
			continue
		}
		if out[i], ok = columnOf(name); !ok {
			return nil, fmt.Errorf("unknown column %q: there are %s and storage.KEY", name, strings.Join(Columns(), ", "))
		}
		out[i].place = places[out[i].scope]
		places[out[i].scope]++
	}
	return out, nil
}

// heading is the column's title; that of dates names their zone.
func (c *column) heading(zone *time.Location) string {
	switch {
	case c.title != "":
		return c.title
	}
	title := strings.ToUpper(strings.ReplaceAll(c.name, "_", " "))
	if c.name == "acquired" || strings.HasSuffix(c.name, "_seen") {
		title += " (" + zone.String() + ")"
	}
	return title
}

// facts are one item, and what is computed once for all its columns.
type facts struct {
	it      *models.Item  // nil where there is only a failure
	asset   *models.Asset // never nil
	opt     *Options
	now     time.Time
	past    *models.Past // where there are columns of it
	odd     []string     // columns whose value has an unexpected type
	failure string       // why a player has no item here

	rentalNow models.Rental
	rented    bool // rentalNow is set

	own     jsontext.Value      // the item's JSON without its asset's; nil until it is needed
	ofAsset jsontext.Value      // the asset's JSON; nil until it is needed
	decoded *models.ItemDetails // nil until a column needs them
}

var noAsset models.Asset

// look starts the facts of an item.
func (o *output) look(it *models.Item) *facts {
	o.facts = facts{it: it, asset: it.Asset(), opt: &o.opt, now: o.now(it)}
	if o.facts.asset == nil {
		o.facts.asset = &noAsset
	}
	if o.opt.Past != nil {
		o.facts.past = o.opt.Past(it)
	}
	return &o.facts
}

// cells appends the values of the columns of rows to dst, each as written returns it. A
// value of an unexpected type, which would be an empty cell, is its JSON, and the fault
// names its column.
func (f *facts) cells(dst []string, rows *rows[string], value func(*column) string, written func(string) string) []string {
	fault := -1
	rows.each(f, func(c *column) (s string, odd bool) {
		if f.it == nil && c.scope != ofOwner {
			return "", false
		}
		if s = value(c); s == "" && c.path != nil {
			if raw := f.member(c.path); raw != "" {
				s, odd = cell(text.Of(oneLine.Replace(raw))), true
			}
		}
		return written(s), odd
	}, func(c *column, s string) {
		if c.name == "fault" {
			fault = len(dst)
		}
		dst = append(dst, s)
	})
	if fault >= 0 && f.it != nil && len(f.odd) > 0 {
		dst[fault] = written(f.fault())
	}
	return dst
}

// member is the JSON at a path of the item; "" if it is absent or empty.
func (f *facts) member(path []string) string {
	switch s := f.memberText(path); s {
	case "null", `""`, "[]", "{}":
		return ""
	default:
		return s
	}
}

// memberText is the JSON at a path of the item; "" if it is absent.
func (f *facts) memberText(path []string) string {
	if f.own == nil {
		f.own, _ = f.it.AppendOwn(nil)
	}
	raw := f.own
	if path[0] == "asset" && f.it.Asset() != nil {
		if f.ofAsset == nil {
			f.ofAsset = f.it.Asset().Raw()
		}
		raw, path = f.ofAsset, path[1:]
	}
	for _, name := range path {
		raw = jsonscan.Member(raw, name)
	}
	return strings.Trim(string(raw), " \t\r\n")
}

// isEmptyText reports whether the server sent "".
func (f *facts) isEmptyText(path []string) bool { return f.memberText(path) == `""` }

// fault is why the item is not understood, and which of its values; else "".
func (f *facts) fault() string {
	fault := f.it.Fault()
	if len(f.odd) == 0 {
		return fault
	}
	if fault != "" {
		fault += "; "
	}
	return fault + "unexpected kind of value: " + strings.Join(f.odd, ", ")
}

func (f *facts) details() *models.ItemDetails {
	if f.decoded == nil {
		d := f.it.Details()
		f.decoded = &d
	}
	return f.decoded
}

func (f *facts) rental() models.Rental {
	if !f.rented {
		f.rentalNow, f.rented = f.it.Rental(f.now), true
	}
	return f.rentalNow
}

// stored are the values of a key of the asset's storage.
func (f *facts) stored(key string) (values []string) {
	for _, p := range f.asset.Storage {
		if p.Key.Raw() == key {
			values = append(values, p.Value.Raw())
		}
	}
	return values
}
