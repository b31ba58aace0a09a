package parts

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"

	"lootlens/keymap"
	"lootlens/models/query"
	"lootlens/models/text"
	"lootlens/theme"
)

// QueryField is a field for a query. A drop-down below it says what completes the word at the cursor; up brings back the
// queries that were used before.
type QueryField struct {
	*Field
	Values  query.ValueSource // what the items that were read have
	unfit   func(string) bool // completions that are left out; nil for none
	history []string          // newest first
	at      int               // in history; -1 is what is being typed
	typed   string            // what was typed before the history was looked through
	offers  []query.Completion
	chosen  int // index in offers; -1 for none
	from    int // index of the first one on the screen
	drawn   int // how many of them are there
}

// longestQuery is the most characters that the field takes.
const longestQuery = 2000

// NewQueryField returns a field with a query in it. The hint is an example, history the queries used before, newest first;
// unfit, where it is not nil, reports completions to leave out.
func NewQueryField(th theme.Theme, hint, value string, history []string, values query.ValueSource, unfit func(string) bool) *QueryField {
	f := &QueryField{Field: NewField(th, " / ", hint, longestQuery), Values: values, unfit: unfit, history: history, at: -1}
	f.Set(value)
	f.complete()
	return f
}

// Offers are the completions of the word at the cursor.
func (f *QueryField) Offers() []query.Completion { return f.offers }

// Chosen reports whether one of the completions is chosen: accepting takes it, and not the query.
func (f *QueryField) Chosen() bool { return f.chosen >= 0 }

// Hints are the actions that do something now, for the footer.
func (f *QueryField) Hints() []keymap.Action {
	hints := []keymap.Action{keymap.PromptAccept}
	if len(f.offers) > 0 {
		hints = append(hints, keymap.PromptComplete)
	}
	if len(f.history) > 0 && !f.Chosen() {
		hints = append(hints, keymap.PromptPrev)
	}
	return hints
}

// complete looks for what can stand at the cursor.
func (f *QueryField) complete() {
	v := f.Value()
	at := len(string([]rune(v)[:f.position()]))
	f.offers, f.chosen, f.drawn = query.Complete(v, at, f.Values), -1, 0
	if f.unfit != nil {
		f.offers = slices.DeleteFunc(f.offers, func(c query.Completion) bool { return f.unfit(c.Text) })
	}
	if len(f.offers) == 1 && v[f.offers[0].From:f.offers[0].To] == strings.TrimSpace(f.offers[0].Text) {
		f.offers = nil // it is typed already
	}
}

// Recount counts how many items have the values, after more items came. What is chosen stays.
func (f *QueryField) Recount() {
	chosen := ""
	if f.Chosen() {
		chosen = f.offers[f.chosen].Text
	}
	f.complete()
	if chosen != "" {
		f.chosen = slices.IndexFunc(f.offers, func(c query.Completion) bool { return c.Text == chosen })
	}
}

// Update takes an action of the prompt, typed text and pasted text; it reports whether the query changed. The command,
// when not nil, reads the clipboard.
func (f *QueryField) Update(message tea.Msg) (changed bool, cmd tea.Cmd) {
	switch message {
	case keymap.PromptComplete:
		return f.Take(), nil
	case keymap.PromptPrev:
		return f.upOrDown(-1), nil
	case keymap.PromptNext:
		return f.upOrDown(1), nil
	}
	changed, cmd = f.Field.Update(message)
	f.complete()
	return changed, cmd
}

// Take puts the chosen completion in, or the first one; false where there is none.
func (f *QueryField) Take() bool {
	if len(f.offers) == 0 {
		return false
	}
	o, v := f.offers[max(0, f.chosen)], f.Value()
	f.Set(v[:o.From] + o.Text + v[o.To:])
	f.setCursor(len([]rune(v[:o.From] + o.Text)))
	f.complete()
	return true
}

// upOrDown goes down through the completions, which stand below the field; up from the first of them, and where there
// are none, it goes through the queries used before. It reports whether the query changed.
func (f *QueryField) upOrDown(by int) bool {
	if to := f.chosen + by; f.at < 0 && len(f.offers) > 0 && to >= -1 {
		f.chosen = min(to, len(f.offers)-1)
		return false
	}
	if len(f.history) == 0 {
		return false
	}
	if f.at < 0 {
		f.typed = f.Value()
	}
	f.at = max(-1, min(f.at-by, len(f.history)-1))
	if f.at < 0 {
		f.Set(f.typed)
	} else {
		f.Set(f.history[f.at])
	}
	f.complete()
	return true
}

