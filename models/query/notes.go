package query

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lootlens/models"
	"lootlens/models/text"
)

// Survey watches the items that a query is matched with, all of them and not the
// matches, for what the query names and no item has.
type Survey struct {
	q      Query
	census Census
	ids    []surveyed
	unseen []unseen
	// stored is how many instances AddInstanceStorage had, universal how many items
	// cannot have any.
	stored, universal int
}

// surveyed is an id that the query gives alone, as an instance's or as a plain word.
type surveyed struct {
	id       models.InstanceID
	instance bool // there is one
	items    int  // of the asset with the id
}

// unseen is a value that no item has had so far.
type unseen struct {
	*term
	value *alternative
}

// Survey returns an empty survey for the query.
func (q Query) Survey() *Survey {
	s := &Survey{q: q}
	for i := range q.terms {
		t := &q.terms[i]
		for j := range t.alts {
			a := &t.alts[j]
			id, err := models.ParseInstanceID(a.text)
			if err == nil && !t.not && a.op <= equal && (t.field == fieldInstance || t.field == fieldWord) {
				s.ids = append(s.ids, surveyed{id: id})
			}
			switch {
			case t.field == fieldWord && (a.isEquipped() || slices.Contains(diffWords[:], a.fold)):
			case t.field == fieldName && a.text == "":
			case t.field == fieldHas && a.kind == asField && a.hasField.keyed():
			case t.field == fieldWord || t.field == fieldName || t.field == fieldHas:
				s.unseen = append(s.unseen, unseen{t, a})
			}
		}
	}
	return s
}

// Add takes the items of one more page. now is what rentals are measured from.
func (s *Survey) Add(items []*models.Item, now time.Time) {
	s.census.Add(items, now)
	for _, it := range items {
		if it.Universal() {
			s.universal++
		}
	}
	for i := range s.ids {
		w := &s.ids[i]
		text := w.id.String()
		for _, it := range items {
			w.instance = w.instance || it.Instance() == w.id
			if a := it.Asset(); a != nil && a.ID.String() == text {
				w.items++
			}
		}
	}
	s.unseen = slices.DeleteFunc(s.unseen, func(u unseen) bool {
		alone := Query{terms: []term{{field: u.field, alts: []alternative{*u.value}}}, now: s.q.now}
		m := alone.Matcher(Context{Now: now})
		return slices.ContainsFunc(items, func(it *models.Item) bool { return m.Match(it) == Yes })
	})
}

// Values is a [ValueSource] of the items that the survey has had.
func (s *Survey) Values(field string) []Value { return s.census.Values(field) }

// AddInstanceStorage takes the storage of one instance that was read for the query.
func (s *Survey) AddInstanceStorage(pairs []models.StoragePair) {
	s.stored++
	s.census.AddInstanceStorage(pairs)
}

// Notes are sentences for people about what the query names and no item has. They are
// safe to print.
func (s *Survey) Notes() (notes []string) {
	if s.census.items == 0 {
		return nil
	}
	for _, w := range s.ids {
		if !w.instance && w.items > 0 {
			notes = append(notes, assetNote(w.id, w.items))
		}
	}
	add := func(note string) {
		if note != "" && !slices.Contains(notes, note) {
			notes = append(notes, note)
		}
	}
	for i := range s.q.terms {
		t := &s.q.terms[i]
		for j := range t.alts {
			a := &t.alts[j]
			f, key := t.field, t.key
			if f == fieldHas && a.kind == asField {
				f, key = a.hasField, a.hasKey
			}
			switch {
			case f == fieldInstanceStorage && s.stored == 0:
				add(s.unreadNote(key))
			case key != "":
				add(cmp.Or(s.keyNote(f, key), s.storedNote(t, a)))
			case slices.ContainsFunc(s.unseen, func(u unseen) bool { return u.value == a }):
				add(s.unseenNote(t, a))
			default:
				add(s.valueNote(t, a))
			}
		}
	}
	return notes
}

