package query

import (
	"fmt"
	"strings"

	"lootlens/models/spell"
)

// Error says what is wrong with a query, and where.
type Error struct {
	At, Len int // in bytes of the query; At+Len is at most its length
	Rune    int // At, in characters of the query
	Msg     string
	// Near is the valid word that is nearest to what stands there; "" where none is
	// near.
	Near string
}

// Error is the message with its place, counted from 1.
func (e *Error) Error() string {
	s := fmt.Sprintf("%s (at character %d of the query)", e.Msg, e.Rune+1)
	if e.Near != "" {
		s += ": did you mean " + e.Near + "?"
	}
	return s
}

// meant are words of the API and of other tools, for which no spelling is near.
var meant = map[string]string{
	"id": "instance", "instance_id": "instance", "asset_id": "asset", "type": "context", "title": "name",
	"acquisition_source": "source", "acquisition_date": "acquired", "date": "acquired", "granted": "acquired", "created": "acquired",
	"time_left": "left", "expires": "left", "key": "storage", "variation_id": "variation", "json": "raw", "text": "raw", "is": "has",
}

// nearest is the candidate with the fewest changed letters, or "".
func nearest(word string, candidates []string) string {
	word = strings.ToLower(word)
	if len(word) > 40 {
		return ""
	}
	best, least := "", max(2, len(word)/2)+1
	for _, c := range candidates {
		d := spell.Edits(word, c)
		if strings.HasPrefix(c, word) && word != "" {
			d = min(d, 1)
		}
		if d < least {
			best, least = c, d
		}
	}
	return best
}
