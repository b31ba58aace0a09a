package items

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/dustin/go-humanize"

	"lootlens/keymap"
	"lootlens/models/query"
	"lootlens/models/text"
	"lootlens/ui/parts"
)

// complete looks for what can stand at the cursor of a query.
func (m *Model) complete() {
	p := &m.prompt
	p.offers, p.chosen, p.drawn = nil, -1, 0
	if p.kind != queryPrompt {
		return
	}
	if p.seenOf != m.load.generation {
		p.seen, p.seenTo, p.seenOf = query.Census{}, 0, m.load.generation
		for _, pairs := range m.storage.known {
			p.seen.AddInstanceStorage(pairs)
		}
	}
	all := m.load.inv.Items()
	p.seen.Add(all[p.seenTo:], m.now)
	p.seenTo = len(all)
	at := len(string([]rune(p.in.Value())[:p.in.Position()]))
	p.offers = query.Complete(p.in.Value(), at, p.seen.Values)
	if len(p.offers) == 1 && p.in.Value()[p.offers[0].From:p.offers[0].To] == strings.TrimSpace(p.offers[0].Text) {
		p.offers = nil // it is typed already
	}
}

// takeOffer puts the chosen completion in, or the first one.
func (m *Model) takeOffer() tea.Cmd {
	p := &m.prompt
	if len(p.offers) == 0 {
		return nil
	}
	o := p.offers[max(0, p.chosen)]
	v := p.in.Value()
	p.in.Set(v[:o.From] + o.Text + v[o.To:])
	p.in.SetCursor(len([]rune(v[:o.From] + o.Text)))
	return m.typed()
}

// upOrDown goes down through the completions, which stand below the field; up from the first of them, and where there are
// none, it goes through the queries used before.
func (m *Model) upOrDown(by int) tea.Cmd {
	p := &m.prompt
	if to := p.chosen + by; p.at < 0 && len(p.offers) > 0 && to >= -1 {
		p.chosen = min(to, len(p.offers)-1)
		return nil
	}
	return m.recall(-by)
}

// clickOffer takes the completion under the pointer.
func (m *Model) clickOffer(e tea.Mouse) tea.Cmd {
	p := &m.prompt
	const first = 2 // line of the pane: below the border and the field
	if i := p.from + e.Y - first; e.Button == tea.MouseLeft && e.Y >= first && e.Y < first+p.drawn && i < len(p.offers) {
		p.chosen = i
		return m.takeOffer()
	}
	return nil
}

// examples are the examples of the query language, by the name of the field.
var examples = func() map[string]string {
	out := map[string]string{}
	for _, f := range query.Fields() {
		out[f.Name+":"] = f.Example
	}
	return out
}()

// dropDown is what stands right below the field and covers rows, at most h lines: what is wrong at its place, or what
// completes the word, one a line.
func (m *Model) dropDown(w, h int) []string {
	p := &m.prompt
	switch {
	case !m.typing() || h <= 0:
		return nil
	case len(p.offers) > 0:
		return m.offerLines(w-1, h) // a blank before the border
	case p.err == nil:
		return nil
	}
	style := m.th.Error
	var lines []string
	if qe, ok := p.err.(*query.Error); ok {
		if v := strings.TrimSpace(p.in.Value()); strings.HasSuffix(v, ":") || strings.HasSuffix(v, "|") {
			style = m.th.Muted // a value is still to come
		}
		if at, ok := p.in.Cell(qe.Rune, w); ok {
			lines = append(lines, style.Render(strings.Repeat(" ", at)+"^"))
		}
	}
	for _, l := range parts.Wrap(text.Error(p.err), max(1, w)) {
		lines = append(lines, style.Render(l))
	}
	return lines[:min(len(lines), h)]
}

// mostOffers is how many completions are shown at once.
const mostOffers = 10

// offerLines are the completions around the chosen one: what is put in, what it means, and an example of it or how many
// of the loaded items have it. The last line says what the keys do.
func (m *Model) offerLines(w, h int) []string {
	p := &m.prompt
	n := max(1, min(len(p.offers), mostOffers, h-1))
	from := max(0, min(p.chosen-n/2, len(p.offers)-n))
	shown := p.offers[from : from+n]
	name, example := 0, 0
	for _, o := range p.offers {
		name = max(name, parts.Width(text.Of(o.Text).Line()))
		if o.Meaning != "" {
			example = max(example, parts.Width(examples[o.Text]))
		}
	}
	const least = 30 // of the meaning, in cells
	name = min(name, max(12, w/2))
	room := w - parts.Margin - name - parts.Gap
	if example > 0 && room-example-parts.Gap < least {
		example = 0
	}
	widths := []int{name, room, 0}
	if example > 0 {
		widths = []int{name, room - example - parts.Gap, example}
	}
	p.from, p.drawn = from, n
	var lines []string
	for i, o := range shown {
		chosen := from+i == p.chosen
		what, sample := o.Meaning, ""
		switch {
		case o.Meaning != "":
			sample = examples[o.Text]
		case o.Items > 0:
			if what = plural(o.Items, "item", "items"); !m.load.inv.Ended() {
				what += " of the " + humanize.Comma(int64(m.load.inv.Len())) + " loaded"
			}
		}
		lines = append(lines, parts.RowState{Selected: chosen, Focused: true}.Render(m.th, []parts.Cell{
			{Text: text.Of(o.Text).Line(), Style: m.th.Key}, {Text: what, Style: m.th.Text}, {Text: sample, Style: m.th.Muted},
		}, widths, w))
	}
	if h > n {
		more := ""
		if len(p.offers) > n {
			more = strconv.Itoa(from+1) + "–" + strconv.Itoa(from+n) + " of " + strconv.Itoa(len(p.offers)) + " · "
		}
		k := func(a keymap.Action) string { return m.keys.KeyIn(keymap.InQuery, a) }
		lines = append(lines, m.th.Faint.Render(parts.Fit("  "+more+k(keymap.PromptNext)+" chooses · "+k(keymap.PromptComplete)+" takes · "+k(keymap.Help)+" explains all", w)))
	}
	return lines
}

// waitLine says why the rows are dimmed; "" where they answer what is typed.
func (m *Model) waitLine() string {
	switch {
	case m.prompt.waits:
		return "no match yet: these are the rows from before"
	case m.unfinished():
		return "not complete: these are the rows from before"
	}
	return ""
}

// dimmed returns lines in the style of what does not answer what is typed.
func dimmed(style lipgloss.Style, lines []string) []string {
	for i, l := range lines {
		lines[i] = style.Render(ansi.Strip(l))
	}
	return lines
}
