package compare

import (
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/jsonscan"
)

// walker compares two JSON values and keeps where they differ.
type walker struct {
	when *clock // of the items; nil in an asset, where nothing counts down
	out  []FieldChange
}

func (w *walker) add(path string, old, new jsontext.Value) {
	w.out = append(w.out, FieldChange{path, old, new})
}

// values compares two values; nil is absent.
func (w *walker) values(path string, old, new jsontext.Value) {
	if string(old) == string(new) {
		return
	}
	a, b := kind(old), kind(new)
	switch {
	case a != b:
		w.add(path, old, new)
	case a == '{':
		w.objects(path, old, new)
	case a == '[':
		w.lists(path, old, new)
	case a == '"':
		if !sameText(old, new) {
			w.add(path, old, new)
		}
	case a != 'n':
		w.add(path, old, new)
	}
}

// kind is the value's kind, where absent and null are one.
func kind(raw jsontext.Value) jsontext.Kind {
	switch k := raw.Kind(); {
	case len(raw) == 0:
		return 'n'
	case k == 't' || k == 'f':
		return 't'
	default:
		return k
	}
}

func sameText(a, b jsontext.Value) bool {
	x, _ := jsontext.AppendUnquote(nil, a)
	y, _ := jsontext.AppendUnquote(nil, b)
	return string(x) == string(y)
}

// member is one name's values in both states; nil is absent.
type member struct {
	name     []byte
	old, new jsontext.Value
}

type members = iter.Seq2[[]byte, jsontext.Value]

// pairUp joins the values of each name, in the new state's order; names that only the
// old state has come last.
func pairUp(old, new members) []member {
	list := make([]member, 0, 12)
	at := make(map[string]int, 12)
	slot := func(name []byte) *member {
		i, ok := at[string(name)]
		if !ok {
			i = len(list)
			at[string(name)] = i
			list = append(list, member{name: name})
		}
		return &list[i]
	}
	for name, v := range new {
		slot(name).new = v
	}
	for name, v := range old {
		slot(name).old = v
	}
	return list
}

func (w *walker) objects(path string, old, new jsontext.Value) {
	for _, m := range pairUp(jsonscan.Members(old), jsonscan.Members(new)) {
		if string(m.old) == string(m.new) {
			continue
		}
		name := string(m.name)
		if path != "" {
			name = path + "." + name
		}
		if w.when != nil && name == "rental.time_left" && w.when.countedDown(old, new) {
			continue
		}
		w.values(name, m.old, m.new)
	}
}

func (w *walker) lists(path string, old, new jsontext.Value) {
	a, b := jsonscan.Elements(old), jsonscan.Elements(new)
	if x, ok := keyed(a); ok {
		if y, ok := keyed(b); ok {
			for _, m := range pairUp(x, y) {
				w.pairs(path+"."+string(m.name), m.old, m.new)
			}
			return
		}
	}
	for i := range max(len(a), len(b)) {
		var x, y jsontext.Value
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		w.values(path+"["+strconv.Itoa(i)+"]", x, y)
	}
}

// keyed are the elements by their "key" member, where each has one of its own.
func keyed(list []jsontext.Value) (members, bool) {
	names := make([][]byte, 0, len(list))
	seen := map[string]bool{}
	kept := list[:0:0]
	for _, e := range list {
		if e.Kind() == 'n' {
			continue
		}
		key := jsonscan.Member(e, "key")
		if key.Kind() != '"' {
			return nil, false
		}
		name, _ := jsontext.AppendUnquote(nil, key)
		if seen[string(name)] {
			return nil, false
		}
		seen[string(name)] = true
		names, kept = append(names, name), append(kept, e)
	}
	return func(yield func([]byte, jsontext.Value) bool) {
		for i, e := range kept {
			if !yield(names[i], e) {
				return
			}
		}
	}, true
}

// pairs compares two {"key","value"}. The value is what the pair's path names; other
// members have theirs.
func (w *walker) pairs(path string, old, new jsontext.Value) {
	if old == nil || new == nil {
		w.add(path, value(old), value(new))
		return
	}
	for _, m := range pairUp(jsonscan.Members(old), jsonscan.Members(new)) {
		switch string(m.name) {
		case "key":
		case "value":
			w.values(path, m.old, m.new)
		default:
			w.values(path+"."+string(m.name), m.old, m.new)
		}
	}
}

// value is what a pair holds; of a pair without a value, the whole pair, since its
// presence is the difference.
func value(pair jsontext.Value) jsontext.Value {
	if v := jsonscan.Member(pair, "value"); v != nil {
		return v
	}
	return pair
}

// clock is how much time passed between two answers.
type clock struct {
	passed  time.Duration
	margin  time.Duration // of passed
	isKnown bool
}

func times(old, new *models.Item) *clock {
	a, b := old.Origin(), new.Origin()
	return &clock{
		passed:  b.Fetched.Sub(a.Fetched),
		margin:  Slack + a.Within + b.Within,
		isKnown: !a.Fetched.IsZero() && !b.Fetched.IsZero(),
	}
}

// countedDown reports whether the time left in the new rental is the old one's less
// the time that passed.
func (c *clock) countedDown(old, new jsontext.Value) bool {
	was, ok := seconds(jsonscan.Member(old, "time_left"))
	is, ok2 := seconds(jsonscan.Member(new, "time_left"))
	over := was <= 0 && is <= 0 // some servers count on
	if !ok || !ok2 || stopped(old) && !over {
		return false
	}
	if !c.isKnown {
		return is <= was
	}
	// Some servers stop at 0, others count on below it.
	off := is - (was - c.passed)
	if is >= 0 {
		off = is - max(0, was-c.passed)
	}
	if stopped(new) && is == 0 { // it ended: a rental that is over does not run
		return was-c.passed <= c.margin
	}
	return -c.margin <= off && off <= c.margin
}

// stopped reports whether the rental's time does not run.
func stopped(rental jsontext.Value) bool {
	switch strings.ToLower(plain(jsonscan.Member(rental, "is_active"))) {
	case "false", "0", "no":
		return true
	}
	return false
}

func plain(raw jsontext.Value) string {
	if raw.Kind() != '"' {
		return string(raw)
	}
	s, _ := jsontext.AppendUnquote(nil, raw)
	return strings.TrimSpace(string(s))
}

func seconds(raw jsontext.Value) (time.Duration, bool) {
	n, err := strconv.ParseFloat(plain(raw), 64)
	if err != nil || !(-1e9 <= n && n <= 1e9) { // about 30 years, and no NaN
		return 0, false
	}
	return time.Duration(n) * time.Second, true
}
