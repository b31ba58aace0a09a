package config

import "lootlens/models/query"

// Nearest is the candidate that word is most likely a mistyping of; false when
// none is near: one edit away for words of up to four characters, two for longer.
func Nearest(word string, candidates []string) (string, bool) {
	best, found := "", false
	limit := 2
	if len(word) <= 4 {
		limit = 1
	}
	for _, c := range candidates {
		if d := query.Edits(word, c); d <= limit {
			best, found, limit = c, true, d-1
		}
	}
	return best, found
}
