package detail

import (
	"context"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/theme/markdown"
)

// rendered is a description as lines of at most width cells.
type rendered struct {
	width int
	kind  theme.Kind
	lines []string
	err   error // why it is shown as it was written
}

type renderedMsg struct {
	asset *models.Asset
	rendered
}

// render renders the description of the selected asset in a command, and then those
// that may be selected next, so that they are there by then. It renders one at a time:
// assets that the selection only passes are left out.
func (m *Model) render() tea.Cmd {
	if m.rendering || m.w == 0 || m.item == nil {
		return nil
	}
	width, th := m.textWidth(), m.th
	for _, it := range append([]*models.Item{m.item}, m.near...) {
		a := m.assetOf(it)
		if a == nil {
			continue
		}
		if m.decode(it); a.details.Description.Empty() || a.renderedFor(width, th) {
			continue
		}
		m.rendering = true
		asset, source := it.Asset(), a.details.Description.Raw()
		return func() tea.Msg {
			lines, err := markdown.Render(context.Background(), source, width, th)
			return renderedMsg{asset, rendered{width, th.Kind, lines, err}}
		}
	}
	return nil
}

func (a *assetData) renderedFor(width int, th theme.Theme) bool {
	return a.rendered.width == width && a.rendered.kind == th.Kind
}

func (m *Model) takeRendered(r renderedMsg) tea.Cmd {
	m.rendering = false
	if a, ok := m.assets.Get(r.asset); ok {
		a.rendered = r.rendered
		if m.item != nil && m.item.Asset() == r.asset {
			m.dirty(blockDescription)
		}
	}
	return m.render()
}

// layDescription shows the rendered description, or what was written until it is.
func (m *Model) layDescription(l *layout) {
	a := m.asset()
	if a == nil || a.details.Description.Empty() {
		return
	}
	l.heading("Description")
	if a.renderedFor(l.w, m.th) && len(a.rendered.lines) > 0 {
		lines := a.rendered.lines
		if ansi.Strip(lines[0]) == m.item.Name().Line() { // it is above already
			lines = lines[1:]
			for len(lines) > 0 && lines[0] == "" {
				lines = lines[1:]
			}
		}
		for _, s := range lines {
			l.add(s)
		}
		return
	}
	if err := a.rendered.err; err != nil {
		l.text("Shown as it was written: "+text.Error(err), l.th.Warning)
	}
	l.text(multiline(a.details.Description), l.th.Text)
}
