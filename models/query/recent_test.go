package query_test

import (
	"testing"
	"time"

	"lootlens/models/query"
)

func TestRecent(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]bool{
		"acquired:<7d":              true,
		"acquired:7d":               true,
		"acquired:1d..7d":           true,
		"acquired:>2026-01-01":      true,
		"acquired:2026-01":          true,
		"acquired:today":            true,
		"acquired:<7d|today":        true,
		"rarity:epic acquired:<=1h": true,
		"acquired:>7d":              false, // older than
		"acquired:<2026-01-01":      false,
		"acquired:<7d|>30d":         false,
		"-acquired:<7d":             false,
		"-acquired:>7d":             false, // also what has no date
		"rarity:epic":               false,
		"left:<7d":                  false,
		"":                          false,
	} {
		q, err := query.Parse(typed, time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC), nil)
		if got := q.Recent(); err != nil || got != want {
			t.Errorf("%q: %v, want %v: %v", typed, got, want, err)
		}
	}
}
