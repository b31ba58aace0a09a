package query

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Completion is one way to go on.
type Completion struct {
	// From and To are the bytes of the query that Text replaces.
	From, To int
	// Text is safe for a terminal where the values are, as those of Seen.
	Text string
}

// mostCompletions bounds the answer.
const mostCompletions = 50

// Complete gives what can stand at the cursor, a byte offset into the query: names
// of fields, then values that were seen and contain what has been typed. What
// begins with it comes first. values may be nil.
func Complete(s string, cursor int, values ValueSource) []Completion {
	cursor = max(0, min(cursor, len(s)))
	if values == nil {
		values = func(string) []string { return nil }
	}
	c := completer{to: cursor, values: values}
	from, inQuotes := lastTerm(s[:cursor])
	typed := strings.TrimPrefix(s[from:cursor], "-")
	colon := outside(typed, ":")
	if colon < 0 {
		if !inQuotes {
			c.from = cursor - len(typed)
			c.fields(typed)
		}
		return c.found()
	}
	value := typed[colon+1:]
	for {
		i := outside(value, "|")
		if i < 0 {
			break
		}
		value = value[i+1:]
	}
	c.from = cursor - len(value)
	c.valuesOf(typed[:colon], value)
	return c.found()
}

// lastTerm is where the term at the end of s begins, and whether a quote is open.
func lastTerm(s string) (from int, open bool) {
	escaped := false
	for i, r := range s {
		switch {
		case escaped:
			escaped = false
		case open && r == '\\':
			escaped = true
		case r == '"':
			open = !open
		case !open && unicode.IsSpace(r):
			from = i + utf8.RuneLen(r)
		}
	}
	return from, open
}

// outside is the index of the first c that is not in quotes, or -1.
func outside(s, c string) int {
	open := false
	for i := 0; i < len(s); i++ {
		switch {
		case open && s[i] == '\\':
			i++
		case s[i] == '"':
			open = !open
		case !open && s[i] == c[0]:
			return i
		}
	}
	return -1
}

type completer struct {
	from, to      int
	values        ValueSource
	begin, middle []Completion
}

func (c *completer) found() []Completion {
	all := append(c.begin, c.middle...)
	return all[:min(len(all), mostCompletions)]
}

// offer adds text if shown has what was typed. Letter case does not count.
func (c *completer) offer(typed, shown, text string) {
	at := strings.Index(strings.ToLower(shown), strings.ToLower(typed))
	switch done := (Completion{c.from, c.to, text}); {
	case at == 0:
		c.begin = append(c.begin, done)
	case at > 0:
		c.middle = append(c.middle, done)
	}
}

func (c *completer) fields(typed string) {
	if base, key, ok := strings.Cut(typed, "."); ok {
		base = strings.ToLower(base)
		if f := fieldByName[base]; f != storage && f != istorage {
			return
		}
		key = strings.TrimPrefix(key, `"`)
		for _, k := range c.keys(base) {
			c.offer(key, k, base+"."+quote(k)+":")
		}
		return
	}
	for _, f := range fields[name:] {
		c.offer(typed, f.Name, f.Name+":")
	}
	if strings.HasPrefix("storage", strings.ToLower(typed)) && typed != "" {
		for _, k := range c.keys("storage") {
			c.begin = append(c.begin, Completion{c.from, c.to, "storage." + quote(k) + ":"})
		}
	}
}

// keys of the assets' storage stand in where none of an instance was seen.
func (c *completer) keys(base string) []string {
	list := c.values(base)
	if base == "istorage" && len(list) == 0 {
		list = c.values("storage")
	}
	return list
}

func (c *completer) valuesOf(fieldText, typed string) {
	base, key, hasKey := strings.Cut(fieldText, ".")
	f, ok := fieldByName[strings.ToLower(base)]
	if !ok {
		return
	}
	op := ""
	if rest, exact := strings.CutPrefix(typed, "="); exact {
		op, typed = "=", rest
	}
	typed = strings.ReplaceAll(strings.TrimPrefix(typed, `"`), `\"`, `"`)
	switch sort := fields[f].sort; {
	case sort == flags:
		c.list(typed, flagWords)
	case sort == words:
		c.list(typed, rentalWords)
	case sort == names:
		c.list(typed, hasNames)
		for _, k := range c.values("storage") {
			c.offer(typed, "storage."+k, quote("storage."+k))
		}
	case sort == dates:
		c.list(typed, []string{"today", "yesterday", "<7d", "<30d"})
	case sort == spans:
		c.list(typed, []string{"<24h", "<7d"})
	case sort == texts || sort == either:
		of := fields[f].Name
		if hasKey {
			of += "." + strings.Trim(key, `"`)
		}
		list := c.values(of)
		for _, v := range list {
			// Epic is found alone, Common only with =: it is a part of Uncommon.
			exact := op
			if !hasKey && exact == "" && slices.ContainsFunc(list, func(o string) bool {
				return o != v && containsFold(o, strings.ToLower(v))
			}) {
				exact = "="
			}
			c.offer(typed, v, exact+quote(v))
		}
	}
}

func (c *completer) list(typed string, list []string) {
	for _, v := range list {
		c.offer(typed, v, v)
	}
}