// unreadNote says that no instance storage was read.
func (s *Survey) unreadNote(key string) string {
	what := "istorage"
	if key != "" {
		what += "." + text.Of(key).Line()
	}
	if s.universal == s.census.items {
		return "universal items have no instance storage: " + what + " finds none"
	}
	return "no instance storage was read, so nothing is known of " + what
}

// unseenNote names a word, name or member that no item has. It is "" where nothing is
// near and the query is that one value: finding nothing says the same.
func (s *Survey) unseenNote(t *term, a *alternative) string {
	note, near := "", ""
	value := "“" + text.Of(a.text).Line() + "”"
	switch t.field {
	case fieldHas:
		note = "no item here has " + value
		if n := nearest(a.fold, hasNames); n != "" && n != a.fold {
			near = n + " (has:" + n + ")"
		}
	case fieldName:
		note, near = "no name "+value+" here", s.near(a.fold, fieldName)
	default:
		note, near = "no "+value+" here", s.near(a.fold, fieldRarity, fieldContext, fieldClass, fieldSource, fieldRental, fieldName)
		if near == "" && edits(a.fold, equippedWord) <= len(equippedWord)/3 {
			near = equippedWord + " (equipped:true)"
		}
	}
	if near != "" {
		return note + "; near: " + near
	}
	if len(s.q.terms) == 1 && len(t.alts) == 1 && !t.not {
		return ""
	}
	return note
}

// mostNear is how many near values a note gives.
const mostNear = 3

// near lists values of the fields, or words in them, that differ from a folded word by a
// typing error or two, each with the query that finds it and how many items match: the
// nearest first.
func (s *Survey) near(word string, of ...field) string {
	size := utf8.RuneCountInString(word)
	if size < 3 || size > 40 {
		return ""
	}
	type candidate struct {
		shown, query string
		edits, items int
	}
	var list []candidate
	for _, f := range of {
		values := s.census.Values(fields[f].Name)
		all := folds(values)
		for _, v := range values {
			shown := []string{v.Text}
			if f == fieldName || f == fieldSource {
				shown = append(shown, strings.Fields(SourceWords(v.Text))...)
			}
			for _, part := range shown {
				most, folded := max(1, size/3), text.Fold(part)
				if n := utf8.RuneCountInString(folded); n < size-most || n > size+most {
					continue
				}
				c := candidate{shown: part, edits: edits(word, folded)}
				if c.edits > most {
					continue
				}
				exact := ""
				if f != fieldName && f != fieldSource {
					exact = exactly(folded, all)
				}
				c.query = fields[f].Name + ":" + exact + quote(strings.ToLower(part))
				if slices.ContainsFunc(list, func(o candidate) bool { return o.query == c.query }) {
					continue
				}
				finds := alternative{fold: folded, whole: exact != ""}
				for _, o := range values {
					if finds.matches(o.Text) {
						c.items += o.Items
					}
				}
				if s.census.partial[fields[f].Name] {
					c.items = 0
				}
				list = append(list, c)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return cmp.Or(cmp.Compare(a.edits, b.edits), cmp.Compare(b.items, a.items)) })
	var out []string
	for _, c := range list[:min(len(list), mostNear)] {
		if c.items == 0 {
			out = append(out, fmt.Sprintf("%s (%s)", c.shown, c.query))
		} else {
			out = append(out, fmt.Sprintf("%s (%s, %s)", c.shown, c.query, models.Count(uint64(c.items))))
		}
	}
	return strings.Join(out, ", ")
}

// folds are the values' texts, folded.
func folds(values []Value) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = text.Fold(v.Text)
	}
	return out
}

// exactly is "=" where a folded value is a part of another, so that only = finds it
// alone: Common is a part of Uncommon.
func exactly(value string, all []string) string {
	if slices.ContainsFunc(all, func(o string) bool { return o != value && strings.Contains(o, value) }) {
		return "="
	}
	return ""
}

