package parts

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Check reports the first thing that is wrong with a screen of w × h cells: not exactly h lines of exactly w cells (by
// grapheme cluster and by character), anything a terminal acts on but SGR sequences and OSC 8 links, a style or link
// that is open at the end of a line, or a box whose border is not whole. Boxes are told by their rounded corners, which
// may stand nowhere else.
func Check(view string, w, h int) error {
	var lines []string
	if h > 0 || view != "" {
		lines = strings.Split(view, "\n")
	}
	if len(lines) != max(0, h) {
		return fmt.Errorf("%d lines, want %d", len(lines), h)
	}
	grid := make([][]string, len(lines))
	for y, l := range lines {
		cells, byChar, err := checkLine(l)
		if err != nil {
			return fmt.Errorf("line %d: %w: %q", y+1, err, l)
		}
		if len(cells) != w || byChar != w {
			return fmt.Errorf("line %d: %d cells by cluster and %d by character, want %d: %q", y+1, len(cells), byChar, w, l)
		}
		grid[y] = cells
	}
	return checkBoxes(grid)
}

// checkLine returns what is in each cell of a line, the second cell of a wide character being "", and the number of
// cells for a terminal that measures by character.
func checkLine(s string) (cells []string, byChar int, err error) {
	if !utf8.ValidString(s) {
		return nil, 0, fmt.Errorf("invalid UTF-8")
	}
	var p pen
	for len(s) > 0 {
		if n := max(sgrLen(s), linkLen(s)); n > 0 {
			p.read(s[:n])
			s = s[n:]
			continue
		}
		if r, _ := utf8.DecodeRuneInString(s); r < 0x20 || r >= 0x7F && r < 0xA0 {
			return nil, 0, fmt.Errorf("control character %U", r)
		}
		cluster, w := first(s)
		s = s[len(cluster):]
		if len(cluster) == 1 {
			byChar++
		} else {
			byChar += ansi.StringWidthWc(cluster)
		}
		if w > 0 {
			cells = append(cells, cluster)
		}
		for range w - 1 {
			cells = append(cells, "")
		}
	}
	if p.style != "" {
		return nil, 0, fmt.Errorf("style left open")
	}
	if p.link != "" {
		return nil, 0, fmt.Errorf("link left open")
	}
	return cells, byChar, nil
}

// rect is a box found on the screen.
type rect struct{ x, y, right, bottom int }

func (r rect) covers(x, y int) bool { return x >= r.x && x <= r.right && y >= r.y && y <= r.bottom }

// checkBoxes follows each border. A box may lie over another, as a dialog does: the cells that an unbroken box covers are
// not asked about.
func checkBoxes(grid [][]string) error {
	var whole []rect
	broken := map[rect]error{}
	for y, row := range grid {
		for x, c := range row {
			if c != "╭" {
				continue
			}
			if r, err := trace(grid, nil, x, y); err == nil {
				whole = append(whole, r)
			} else {
				broken[rect{x: x, y: y}] = err
			}
		}
	}
	found := whole
	for at, err := range broken {
		r, again := trace(grid, whole, at.x, at.y)
		if again != nil {
			return fmt.Errorf("box at column %d, line %d: %w", at.x+1, at.y+1, err)
		}
		found = append(found, r)
	}
	for y, row := range grid {
		for x, c := range row {
			if (c == "╮" || c == "╰" || c == "╯") && !cornered(found, c, x, y) {
				return fmt.Errorf("corner %s at column %d, line %d belongs to no box", c, x+1, y+1)
			}
		}
	}
	return nil
}

// cornered reports whether the corner at x, y is one of a box, or of one whose upper left corner another may lie over.
func cornered(found []rect, c string, x, y int) bool {
	for _, r := range found {
		switch {
		case (x == r.x || x == r.right) && (y == r.y || y == r.bottom):
			return true
		case c == "╮" && y >= r.y && y <= r.bottom && r.x < x:
			return true
		case c == "╰" && x >= r.x && x <= r.right && r.y < y:
			return true
		case c == "╯" && r.x < x && r.y < y:
			return true
		}
	}
	return false
}

// trace follows the border of the box whose upper left corner is at x, y. What lies under a box of over is taken to be
// right.
func trace(grid [][]string, over []rect, x, y int) (rect, error) {
	const hidden = "hidden"
	at := func(x, y int) string {
		for _, r := range over {
			if r.covers(x, y) {
				return hidden
			}
		}
		if y < len(grid) && x < len(grid[y]) {
			return grid[y][x]
		}
		return ""
	}
	r, hid := rect{x: x, y: y, right: x + 1, bottom: y + 1}, false
	for ; at(r.right, y) != "╮"; r.right++ {
		hid = hid || at(r.right, y) == hidden
		if r.right >= len(grid[y]) {
			if hid {
				return r, nil
			}
			return r, fmt.Errorf("no upper right corner")
		}
	}
	for ; at(x, r.bottom) != "╰"; r.bottom++ {
		left, right := at(x, r.bottom), at(r.right, r.bottom)
		hid = hid || left == hidden
		if r.bottom >= len(grid) && hid {
			return r, nil
		}
		if left != "│" && left != hidden || right != "│" && right != "┃" && right != hidden {
			return r, fmt.Errorf("sides are %q and %q in line %d", left, right, r.bottom+1)
		}
	}
	if got := at(r.right, r.bottom); got != "╯" && got != hidden {
		return r, fmt.Errorf("lower right corner is %q", got)
	}
	return r, nil
}
