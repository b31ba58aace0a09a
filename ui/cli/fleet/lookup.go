package fleet

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/text"
)

// batchSize is how many references one request looks up at most. A request has up to
// three parameters for each, of at most batchBytes together.
const (
	batchSize  = 50
	batchBytes = 6000
)

// NoPlayerError is a reference that names no player, or several.
type NoPlayerError struct {
	Ref   string // as given
	Tried []api.Try
	Found []models.Player // empty if there is none
}

func (e *NoPlayerError) Error() string {
	ref := text.Of(e.Ref).Line()
	if len(e.Found) == 0 {
		tried := make([]string, len(e.Tried))
		for i, t := range e.Tried {
			if tried[i] = t.Ref.Word(); t.Err != nil {
				tried[i] += " (" + t.Err.Error() + ")"
			}
		}
		return fmt.Sprintf("no player “%s” (tried as %s)", ref, strings.Join(tried, ", "))
	}
	ids := make([]string, len(e.Found))
	for i, p := range e.Found {
		ids[i] = p.ID.String()
	}
	return fmt.Sprintf("%d players have the %s “%s”: give the id of one: %s",
		len(e.Found), e.Tried[len(e.Tried)-1].Ref.Word(), ref, strings.Join(ids, ", "))
}

// finder looks references up.
type finder struct {
	client  *api.Client
	numbers bool // look ids up too
	several int  // how many single requests there may be at once
}

// found is the result of one look-up; err is a *NoPlayerError or that of the request.
type found struct {
	players []models.Player
	err     error
}

// find looks references up: in as few requests as their length allows, and then singly
// those that the answers do not surely name.
func (f *finder) find(ctx context.Context, refs []Reference) []found {
	out := make([]found, len(refs))
	var batch []int
	size := 0
	flush := func() {
		f.batch(ctx, refs, batch, out)
		batch, size = nil, 0
	}
	for i, r := range refs {
		if r.Err != nil {
			out[i].err = r.Err
			continue
		}
		if id, ok := r.Kinds[0].PlayerID(); ok && !f.numbers {
			out[i].players = []models.Player{{ID: id}}
			continue
		}
		n := 3 * len(r.key()) // as it may be escaped
		if size += n; size > batchBytes && len(batch) > 0 {
			flush()
			size = n
		}
		batch = append(batch, i)
	}
	flush()
	f.singly(ctx, refs, out)
	return out
}

// batch looks the references at these places up with one request. Those that it does
// not find stay as they are.
func (f *finder) batch(ctx context.Context, refs []Reference, at []int, out []found) {
	if len(at) < 2 {
		return
	}
	var kinds []models.PlayerRef
	for _, i := range at {
		kinds = append(kinds, refs[i].Kinds...)
	}
	players, err := f.client.FindPlayers(ctx, kinds...)
	if err != nil && !passing(err) && !errors.Is(err, api.ErrAuth) && ctx.Err() == nil {
		return // the service refuses one of them, and the single requests find out which
	}
	for _, i := range at {
		if err != nil {
			out[i].err = lookupError(err)
			continue
		}
		for _, kind := range refs[i].Kinds {
			var named []models.Player
			for _, p := range players {
				if !p.ID.IsZero() && names(kind, p) {
					named = append(named, p)
				}
			}
			if len(named) > 0 {
				out[i] = result(refs[i], named, []api.Try{{Ref: kind}})
				break
			}
		}
	}
}

// names reports whether the answer shows that kind names p. The service may find a
// player by a guest id or by a platform that the player has left: then it does not show.
func names(kind models.PlayerRef, p models.Player) bool {
	platform := func(name string) bool {
		return strings.EqualFold(p.Platform.Raw(), name) && p.PlatformID.Raw() == kind.Value
	}
	switch kind.Kind {
	case models.RefID:
		return p.ID.String() == kind.Value
	case models.RefULID:
		return strings.EqualFold(p.ULID.Raw(), kind.Value)
	case models.RefPublicUID:
		return strings.EqualFold(p.PublicUID.Raw(), kind.Value)
	case models.RefName:
		return strings.EqualFold(p.Name.Raw(), kind.Value)
	case models.RefSteam:
		return platform("steam")
	case models.RefPSN:
		return platform("psn")
	case models.RefXbox:
		return platform("xbox")
	}
	return false
}

// singly looks the references up that have no result, several at once.
func (f *finder) singly(ctx context.Context, refs []Reference, out []found) {
	var wait group
	free := make(chan struct{}, f.several)
	for i := range refs {
		if out[i].err != nil || out[i].players != nil {
			continue
		}
		free <- struct{}{}
		wait.Go(func() {
			defer func() { <-free }()
			players, tried, err := f.client.Resolve(ctx, refs[i].Kinds)
			if err != nil {
				out[i].err = lookupError(err)
				return
			}
			out[i] = result(refs[i], players, tried)
		})
	}
	wait.Wait()
}

func lookupError(err error) error { return fmt.Errorf("looking the player up: %w", err) }

// passing reports whether a failure may pass, so that trying again later makes sense.
func passing(err error) bool { return errors.Is(err, api.ErrTemporary) }

// result is an error unless exactly one player was found.
func result(ref Reference, players []models.Player, tried []api.Try) found {
	f := found{players: players}
	switch {
	case len(players) != 1:
		f.err = &NoPlayerError{ref.Text, tried, players}
	case players[0].ID.IsZero():
		f.err = errors.New("the service named the player without an id")
	}
	return f
}
