package theme

import "strings"

type attr uint8

const (
	bold attr = 1 << iota
	underline
	reverse
)

const reset = "\x1b[m"

// Ink is how a piece of text is written: the SGR sequence before it. After it comes a full reset, so inks don't nest:
// write pieces one after the other, and put an ink on a background with [Ink.On]. The zero Ink writes text as it is.
type Ink struct {
	open   string
	fg, bg string // #rrggbb, or "" for the terminal's own
	attrs  attr
}

func ink(fg, bg string, attrs attr) Ink {
	var p []string
	for _, a := range []struct {
		attr attr
		sgr  string
	}{{bold, "1"}, {underline, "4"}, {reverse, "7"}} {
		if attrs&a.attr != 0 {
			p = append(p, a.sgr)
		}
	}
	if fg != "" {
		p = append(p, "38;"+sgr(fg))
	}
	if bg != "" {
		p = append(p, "48;"+sgr(bg))
	}
	i := Ink{fg: fg, bg: bg, attrs: attrs}
	if len(p) > 0 {
		i.open = "\x1b[" + strings.Join(p, ";") + "m"
	}
	return i
}

// On returns i on the background of under, with what i leaves open (its colour, its weight) taken from under.
func (i Ink) On(under Ink) Ink {
	i.open = under.open + i.open
	i.attrs |= under.attrs
	if i.fg == "" {
		i.fg = under.fg
	}
	if i.bg == "" {
		i.bg = under.bg
	}
	return i
}

// Paint returns s in this ink. The width in cells does not change. s must be safe text of one line.
func (i Ink) Paint(s string) string {
	if s == "" || i.open == "" {
		return s
	}
	return i.open + s + reset
}

// Write appends s in this ink to b.
func (i Ink) Write(b *strings.Builder, s string) {
	if s == "" || i.open == "" {
		b.WriteString(s)
		return
	}
	b.WriteString(i.open)
	b.WriteString(s)
	b.WriteString(reset)
}

// Open returns the SGR sequence that begins this ink, "" for none; [Ink.Close] ends it. For writing several pieces that
// are in this ink throughout.
func (i Ink) Open() string { return i.open }

// Close returns the SGR sequence that ends this ink, "" for none.
func (i Ink) Close() string {
	if i.open == "" {
		return ""
	}
	return reset
}

// Foreground returns the text colour as #rrggbb, or "" for the terminal's own.
func (i Ink) Foreground() string { return i.fg }

// Background returns the background colour as #rrggbb, or "" for the terminal's own.
func (i Ink) Background() string { return i.bg }

// Bold reports whether the text is bold.
func (i Ink) Bold() bool { return i.attrs&bold != 0 }

// Underline reports whether the text is underlined.
func (i Ink) Underline() bool { return i.attrs&underline != 0 }

// Reverse reports whether foreground and background are exchanged.
func (i Ink) Reverse() bool { return i.attrs&reverse != 0 }
