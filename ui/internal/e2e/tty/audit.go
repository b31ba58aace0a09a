package tty

import (
	"bytes"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Audit is what a stream of bytes did to a terminal.
type Audit struct {
	// Alien are the sequences and characters that no part of the program sends.
	Alien []string
	// Clipboard is how many texts were put on the clipboard.
	Clipboard int
	// Bells is how often the bell rang.
	Bells int
	// Notices are the lines for the desktop, by OSC 9, in their order.
	Notices []string
	// Titles are the window titles, in their order.
	Titles []string
	// Links are the addresses that were made clickable.
	Links []string

	on          map[int]bool // private modes
	changed     map[int]bool // private modes that were ever set or reset
	kitty       int          // entries on the keyboard stack
	titles      int          // of the window that are kept, less those that were taken back
	others      int          // modifyOtherKeys
	styled      bool         // the last SGR sequence was no reset
	top, bottom int          // the scroll region, as last set
	cursor      int          // its shape
}

// modes are the private modes that may be changed, with their values at the start.
var modes = map[int]bool{
	7: true, 25: true, 1000: false, 1002: false, 1003: false, 1004: false, 1006: false,
	1049: false, 2004: false, 2026: false, 2027: false,
}

// Check reads all bytes that were written to a terminal.
func Check(raw []byte) *Audit {
	a := &Audit{on: maps.Clone(modes), changed: map[int]bool{}, bottom: 1 << 16}
	a.characters(raw)
	p := ansi.NewParser()
	p.SetDataSize(1 << 20)
	p.SetHandler(ansi.Handler{
		Execute:   a.control,
		HandleCsi: a.csi,
		HandleEsc: func(c ansi.Cmd) {
			switch {
			case c.Intermediate() == 0 && (c.Final() == '7' || c.Final() == '8' || c.Final() == 'M' || c.Final() == '\\'):
			default:
				a.alien("ESC %c %c", c.Intermediate(), c.Final())
			}
		},
		HandleOsc: a.osc,
		HandleDcs: func(c ansi.Cmd, _ ansi.Params, data []byte) { a.alien("DCS %c %q", c.Final(), data) },
		HandleApc: func(data []byte) { a.alien("APC %q", data) },
		HandlePm:  func(data []byte) { a.alien("PM %q", data) },
		HandleSos: func(data []byte) { a.alien("SOS %q", data) },
	})
	for _, b := range raw {
		p.Advance(b)
	}
	return a
}

func (a *Audit) alien(format string, args ...any) {
	s := fmt.Sprintf(format, args...)
	if !slices.Contains(a.Alien, s) {
		a.Alien = append(a.Alien, s)
	}
}

// characters looks for what acts on some terminals wherever it appears: C1 controls
// in either form, and characters that reorder or hide text.
func (a *Audit) characters(raw []byte) {
	for len(raw) > 0 {
		r, n := utf8.DecodeRune(raw)
		switch {
		case r == utf8.RuneError && n == 1:
			a.alien("byte %#x that is no UTF-8", raw[0])
		case r >= 0x80 && r < 0xa0, r == 0x7f,
			r == 0x61c, r == 0x180e, r >= 0x200b && r <= 0x200f && r != 0x200d,
			r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f,
			r == 0xfeff, r >= 0xfff9 && r <= 0xfffb, r >= 0xe0000 && r <= 0xe007f:
			a.alien("%U", r)
		}
		raw = raw[n:]
	}
}

func (a *Audit) control(b byte) {
	switch b {
	case '\n', '\r', '\b', '\t':
	case '\a':
		a.Bells++
	default:
		a.alien("control character %#x", b)
	}
}

func (a *Audit) csi(c ansi.Cmd, params ansi.Params) {
	first, _, _ := params.Param(0, 0)
	switch prefix, mid, final := c.Prefix(), c.Intermediate(), c.Final(); {
	case prefix == 0 && mid == 0 && final == 'm':
		last, _, _ := params.Param(len(params)-1, 0)
		a.styled = len(params) > 0 && !(len(params) == 1 && last == 0)
	case prefix == 0 && mid == 0 && bytes.IndexByte([]byte("ABCDEFGHIZdfJKLMP@STXb`ae"), final) >= 0:
	case prefix == 0 && mid == 0 && final == 'r':
		a.top, _, _ = params.Param(0, 1)
		a.bottom, _, _ = params.Param(1, 1<<16)
	case prefix == '?' && mid == 0 && (final == 'h' || final == 'l'):
		for i := range params {
			mode, _, _ := params.Param(i, 0)
			if _, ok := modes[mode]; !ok {
				a.alien("mode %d", mode)
			}
			a.on[mode], a.changed[mode] = final == 'h', true
		}
	case prefix == '?' && mid == '$' && final == 'p' && (first == 2026 || first == 2027):
	case prefix == '?' && mid == 0 && final == 'W' && first == 5:
	case prefix == '?' && mid == 0 && final == 'u':
	case prefix == '=' && mid == 0 && final == 'u':
	case prefix == '>' && mid == 0 && final == 'u':
		a.kitty++
	case prefix == '<' && mid == 0 && final == 'u':
		n, _, _ := params.Param(0, 1)
		a.kitty = max(0, a.kitty-n)
	case prefix == '>' && mid == 0 && final == 'm' && first == 4:
		a.others, _, _ = params.Param(1, 0)
	case prefix == 0 && mid == 0 && final == 't' && first == 22: // the title is kept
		a.titles++
	case prefix == 0 && mid == 0 && final == 't' && first == 23:
		a.titles--
	case prefix == 0 && mid == ' ' && final == 'q':
		a.cursor = first
	default:
		a.alien("CSI %q %v %q %q", prefix, params, mid, final)
	}
}

func (a *Audit) osc(cmd int, data []byte) {
	_, rest, _ := bytes.Cut(data, []byte(";"))
	switch cmd {
	case 0, 2:
		a.Titles = append(a.Titles, string(rest))
		if utf8.RuneCount(rest) > 200 {
			a.alien("a title of %d characters", utf8.RuneCount(rest))
		}
	case 11:
		if string(rest) != "?" {
			a.alien("OSC %q", data)
		}
	case 8:
		_, link, _ := bytes.Cut(rest, []byte(";"))
		if len(link) == 0 {
			return
		}
		a.Links = append(a.Links, string(link))
		u, err := url.Parse(string(link))
		if err != nil || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "mailto" {
			a.alien("link %q", link)
		}
	case 9: // with a number in front it is progress, a folder or a program to some terminals
		a.Notices = append(a.Notices, string(rest))
		if !bytes.HasPrefix(rest, []byte("lootlens: ")) || utf8.RuneCount(rest) > 200 {
			a.alien("OSC %q", data)
		}
	case 52:
		a.Clipboard++
	default:
		a.alien("OSC %q", data)
	}
}

// Left lists what differs from how a terminal of h rows was found.
func (a *Audit) Left(h int) (out []string) {
	for mode, usual := range modes {
		if a.on[mode] != usual {
			out = append(out, fmt.Sprintf("mode %d is %v", mode, a.on[mode]))
		}
	}
	for what, is := range map[string]bool{
		"the keyboard stack is not empty": a.kitty != 0, "the title is not as it was": a.titles != 0, "modifyOtherKeys is on": a.others != 0,
		"a style is open": a.styled, "a scroll region is set": a.top > 1 || a.bottom < h, "the cursor has another shape": a.cursor != 0,
	} {
		if is {
			out = append(out, what)
		}
	}
	slices.Sort(out)
	return out
}

// Begun reports whether a private mode was ever changed.
func (a *Audit) Begun(mode int) bool {
	_, ok := a.changed[mode]
	return ok
}
