package text

import (
	"net/url"
	"regexp"
	"strings"
)

const (
	maxURL    = 2048 // bytes
	introLink = "\x1b]8;"
	closeLink = introLink + ";\x1b\\"
)

var (
	// sequence is an SGR sequence, or an OSC 8 sequence with any address.
	sequence   = regexp.MustCompile(`\x1b\[[0-9;:]{0,64}m|\x1b\]8;[^\x00-\x1f\x7f\x{FFFD}]*(?:\a|\x1b\\)`)
	resetSGR   = regexp.MustCompile(`^\x1b\[0?m$`)
	linkParams = regexp.MustCompile(`^(id=[A-Za-z0-9_.-]{0,64})?$`)
)

// Styled returns rendered output (a markdown renderer's) with nothing in it that a terminal acts on but SGR sequences
// and OSC 8 links to http, https and mailto addresses in printable ASCII. Everything else is shown as in [Text.Block];
// links elsewhere keep their words only. A style or link left open is closed at the end.
//
// Only source that went through [Markdown] should be rendered, so that no SGR in here is the server's own. Cleaning can
// change the width of a line: wrap after it, not before.
func Styled(s string) string {
	if len(s) <= MaxBlock && PrintableASCII(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	styled, linked, start := false, false, 0
	words := func(end int) {
		// In parts, since the bound of Block is not one of the whole.
		for start < end {
			part, _ := head(s[start:end], MaxBlock/4)
			b.WriteString(clean(part, block))
			start += len(part)
		}
	}
	for _, at := range sequence.FindAllStringIndex(s, -1) {
		words(at[0])
		seq := s[at[0]:at[1]]
		start = at[1]
		if !strings.HasPrefix(seq, introLink) {
			b.WriteString(seq)
			styled = !resetSGR.MatchString(seq)
		} else if seq = link(seq); seq != "" {
			b.WriteString(seq)
			linked = seq != closeLink
		}
	}
	words(len(s))
	if linked {
		b.WriteString(closeLink)
	}
	if styled {
		b.WriteString("\x1b[m")
	}
	return b.String()
}

// link returns an OSC 8 sequence, ended by ESC \, or "" where its address may not pass.
func link(seq string) string {
	seq = strings.TrimSuffix(strings.TrimSuffix(seq, "\a"), "\x1b\\")
	params, target, found := strings.Cut(strings.TrimPrefix(seq, introLink), ";")
	switch {
	case !found:
		return ""
	case target == "":
		return closeLink
	case !linkParams.MatchString(params) || !Linkable(target):
		return ""
	}
	return introLink + params + ";" + target + "\x1b\\"
}

// Linkable reports whether target may be the address of a link on the screen: http, https or mailto in small letters,
// printable ASCII without blanks, at most 2048 bytes.
func Linkable(target string) bool {
	if len(target) > maxURL || !PrintableASCII(target) || strings.Contains(target, " ") {
		return false
	}
	u, err := url.Parse(target)
	// Terminals know the scheme in lower case only.
	if err != nil || !strings.HasPrefix(target, u.Scheme+":") {
		return false
	}
	switch u.Scheme {
	case "http", "https":
		return u.Host != ""
	case "mailto":
		return u.Opaque != ""
	}
	return false
}
