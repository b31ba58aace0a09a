package text

import (
	"bytes"
	"regexp"
)

// escape is a JSON escape: a surrogate pair, a lone surrogate (which is the group), or any other.
var escape = regexp.MustCompile(`\\(?:u[dD][89abAB][[:xdigit:]]{2}\\u[dD][c-fC-F][[:xdigit:]]{2}|(u[dD][89a-fA-F][[:xdigit:]]{2})|[^u]|u)`)

// pairSurrogates replaces each \u escape of a lone surrogate in JSON text by \ufffd: many readers refuse a text that
// holds one. The input is returned as it is when there is nothing to do.
func pairSurrogates(src []byte) []byte {
	if !bytes.Contains(src, []byte(`\ud`)) && !bytes.Contains(src, []byte(`\uD`)) {
		return src
	}
	out := bytes.Clone(src)
	for _, at := range escape.FindAllSubmatchIndex(src, -1) {
		if at[2] >= 0 {
			copy(out[at[2]:], "ufffd")
		}
	}
	return out
}
