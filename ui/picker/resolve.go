package picker

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/text"
)

// Try is one reference that was looked up, and what came of it. Err is set where
// the service took the reference for no such thing at all.
type Try struct {
	Ref   models.PlayerRef
	Found int
	Err   error
}

// String is safe to print: `public UID 363: nobody`.
func (t Try) String() string {
	what := safeRef(t.Ref)
	switch {
	case t.Err != nil:
		return what + ": refused, " + safeError(t.Err)
	case t.Found == 0:
		return what + ": nobody"
	case t.Found == 1:
		return what + ": found"
	}
	return fmt.Sprintf("%s: %d players", what, t.Found)
}

// Resolve looks players up by each reference in turn, as models.ParsePlayerRef
// orders them, until one finds somebody: GET /server/players/lookup/name. Nobody is
// no error: tried then says what was asked. A player who is answered twice is given
// once. The error is that of the request that failed, and ends the search; a
// reference that the service refuses (400, 404, 422) finds nobody.
func Resolve(ctx context.Context, client *api.Client, refs []models.PlayerRef) (found []models.Player, tried []Try, err error) {
	if len(refs) == 0 {
		return nil, nil, errors.New("no player is named: give an id, ULID, public UID, name, or a platform id such as steam:…")
	}
	for _, ref := range refs {
		players, err := client.FindPlayers(ctx, ref)
		var refused *api.Error
		if errors.As(err, &refused) && refused.Err == nil && takesNoSuch(refused.Status) {
			tried = append(tried, Try{Ref: ref, Err: err})
			continue
		}
		if err != nil {
			return nil, append(tried, Try{Ref: ref, Err: err}), err
		}
		found = once(players)
		tried = append(tried, Try{Ref: ref, Found: len(found)})
		if len(found) > 0 {
			return found, tried, nil
		}
	}
	return nil, tried, nil
}

func takesNoSuch(status int) bool {
	return status == http.StatusBadRequest || status == http.StatusNotFound || status == http.StatusUnprocessableEntity
}

func once(players []models.Player) []models.Player {
	seen := make(map[models.PlayerID]bool, len(players))
	out := players[:0:0]
	for _, p := range players {
		if p.ID.IsZero() || !seen[p.ID] {
			out = append(out, p)
		}
		seen[p.ID] = true
	}
	return out
}

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
func safeRef(r models.PlayerRef) string {
	s := []rune(text.Of(r.String()).Line())
	if len(s) > shownRef {
		s = append(s[:shownRef], '…')
	}
	return string(s)
}

// safeError is an error for the screen. The client's own are safe; a key source's
// need not be.
func safeError(err error) string { return text.Of(err.Error()).Line() }

// looksLikeKey reports whether a text is a server key, pasted into the wrong
// place: it must not go into the address of a request.
func looksLikeKey(s string) bool {
	s = strings.TrimSpace(s)
	const shortest = 28 // of the keys that have a prefix
	return len(s) >= shortest && !strings.ContainsAny(s, " :") &&
		(strings.HasPrefix(s, "dev_") || strings.HasPrefix(s, "prod_"))
}
