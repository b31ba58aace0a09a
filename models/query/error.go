package query

import (
	"fmt"
	"strings"

	"lootlens/models/text"
)

// Error says what is wrong with a query, and where.
type Error struct {
	At, Len int // in bytes of the query; At+Len is at most its length
	Rune    int // At, in characters of the query
	Msg     string
	// Near is the nearest valid form; "" where none is near.
	Near string
}

// Error is the message with its place, counted from 1.
func (e *Error) Error() string {
	return e.with(fmt.Sprintf(" (at character %d of the query)", e.Rune+1))
}

// Here is the message for where the place is marked.
func (e *Error) Here() string { return e.with("") }

func (e *Error) with(place string) string {
	s := e.Msg + place
	if e.Near != "" {
		s += ": did you mean " + text.Of(e.Near).Line() + "?"
	}
	return s
}

// aliases are words of the API and of other tools for our fields.
var aliases = map[string]string{
	"id": "instance", "instance_id": "instance", "asset_id": "asset", "type": "context", "title": "name",
	"acquisition_source": "source", "acquisition_date": "acquired", "date": "acquired", "granted": "acquired", "created": "acquired",
	"time_left": "left", "expires": "left", "key": "storage", "variation_id": "variation", "json": "raw", "text": "raw", "is": "has",
	"last_seen": "last", "first_seen": "first", "lost": "gone", "missing": "gone", "deleted": "gone", "vanished": "gone",
	"state": "rental", "status": "rental", "classes": "class", "character_classes": "class", "kind": "context", "received": "acquired",
}

func nearestField(word string) string {
	word = strings.ToLower(word)
	if near, ok := aliases[word]; ok {
		return near
	}
	return nearest(word, fieldNames)
}

// nearest is the candidate with the fewest edits from word, or "" where more than
// half of its letters differ.
func nearest(word string, candidates []string) string {
	word = text.Fold(word)
	if len(word) > 40 {
		return ""
	}
	best, fewest := "", max(2, len(word)/2)+1
	for _, c := range candidates {
		folded := text.Fold(c)
		d := edits(word, folded)
		if word != "" && strings.HasPrefix(folded, word) {
			d = min(d, 1)
		}
		if d < fewest {
			best, fewest = c, d
		}
	}
	return best
}

// Nearest is the candidate with the fewest edits from word: at most one for words of up
// to four characters, two for longer ones. It is false if there is none, and for a word of
// more than 40 bytes.
func Nearest(word string, candidates []string) (string, bool) {
	if len(word) > 40 {
		return "", false
	}
	best, found := "", false
	limit := 2
	if len(word) <= 4 {
		limit = 1
	}
	for _, c := range candidates {
		if d := edits(word, c); d <= limit {
			best, found, limit = c, true, d-1
		}
	}
	return best, found
}

// edits counts the characters to add, remove, replace or swap with their neighbour to
// turn a into b (Damerau–Levenshtein, restricted). Time and memory grow with the
// product of the lengths.
func edits(a, b string) int {
	from, to := []rune(a), []rune(b)
	rows := [3][]int{make([]int, len(to)+1), make([]int, len(to)+1), make([]int, len(to)+1)}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := range from {
		before, last, row := rows[0], rows[1], rows[2]
		row[0] = i + 1
		for j := range to {
			cost := 1
			if from[i] == to[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && from[i] == to[j-1] && from[i-1] == to[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		rows = [3][]int{last, row, before}
	}
	return rows[1][len(to)]
}
