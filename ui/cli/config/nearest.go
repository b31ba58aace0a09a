package config

import "lootlens/models/spell"

// Nearest is the candidate that word is most likely a mistyping of; false when
// none is near: one edit away for words of up to four characters, two for longer.
func Nearest(word string, candidates []string) (string, bool) {
	best, found := "", false
	limit := 2
	if len(word) <= 4 {
		limit = 1
	}
	for _, c := range candidates {
		if d := spell.Edits(word, c); d <= limit {
			best, found, limit = c, true, d-1
		}
	}
	return best, found
}
