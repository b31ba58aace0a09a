package query

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lootlens/models"
	"lootlens/models/text"
)

// Survey watches the items that a query is matched with, all of them and not the
// matches, for what the query names and nothing here has.
type Survey struct {
	q      Query
	census Census
	// Ids that the query gives alone, as an instance's or as a plain word.
	ids []surveyed
}

type surveyed struct {
	id       models.InstanceID
	instance bool // there is one
	items    int  // of the asset with the id
}

// Notes are the notes of a Survey of items.
func (q Query) Notes(items []*models.Item, now time.Time) []string {
	s := q.Survey()
	s.Add(items, now)
	return s.Notes()
}

// Survey returns an empty survey for the query.
func (q Query) Survey() *Survey {
	s := &Survey{q: q}
	for i := range q.terms {
		t := &q.terms[i]
		for j := range t.alts {
			id, err := models.ParseInstanceID(t.alts[j].text)
			if err == nil && !t.not && t.alts[j].op <= equal && (t.field == fieldInstance || t.field == fieldWord) {
				s.ids = append(s.ids, surveyed{id: id})
			}
		}
	}
	return s
}

// Add takes the items of one more page. now is what rentals are measured from.
func (s *Survey) Add(items []*models.Item, now time.Time) {
	s.census.Add(items, now)
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
			switch {
			case t.field == fieldHas && a.kind == asField && a.hasKey != "":
				add(s.keyNote(a.hasField, a.hasKey))
			case t.key != "":
				if note := s.keyNote(t.field, t.key); note != "" || a.op <= equal {
					add(note)
				} else {
					add(s.numberNote(t))
				}
			default:
				add(s.valueNote(t, a))
			}
		}
	}
	return notes
}

// AssetNote says that an id that was taken for an instance's is an asset's; "" where
// no item is of such an asset.
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
		items = strconv.Itoa(n) + " items of it, asset:%s shows them"
	}
	return fmt.Sprintf("%s is an asset: "+items, id, id)
}

// valueNote is about a value that no item has.
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
	if s.census.partial[name] || f == fieldInstanceStorage && len(values) == 0 ||
		slices.ContainsFunc(values, func(v Value) bool { return sameKey(v.Text, key) }) {
		return ""
	}
	if f == fieldInstanceStorage {
		return missing("key in the instance storage read so far called", key, key, values)
	}
	return missing("storage key", key, key, values)
}

// numberNote is about a comparison with a key that holds no numbers.
func (s *Survey) numberNote(t *term) string {
	example := ""
	for _, key := range s.census.Values(fields[t.field].Name) {
		if !sameKey(key.Text, t.key) {
			continue
		}
		field := fields[t.field].Name + "." + key.Text
		for _, v := range s.census.Values(field) {
			if _, ok := parseNumber(v.Text); ok {
				return ""
			}
			example = v.Text
		}
		if s.census.partial[field] {
			return ""
		}
	}
	if example == "" {
		return ""
	}
	return fmt.Sprintf("the key %s holds no number here but texts such as “%s”, and a comparison finds numbers only", text.Of(t.key).Line(), text.Of(example).Line())
}

// mostNamed is how many values a note names.
const mostNamed = 6

// missing says that there is no such value, and which there are: the near ones first.
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
		names, more = names[:mostNamed], fmt.Sprintf(" and %d more", n)
	}
	verb := "are"
	if len(values) == 1 {
		verb = "is"
	}
	return fmt.Sprintf("%s; there %s %s%s", note, verb, strings.Join(names, ", "), more)
}
