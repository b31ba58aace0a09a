package export

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/models"
	"lootlens/models/text"
)

// record is one item's cells; paint is the style of its name and rarity.
type record struct {
	cells []string
	paint lipgloss.Style
	fault string
}

// record is what people see of an item. Where its fault is no column, it is beside
// them.
func (o *output) record(it *models.Item, columns []column) record {
	f := o.look(it)
	r := record{cells: make([]string, len(columns)), fault: it.Fault()}
	for i, c := range columns {
		if c.name == "fault" {
			r.fault = ""
		}
		if c.text != nil {
			r.cells[i] = c.text(f)
		} else {
			r.cells[i] = text.Of(c.csv(f)).Line()
		}
	}
	r.paint = o.opt.Theme.Rarity(it.Rarity().Name.Raw(), it.Rarity().Color.Raw())
	return r
}

const (
	// widest is the most that a column is padded to where nothing is cut; longer
	// cells move their row's rest.
	widest = 48
	// mostWaiting is how many rows the widths may be found from.
	mostWaiting = 200
	gap         = 2
)

type table struct {
	output
	columns []column
	waiting []record
	widths  []int // nil until known
	line    strings.Builder
}

func (t *table) Write(it *models.Item) error {
	t.count++
	r := t.record(it, t.columns)
	if t.widths == nil {
		if t.waiting = append(t.waiting, r); len(t.waiting) < mostWaiting {
			return nil
		}
		return t.begin(false)
	}
	return t.put(r)
}

// few is how many rows do not tell how wide those to come are.
const few = 20

// begin fixes the widths and writes what waits for them; all is whether nothing
// will follow.
func (t *table) begin(all bool) error {
	t.widths = make([]int, len(t.columns))
	if !all && len(t.waiting) < few {
		for i, c := range t.columns {
			t.widths[i] = c.usual
		}
	}
	head := record{cells: make([]string, len(t.columns))}
	for i, c := range t.columns {
		head.cells[i] = c.heading()
	}
	for _, r := range append(t.waiting, head) {
		for i, c := range r.cells {
			t.widths[i] = max(t.widths[i], min(ansi.StringWidth(c), widest))
		}
	}
	fit(t.widths, t.columns, t.opt.Width)
	err := t.putLine(head, t.opt.Theme.Title, t.opt.Theme.Title)
	for _, r := range t.waiting {
		if err == nil {
			err = t.put(r)
		}
	}
	t.waiting = nil
	return err
}

// fit narrows the widest of the columns that may be, until all are within width
// cells or at their floors.
func fit(widths []int, columns []column, width int) {
	sum := gap * (len(widths) - 1)
	for _, w := range widths {
		sum += w
	}
	for ; width > 0 && sum > width; sum-- {
		most := -1
		for i, w := range widths {
			if c := columns[i]; c.floor > 0 && w > c.floor && (most < 0 || w > widths[most]) {
				most = i
			}
		}
		if most < 0 {
			return
		}
		widths[most]--
	}
}

func (t *table) put(r record) error { return t.putLine(r, t.opt.Theme.Text, r.paint) }

func (t *table) putLine(r record, plain, special lipgloss.Style) error {
	t.line.Reset()
	pad := 0 // owed before the next cell, so that no line ends in blanks
	for i, c := range r.cells {
		w := t.widths[i]
		if t.opt.Width > 0 && t.columns[i].floor > 0 {
			c = ansi.Truncate(c, w, "…")
		}
		free := max(0, w-ansi.StringWidth(c))
		if t.columns[i].right {
			pad += free
			free = 0
		}
		if c != "" {
			t.line.WriteString(strings.Repeat(" ", pad))
			pad = 0
		}
		style := plain
		if name := t.columns[i].name; name == "name" || name == "rarity" {
			style = special
		}
		t.line.WriteString(style.Render(c))
		pad += free + gap
	}
	if r.fault != "" {
		t.line.WriteString(strings.Repeat(" ", pad))
		t.line.WriteString(t.opt.Theme.Warning.Render("! " + r.fault))
	}
	t.line.WriteByte('\n')
	_, err := t.WriteString(t.line.String())
	return err
}

func (t *table) Flush() error { return t.flush(false) }

func (t *table) Close(Summary) error { return t.flush(true) }

func (t *table) flush(all bool) error {
	if t.widths == nil {
		if err := t.begin(all); err != nil {
			return err
		}
	}
	return t.output.Flush()
}
