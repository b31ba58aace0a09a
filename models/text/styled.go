package text

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"
)

const (
	maxSGR = 64   // bytes of parameters
	maxURL = 2048 // bytes

	resetSGR  = "\x1b[m"
	closeLink = "\x1b]8;;\x1b\\"
)

var linkParams = regexp.MustCompile(`^(id=[A-Za-z0-9_.-]{0,64})?$`)

// Styled returns rendered output (a markdown renderer's) with nothing in it that a terminal acts on but SGR sequences
// and OSC 8 links to http, https and mailto addresses in printable ASCII. Everything else is shown as in [Text.Block];
// links elsewhere keep their words only. A style or link left open is closed at the end.
//
// Only source that went through [Markdown] should be rendered, so that no SGR in here is the server's own. Cleaning can
// change the width of a line: wrap after it, not before.
func Styled(s string) string {
	if len(s) <= MaxBlock && printableASCII(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	styled, linked := false, false
	start := 0
	words := func(end int) {
		// A piece at a time: the bound of Block is one of its own for each, the whole is as long as what was rendered.
		for start < end {
			piece, _ := head(s[start:end], MaxBlock/4)
			b.WriteString(clean(piece, block))
			start += len(piece)
		}
	}
	for i := 0; i < len(s); {
		n := 0
		if s[i] == 0x1b {
			if params, size := sgr(s[i:]); size > 0 {
				words(i)
				b.WriteString(s[i : i+size])
				styled, n = params != "" && params != "0", size
			} else if open, ok, size := link(s[i:]); size > 0 {
				words(i)
				if ok {
					b.WriteString(open)
					linked = open != closeLink
				}
				n = size
			}
		}
		if n == 0 {
			i++
			continue
		}
		i += n
		start = i
	}
	words(len(s))
	if linked {
		b.WriteString(closeLink)
	}
	if styled {
		b.WriteString(resetSGR)
	}
	return b.String()
}

// sgr returns the parameters and the size of the SGR sequence that s begins with; size 0 is none.
func sgr(s string) (params string, size int) {
	if !strings.HasPrefix(s, "\x1b[") {
		return "", 0
	}
	for i := 2; i < len(s) && i <= 2+maxSGR; i++ {
		switch c := s[i]; {
		case c == 'm':
			return s[2:i], i + 1
		case c != ';' && c != ':' && (c < '0' || c > '9'):
			return "", 0
		}
	}
	return "", 0
}

// link returns the OSC 8 sequence that s begins with, written our way, whether it may pass, and its size in s; size 0 is
// no link.
func link(s string) (seq string, ok bool, size int) {
	const intro = "\x1b]8;"
	if !strings.HasPrefix(s, intro) {
		return "", false, 0
	}
	body := s[len(intro):]
	end := strings.IndexFunc(body, func(r rune) bool { return r < 0x20 || r == 0x7f || r == utf8.RuneError })
	if end < 0 {
		return "", false, 0
	}
	term := 0
	switch {
	case body[end] == '\a':
		term = 1
	case strings.HasPrefix(body[end:], "\x1b\\"):
		term = 2
	default:
		return "", false, 0
	}
	params, target, found := strings.Cut(body[:end], ";")
	size = len(intro) + end + term
	if !found {
		return "", false, size
	}
	if target == "" {
		return closeLink, true, size
	}
	if !linkParams.MatchString(params) || !Linkable(target) {
		return "", false, size
	}
	return intro + params + ";" + target + "\x1b\\", true, size
}

// Linkable reports whether target may be the address of a link on the screen: http, https or mailto in small letters,
// printable ASCII without blanks, at most 2048 bytes.
func Linkable(target string) bool {
	if len(target) > maxURL || !printableASCII(target) || strings.Contains(target, " ") {
		return false
	}
	u, err := url.Parse(target)
	// The scheme has to be spelled as terminals and their rules for links know it.
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
