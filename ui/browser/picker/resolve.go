package picker

import (
	"strings"

	"lootlens/models"
	"lootlens/models/text"
)

// directID is the player id that one of the references is by itself.
func directID(refs []models.PlayerRef) (models.PlayerID, bool) {
	for _, r := range refs {
		if id, ok := r.PlayerID(); ok {
			return id, true
		}
	}
	return models.PlayerID{}, false
}

// taken says what a text is taken for: "player id 363, else public UID, else name".
func taken(refs []models.PlayerRef) string {
	if len(refs) == 0 {
		return ""
	}
	words := []string{safeRef(refs[0])}
	for _, r := range refs[1:] {
		words = append(words, r.Word())
	}
	return strings.Join(words, ", else ")
}

const shownRef = 60 // runes of a reference in a sentence

// safeRef is a reference for the screen, cut to a few words.
func safeRef(r models.PlayerRef) string { return safeName(r.String()) }

func safeName(name string) string {
	s := []rune(text.Of(name).Line())
	if len(s) > shownRef {
		s = append(s[:shownRef], '…')
	}
	return string(s)
}
