package text

import (
	"bytes"
	"strconv"
	"unicode/utf16"
)

// pairSurrogates replaces each \u escape of a lone surrogate in JSON text by \ufffd:
// many readers refuse a text that holds one. The input is returned as it is when
// there is nothing to do.
func pairSurrogates(src []byte) []byte {
	copied := false
	for i := 0; i < len(src); {
		n := bytes.IndexByte(src[i:], '\\')
		if n < 0 {
			break
		}
		i += n
		first, ok := unescape(src[i:])
		switch {
		case !ok:
			i += 2
			continue
		case utf16.IsSurrogate(first):
			if second, ok := unescape(src[min(i+6, len(src)):]); ok && utf16.DecodeRune(first, second) != '\ufffd' {
				i += 12
				continue
			}
			if !copied {
				src, copied = bytes.Clone(src), true
			}
			copy(src[i+2:], "fffd")
		}
		i += 6
	}
	return src
}

// unescape reads the \uXXXX that b begins with.
func unescape(b []byte) (rune, bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	return rune(n), err == nil
}
