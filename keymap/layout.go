package keymap

import (
	"cmp"
	"unicode"

	tea "charm.land/bubbletea/v2"
)

// layouts map letters of other alphabets to what their key types on the US layout: the nth of from to the nth of to.
var layouts = []struct{ from, to string }{
	{"йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"}, // Russian
	{"іїєґў", "s]'\\o"}, // Ukrainian and Belarusian, where they differ
	{"ςερτυθιοπασδφγηξκλζχψωβνμ", "wertyuiopasdfghjklzxcvbnm"},     // Greek
	{"קראטוןםפשדגכעיחלךףזסבהנמצתץ", "ertyuiopasdfghjkl;zxcvbnm,."}, // Hebrew
}

// shifted are the characters of the US layout with shift, where that is no upper case.
var shifted = map[rune]rune{';': ':', '[': '{', ']': '}', '\'': '"', ',': '<', '.': '>', '`': '~', '\\': '|', '/': '?'}

var byLayout = func() map[rune]rune {
	out := map[rune]rune{'№': '#'} // shift+3 on the Russian layout
	for _, l := range layouts {
		to := []rune(l.to)
		for i, r := range []rune(l.from) {
			out[r] = to[i]
			if upper := unicode.ToUpper(r); upper != r {
				if out[upper] = unicode.ToUpper(to[i]); shifted[to[i]] != 0 {
					out[upper] = shifted[to[i]]
				}
			}
		}
	}
	return out
}()

// names are a key's own name and, for a letter of another alphabet, that of the same key on the US layout: as the
// terminal says, or else by the table. On Latin layouts a key means the letter that it types,
// wherever that is on the US layout.
func names(k tea.Key) (own, us string) {
	r, base := k.Code, k.BaseCode
	for _, r = range k.Text {
		break
	}
	k.BaseCode = 0
	own = k.String()
	foreign := unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) || r == '№'
	if !foreign {
		return own, ""
	}
	to, known := byLayout[r]
	switch {
	case base == 0 || base == r:
		if base = to; !known {
			return own, ""
		}
	case !known && unicode.IsUpper(r):
		to = cmp.Or(shifted[base], unicode.ToUpper(base))
	case !known:
		to = base
	}
	if k.Mod&^tea.ModShift != 0 {
		k.Text, k.Code = "", unicode.ToLower(base)
		return own, k.Keystroke()
	}
	return own, string(to)
}
