package detail

import (
	"strings"

	"charm.land/lipgloss/v2"

	"lootlens/ui/parts"
)

// block is a part of the pane that is laid on its own: what arrives or ticks costs
// the lines of its block only.
type block int

const (
	blockHead block = iota
	blockChanges
	blockIDs
	blockRental
	blockStorage
	blockAssetStorage
	blockEquipped
	blockProgressions
	blockElsewhere
	blockDescription
	blockAsset
	blockExtra
	blocks
)

func allBlocks() (all []block) {
	for b := range blocks {
		all = append(all, b)
	}
	return all
}

// dirty says that blocks have to be laid again.
func (m *Model) dirty(which ...block) {
	for _, b := range which {
		m.stale[b] = true
	}
	m.drawn.valid = false
}

// drawn is the last view.
type drawn struct {
	valid   bool
	w, h    int
	focused bool
	s       string
}

// textWidth is the cells of a line: beside it are the cursor's mark and a blank.
func (m *Model) textWidth() int {
	w, _ := parts.Inner(m.w, m.h)
	return max(1, w-2)
}

// rows is the lines on the screen.
func (m *Model) rows() int {
	_, h := parts.Inner(m.w, m.h)
	return max(1, h)
}

// lay brings the lines up to date. What stands at the top of the screen stays
// there, whatever comes in above it.
func (m *Model) lay() {
	if m.item == nil {
		m.blocks, m.top = [blocks][]line{}, 0
		return
	}
	if w := m.textWidth(); w != m.laid {
		m.laid = w
		m.dirty(allBlocks()...)
	}
	m.prepare()
	m.decode()
	at, in := m.find(m.top)
	for b := range blocks {
		if m.stale[b] {
			m.stale[b] = false
			l := layout{w: m.laid, lines: m.blocks[b][:0:0]}
			m.layBlock(b, &l)
			m.blocks[b] = l.lines
		}
	}
	if m.top > 0 {
		m.top = min(in, max(0, len(m.blocks[at])-1))
		for b := range at {
			m.top += len(m.blocks[b])
		}
	}
	m.top = max(0, min(m.lines()-m.rows(), m.top))
}

func (m *Model) layBlock(b block, l *layout) {
	switch b {
	case blockHead:
		m.layHead(l)
	case blockChanges:
		m.layChanges(l)
	case blockIDs:
		m.layIDs(l)
	case blockRental:
		m.layRental(l)
	case blockStorage:
		m.layStorage(l)
	case blockAssetStorage:
		m.layAssetStorage(l)
	case blockEquipped:
		m.layEquipped(l)
	case blockProgressions:
		m.layProgressions(l)
	case blockElsewhere:
		m.layElsewhere(l)
	case blockDescription:
		m.layDescription(l)
	case blockAsset:
		m.layAsset(l)
	case blockExtra:
		m.layItemExtra(l)
	}
}

// lines is how many there are.
func (m *Model) lines() (n int) {
	for _, b := range m.blocks {
		n += len(b)
	}
	return n
}

// find is the block of a line, and its place there.
func (m *Model) find(at int) (block, int) {
	for b := range blocks {
		if at < len(m.blocks[b]) {
			return b, at
		}
		at -= len(m.blocks[b])
	}
	return blocks - 1, at
}

func (m *Model) line(at int) line {
	b, in := m.find(at)
	return m.blocks[b][in]
}

// View draws the pane in exactly h lines of exactly w cells.
func (m *Model) View(w, h int, focused bool) string {
	w, h = max(0, w), max(0, h)
	if d := &m.drawn; d.valid && d.w == w && d.h == h && d.focused == focused {
		return d.s
	}
	m.w, m.h = w, h
	m.lay()
	box := parts.Box{Title: m.title(), Focused: focused}
	_, rows := parts.Inner(w, h)
	if m.item == nil {
		box.Lines = []string{m.th.Faint.Render(" no item")}
	} else {
		box.Lines = m.draw(rows)
		box.Scroll = parts.Scroll{Total: m.lines(), Offset: m.top, Visible: rows}
	}
	m.drawn = drawn{true, w, h, focused, box.View(m.th, w, h)}
	return m.drawn.s
}

func (m *Model) title() string {
	switch {
	case m.item == nil || m.item.Instance().IsZero():
		return "Item"
	case m.item.Universal():
		return "Item, universal " + m.item.Instance().String()
	}
	return "Item " + m.item.Instance().String()
}

// draw draws the lines on the screen.
func (m *Model) draw(rows int) []string {
	out := make([]string, 0, rows)
	own := m.th.Rarity(m.item.Rarity().Name.Raw(), m.item.Rarity().Color.Raw())
	style := func(t tone) lipgloss.Style { return m.style(t, own) }
	var b strings.Builder
	at, in := m.find(m.top)
	for ; at < blocks && len(out) < rows; at, in = at+1, 0 {
		for ; in < len(m.blocks[at]) && len(out) < rows; in++ {
			l := &m.blocks[at][in]
			b.Reset()
			if l.pair > 0 && l.pair == m.pair {
				b.WriteString(m.th.BorderFocused.Render("▌"))
			} else {
				b.WriteByte(' ')
			}
			l.write(&b, style)
			out = append(out, b.String())
		}
	}
	return out
}

func (m *Model) style(t tone, own lipgloss.Style) lipgloss.Style {
	switch t {
	case muted:
		return m.th.Muted
	case faint:
		return m.th.Faint
	case title:
		return m.th.Title
	case good:
		return m.th.Success
	case warning:
		return m.th.Warning
	case failure:
		return m.th.Error
	case added:
		return m.th.Added
	case removed:
		return m.th.Removed
	case changed:
		return m.th.Changed
	case link:
		return m.th.Link
	case rarity:
		return own
	}
	return m.th.Text
}
