package detail

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/glamour/v2"

	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/theme/markdown"
	"lootlens/ui/frame"
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
	m.rendering = true
	of, source := m.item.Asset(), a.details.Description.Raw()
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
	r, err := glamour.NewTermRenderer(
		glamour.WithStyles(markdown.Style(th)),
		glamour.WithWordWrap(width),
		glamour.WithChromaFormatter(markdown.Formatter),
	)
	if err != nil {
		return nil, fmt.Errorf("the markdown cannot be rendered: %w", err)
	}
	out, err := r.Render(text.Markdown(source))
	if err != nil {
		return nil, fmt.Errorf("the markdown cannot be rendered: %w", err)
	}
	lines = frame.Rendered(strings.Trim(text.Styled(out), "\n"), width)
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines, nil
}

// layDescription shows the rendered description, or what was written until it is.
func (m *Model) layDescription(l *layout) {
	a := m.asset()
	if a == nil || a.details.Description.Empty() {
		return
	}
	l.heading("Description")
	if r := a.rendered; r.width == l.w && r.kind == m.th.Kind && r.err == nil && len(r.lines) > 0 {
		for _, s := range r.lines {
			l.lines = append(l.lines, line{styled: s})
		}
		return
	}
	l.text(shown(a.details.Description), plain, 0)
	if err := a.rendered.err; err != nil {
		l.text(text.Of(err.Error()).Line(), warning, 0)
	}
}
