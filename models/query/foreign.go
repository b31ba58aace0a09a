package query

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lootlens/models"
)

// Forms of other query languages, and typing errors, that would parse as something
// else. Each is an error with the form to write.

func isDash(r rune) bool { return strings.ContainsRune("‐‑‒–—―−﹣－", r) }

const comparisons = "=<>!~≠≥≤"

// foreignField refuses a field without a colon after it, and a comparison without a
// field. The word at p.pos has no valid field.
func (p *parser) foreignField(t *term) error {
	word := p.word(p.pos)
	n := strings.IndexFunc(word, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '_'
	})
	if n <= 0 {
		return nil
	}
	name, rest := word[:n], word[n:]
	f, known := fieldByName[strings.ToLower(name)]
	if known && f.keyed() && rest[0] == '.' {
		end := strings.IndexAny(rest, comparisons+":,;()|")
		if end < 0 {
			end = len(rest)
		}
		key := rest[1:end]
		near := p.form(t, f, key, rest[end:])
		if end == len(rest) {
			near = p.valid(minus(t.not) + "has:" + word)
		}
		return p.fail(p.pos, p.pos+len(word), near, "the storage key %q needs a colon and a value after it; quote a text that begins so", key)
	}
	r, size := utf8.DecodeRuneInString(rest)
	next, _ := utf8.DecodeRuneInString(rest[size:])
	switch {
	case known && (r == '|' || r == '"' || (r == '-' || r == '\'' || r == '’') && unicode.IsLetter(next)):
		return nil // one of several words, or a longer one such as left-handed
	case known && r == '.' && f != fieldWord:
		return p.fail(p.pos, p.pos+len(word), p.form(t, f, "", rest[1:]), "%s has no keys; storage and istorage have", fields[f].Name)
	case known && r != ':':
		return p.fail(p.pos, p.pos+len(word), cmp.Or(p.form(t, f, "", rest), p.valid(fields[f].Example)), "the field %s needs a colon after it; quote a text that begins so", fields[f].Name)
	case known:
		return nil
	}
	at := strings.IndexAny(word, "=<>≠≥≤")
	if at < 0 || strings.ContainsAny(word[:at], `|"`) {
		return nil
	}
	name = strings.TrimRight(word[:at], "!~")
	near := ""
	if field := nearestField(name); field != "" && (aliases[strings.ToLower(name)] == field || edits(name, field) <= 2) {
		near = p.form(t, fieldByName[field], "", word[len(name):])
	} else {
		near = p.form(t, fieldStorage, name, word[len(name):])
	}
	return p.fail(p.pos, p.pos+len(word), near, "%q is not a field; quote a text that has = < or > in it", name)
}

// fieldBefore is the field whose name is all of the word before pos.
func (p *parser) fieldBefore(pos int) (f field, ok bool) {
	words := strings.Fields(p.s[:pos])
	if len(words) == 0 || strings.TrimSpace(p.s[pos-1:pos]) != "" {
		return 0, false
	}
	f, ok = fieldByName[strings.ToLower(strings.TrimPrefix(words[len(words)-1], "-"))]
	return f, ok && f != fieldWord
}

func minus(not bool) string {
	if not {
		return "-"
	}
	return ""
}

// wide replaces comparisons as East Asian keyboards type them.
var wide = strings.NewReplacer("＞", ">", "＜", "<", "＝", "=", "！", "!")

// thousands reports whether the parts of a number are what commas separate in 1,000,000.
func thousands(parts []string) bool {
	return len(parts) > 1 && len(parts[0]) < 4 && !slices.ContainsFunc(parts[1:], func(s string) bool { return len(s) != 3 })
}

// form is a valid term of a field for a value as typed, which may begin with a
// comparison of another language; "" where no form is valid.
func (p *parser) form(t *term, f field, key, typed string) string {
	typed = wide.Replace(typed)
	value := strings.TrimLeft(typed, comparisons+":：")
	run := strings.TrimSuffix(typed, value)
	not, op := t.not, ""
	switch run {
	case "!", "!=", "<>", "≠", "!~", "!==":
		not = !not
	case ">", ">=", "<", "<=":
		op = run
	case "≥", "=>", ">==":
		op = ">="
	case "≤", "=<", "<==":
		op = "<="
	}
	prefix := minus(not)
	if f != fieldWord {
		prefix += fields[f].Name
		if key != "" {
			prefix += "." + quote(key)
		}
		prefix += ":"
	}
	value = strings.Trim(value, "()[]{},; \"'")
	split := strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ';' })
	trimmed := strings.Trim(value, "*^$/+~&-")
	candidates := []string{prefix + op + value, prefix + value}
	if strings.Contains(value, ":") {
		candidates = append(candidates, prefix+strings.Join(split, " "), prefix+strings.ReplaceAll(strings.ReplaceAll(value, "&&", "&"), "&", " "))
	}
	if fields[f].kind == numberValue || fields[f].kind == idValue {
		if fields[f].kind == numberValue && thousands(split) {
			candidates = append(candidates, prefix+op+strings.Join(split, ""))
		}
		candidates = append(candidates, prefix+strings.Trim(value, "$€£¥"))
		if lo, hi, ok := strings.Cut(strings.Map(dashToMinus, value), "-"); ok {
			candidates = append(candidates, prefix+lo+".."+hi)
		}
	}
	candidates = append(candidates, prefix+op+strings.Join(split, "|"+op), prefix+op+trimmed)
	if trimmed != "" {
		candidates = append(candidates, prefix+quote(trimmed))
	}
	return p.valid(candidates...)
}

func dashToMinus(r rune) rune {
	if isDash(r) {
		return '-'
	}
	return r
}

