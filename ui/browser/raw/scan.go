package raw

import "bytes"

// at is the byte at i, or 0 behind the end: no JSON text has one outside a string.
func at(raw []byte, i int) byte {
	if i < len(raw) {
		return raw[i]
	}
	return 0
}

func skipSpace(raw []byte, i int) int {
	for i < len(raw) && (raw[i] == ' ' || raw[i] == '\n' || raw[i] == '\t' || raw[i] == '\r') {
		i++
	}
	return i
}

func delimiter(b byte) bool {
	switch b {
	case ',', '}', ']', ':', ' ', '\n', '\t', '\r':
		return true
	}
	return false
}

// skipString returns the index behind the string at i, which scanString has seen.
func skipString(raw []byte, i int) int {
	for i++; ; i++ {
		i += bytes.IndexByte(raw[i:], '"')
		slashes := 0
		for raw[i-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return i + 1
		}
	}
}

// scanString returns the index behind the JSON string at i, or -1 where there is
// none. Bytes that are no UTF-8 are let pass.
func scanString(raw []byte, i int) int {
	if at(raw, i) != '"' {
		return -1
	}
	for i++; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '"':
			return i + 1
		case c < 0x20:
			return -1
		case c == '\\':
			i++
			switch at(raw, i) {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			case 'u':
				for range 4 {
					if i++; !hex(at(raw, i)) {
						return -1
					}
				}
			default:
				return -1
			}
		}
	}
	return -1
}

func digit(b byte) bool { return b-'0' <= 9 }

func hex(b byte) bool { return digit(b) || b|0x20 >= 'a' && b|0x20 <= 'f' }

// scanScalar returns the index behind the JSON string, number or literal at i, or
// -1 where there is none.
func scanScalar(raw []byte, i int) int {
	switch at(raw, i) {
	case '"':
		return scanString(raw, i)
	case 't':
		return literal(raw, i, "true")
	case 'f':
		return literal(raw, i, "false")
	case 'n':
		return literal(raw, i, "null")
	}
	return scanNumber(raw, i)
}

func literal(raw []byte, i int, word string) int {
	if !bytes.HasPrefix(raw[i:], []byte(word)) {
		return -1
	}
	return i + len(word)
}

func scanNumber(raw []byte, i int) int {
	digits := func() bool {
		from := i
		for digit(at(raw, i)) {
			i++
		}
		return i > from
	}
	if at(raw, i) == '-' {
		i++
	}
	if at(raw, i) == '0' {
		i++
	} else if !digits() {
		return -1
	}
	if at(raw, i) == '.' {
		i++
		if !digits() {
			return -1
		}
	}
	if at(raw, i)|0x20 == 'e' {
		i++
		if c := at(raw, i); c == '+' || c == '-' {
			i++
		}
		if !digits() {
			return -1
		}
	}
	return i
}
