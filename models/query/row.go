package query

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/models/jsonscan"
	"lootlens/models/text"
)

// rentalWords are the words that find a rental's state: the one that is shown, then
// others, the codes of exports among them.
var rentalWords = [...][]string{
	models.RentalOwned:         {RentalWord(models.RentalOwned)},
	models.RentalActive:        {RentalWord(models.RentalActive), "active", "rented", "left"},
	models.RentalExpired:       {RentalWord(models.RentalExpired), "over"},
	models.RentalInactive:      {RentalWord(models.RentalInactive), "inactive", "not activated", "unstarted"},
	models.RentalContradictory: {RentalWord(models.RentalContradictory), "contradictory"},
}

// RentalWord is the word for a rental's state in lists and in the field rental.
func RentalWord(s models.RentalState) string { return s.String() }

// rentalChoices are the words for the field rental; it takes the other rentalWords too.
var rentalChoices = []string{"running", "expired", "not started", "owned", "any", "conflict"}

// otherWords are what else finds the rental's state that is shown as word.
func otherWords(word string) []string {
	for _, words := range rentalWords {
		if words[0] == word {
			return words[1:]
		}
	}
	return nil
}

// diffWords are what diff: takes, and what a row shows of a comparison.
var diffWords = [...]string{compare.Same: "same", compare.Added: "new", compare.Changed: "changed", compare.Removed: "removed"}

var diffChoices = []string{"any", "new", "changed", "removed", "same", "added"}

// equippedWord is the plain word that asks for the loadouts too.
const equippedWord = "equipped"

// inactiveAsset is the flag of an asset that is switched off.
const inactiveAsset = "asset inactive"

// SourceWords is a source's code as people read it: "drop_table" is "drop table".
func SourceWords(code string) string { return strings.TrimSpace(strings.ReplaceAll(code, "_", " ")) }

// assetWords are the words that all items of an asset share.
func assetWords(it *models.Item) []string {
	a := it.Asset()
	if a == nil {
		a = &noAsset
	}
	words := append(make([]string, 0, 8), it.Name().Raw(), a.Rarity.Name.Raw(), a.Rarity.Short.Raw(), a.Context.Raw(), a.ID.String())
	return append(words, classes(a)...)
}

func inactive(a *models.Asset) bool { return a != nil && a.Active == models.FlagNo }

// classes are the character classes of an asset, without elements that are not text.
func classes(a *models.Asset) (out []string) {
	const member, tail = "character_classes", `_classes"` // an underscore is rare, and so quick to look for
	at := strings.Index(a.JSON(), tail)
	if at < 0 || strings.HasPrefix(a.JSON()[at+len(tail):], ":null") {
		return nil
	}
	v := jsonscan.Member(a.Raw(), member)
	list := jsonscan.Elements(v)
	if v.Kind() == '"' {
		list = []jsontext.Value{v}
	}
	for _, e := range list {
		if e.Kind() == '"' {
			out = append(out, string(jsonscan.Unquote(e)))
		}
	}
	return out
}

// beginsWord reports whether folded begins one of the words of s.
func beginsWord(s, folded string) bool {
	for folded != "" {
		if strings.HasPrefix(s, folded) {
			return true
		}
		_, after, ok := strings.Cut(s, " ")
		if !ok {
			break
		}
		s = after
	}
	return false
}

// states is a set of rental states.
type states uint8

func (s states) holds(x models.RentalState) bool { return s&(1<<x) != 0 }

// statesOf are the states with a word that match takes.
func statesOf(match func(word string) bool) (s states) {
	for state, words := range rentalWords {
		if slices.ContainsFunc(words, match) {
			s |= 1 << state
		}
	}
	return s
}

// appendFolded appends folded texts, each between two separators.
func appendFolded(dst []byte, list ...string) []byte {
	dst = append(dst, separator)
	for _, s := range list {
		if s == "" {
			continue
		}
		from := len(dst)
		for i := 0; i < len(s); i++ {
			c := s[i]
			if c >= utf8.RuneSelf {
				dst = append(dst[:from], text.Fold(s)...)
				break
			}
			if c-'A' < 26 {
				c += 'a' - 'A'
			}
			dst = append(dst, c)
		}
		dst = append(dst, separator)
	}
	return dst
}

const separator = 0

// in reports whether a word is in texts that appendFolded joined.
func (a *alternative) in(joined []byte) bool {
	if a.whole {
		return bytes.Contains(joined, []byte(string(rune(separator))+a.fold+string(rune(separator))))
	}
	return bytes.Contains(joined, []byte(a.fold))
}
