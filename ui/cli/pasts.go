package cli

import (
	"io"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/models/text"
	"lootlens/ui/cli/export"
)

// pastJSON is an item's past in json and ndjson.
type pastJSON struct {
	Item      jsontext.Value `json:"item"` // as it was seen last
	FirstSeen time.Time      `json:"first_seen"`
	LastSeen  time.Time      `json:"last_seen"`
	Changes   []turnJSON     `json:"changes"`
	Gone      *goneJSON      `json:"gone"` // null while it is there
}

// turnJSON is what the look at By found different from the one at After.
type turnJSON struct {
	After  time.Time      `json:"after"`
	By     time.Time      `json:"by"`
	GoneBy time.Time      `json:"gone_by,omitzero"` // a look in between that did not find the item: it was away
	Fields []changedField `json:"fields"`
}

type goneJSON struct {
	After       time.Time `json:"after"`
	By          time.Time `json:"by"`
	Reason      string    `json:"reason"` // rental_ended, moved or unknown
	RentalEnded time.Time `json:"rental_ended,omitzero"`
}

func newPastJSON(p *models.Past) pastJSON {
	j := pastJSON{Item: itemJSON(p.Item()), FirstSeen: p.First(), LastSeen: p.Last(), Changes: []turnJSON{}}
	for _, t := range turns(p) {
		j.Changes = append(j.Changes, turnJSON{t.after, t.by, t.goneBy, each(t.fields, newChangedField)})
	}
	if p.Gone() {
		j.Gone = &goneJSON{p.GoneAfter, p.GoneBy, p.Reason.Code(), p.Ended}
	}
	return j
}

// turn is what is different between two versions of an item.
type turn struct {
	after, by time.Time // the last look that found the old version, and the first that found the new one
	goneBy    time.Time // the first look in between that did not find the item; zero where it was there
	fields    []compare.FieldChange
}

func turns(p *models.Past) (list []turn) {
	for i, v := range p.Versions[1:] {
		old := p.Versions[i]
		t := turn{after: old.Last, by: v.First}
		if old.Until.Before(v.First) {
			t.goneBy = old.Until
		}
		for _, c := range compare.Diff([]*models.Item{old.Item}, []*models.Item{v.Item}).Changed {
			t.fields = c.Fields
		}
		list = append(list, t)
	}
	return list
}

// changed says in lines what changed when.
func changed(p *models.Past, zone *time.Location) (lines []string) {
	for _, t := range turns(p) {
		when := t.by.In(zone).Format("2006-01-02 15:04 MST")
		if !t.goneBy.IsZero() {
			lines = append(lines, when+"  back again: it was gone since "+t.goneBy.In(zone).Format("2006-01-02 15:04"))
		}
		for _, f := range t.fields {
			lines = append(lines, when+"  "+fieldName(f)+": "+fieldValue(f.Old)+" → "+fieldValue(f.New))
		}
	}
	return lines
}

func fieldName(f compare.FieldChange) string {
	if f.Path == "" {
		return "(the whole item)"
	}
	return text.Of(f.Path).Line()
}

func fieldValue(raw jsontext.Value) string {
	if len(raw) == 0 {
		return "(absent)"
	}
	return text.Of(string(raw)).Line()
}

// since leaves out the pasts in which nothing happened since a moment.
func since(pasts []models.Past, from time.Time) []models.Past {
	return slices.DeleteFunc(pasts, func(p models.Past) bool {
		last := p.Versions[len(p.Versions)-1].First // of what happened
		if p.Gone() {
			last = p.GoneBy
		}
		return last.Before(from)
	})
}

// pastColumns are the columns of the table.
var pastColumns = []string{"instance_id", "name", "rarity", "first_seen", "last_seen"}

// writePasts writes the pasts in one of the formats; whole is what json has besides the items.
func (prog *program) writePasts(pasts []models.Past, format string, whole historyJSON, opt export.Options) error {
	byItem := make(map[*models.Item]*models.Past, len(pasts))
	for i := range pasts {
		byItem[pasts[i].Item()] = &pasts[i]
	}
	opt.Past = func(it *models.Item) *models.Past { return byItem[it] }
	var out io.Writer = prog.stdout
	switch format {
	case "json":
		whole.Items = []pastJSON{}
		for i := range pasts {
			whole.Items = append(whole.Items, newPastJSON(&pasts[i]))
		}
		return writeJSON(out, whole)
	case "ndjson":
		for i := range pasts {
			if err := writeJSON(out, newPastJSON(&pasts[i])); err != nil {
				return err
			}
		}
		return nil
	case "csv":
		opt.Columns = append(export.CSVColumns(), export.PastColumns()...)
	default:
		out = prog.styled()
		opt.Columns = slices.Clone(pastColumns)
		if opt.Width > 0 && opt.Width < 72 { // the dates are not cut
			opt.Columns = slices.DeleteFunc(opt.Columns, func(c string) bool { return c == "rarity" })
		}
		opt.Below = func(it *models.Item) (lines []string) {
			p := byItem[it]
			for _, l := range append(changed(p, opt.Zone), p.GoneSince(opt.Zone)) {
				if l == "" {
					continue
				}
				if opt.Width > 0 {
					l = wrapWords(l, opt.Width-len(indent))
				}
				lines = append(lines, indent+strings.ReplaceAll(l, "\n", "\n"+indent+"  "))
			}
			return lines
		}
	}
	w, err := export.New(export.Format(format), out, opt)
	if err != nil {
		return err
	}
	for i := range pasts {
		if err := w.Write(pasts[i].Item()); err != nil {
			return err
		}
	}
	return w.Close(export.Summary{})
}

// indent is before the lines below an item.
const indent = "    "