// Click takes the completion in line y of the drop-down, counted from 0; false where there is none.
func (f *QueryField) Click(e tea.MouseButton, y int) bool {
	if e != tea.MouseLeft || y < 0 || y >= f.drawn || f.from+y >= len(f.offers) {
		return false
	}
	f.chosen = f.from + y
	return f.Take()
}

// examples are the examples of the query language, by what completes to the name of the field.
var examples = func() map[string]string {
	out := map[string]string{}
	for _, f := range query.Fields() {
		out[f.Name+":"] = f.Example
	}
	return out
}()

// DropDown is what stands right below the field and covers rows, at most h lines of w cells: the completions, or what is
// wrong with the query at its place. of says which items were counted, where that is not all: " of the 200 loaded".
func (f *QueryField) DropDown(keys keymap.Map, err error, of string, w, h int) []string {
	switch {
	case h <= 0:
		return nil
	case len(f.offers) > 0:
		return f.offerLines(keys, of, w-1, h) // a blank before the border
	case err == nil:
		return nil
	}
	style := f.th.Error
	var lines []string
	var at *query.Error
	why := text.Error(err)
	if errors.As(err, &at) {
		if v := strings.TrimSpace(f.Value()); strings.HasSuffix(v, ":") || strings.HasSuffix(v, "|") {
			style = f.th.Muted // a value is still to come
		}
		if cell, ok := f.cell(at.Rune, w-1); ok { // the field leaves a blank before the border
			lines = append(lines, style.Render(strings.Repeat(" ", cell)+"^"))
			why = text.Error(errors.New(at.Here()))
		}
	}
	for _, l := range Wrap(why, max(1, w-Margin-2)) {
		lines = append(lines, spaces(Margin+1)+style.Render(l))
	}
	return lines[:min(len(lines), h)]
}

// mostOffers is how many completions are shown at once.
const mostOffers = 10

// offerLines are the completions around the chosen one: what is put in, what it means, and an example of it or how many
// items have it. The last line says what the keys do.
func (f *QueryField) offerLines(keys keymap.Map, of string, w, h int) []string {
	n := max(1, min(len(f.offers), mostOffers, h-1))
	from := max(0, min(f.chosen-n/2, len(f.offers)-n))
	name, meaning, example := 0, 0, 0
	for _, o := range f.offers {
		name = max(name, Width(text.Of(o.Text).Line()))
		if o.Meaning != "" {
			meaning, example = max(meaning, Width(o.Meaning)), max(example, Width(examples[o.Text]))
		}
	}
	const least = 30                   // of the meaning, in cells
	name = 1 + min(name, max(12, w/2)) // in line with what is typed
	room := w - Margin - name - Gap
	if example > 0 && room-example-Gap < least {
		example = 0
	}
	widths := []int{name, room, 0}
	if example > 0 {
		widths = []int{name, min(meaning, room-example-Gap), example}
	}
	f.from, f.drawn = from, n
	var lines []string
	for i, o := range f.offers[from : from+n] {
		what, sample := o.Meaning, ""
		switch {
		case o.Meaning != "":
			sample = examples[o.Text]
		case o.Items > 0:
			what = humanize.Comma(int64(o.Items)) + " " + english.PluralWord(o.Items, "item", "") + of
		}
		lines = append(lines, RowState{Selected: from+i == f.chosen, Focused: true}.render(f.th, []Cell{
			{Text: " " + text.Of(o.Text).Line(), Style: f.th.Key}, {Text: what, Style: f.th.Text}, {Text: sample, Style: f.th.Muted},
		}, widths, w))
	}
	if h > n {
		more := ""
		if len(f.offers) > n {
			more = strconv.Itoa(from+1) + "–" + strconv.Itoa(from+n) + " of " + strconv.Itoa(len(f.offers)) + " · "
		}
		k := func(a keymap.Action) string { return keys.KeyIn(keymap.InQuery, a) }
		lines = append(lines, f.th.Faint.Render(Fit("   "+more+k(keymap.PromptNext)+" chooses · "+k(keymap.PromptComplete)+" takes · "+k(keymap.Help)+" explains all", w)))
	}
	return lines
}

// Dim returns lines in the style of what does not answer what is typed.
func Dim(style lipgloss.Style, lines []string) []string {
	for i, l := range lines {
		lines[i] = style.Render(ansi.Strip(l))
	}
	return lines
}
