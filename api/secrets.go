package api

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

const (
	masked = "[secret]"
	// withheld replaces a text whose secret is written in a way that cannot be cut out.
	withheld = "[withheld: it held a secret]"
	// minSecret is the length of the shortest secret, in bytes, that is masked in
	// texts: a shorter one would match everywhere.
	minSecret = 8
	// minCut is how much of a secret at the end of a text counts as the secret: the
	// text may have been cut there.
	minCut = 12
	// maxTokens is how many session tokens are remembered.
	maxTokens = 64
)

// secrets are what this process holds and may not show: every server key that NewKey
// took, wherever it came from, and the newest session tokens.
var secrets vault

type vault struct {
	mu           sync.Mutex
	keys, tokens []string
	forms        atomic.Pointer[formsByFirst]
}

// formsByFirst holds the secrets and their encodings, by the first byte in lower case.
type formsByFirst [256][]string

func (v *vault) add(secret string, token bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	list := &v.keys
	if token {
		list = &v.tokens
	}
	if slices.Contains(*list, secret) {
		return
	}
	if *list = append(*list, secret); token && len(*list) > maxTokens {
		*list = (*list)[1:]
	}
	forms := new(formsByFirst)
	for _, secret := range slices.Concat(v.keys, v.tokens) {
		if len(secret) < minSecret {
			continue
		}
		forms.add(secret)
		forms.add(hex.EncodeToString([]byte(secret)))
		// In the middle of base64 the secret's bytes begin at one of three places.
		// The characters that its neighbours share are left out.
		for shift := range 3 {
			b := append(make([]byte, shift), secret...)
			first, last := (shift*8+5)/6, len(b)*8/6
			forms.add(base64.RawStdEncoding.EncodeToString(b)[first:last])
			forms.add(base64.RawURLEncoding.EncodeToString(b)[first:last])
		}
	}
	v.forms.Store(forms)
}

// isKey reports whether s is a key, of any length.
func (v *vault) isKey(s string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Contains(v.keys, s)
}

func (f *formsByFirst) add(form string) {
	list := &f[lower(form[0])]
	*list = append(*list, form)
}

// Mask takes out of a text every secret that the process holds: server keys and
// session tokens, as they are, in JSON escapes, percent-encoded, as character
// references, in hexadecimal and in base64. Every text that came from a server, or
// that somebody typed, goes through it before it is shown, logged or written.
func Mask(s string) string { return string(maskBytes([]byte(s))) }

// maskBytes is Mask; b is not changed.
func maskBytes(b []byte) []byte {
	forms := secrets.forms.Load()
	if forms == nil {
		return b
	}
	var out []byte
	from := 0 // b[:from] is in out
	for i := 0; i < len(b); {
		end := find(forms, b, i)
		if end < 0 {
			i++
			continue
		}
		out = append(append(out, b[from:i]...), masked...)
		from, i = end, end
	}
	if from > 0 {
		b = append(out, b[from:]...)
	}
	if holdsDeep(forms, b) {
		return []byte(withheld)
	}
	return b
}

// find returns the end of the secret that begins at b[i], or -1.
func find(forms *formsByFirst, b []byte, i int) int {
	if forms[lower(b[i])] == nil && b[i] != '%' && b[i] != '&' && b[i] != '\\' {
		return -1
	}
	var buf [8]sign
	for _, s := range spelt(buf[:0], b, i) {
		for _, form := range forms[lower(s.c)] {
			if end := match(b, i, form); end > 0 {
				return end
			}
		}
	}
	return -1
}

