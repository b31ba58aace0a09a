package parts

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Wrap breaks safe text without escape sequences into lines of at most width cells: at its newlines, at blanks, between
// wide characters, and inside a word that is longer than a line. Nothing but blanks at the breaks is lost; only a
// character wider than the whole line becomes "…".
func Wrap(s string, width int) []string {
	if width <= 0 {
		return nil
	}
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		out = wrapLine(out, strings.TrimRight(line, " "), width)
	}
	return out
}

func wrapLine(out []string, s string, width int) []string {
	if Width(s) <= width {
		return append(out, s)
	}
	start, used := 0, 0  // of the line
	brk, brkUsed := 0, 0 // where it may be broken, and the cells before that
	prevWide := false
	for i := 0; i < len(s); {
		cluster, w := first(s[i:])
		if w > width { // no line is wide enough
			out = appendPart(out, s[start:i])
			out = append(out, ellipsis)
			i += len(cluster)
			start, used, brk, brkUsed = i, 0, i, 0
			continue
		}
		blank := cluster == " "
		if i > start && !blank && (s[i-1] == ' ' || prevWide || w == 2) {
			brk, brkUsed = i, used
		}
		if used+w > width && !blank {
			if brk <= start {
				brk, brkUsed = i, used
			}
			out = appendPart(out, s[start:brk])
			start, used = brk, used-brkUsed
			brkUsed = 0
		}
		used += w
		prevWide = w == 2
		i += len(cluster)
	}
	return appendPart(out, s[start:])
}

// appendPart appends a line without the blanks at its break.
func appendPart(out []string, s string) []string {
	if s = strings.TrimRight(s, " "); s == "" {
		return out
	}
	return append(out, s)
}

// Rendered breaks rendered output (a markdown renderer's, after text.Styled) into lines of at most width cells that each
// stand alone: a style or link that goes on over a break is closed and opened again, and blanks at the end are gone.
func Rendered(s string, width int) []string {
	if width <= 0 {
		return nil
	}
	var out []string
	var p pen
	for line := range strings.SplitSeq(ansi.Hardwrap(s, width, true), "\n") {
		out = append(out, p.line(line, width))
	}
	return out
}

// pen is what is open at a place in rendered output.
type pen struct{ style, link string }

func (p *pen) read(seq string) {
	switch {
	case seq[1] == ']':
		p.link = seq
		if strings.HasPrefix(seq, "\x1b]8;;\x1b") || strings.HasPrefix(seq, "\x1b]8;;\a") {
			p.link = ""
		}
	case resets(seq):
		p.style = ""
	default:
		p.style += seq
	}
}

// line returns s so that it stands alone, without the blanks at its end.
func (p *pen) line(s string, width int) string {
	var b strings.Builder
	b.WriteString(p.link + p.style)
	end, at := 0, pen{} // behind the last cell that is no blank
	for len(s) > 0 {
		n := max(sgrLen(s), linkLen(s))
		if n > 0 {
			p.read(s[:n])
			b.WriteString(s[:n])
			s = s[n:]
			continue
		}
		cluster, w := first(s)
		s = s[len(cluster):]
		if w > width { // no line is wide enough
			b.WriteString(ellipsis)
		} else {
			b.WriteString(cluster)
		}
		if cluster != " " {
			end, at = b.Len(), *p
		}
	}
	kept := b.String()[:end]
	if at.style != "" {
		kept += resetSGR
	}
	if at.link != "" {
		kept += closeLink
	}
	return kept
}

// Cut returns the cells from (counted from 0) up to but without to of s, exactly to-from cells, in the style that they
// have in s. Half a wide character is a blank.
func Cut(s string, from, to int) string {
	from = max(0, from)
	if to <= from {
		return ""
	}
	var b strings.Builder
	var p, at pen // at is what is open in b
	x := 0
	for len(s) > 0 && x < to {
		if n := max(sgrLen(s), linkLen(s)); n > 0 {
			p.read(s[:n])
			s = s[n:]
			continue
		}
		cluster, w := first(s)
		s = s[len(cluster):]
		switch {
		case x+w <= from:
		case x < from || x+w > to:
			at = at.turn(&b, p)
			WriteSpaces(&b, min(x+w, to)-max(x, from))
		default:
			at = at.turn(&b, p)
			b.WriteString(cluster)
		}
		x += w
	}
	at.turn(&b, pen{})
	WriteSpaces(&b, to-max(x, from))
	return b.String()
}

// turn writes what leads from what is open to what next wants open.
func (p pen) turn(b *strings.Builder, next pen) pen {
	if p.link != "" && p.link != next.link {
		b.WriteString(closeLink)
	}
	if p.style != next.style {
		if p.style != "" {
			b.WriteString(resetSGR)
		}
		b.WriteString(next.style)
	}
	if next.link != "" && p.link != next.link {
		b.WriteString(next.link)
	}
	return next
}
