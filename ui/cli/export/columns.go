package export

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lootlens/models"
	"lootlens/models/jsonscan"
	"lootlens/models/text"
)

// column is one column of CSV, table and Markdown.
type column struct {
	name string
	csv  func(*facts) string // safe for a spreadsheet
	// path is the member of the item's JSON that has the value. If the value is of an
	// unexpected type, the JSON is written.
	path []string
	// For people:
	title string // "" for the name
	right bool
	floor int                 // cells that it can be narrowed to; 0: never, as a cut id is a wrong id
	usual int                 // cells, if there are too few items to measure
	text  func(*facts) string // one safe line; nil: the same as csv
}

// known are all columns except those of storage keys, in the default order.
var known = []column{
	{name: "instance_id", title: "INSTANCE", right: true, usual: 9, csv: func(f *facts) string { return f.it.Instance().String() }},
	{name: "asset_id", path: []string{"asset", "id"}, title: "ASSET", right: true, usual: 6, csv: func(f *facts) string { return f.asset.ID.String() }},
	{name: "name", path: []string{"asset", "name"}, floor: 12, usual: 24,
		csv:  func(f *facts) string { return cell(f.asset.Name) },
		text: func(f *facts) string { return f.it.Name().Line() }},
	{name: "rarity", path: []string{"asset", "rarity"}, floor: 6, usual: 9,
		csv:  func(f *facts) string { return cell(f.asset.Rarity.Name) },
		text: func(f *facts) string { return f.it.Rarity().Name.Line() }},
	{name: "context", path: []string{"asset", "context"}, floor: 7, usual: 9, csv: func(f *facts) string { return cell(f.asset.Context) }, text: func(f *facts) string { return f.asset.Context.Line() }},
	{name: "source", path: []string{"acquisition_source"}, floor: 6, usual: 12, csv: func(f *facts) string { return cell(f.it.Source()) }, text: func(f *facts) string { return f.it.Source().Line() }},
	{name: "acquired", path: []string{"acquisition_date"}, floor: 11, usual: 19,
		csv: func(f *facts) string {
			if at, ok := f.it.Acquired(); ok {
				return at.In(f.zone).Format(time.RFC3339)
			}
			return cell(f.details().Acquired)
		},
		text: func(f *facts) string {
			if at, ok := f.it.Acquired(); ok {
				return at.In(f.zone).Format("2006-01-02 15:04:05")
			}
			return f.details().Acquired.Line()
		}},
	{name: "rental_state", floor: 6, usual: 8, csv: func(f *facts) string { return f.rental().State.Code() }},
	{name: "rental_left_seconds", right: true, csv: func(f *facts) string {
		if r := f.rental(); r.Left > 0 || r.State == models.RentalExpired {
			return wholeSeconds(r.Left)
		}
		return ""
	}},
	{name: "rental_duration_seconds", right: true, csv: func(f *facts) string {
		if r := f.rental(); r.Duration > 0 {
			return wholeSeconds(r.Duration)
		}
		return ""
	}},
	{name: "variation_id", path: []string{"variation_id"}, right: true, csv: func(f *facts) string { return numeric(f.details().Variation) }},
	{name: "rental_option_id", path: []string{"rental_option_id"}, right: true, csv: func(f *facts) string { return numeric(f.details().RentalOption) }},
	{name: "ulid", path: []string{"asset", "ulid"}, usual: 26, csv: func(f *facts) string { return cell(f.asset.ULID) }, text: func(f *facts) string { return f.asset.ULID.Line() }},
	{name: "uuid", path: []string{"asset", "uuid"}, usual: 36, csv: func(f *facts) string { return cell(f.asset.UUID) }, text: func(f *facts) string { return f.asset.UUID.Line() }},
	{name: "active", path: []string{"asset", "active"}, usual: 5, csv: func(f *facts) string {
		if f.asset.Active == models.FlagUnset {
			return ""
		}
		return strconv.FormatBool(f.asset.Active == models.FlagYes)
	}},
	{name: "price", path: []string{"asset", "price"}, right: true, usual: 6, csv: func(f *facts) string { return numeric(f.asset.Price) }},
	{name: "storage", path: []string{"asset", "storage"}, floor: 12, usual: 24,
		csv: func(f *facts) string { return storageJSON(f.asset.Storage) },
		text: func(f *facts) string {
			var words []string
			for _, p := range f.asset.Storage {
				words = append(words, p.Key.Line()+"="+p.Value.Line())
			}
			return strings.Join(words, " ")
		}},
	{name: "fault", floor: 12, usual: 24, csv: func(f *facts) string { return cell(text.Of(f.it.Fault())) }, text: func(f *facts) string { return f.it.Fault() }},
	{name: "rental", floor: 6, usual: 8,
		csv:  func(f *facts) string { return cell(text.Of(f.rental().String())) },
		text: func(f *facts) string { return f.rental().String() }},
}