// valid is the first candidate that is a query.
func (p *parser) valid(candidates ...string) string {
	if p.near {
		return ""
	}
	for _, c := range candidates {
		sub := parser{s: c, now: p.now, near: true}
		if q, err := sub.query(); err == nil && !q.Empty() {
			return c
		}
	}
	return ""
}

// foreignStart refuses a comparison or negation of another language before a value.
// Our own operator, if any, is between from and p.pos.
func (p *parser) foreignStart(t *term, from int) error {
	r, n := utf8.DecodeRuneInString(p.s[p.pos:])
	switch {
	case p.atEnd() || !strings.ContainsRune(comparisons, r):
		return nil
	case from == p.pos && r == '!' && p.endsAt(p.pos+n):
		return p.fail(from, p.pos+n, "", "! is not an operator: -term excludes; quote a text that is one")
	}
	typed := p.word(from)
	end := from + len(typed) - len(strings.TrimLeft(typed, comparisons))
	return p.fail(from, end, p.form(t, t.field, t.key, typed), "%s is not an operator: there are = > >= < <= and .. for a range, and - before a term excludes; quote a text that begins so", p.s[from:end])
}

// foreignValue refuses an unquoted value s, at from, that is a text only in quotes.
func (p *parser) foreignValue(t *term, from int, s string) error {
	isText, isWord := t.valueKind() == textValue, t.field == fieldWord
	first, n := utf8.DecodeRuneInString(s)
	second, _ := utf8.DecodeRuneInString(s[min(n, len(s)):])
	start := len(strings.TrimRight(p.s[:from], "<>=")) // of our own operator
	refuse := func(format string, args ...any) error {
		return p.fail(from, from+len(s), p.form(t, t.field, t.key, p.word(start)), format+"; quote a text that has this in it", args...)
	}
	switch i := strings.IndexAny(s, "()[]{},;*&"); {
	case s == "":
		return nil
	case i < 0:
	case strings.ContainsRune(",;", rune(s[i])):
		return refuse("%c does not separate: write a|b for one of several values, and a blank between terms", s[i])
	case s[i] == '*' && strings.Trim(s, "*") == "" && t.field.has():
		e := refuse("* is not a wildcard: has: finds what has a value").(*Error)
		e.Near = p.valid(minus(t.not) + "has:" + strings.TrimSuffix(t.prefix(), ":"))
		return e
	case s[i] == '*':
		return refuse("* is not a wildcard: a text is found anywhere in the field")
	case s[i] == '&':
		return refuse("& is not needed: an item has to match every term")
	default:
		return refuse("%c does not group: write a|b for one of several values", s[i])
	}
	switch {
	case isWord && first == '#' && len(s) > 4 && strings.Trim(s[1:], "0123456789") == "":
		return p.fail(from, p.pos, p.valid(minus(t.not)+s[1:]), "an id is written without #; quote a text that begins so")
	case t.field.keyed() && t.key == "" && strings.Contains(s, ":"):
		key, value, _ := strings.Cut(s, ":")
		near := p.valid(minus(t.not) + fields[t.field].Name + "." + quote(key) + ":" + value)
		return p.fail(from, p.pos, near, "the value of a key is written %s.KEY:VALUE; quote a text that has a colon", fields[t.field].Name)
	case isWord && s == "not" && p.excludes():
		return p.fail(from, p.pos, p.valid("-"+strings.Fields(p.s[p.pos:])[0]), "not is not an operator: -term excludes; or quote the word")
	case isWord && (s == "OR" || s == "AND" || s == "NOT"),
		isWord && (s == "or" || s == "and") && p.followed() && from > 0 && !t.not:
		return p.fail(from, p.pos, "", "%s is not an operator: write field:a|b for or, nothing for and, -term for not; or quote the word", s)
	case isWord && strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf || unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0:
		return p.fail(from, p.pos, "", "%s is not a term; quote it to search for it", s)
	case !isText:
		return nil
	case first == '^', first == '+' && unicode.IsLetter(second), first == '/' && t.field != fieldRaw:
		return refuse("%c has no meaning at the beginning: a text is found anywhere, and = takes all of it", first)
	case len(s) > 1 && s[len(s)-1] == '$':
		return refuse("$ has no meaning at the end: a text is found anywhere, and = takes all of it")
	case !isWord && (first == '-' || isDash(first)) && unicode.IsLetter(second):
		return p.fail(from, p.pos, p.form(t, t.field, t.key, "!"+s[n:]), "- goes before the field to exclude a value; quote a text that begins so")
	case !isWord && first == ':':
		return refuse("one colon is enough")
	case strings.Contains(s, "..") && (!isWord || strings.Trim(s, ".") == s):
		return refuse("only numbers, dates and times take a range")
	}
	if name, _, ok := strings.Cut(s, ":"); ok && !isWord {
		if _, known := fieldByName[strings.ToLower(name)]; known {
			return p.fail(from, p.pos, "", "| separates values of one field: a second field is a term of its own; quote a text that has a colon")
		}
	}
	return nil
}

// prefix is the field of a term with its colon.
func (t *term) prefix() string {
	if t.field == fieldWord {
		return ""
	}
	s := fields[t.field].Name
	if t.key != "" {
		s += "." + quote(t.key)
	}
	return s + ":"
}

// followed reports whether another term follows.
func (p *parser) followed() bool { return strings.TrimSpace(p.s[p.pos:]) != "" }

// excludes reports whether another term follows that is not the rest of a rental's state.
func (p *parser) excludes() bool {
	return p.followed() && !slices.ContainsFunc(rentalWords[models.RentalInactive], func(state string) bool {
		return strings.HasPrefix(state, "not "+strings.Fields(p.s[p.pos:])[0])
	})
}
