package detail

import (
	tea "charm.land/bubbletea/v2"

	"lootlens/ui/parts"
)

// block is a part of the pane that is laid out on its own: what arrives or ticks
// costs the lines of its block only. This is their order on the screen.
type block int

const (
	blockHead block = iota
	blockChanges
	blockDescription
	blockStorage
	blockAssetStorage
	blockMetadata
	blockProgressions
	blockEquipped
	blockRental
	blockElsewhere
	blockAsset
	blockExtra
	blockIDs
	blockEmpty
	blocks
)

// sections lay out the blocks.
var sections = [blocks]func(*Model, *layout){
	blockHead:         (*Model).layHead,
	blockChanges:      (*Model).layChanges,
	blockDescription:  (*Model).layDescription,
	blockStorage:      (*Model).layStorage,
	blockAssetStorage: (*Model).layAssetStorage,
	blockMetadata:     (*Model).layMetadata,
	blockProgressions: (*Model).layProgressions,
	blockEquipped:     (*Model).layEquipped,
	blockRental:       (*Model).layRental,
	blockElsewhere:    (*Model).layElsewhere,
	blockAsset:        (*Model).layAsset,
	blockExtra:        (*Model).layExtra,
	blockIDs:          (*Model).layIDs,
	blockEmpty:        (*Model).layEmpty,
}

func allBlocks() (all []block) {
	for b := range blocks {
		all = append(all, b)
	}
	return all
}

// dirty says that blocks have to be laid out again.
func (m *Model) dirty(which ...block) {
	for _, b := range which {
		m.stale[b] = true
	}
	m.drawn.valid = false
}

// changed is dirty for what has nothing more to do.
func (m *Model) changed(which ...block) tea.Cmd {
	m.dirty(which...)
	return nil
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

// rows is how many lines are on the screen.
func (m *Model) rows() int {
	_, h := parts.Inner(m.w, m.h)
	return max(1, h)
}

// lay brings the lines up to date. The line at the top of the screen stays there,
// whatever comes in above it.
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
	m.decode(m.item)
	at, in := m.find(m.top)
	for b, lay := range sections {
		if m.stale[b] {
			m.stale[b] = false
			l := layout{th: m.th, w: m.laid, lines: m.blocks[b][:0:0]}
			lay(m, &l)
			m.blocks[b] = l.lines
		}
	}
	if m.top > 0 {
		m.top = m.start(at) + min(in, max(0, len(m.blocks[at])-1))
	}
	m.top = max(0, min(m.lines()-m.rows(), m.top))
}

// lines is how many there are.
func (m *Model) lines() int { return m.start(blocks) }

// start is the first line of a block.
func (m *Model) start(b block) (n int) {
	for _, lines := range m.blocks[:b] {
		n += len(lines)
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

// show scrolls to a block unless all of it is on the screen.
func (m *Model) show(b block) {
	m.lay()
	top := m.start(b)
	if top < m.top || top+len(m.blocks[b]) > m.top+m.rows() {
		m.scrollTo(top)
	}
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
	if m.item == nil {
		box.Lines = []string{m.th.Faint.Render(" no item")}
	} else {
		_, rows := parts.Inner(w, h)
		for at := m.top; at < min(m.lines(), m.top+rows); at++ {
			l := m.line(at)
			mark := " "
			if l.pair > 0 && l.pair == m.pair {
				mark = m.th.BorderFocused.Render("▌")
			}
			box.Lines = append(box.Lines, mark+l.text)
		}
		// Beside the list a scrollbar would change with every item.
		if focused {
			box.Scroll = parts.Scroll{Total: m.lines(), Offset: m.top, Visible: rows}
		}
		if below := m.lines() - m.top - rows; below > 0 {
			box.Foot = m.th.Faint.Render(amount(below, "more line", "more lines"))
		}
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
