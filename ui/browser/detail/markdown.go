package detail

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/glamour/v2"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	gmtext "github.com/yuin/goldmark/text"

	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/theme/markdown"
	"lootlens/ui/parts"
)

// rendered is a description as lines of at most width cells.
type rendered struct {
	width int
	kind  theme.Kind
	lines []string
	err   error // why it stays plain
}

type renderedMsg struct {
	asset *models.Asset
	rendered
}

// render asks for the description of the selected asset to be rendered, one at a
// time: held keys pass assets by faster than that, and what is passed by need not
// be rendered.
func (m *Model) render() tea.Cmd {
	if m.rendering || m.w == 0 {
		return nil
	}
	a := m.asset()
	if a == nil {
		return nil
	}
	if m.decode(); a.details.Description.Empty() {
		return nil
	}
	width, th := m.textWidth(), m.th
	if a.rendered.width == width && a.rendered.kind == th.Kind {
		return nil
	}
	of, source := m.item.Asset(), a.details.Description.Raw()
	if short(source) {
		return nil // as it is drawn
	}
	m.rendering = true
	return func() tea.Msg {
		lines, err := renderMarkdown(source, width, th)
		return renderedMsg{of, rendered{width, th.Kind, lines, err}}
	}
}

func (m *Model) takeRendered(r renderedMsg) {
	m.rendering = false
	a, ok := m.assets.get(r.asset)
	if !ok {
		return
	}
	a.rendered = r.rendered
	if m.item != nil && m.item.Asset() == r.asset {
		m.dirty(blockDescription)
	}
}

// renderMarkdown renders a description into lines of at most width cells, each of
// which stands alone.
func renderMarkdown(source string, width int, th theme.Theme) (lines []string, err error) {
	// What is rendered is anyone's, and the renderer is not ours: were it to fail,
	// the description stays as it was written.
	defer func() {
		if p := recover(); p != nil {
			lines, err = nil, fmt.Errorf("the markdown cannot be rendered: %v", text.Of(fmt.Sprint(p)))
		}
	}()
	source = text.Markdown(source)
	if why := tooMuch(source); why != "" {
		return nil, fmt.Errorf("shown as it was written: the markdown %s", why)
	}
	r, err := glamour.NewTermRenderer(
		glamour.WithStyles(markdown.Style(th)),
		glamour.WithWordWrap(width),
		glamour.WithChromaFormatter(markdown.Formatter),
	)
	if err != nil {
		return nil, fmt.Errorf("the markdown cannot be rendered: %w", err)
	}
	out, err := r.Render(source)
	if err != nil {
		return nil, fmt.Errorf("the markdown cannot be rendered: %w", err)
	}
	lines = parts.Rendered(strings.Trim(text.Styled(out), "\n"), width)
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines, nil
}

// What is rendered at most. The renderer's time grows faster than these do: 60
// quotes in one another keep it busy for minutes.
const (
	mostSource   = 32 << 10 // bytes
	mostAtOnce   = 1 << 10  // bytes
	mostNested   = 8        // quotes and lists in one another
	mostHeadings = 500
)

// short reports whether a source is rendered as it is drawn: the item and its
// description are then on the screen in one frame. That takes 0.4 ms, and 7 at worst.
func short(source string) bool {
	if len(source) > mostAtOnce || strings.Contains(source, "~~~") {
		return false
	}
	// Of code only JSON: it colours fast whatever is in it. Other languages can take a
	// second to go back over a line that is made for that.
	inside := false
	for line := range strings.Lines(source) {
		if !strings.Contains(line, "```") {
			continue
		}
		if fence := strings.TrimSpace(line); fence != map[bool]string{false: "```json", true: "```"}[inside] {
			return false
		}
		inside = !inside
	}
	return true
}

// tooMuch says why a source is not rendered, "" for most.
func tooMuch(source string) string {
	if len(source) > mostSource {
		return "is longer than 32 KiB"
	}
	depth, deepest, headings := 0, 0, 0
	tree := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.DefinitionList)).Parser().Parse(gmtext.NewReader([]byte(source)))
	_ = ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n.Kind() {
		case ast.KindHeading:
			headings++
		case ast.KindBlockquote, ast.KindListItem, extast.KindDefinitionDescription:
			if entering {
				depth++
			} else {
				depth--
			}
			deepest = max(deepest, depth)
		}
		if n.Type() == ast.TypeInline {
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	switch {
	case deepest > mostNested:
		return "nests too deep"
	case headings > 2*mostHeadings: // each is entered and left
		return "has too many headings"
	}
	return ""
}

// layDescription shows the rendered description, or what was written until it is.
func (m *Model) layDescription(l *layout) {
	a := m.asset()
	if a == nil || a.details.Description.Empty() {
		return
	}
	l.heading("Description")
	if source := a.details.Description.Raw(); short(source) && (a.rendered.width != l.w || a.rendered.kind != m.th.Kind) {
		lines, err := renderMarkdown(source, l.w, m.th)
		a.rendered = rendered{l.w, m.th.Kind, lines, err}
	}
	if r := a.rendered; r.width == l.w && r.kind == m.th.Kind && r.err == nil && len(r.lines) > 0 {
		for _, s := range r.lines {
			l.lines = append(l.lines, line{styled: s})
		}
		return
	}
	l.text(shown(a.details.Description), plain, 0)
	if err := a.rendered.err; err != nil {
		l.text(text.Error(err), warning, 0)
	}
}
