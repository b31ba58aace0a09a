package detail

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/ui/parts"
)

// block is a part of the pane that is laid out on its own: what arrives or ticks
// costs the lines of its block only. This is their order on the screen.
type block int

const (
	blockHead block = iota
	blockChanges
	blockSeen
	blockHistory
	blockDescription
	blockStorage
	blockAssetStorage
	blockMetadata
	blockProgressions
	blockEquipped
	blockRental
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
	blockSeen:         (*Model).laySeen,
	blockHistory:      (*Model).layHistory,
	blockDescription:  (*Model).layDescription,
	blockStorage:      (*Model).layStorage,
	blockAssetStorage: (*Model).layAssetStorage,
	blockMetadata:     (*Model).layMetadata,
	blockProgressions: (*Model).layProgressions,
	blockEquipped:     (*Model).layEquipped,
	blockRental:       (*Model).layRental,
	blockAsset:        (*Model).layAsset,
	blockExtra:        (*Model).layExtra,
	blockIDs:          (*Model).layIDs,
	blockEmpty:        (*Model).layEmpty,
}

// sectionNames are what the user folds a section by; the others are always shown.
var sectionNames = map[block]string{
	blockHistory:      "Changes seen",
	blockDescription:  "Description",
	blockStorage:      "Instance storage",
	blockAssetStorage: "Asset storage",
	blockMetadata:     "Metadata",
	blockProgressions: "Progressions",
	blockEquipped:     "Equipped",
	blockRental:       "Rental",
	blockAsset:        "Asset",
	blockExtra:        "Also sent",
	blockIDs:          "Ids",
}

// Of a wide pane, what the game keeps of the item is in the left column, and what it
// sends with the item in the right one.
const (
	twoColumns = 80 // cells of text from which there are two
	columnGap  = 3
	firstSide  = blockStorage // those before are as wide as the pane
	firstRight = blockRental
)

// width is the cells that a block has.
func (m *Model) width(b block) int {
	if m.laid < twoColumns || b < firstSide {
		return m.laid
	}
	left := (m.laid - columnGap) / 2
	if b < firstRight {
		return left
	}
	return m.laid - columnGap - left
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
		m.blocks, m.all, m.top = [blocks][]line{}, nil, 0
		return
	}
	if w := m.textWidth(); w != m.laid {
		m.laid = w
		m.dirty(allBlocks()...)
	}
	m.prepare()
	m.decode(m.item)
	at, in := m.find(m.top)
	changed := false
	for b, lay := range sections {
		if m.stale[b] {
			m.stale[b], changed = false, true
			l := layout{th: m.th, w: m.width(block(b)), lines: m.blocks[b][:0:0]}
			m.expiries[b] = parts.Expiry{}
			m.expiry = &m.expiries[b]
			lay(m, &l)
			m.expiry = nil
			m.blocks[b] = m.fold(block(b), l)
		}
	}
	if changed {
		m.arrange()
	}
	if m.top > 0 {
		m.top = m.starts[at] + min(in, max(0, len(m.blocks[at])-1))
	}
	m.top = max(0, min(m.lines()-m.rows(), m.top))
}

// fold marks the heading of a section, and leaves only that of a folded one.
func (m *Model) fold(b block, l layout) []line {
	name, ok := sectionNames[b]
	if !ok || len(l.lines) < 2 {
		return l.lines
	}
	l.lines[1].heading = b
	if m.folded[b] == (b == blockHistory && len(l.lines) > shortHistory) {
		return l.lines
	}
	hidden := len(l.lines) - 2
	l.lines = nil
	l.add("")
	l.words(span{name, l.th.Title}, span{"folded, " + amount(hidden, "line", "lines"), l.th.Faint})
	l.lines[1].heading, l.lines[1].folded = b, true
	return l.lines
}

// Sections are the names of the sections that the item has, in their order, and
// whether each is folded.
func (m *Model) Sections() (names []string, folded []bool) {
	m.lay()
	for b := range blocks {
		if name, ok := sectionNames[b]; ok && len(m.blocks[b]) > 0 {
			names, folded = append(names, name), append(folded, len(m.blocks[b]) == 2 && m.blocks[b][1].folded)
		}
	}
	return names, folded
}

// Fold folds a section by its name, or unfolds it.
func (m *Model) Fold(name string) {
	for b, n := range sectionNames {
		if n == name {
			m.folded[b] = !m.folded[b]
			m.dirty(b)
		}
	}
}

// arrange puts the lines of all blocks below one another, and those of the columns
// side by side.
func (m *Model) arrange() {
	m.all = m.all[:0]
	var left, right []line
	for b := range blocks {
		switch {
		case m.laid < twoColumns || b < firstSide:
			m.starts[b] = len(m.all)
			m.all = append(m.all, m.blocks[b]...)
		case b < firstRight:
			m.starts[b] = len(m.all) + len(left)
			left = append(left, m.blocks[b]...)
		default:
			m.starts[b] = len(m.all) + len(right)
			right = append(right, m.blocks[b]...)
		}
	}
	width := m.width(firstSide) + columnGap
	for i := range max(len(left), len(right)) {
		var l, r line
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		if r.text != "" {
			l.text += strings.Repeat(" ", max(0, width-parts.Width(l.text))) + r.text
		}
		l.headingRight = r.heading
		m.all = append(m.all, l)
	}
}

// lines is how many there are.
func (m *Model) lines() int { return len(m.all) }

// find is the block of a line, and its place there.
func (m *Model) find(at int) (block, int) {
	found := block(0)
	for b := range blocks {
		if n := at - m.starts[b]; n >= 0 && n < len(m.blocks[b]) {
			return b, n
		}
		if m.starts[b] <= at && len(m.blocks[b]) > 0 {
			found = b
		}
	}
	return found, at - m.starts[found]
}

func (m *Model) line(at int) line { return m.all[at] }

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
		box.Lines = []string{m.th.Faint.Render(" The selected item is shown here.")}
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

// Expires is when the laid-out lines go out of date though no message comes; zero for
// never.
func (m *Model) Expires() time.Time {
	var first parts.Expiry
	for b := range m.expiries {
		if !m.stale[b] {
			first.Add(m.expiries[b].Time())
		}
	}
	return first.Time()
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
