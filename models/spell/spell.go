// Package spell tells how far a word is from the one that may have been meant. It
// knows no words: who calls it has the valid ones, and decides how near is near.
package spell

// Edits is how many characters have to be added, removed, replaced or swapped with
// their neighbour to make b of a. It takes time and memory with the product of their
// lengths.
func Edits(a, b string) int {
	from, to := []rune(a), []rune(b)
	rows := [3][]int{make([]int, len(to)+1), make([]int, len(to)+1), make([]int, len(to)+1)}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := range from {
		before, last, now := rows[0], rows[1], rows[2]
		now[0] = i + 1
		for j := range to {
			cost := 1
			if from[i] == to[j] {
				cost = 0
			}
			now[j+1] = min(last[j+1]+1, now[j]+1, last[j]+cost)
			if i > 0 && j > 0 && from[i] == to[j-1] && from[i-1] == to[j] {
				now[j+1] = min(now[j+1], before[j-1]+1)
			}
		}
		rows = [3][]int{last, now, before}
	}
	return rows[1][len(to)]
}