// match returns the end of form in b if it begins at b[i], or -1. Each character may
// be escaped in its own way.
func match(b []byte, i int, form string) int {
	at, next := append(make([]int, 0, 8), i), make([]int, 0, 8)
	var buf [8]sign
	for k := range len(form) {
		next = next[:0]
		for _, i := range at {
			for _, s := range spelt(buf[:0], b, i) {
				if lower(s.c) == lower(form[k]) {
					next = append(next, s.end)
				}
			}
			if i == len(b) && k >= minCut {
				return i
			}
		}
		if at, next = next, at; len(at) == 0 {
			return -1
		}
	}
	return at[0]
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// sign is a character, and the end of the bytes that spell it.
type sign struct {
	c   byte
	end int
}

// spelt appends the characters that b[i:] can begin with: the byte itself, then what an
// escape stands for, the longest last: %61, %2561; \u0061, \\u0061, \x61, \/;
// &#97;, &#x61;, &amp;.
func spelt(signs []sign, b []byte, i int) []sign {
	if i >= len(b) {
		return signs
	}
	signs = append(signs, sign{b[i], i + 1})
	code := func(from, digits int) {
		if from+digits > len(b) {
			return
		}
		if c, err := strconv.ParseUint(string(b[from:from+digits]), 16, 32); err == nil && c < 0x80 {
			signs = append(signs, sign{byte(c), from + digits})
		}
	}
	switch b[i] {
	case '%':
		for j := i + 1; ; j += 2 {
			code(j, 2)
			if !bytes.HasPrefix(b[j:], []byte("25")) {
				break
			}
		}
	case '&':
		if n := bytes.IndexByte(b[i:min(i+12, len(b))], ';'); n > 0 {
			if s := html.UnescapeString(string(b[i : i+n+1])); len(s) == 1 {
				signs = append(signs, sign{s[0], i + n + 1})
			}
		}
	case '\\':
		end := i + 1
		for end < len(b) && b[end] == '\\' {
			if end++; end-i&(end-i-1) == 0 { // each layer doubles it
				signs = append(signs, sign{'\\', end})
			}
		}
		if end == len(b) {
			break
		}
		signs = append(signs, sign{b[end], end + 1})
		switch b[end] {
		case 'u':
			code(end+1, 4)
		case 'U':
			code(end+1, 8)
		case 'x':
			code(end+1, 2)
		}
	}
	return signs
}

// holdsDeep reports whether a secret is in b under several layers of escapes.
func holdsDeep(forms *formsByFirst, b []byte) bool {
	for range 4 {
		if !bytes.ContainsAny(b, `%&\`) {
			return false
		}
		plain := make([]byte, 0, len(b))
		var buf [8]sign
		for i := 0; i < len(b); {
			signs := spelt(buf[:0], b, i)
			last := signs[len(signs)-1] // an escape, where it is one
			plain, i = append(plain, last.c), last.end
		}
		if len(plain) == len(b) {
			return false
		}
		for i := range plain {
			if find(forms, plain, i) >= 0 {
				return true
			}
		}
		b = plain
	}
	return false
}

var (
	// keyShape is what server keys look like.
	keyShape = regexp.MustCompile(`(?i)^(dev|prod)_[0-9A-Za-z_-]{8,}$`)
	// longKey is too long for a player's name: wherever it is in a text, as in an address
	// or the name of a file, it is a key.
	longKey = regexp.MustCompile(`(?i)(dev|prod)_[0-9A-Za-z]{24,}`)
	// keyInText is keyShape among other words.
	keyInText = regexp.MustCompile(`\b(dev|prod)_[0-9A-Za-z_-]{8,}`)
)

// LooksLikeKey reports whether a typed text contains a server key or token of this
// process, in any spelling, a word with the shape of a key, or a long key within a word.
// Such a text must not be looked up, logged or stored. A player called dev_johnson1 is
// name:dev_johnson1.
func LooksLikeKey(typed string) bool {
	if Mask(typed) != typed || secrets.isKey(strings.TrimSpace(typed)) || longKey.MatchString(typed) {
		return true
	}
	for word := range strings.FieldsSeq(typed) {
		kind, rest, prefixed := strings.Cut(word, ":")
		if prefixed {
			word = rest
		}
		if !(prefixed && strings.EqualFold(kind, "name")) && keyShape.MatchString(word) {
			return true
		}
	}
	return false
}

// MaskKeys is Mask, and also masks whatever has the shape of a server key: for texts
// that were typed or come from a file.
func MaskKeys(s string) string { return keyInText.ReplaceAllString(Mask(s), "${1}_…") }
