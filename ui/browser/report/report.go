// Package report words the answer to a query for a support ticket: what was looked for, in which inventories, in how many
// of how many items, and when. An answer without a match says as much as one with matches: "no" counts only if everything
// was searched. All its texts are safe to print.
package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"

	"lootlens/models"
	"lootlens/models/text"
)

// Report is the answer to one query.
type Report struct {
	Query  string // as it was typed; "" where the question is whether there is any item
	Who    string // whose inventories were searched: "Nova (2001)"; "" for the game's own; safe to print
	Places []Place
	At     time.Time // when the first of it was read, in the zone in which it is shown
	// Problems are why it is not known which inventories there are; safe to print.
	Problems []string
	Notes    []string // what the query names and no item has, with near values; safe to print
	// History says what is known of what is gone, where nothing that is gone matches, or why that is not known; safe to
	// print.
	History string
	// Unsure: the query looks at the past, and History says why not all of that is known.
	Unsure bool
}

// Place is one inventory that was searched.
type Place struct {
	Name    string // safe to print
	Read    int    // items
	Total   models.Total
	Found   []string // what matches, one line each; safe to print
	Gone    []string // what matches and was there once, one line each; safe to print
	Went    int      // how many those are: more than Gone where that is cut
	Matches int      // how many match: more than Found where that is cut
	Unknown int      // items that may match, since what the query needs of them was not read
	Problem string   // why it was not read to its end, or may be incomplete; "" where nothing is missing
}

// Of says how much of the inventory was read: "all 58 items", "the 1 item", "no items", "200 of 1,250 items".
func (p Place) Of() string {
	switch {
	case p.Problem == "" && p.Read == 0:
		return "no items"
	case p.Problem == "" && p.Read == 1:
		return "the 1 item"
	case p.Problem == "":
		return "all " + count(p.Read, "item")
	case p.Total.Known && p.Total.N > uint64(p.Read):
		return humanize.Comma(int64(p.Read)) + " of " + models.Count(p.Total.N) + " items"
	}
	return count(p.Read, "item")
}

// count is a number with a noun: "1 item", "1,250 items".
func count(n int, noun string) string {
	return humanize.Comma(int64(n)) + " " + english.PluralWord(n, noun, "")
}

// Matches is how many items match in all places.
func (r Report) Matches() (n int) {
	for _, p := range r.Places {
		n += p.Matches
	}
	return n
}

// Read is how many items were read.
func (r Report) Read() (n int) {
	for _, p := range r.Places {
		n += p.Read
	}
	return n
}

// unknown is how many items were read and not decided.
func (r Report) unknown() (n int) {
	for _, p := range r.Places {
		n += p.Unknown
	}
	return n
}

// gone is how many items match and are no longer there.
func (r Report) gone() (n int) {
	for _, p := range r.Places {
		n += max(p.Went, len(p.Gone))
	}
	return n
}

// Whole reports whether everything was searched: only then does no match mean that there is
// none.
func (r Report) Whole() bool {
	for _, p := range r.Places {
		if p.Problem != "" || p.Unknown > 0 {
			return false
		}
	}
	return len(r.Places) > 0 && len(r.Problems) == 0 && !r.Unsure
}

