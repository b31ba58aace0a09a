package parts

import (
	"math"
	"regexp"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/dustin/go-humanize"

	"lootlens/models/text"
)

const ellipsis = "…"

// Width returns the width of a line in cells, not counting escape sequences.
func Width(s string) int { return ansi.StringWidth(s) }

// Fit returns s in exactly width cells: padded with blanks at the end, or cut with "…" as its last cell.
func Fit(s string, width int) string {
	n := Width(s)
	if n > width {
		s = ansi.Truncate(s, max(0, width), ellipsis)
		n = Width(s) // less than width where a wide character did not fit
	}
	return s + spaces(width-n)
}

// FitRight is [Fit] for what is aligned at the right, as numbers are: padded at the start.
func FitRight(s string, width int) string {
	if n := Width(s); n < width {
		return spaces(width-n) + s
	}
	return Fit(s, width)
}

// Brief is the first 200 characters of a server's text in one line: a name as long as a book is shown too. The raw view
// has all of it.
func Brief(t text.Text) string {
	const most = 200
	if r := []rune(t.Raw()); len(r) > most {
		return text.Of(string(r[:most])).Line() + ellipsis
	}
	return t.Line()
}

// Cut returns the cells from (counted from 0) up to but without to of s, exactly to-from cells, in the style that they
// have in s. Half a wide character is a blank.
func Cut(s string, from, to int) string {
	from = max(0, from)
	if to <= from {
		return ""
	}
	half := ""
	if Width(ansi.Truncate(s, from, "")) < from && Width(s) > from {
		half = " " // a wide character begins in the cell before
		from++
	}
	return Fit(half+ansi.Cut(s, from, to), to-from+len(half))
}

// spaces returns n blanks.
func spaces(n int) string { return strings.Repeat(" ", max(0, n)) }

// Block returns lines as exactly h lines of exactly w cells.
func Block(lines []string, w, h int) []string {
	out := make([]string, max(0, h))
	for i := range out {
		line := ""
		if i < len(lines) {
			line = lines[i]
		}
		out[i] = Fit(line, max(0, w))
	}
	return out
}

// Screen returns lines as one string of exactly h lines of exactly w cells. Lines that are too wide are cut, what is
// missing is blank.
func Screen(lines []string, w, h int) string { return strings.Join(Block(lines, w, h), "\n") }

// date is a day as all texts have it.
var date = regexp.MustCompile(`\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b`)

// between stands between the phrases of a line.
const between = " · "

// Wrap breaks safe text, which may have styles and links, into lines of at most width cells that each stand alone: at
// its newlines, between phrases, at blanks, at hyphens but those of a date, and inside a word that is longer than a line.
// No line begins or ends with the dot that stands between two phrases, and a phrase that fits on a line is not broken.
func Wrap(s string, width int) (lines []string) {
	if width <= 0 {
		return nil
	}
	if !strings.Contains(s, between) || strings.ContainsAny(s, "\x1b\n") {
		return wrap(s, width)
	}
	line := ""
	for phrase := range strings.SplitSeq(s, between) {
		switch {
		case line == "":
			line = phrase
		case Width(line)+Width(between)+Width(phrase) <= width:
			line += between + phrase
		default:
			lines, line = append(lines, wrap(line, width)...), phrase
		}
	}
	return append(lines, wrap(line, width)...)
}

func wrap(s string, width int) []string {
	const unbroken = "\u2011" // a hyphen that no line ends with
	dates := strings.Contains(s, "-") && !strings.Contains(s, unbroken)
	if dates {
		s = date.ReplaceAllStringFunc(s, func(d string) string { return strings.ReplaceAll(d, "-", unbroken) })
	}
	breaks := ""
	switch {
	case strings.Contains(s, "://"):
		breaks = "/?&" // of an address
	case strings.HasPrefix(s, "{"), strings.HasPrefix(s, "["):
		breaks = "," // of JSON
	}
	out := ansi.Hardwrap(ansi.Wrap(s, width, breaks), width, false) // Wrap alone lets hyphens stick out
	if dates {
		out = strings.ReplaceAll(out, unbroken, "-")
	}
	if !strings.HasSuffix(s, "\n") {
		out = strings.TrimSuffix(out, "\n") // and ends in an empty line after one
	}
	if strings.Contains(s, "\x1b") {
		var b strings.Builder
		w := lipgloss.NewWrapWriter(&b) // closes and reopens what is open at a break
		_, _ = w.Write([]byte(out))
		_ = w.Close()
		return strings.Split(b.String(), "\n")
	}
	lines := strings.Split(out, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return lines
}

// Lengths of time as lists and queries have them.
const (
	day   = 24 * time.Hour
	week  = 7 * day
	month = 30 * day
	year  = 365 * day
)

// Of humanize's own magnitudes a year has 360 days, and 18 months are 2 years.
var magnitudes = []humanize.RelTimeMagnitude{
	{D: time.Minute, Format: "seconds %s", DivBy: 1}, // one that counts would write to an idle screen
	{D: 2 * time.Minute, Format: "1 minute %s", DivBy: 1},
	{D: time.Hour, Format: "%d minutes %s", DivBy: time.Minute},
	{D: 2 * time.Hour, Format: "1 hour %s", DivBy: 1},
	{D: day, Format: "%d hours %s", DivBy: time.Hour},
	{D: 2 * day, Format: "1 day %s", DivBy: 1},
	{D: week, Format: "%d days %s", DivBy: day},
	{D: 2 * week, Format: "1 week %s", DivBy: 1},
	{D: month, Format: "%d weeks %s", DivBy: week},
	{D: 2 * month, Format: "1 month %s", DivBy: 1},
	{D: year, Format: "%d months %s", DivBy: month},
	{D: 2 * year, Format: "1 year %s", DivBy: 1},
	{D: math.MaxInt64, Format: "%d years %s", DivBy: year},
}

// ago says how long a time is before now, or after it, in whole units: "2 years ago".
func ago(at, now time.Time) string {
	return humanize.CustomRelTime(at, now, "ago", "from now", magnitudes)
}
