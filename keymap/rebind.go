package keymap

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lootlens/models/query"
)

// alwaysQuits is a key of Quit whatever the config says.
const alwaysQuits = "ctrl+c"

// Rebind returns m with other keys for some actions, by their ids; an action with no keys is left to the palette. The
// error names an id or a key that does not exist with the nearest that does, or both actions that one key would have.
func (m Map) Rebind(changes map[string][]string) (Map, error) {
	keys := maps.Clone(m.keys)
	for _, id := range slices.Sorted(maps.Keys(changes)) {
		a := Action(id)
		r := m.line(a)
		if r.in == 0 {
			return m, fmt.Errorf("there is no action %q%s", id, didYouMean(id, ids()))
		}
		for _, k := range changes[id] {
			if err := checkKey(k); err != nil {
				return m, fmt.Errorf("%s: %w", id, err)
			}
			if r.in&^typing == 0 && printable(k) {
				return m, fmt.Errorf("%s: %q is text where this action holds: choose a key such as ctrl+%s", id, k, "t")
			}
		}
		keys[a] = slices.Clone(changes[id])
	}
	if len(keys[Back]) == 0 || !slices.ContainsFunc(keys[Back], func(k string) bool { return !printable(k) }) {
		return m, errors.New("back: needs a key that is not text, such as esc")
	}
	if !slices.Contains(keys[Quit], alwaysQuits) {
		keys[Quit] = append(slices.Clone(keys[Quit]), alwaysQuits)
	}
	return build(keys, m.remote)
}

// build indexes keys by place.
func build(keys map[Action][]string, remote bool) (Map, error) {
	m := Map{keys, map[Place]map[string]Action{}, remote}
	for _, p := range Places() {
		index := map[string]Action{}
		for r := range m.rows {
			if r.in&p == 0 {
				continue
			}
			for _, k := range m.Keys(p, r.action) {
				if other, ok := index[k]; ok && other != r.action {
					return Map{}, fmt.Errorf("the key %q is both %s (%s) and %s (%s)", k, other, m.line(other).title, r.action, r.title)
				}
				index[k] = r.action
			}
		}
		m.actions[p] = index
	}
	return m, nil
}

// named are the keys that have a name, which modifiers may precede.
var named = strings.Fields("enter tab esc space backspace delete insert up down left right home end pgup pgdown " +
	"f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 f11 f12")

// sameByte are keys that a terminal sends as another one.
var sameByte = map[string]string{"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+[": "esc"}

// checkKey returns an error for a name that no key has.
func checkKey(k string) error {
	if as, ok := sameByte[k]; ok {
		return fmt.Errorf("terminals send %s for %s: write %q", as, k, as)
	}
	rest, last := k, -1
	shift := false
	for {
		mod, after, ok := strings.Cut(rest, "+")
		at := slices.Index([]string{"ctrl", "alt", "shift"}, mod)
		if !ok || after == "" || at <= last {
			break
		}
		rest, last, shift = after, at, at == 2
	}
	r, n := utf8.DecodeRuneInString(rest)
	switch single := n > 0 && n == len(rest) && unicode.IsPrint(r) && r != ' '; {
	case slices.Contains(named, rest):
		return nil
	case single && shift:
		return fmt.Errorf("there is no key %q: write the character that it types, such as %q", k, string(unicode.ToUpper(r)))
	case single && last >= 0 && unicode.IsUpper(r):
		return fmt.Errorf("there is no key %q; did you mean %q?", k, strings.ToLower(k))
	case single:
		return nil
	}
	known := slices.Clone(named)
	for _, r := range table {
		known = append(known, r.keys...)
	}
	for c := 'a'; c <= 'z'; c++ {
		known = append(known, "ctrl+"+string(c), "alt+"+string(c))
	}
	return fmt.Errorf("there is no key %q%s", k, didYouMean(k, known))
}

func ids() []string {
	var out []string
	for _, r := range table {
		out = append(out, string(r.action))
	}
	return out
}

// didYouMean ends an error with the nearest of the known words, if one is near.
func didYouMean(s string, known []string) string {
	if near, ok := query.Nearest(strings.ToLower(s), known); ok {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}