// Verdict is the answer in one sentence.
func (r Report) Verdict() string {
	if r.Query == "" {
		switch gone := r.gone(); {
		case !r.Whole():
			return "The server sent no item, but there may be some."
		case gone > 0:
			return "This inventory is empty: " + count(gone, "item") + " that " + english.PluralWord(gone, "was", "were") + " there " + english.PluralWord(gone, "is", "are") + " gone."
		}
		return "This inventory is empty."
	}
	quoted := "“" + text.Of(r.Query).Line() + "”"
	switch n, gone := r.Matches(), r.gone(); {
	case n > 0 && r.Whole() && gone > 0:
		return count(n, "item") + " " + english.PluralWord(n, "matches ", "match ") + quoted + ", and " + humanize.Comma(int64(gone)) + " that " +
			english.PluralWord(gone, "is", "are") + " gone."
	case n > 0 && r.Whole():
		return count(n, "item") + " " + english.PluralWord(n, "matches ", "match ") + quoted + "."
	case n > 0:
		return "At least " + count(n, "item") + " " + english.PluralWord(n, "matches ", "match ") + quoted + ": not everything was searched."
	case r.Whole() && gone > 0:
		return "No item that is there matches " + quoted + ", but " + humanize.Comma(int64(gone)) + " that " + english.PluralWord(gone, "is", "are") + " gone."
	case r.Whole():
		return "No item matches " + quoted + "."
	}
	return "Nothing found for " + quoted + " so far: not everything was searched."
}

// Scope says in one sentence which inventories were searched, and when.
func (r Report) Scope() string {
	where := ""
	switch len(r.Places) {
	case 0:
		return "Searched nothing."
	case 1:
		p := r.Places[0]
		where = p.Of() + " of " + r.Who + ", " + p.Name
		if r.Who == "" {
			where = p.Of() + " of the " + p.Name
		}
		if p.Problem == "" && p.Read == 0 {
			where = strings.TrimPrefix(where, p.Of()+" of ") + ", which is empty"
		}
	default:
		whole := 0
		for _, p := range r.Places {
			if p.Problem == "" {
				whole++
			}
		}
		items := count(r.Read(), "item")
		switch {
		case len(r.Problems) > 0: // there may be more inventories
			where = fmt.Sprintf("%s in %d inventories of %s", items, whole, r.Who)
		case whole == len(r.Places):
			where = fmt.Sprintf("all %s in %d of %d inventories of %s", items, whole, len(r.Places), r.Who)
		default:
			where = fmt.Sprintf("%s in %d of %d inventories of %s", items, whole, len(r.Places), r.Who)
		}
	}
	s := "Searched " + where
	if n := r.unknown(); n > 0 {
		s += ", " + humanize.Comma(int64(n)) + " of them not checked"
	}
	if !r.At.IsZero() {
		s += ", read " + r.At.Format("2006-01-02 15:04:05 MST")
	}
	return s + "."
}

// Text is the whole answer as plain text for a ticket. from names the service that was asked.
func (r Report) Text(from string) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s", r.Verdict())
	line("%s", r.Scope())
	for _, p := range r.Places {
		switch {
		case p.Matches > 0:
			line("- %s: %s in %s", p.Name, count(p.Matches, "match"), p.Of())
		case p.Problem == "" && p.Read == 0:
			line("- %s: it is empty", p.Name)
		case p.Problem == "" && p.Unknown == 0:
			line("- %s: none of its %s", p.Name, count(p.Read, "item"))
		case p.Problem != "" && p.Read == 0:
			line("- %s: not read", p.Name)
		default:
			line("- %s: none found in %s", p.Name, p.Of())
		}
		if p.Problem != "" {
			line("  not complete: %s", p.Problem)
		}
		if p.Unknown > 0 {
			line("  not checked: %s", count(p.Unknown, "item"))
		}
		for _, f := range p.Found {
			line("  - %s", f)
		}
		if n := p.Matches - len(p.Found); n > 0 {
			line("  - and %s more", humanize.Comma(int64(n)))
		}
		for _, g := range p.Gone {
			line("  - GONE: %s", g)
		}
		if n := p.Went - len(p.Gone); n > 0 {
			line("  - GONE: %s more", humanize.Comma(int64(n)))
		}
	}
	if r.History != "" {
		line("%s", r.History)
	}
	for _, p := range r.Problems {
		line("Not complete: %s", p)
	}
	for _, n := range r.Notes {
		line("Note: %s", n)
	}
	if from != "" {
		line("Source: %s", from)
	}
	return b.String()
}
