// Package geometry checks in tests that a drawn screen fits its place.
package geometry

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Check reports the first thing that is wrong with a screen of w by h cells: not exactly h lines of exactly w cells (by
// grapheme cluster and by character), anything a terminal acts on but SGR sequences and OSC 8 links, a style or link
// that is open at the end of a line, a box whose border is not whole, or text that touches
// a border. Boxes are recognised by their corners, rounded or heavy, which must not be used for anything else.
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
		return nil, 0, errors.New("invalid UTF-8")
	}
	var style uv.Style
	var link uv.Link
	p := ansi.NewParser()
	for len(s) > 0 {
		seq, width, n, _ := ansi.DecodeSequence(s, ansi.NormalState, p)
		switch first, _ := utf8.DecodeRuneInString(seq); {
		case !unicode.IsControl(first):
			if width > 0 { // else a mark on the character before it
				cells = append(append(cells, seq), make([]string, width-1)...)
			}
			byChar += ansi.StringWidthWc(seq)
		case strings.HasPrefix(seq, "\x1b[") && p.Command() == 'm':
			uv.ReadStyle(p.Params(), &style)
		case strings.HasPrefix(seq, "\x1b]8;"):
			uv.ReadLink(p.Data(), &link)
		default:
			return nil, 0, fmt.Errorf("control sequence %q", seq)
		}
		s = s[n:]
	}
	if !style.IsZero() {
		return nil, 0, errors.New("style left open")
	}
	if link.URL != "" {
		return nil, 0, errors.New("link left open")
	}
	return cells, byChar, nil
}

// thumb is the part of a scrollbar that may take the place of a box's right side.
const thumb = "▐"

// frame is the characters of a kind of box.
type frame struct{ topLeft, topRight, bottomLeft, bottomRight, side string }

var frames = []frame{{"╭", "╮", "╰", "╯", "│"}, {"┏", "┓", "┗", "┛", "┃"}}

// rect is a box found on the screen.
type rect struct {
	x, y, right, bottom int
	frame               frame
}

func (r rect) covers(x, y int) bool { return x >= r.x && x <= r.right && y >= r.y && y <= r.bottom }

// checkBoxes follows each border. A box may lie over another, as a dialog does: the cells that a whole box covers are
// left out when the others are followed.
func checkBoxes(grid [][]string) error {
	var whole []rect
	broken := map[rect]error{}
	for _, f := range frames {
		for y, row := range grid {
			for x, c := range row {
				if c != f.topLeft {
					continue
				}
				if r, err := trace(grid, nil, rect{x: x, y: y, frame: f}); err == nil {
					whole = append(whole, r)
				} else {
					broken[rect{x: x, y: y, frame: f}] = err
				}
			}
		}
	}
	found := whole
	for at, err := range broken {
		r, again := trace(grid, whole, at)
		if again != nil {
			return fmt.Errorf("box at column %d, line %d: %w", at.x+1, at.y+1, err)
		}
		found = append(found, r)
	}
	if err := touches(grid, found, whole); err != nil {
		return err
	}
	for _, f := range frames {
		for y, row := range grid {
			for x, c := range row {
				if (c == f.topRight || c == f.bottomLeft || c == f.bottomRight) && !cornered(found, f, c, x, y) {
					return fmt.Errorf("corner %s at column %d, line %d belongs to no box", c, x+1, y+1)
				}
			}
		}
	}
	return nil
}

// roomy is the width from which a box has room for a blank on each side, in cells.
const roomy = 40

// touches reports text in the first or last cell of a box's inside. The mark of the selected row, rules and what lies
// over the box may be there.
func touches(grid [][]string, boxes, over []rect) error {
	hidden := func(of rect, x, y int) bool {
		for _, o := range over {
			if o != of && o.covers(x, y) && (o.x > of.x || o.right < of.right || o.y > of.y || o.bottom < of.bottom) {
				return true
			}
		}
		return false
	}
	for _, b := range boxes {
		if b.right-b.x < roomy {
			continue
		}
		for y := b.y + 1; y < min(b.bottom, len(grid)); y++ {
			for _, x := range []int{b.x + 1, b.right - 1} {
				if c := grid[y][x]; !strings.Contains(" ▌─", c) && !hidden(b, x, y) {
					return fmt.Errorf("%q touches the border of the box at column %d, line %d, in line %d: %s", c, b.x+1, b.y+1, y+1, strings.Join(grid[y], ""))
				}
			}
		}
	}
	return nil
}

// cornered reports whether the corner at x, y is one of a box, or of one whose upper left corner another may cover.
func cornered(found []rect, f frame, c string, x, y int) bool {
	for _, r := range found {
		switch {
		case r.frame == f && (x == r.x || x == r.right) && (y == r.y || y == r.bottom):
			return true
		case c == f.topRight && y >= r.y && y <= r.bottom && r.x < x:
			return true
		case c == f.bottomLeft && x >= r.x && x <= r.right && r.y < y:
			return true
		case c == f.bottomRight && r.x < x && r.y < y:
			return true
		}
	}
	return false
}

// trace follows the border of the box whose upper left corner is that of r. What a box of over covers is taken to be
// right.
func trace(grid [][]string, over []rect, r rect) (rect, error) {
	const hidden = "hidden"
	at := func(x, y int) string {
		for _, o := range over {
			if o.covers(x, y) {
				return hidden
			}
		}
		if y < len(grid) && x < len(grid[y]) {
			return grid[y][x]
		}
		return ""
	}
	f, hid := r.frame, false
	r.right, r.bottom = r.x+1, r.y+1
	for ; at(r.right, r.y) != f.topRight; r.right++ {
		hid = hid || at(r.right, r.y) == hidden
		if r.right >= len(grid[r.y]) {
			if hid {
				return r, nil
			}
			return r, errors.New("no upper right corner")
		}
	}
	for ; at(r.x, r.bottom) != f.bottomLeft; r.bottom++ {
		left, right := at(r.x, r.bottom), at(r.right, r.bottom)
		hid = hid || left == hidden
		if r.bottom >= len(grid) && hid {
			return r, nil
		}
		if left != f.side && left != hidden || right != f.side && right != thumb && right != hidden {
			return r, fmt.Errorf("sides are %q and %q in line %d", left, right, r.bottom+1)
		}
	}
	if got := at(r.right, r.bottom); got != f.bottomRight && got != hidden {
		return r, fmt.Errorf("lower right corner is %q", got)
	}
	return r, nil
}