// ofPast are the columns of an item's past.
var ofPast = []column{
	{name: "first_seen", usual: 16, csv: pastTime((*models.Past).First), text: shownTime((*models.Past).First)},
	{name: "last_seen", usual: 16, csv: pastTime((*models.Past).Last), text: shownTime((*models.Past).Last)},
	{name: "gone_after", usual: 16, csv: pastTime(func(p *models.Past) time.Time { return p.GoneAfter })},
	{name: "gone_by", usual: 16, csv: pastTime(func(p *models.Past) time.Time { return p.GoneBy })},
	{name: "gone_reason", csv: func(f *facts) string {
		if !f.past.Gone() {
			return ""
		}
		return f.past.Reason.Code()
	}},
	{name: "rental_ended", usual: 16, csv: pastTime(func(p *models.Past) time.Time { return p.Ended })},
}

// PastColumns are the names that Options.Columns takes where Options.Past is set.
func PastColumns() []string { return names(ofPast) }

func pastTime(of func(*models.Past) time.Time) func(*facts) string { return timeOf(of, time.RFC3339) }

func shownTime(of func(*models.Past) time.Time) func(*facts) string {
	return timeOf(of, "2006-01-02 15:04")
}

func timeOf(of func(*models.Past) time.Time, layout string) func(*facts) string {
	return func(f *facts) string {
		if at := of(f.past); !at.IsZero() {
			return at.In(f.zone).Format(layout)
		}
		return ""
	}
}

// usualCSV leaves out the last column, which is in words.
var usualCSV = names(known[:len(known)-1])

// usualTable are the default columns of tables.
var usualTable = []string{"instance_id", "asset_id", "name", "rarity", "context", "source", "acquired", "rental"}

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
		csv: func(f *facts) string { return cellOrNumber(strings.Join(f.stored(key), "\n")) },
		text: func(f *facts) string {
			return text.Of(strings.Join(f.stored(key), ", ")).Line()
		},
	}, ok && key != ""
}

// chosen are the columns of the options or else usual.
func (o *Options) chosen(usual []string) ([]column, error) {
	list := o.Columns
	if len(list) == 0 {
		list = usual
	}
	out := make([]column, len(list))
	for i, name := range list {
		var ok bool
		if at := slices.IndexFunc(ofPast, func(c column) bool { return c.name == name }); at >= 0 && o.Past != nil {
			out[i] = ofPast[at]
			continue
		}
		if out[i], ok = columnOf(name); !ok {
			return nil, fmt.Errorf("unknown column %q: there are %s and storage.KEY", name, strings.Join(Columns(), ", "))
		}
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
	it    *models.Item
	asset *models.Asset // never nil
	now   time.Time
	zone  *time.Location
	past  *models.Past // where there are columns of it
	odd   []string     // columns whose value has an unexpected type

	decoded *models.ItemDetails // nil until a column needs them
}

var noAsset models.Asset

// look starts the facts of an item.
func (o *output) look(it *models.Item) *facts {
	o.facts = facts{it: it, asset: it.Asset(), now: o.now(it), zone: o.opt.Zone}
	if o.facts.asset == nil {
		o.facts.asset = &noAsset
	}
	if o.opt.Past != nil {
		o.facts.past = o.opt.Past(it)
	}
	return &o.facts
}

// cells appends the values of columns to dst. A value of an unexpected type, which would
// be an empty cell, is its JSON, and the fault names its column.
func (f *facts) cells(dst []string, columns []column, value func(*column) string) []string {
	fault := -1
	for i := range columns {
		c := &columns[i]
		if c.name == "fault" {
			fault = len(dst)
		}
		v := value(c)
		if v == "" && c.path != nil {
			if raw := f.member(c.path); raw != "" {
				v = cell(text.Of(oneLine.Replace(raw)))
				f.odd = append(f.odd, c.name)
			}
		}
		dst = append(dst, v)
	}
	if fault >= 0 && dst[fault] == "" {
		dst[fault] = f.fault()
	}
	return dst
}

// member is the JSON at a path of the item; "" if it is absent or empty.
func (f *facts) member(path []string) string {
	raw := f.it.Raw()
	for _, name := range path {
		raw = jsonscan.Member(raw, name)
	}
	switch s := strings.Trim(string(raw), " \t\r\n"); s {
	case "null", `""`, "[]", "{}":
		return ""
	default:
		return s
	}
}

// fault is why the item is not understood, or which of its values; else "".
func (f *facts) fault() string {
	if s := f.it.Fault(); s != "" || len(f.odd) == 0 {
		return s
	}
	return "unexpected kind of value: " + strings.Join(f.odd, ", ")
}

func (f *facts) details() *models.ItemDetails {
	if f.decoded == nil {
		d := f.it.Details()
		f.decoded = &d
	}
	return f.decoded
}

func (f *facts) rental() models.Rental { return f.it.Rental(f.now) }

// stored are the values of a key of the asset's storage.
func (f *facts) stored(key string) (values []string) {
	for _, p := range f.asset.Storage {
		if p.Key.Raw() == key {
			values = append(values, p.Value.Raw())
		}
	}
	return values
}