// AssetNote says that an instance id is an asset's id instead; "" where no item has such
// an asset.
func AssetNote(items []*models.Item, id models.InstanceID) string {
	s := Survey{ids: []surveyed{{id: id}}}
	s.Add(items, time.Time{})
	if s.ids[0].items == 0 {
		return ""
	}
	return assetNote(id, s.ids[0].items)
}

func assetNote(id models.InstanceID, n int) string {
	items := "1 item of it, asset:%s shows it"
	if n > 1 {
		items = models.Count(uint64(n)) + " items of it, asset:%s shows them"
	}
	return fmt.Sprintf("%s is an asset: "+items, id, id)
}

// valueNote names a value that no item has.
func (s *Survey) valueNote(t *term, a *alternative) string {
	name := fields[t.field].Name
	switch t.field {
	case fieldRarity, fieldContext, fieldClass, fieldSource, fieldRental:
	default:
		return ""
	}
	if a.text == "" || a.fold == "any" && t.field == fieldRental {
		return ""
	}
	values := s.census.Values(name)
	for _, v := range values {
		if t.field != fieldRental && (a.matches(v.Text) || t.field == fieldSource && a.matches(SourceWords(v.Text))) ||
			t.field == fieldRental && statesOf(func(word string) bool { return word == v.Text })&a.states != 0 {
			return ""
		}
	}
	if s.census.partial[name] {
		return ""
	}
	return missing(name, a.text, a.fold, values)
}

func (s *Survey) keyNote(f field, key string) string {
	name := fields[f].Name
	values := s.census.Values(name)
	if s.census.partial[name] || slices.ContainsFunc(values, func(v Value) bool { return sameKey(v.Text, key) }) {
		return ""
	}
	if f == fieldInstanceStorage {
		return missing("instance storage key", key, key, values)
	}
	return missing("storage key", key, key, values)
}

// storedNote names a value that a storage key never has, or says that a key has no
// numbers to compare.
func (s *Survey) storedNote(t *term, a *alternative) string {
	if t.key == "" || a.text == "" || a.op <= equal && a.kind == asNumber {
		return ""
	}
	var values []Value
	for _, key := range s.census.Values(fields[t.field].Name) {
		if !sameKey(key.Text, t.key) {
			continue
		}
		field := fields[t.field].Name + "." + key.Text
		if s.census.partial[field] {
			return ""
		}
		values = append(values, s.census.Values(field)...)
	}
	finds := func(v Value) bool {
		if a.op > equal {
			_, ok := parseNumber(v.Text)
			return ok
		}
		return a.matches(v.Text)
	}
	switch {
	case len(values) == 0 || slices.ContainsFunc(values, finds):
		return ""
	case a.op > equal:
		return fmt.Sprintf("the key %s holds no number here but texts such as “%s”, and a comparison finds numbers only", text.Of(t.key).Line(), text.Of(values[0].Text).Line())
	}
	return missing("value of "+text.Of(strings.TrimSuffix(t.prefix(), ":")).Line(), a.text, a.fold, values)
}

// mostNamed is how many values a note names.
const mostNamed = 6

// missing says that a value does not occur and which ones do, the nearest first.
func missing(what, typed, folded string, values []Value) string {
	note := fmt.Sprintf("no %s “%s” here", what, text.Of(typed).Line())
	if len(values) == 0 {
		return note + "; no item has any"
	}
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = v.Text
	}
	if near := nearest(folded, names); near != "" {
		at := slices.Index(names, near)
		names = slices.Insert(slices.Delete(names, at, at+1), 0, near)
	}
	more := ""
	if n := len(names) - mostNamed; n > 0 {
		names, more = names[:mostNamed], fmt.Sprintf(" and %s more", models.Count(uint64(n)))
	}
	verb := "are"
	if len(values) == 1 {
		verb = "is"
	}
	return fmt.Sprintf("%s; there %s %s%s", note, verb, strings.Join(names, ", "), more)
}
