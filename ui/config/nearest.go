package config

// Nearest is the candidate that word is most likely a mistyping of; false when
// none is near: one edit away for words of up to four characters, two for longer.
func Nearest(word string, candidates []string) (string, bool) {
	best, found := "", false
	limit := 2
	if len(word) <= 4 {
		limit = 1
	}
	for _, c := range candidates {
		if d := edits([]rune(word), []rune(c)); d <= limit {
			best, found, limit = c, true, d-1
		}
	}
	return best, found
}

// edits counts insertions, deletions, replacements and swaps of neighbours.
func edits(a, b []rune) int {
	if d := len(a) - len(b); d > 2 || d < -2 {
		return 3
	}
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := range a {
		before, last, now := rows[0], rows[1], rows[2]
		now[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			now[j+1] = min(last[j+1]+1, now[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				now[j+1] = min(now[j+1], before[j-1]+1)
			}
		}
		rows = [3][]int{last, now, before}
	}
	return rows[1][len(b)]
}
