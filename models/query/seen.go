package query

import (
	"cmp"
	"slices"

	"lootlens/models"
	"lootlens/models/text"
)

// ValueSource gives the values that a field was seen with, what is likeliest to be
// meant first. Of storage and istorage it gives the keys, and of "storage.KEY" the
// key's values.
type ValueSource func(field string) []string

// Seen collects the values of items as they are loaded, for completion. The zero
// value is ready. It is not safe for concurrent use.
type Seen struct {
	assets map[*models.Asset]struct{}
	values map[string]map[string]int
}

// mostValues bounds what is kept for each field: more than anyone reads through.
const mostValues = 500

// Add takes more items. An asset's values count once for each asset.
func (s *Seen) Add(items []*models.Item) {
	if s.assets == nil {
		s.assets = map[*models.Asset]struct{}{}
		s.values = map[string]map[string]int{}
	}
	for _, it := range items {
		s.note("source", it.Source())
		a := it.Asset()
		if a == nil {
			continue
		}
		if _, known := s.assets[a]; known {
			continue
		}
		s.assets[a] = struct{}{}
		s.note("rarity", a.Rarity.Name)
		s.note("context", a.Context)
		s.note("name", a.Name)
		for _, p := range a.Storage {
			if s.note("storage", p.Key) {
				s.note("storage."+p.Key.Raw(), p.Value)
			}
		}
	}
}

// AddInstanceStorage takes what came of an instance's storage.
func (s *Seen) AddInstanceStorage(pairs []models.StoragePair) {
	s.Add(nil)
	for _, p := range pairs {
		if s.note("istorage", p.Key) {
			s.note("istorage."+p.Key.Raw(), p.Value)
		}
	}
}

// note leaves out what a terminal would not show as it is: such a text cannot be
// completed to.
func (s *Seen) note(field string, t text.Text) bool {
	raw := t.Raw()
	if raw == "" || len(raw) > 100 || t.Line() != raw {
		return false
	}
	m := s.values[field]
	if m == nil {
		m = map[string]int{}
		s.values[field] = m
	}
	if _, known := m[raw]; !known && len(m) >= mostValues {
		return false
	}
	m[raw]++
	return true
}

// Values is a ValueSource: the most frequent first, and of equally frequent ones in
// alphabetical order.
func (s *Seen) Values(field string) []string {
	m := s.values[field]
	out := make([]string, 0, len(m))
	for v := range m {
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(m[b], m[a]), cmp.Compare(a, b)) })
	return out
}
