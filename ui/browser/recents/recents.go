// Package recents keeps the players that were opened, those that are pinned, and
// saved queries in one file of the user's state folder: names and ids, nothing
// else. It draws nothing and knows no screen; whoever shows the list does its I/O
// in commands.
package recents

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/adrg/xdg"
	"github.com/rogpeppe/go-internal/lockedfile"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/text"
)

// How much is kept for one scope. Pinned players are counted apart.
const (
	MaxPlayers = 50
	maxQueries = 50
	maxPins    = 200 // players and queries each
)

const (
	maxScopes = 40
	maxName   = 200  // runes of a name
	maxQuery  = 1000 // bytes of a query
)

var (
	// ErrSetAside: the file could not be read; it was renamed to end in ".broken",
	// and a new one begins.
	ErrSetAside = errors.New("the list of recent players was unreadable and is set aside")
	// ErrTooMany: there are maxPins pins already.
	ErrTooMany = fmt.Errorf("there are %d pins already: unpin one first", maxPins)
	// ErrNoID: a player without an id cannot be opened again.
	ErrNoID = errors.New("the player has no id and cannot be kept")
)

// Player is a player that was opened. Only ids, name and platform are kept.
type Player struct {
	models.Player
	Opened time.Time
	Pinned bool
}

// Query is a saved query.
type Query struct {
	Text   string
	Used   time.Time
	Pinned bool
}

// View is how the user arranged the screen. The zero View is how it comes.
type View struct {
	Theme     string   `json:"theme,omitzero"`      // one of theme.Names
	ListWidth int      `json:"list_width,omitzero"` // of the list beside the detail, in percent of the screen
	Columns   []string `json:"columns,omitzero"`    // of the list, in their order
}

// List is what is kept for one scope: pins first, then newest first.
type List struct {
	Players []Player
	Queries []Query
	View    View

	turn uint64
}

// Older reports whether l came from its Store before o did. Answers of commands
// may come in any order: an older list must not replace a newer one.
func (l List) Older(o List) bool { return l.turn < o.turn }

// Scope names a list, so that those of stage and live, and of two services, are
// apart. The profile may be empty. The double's address changes at each start, so it
// is left out.
func Scope(env api.Environment, baseURL, profile string) string {
	s := env.String()
	if env != api.Demo {
		s += " " + baseURL
	}
	if profile != "" {
		s += " " + profile
	}
	return s
}

// defaultPath is lootlens/recents.json in the XDG state folder.
func defaultPath() (string, error) {
	dir := os.Getenv("XDG_STATE_HOME") // xdg has read it at the program's start only
	if !filepath.IsAbs(dir) {
		dir = xdg.StateHome
	}
	if !filepath.IsAbs(dir) {
		return "", errors.New("there is no home folder to keep recent players in: set XDG_STATE_HOME")
	}
	return filepath.Join(dir, "lootlens", "recents.json"), nil
}

// Store is the file. It is safe for concurrent use, by several processes too. Its
// methods give the list as it is afterwards; with an error other than ErrSetAside
// they change nothing and give no list.
type Store struct {
	path  string
	scope func() string

	mu    sync.Mutex // held while the file is in use
	turns uint64
}

// Open names the file; it reads nothing. An empty path is defaultPath. scope is
// asked at every use, since what a key opens may only be known later.
func Open(path string, scope func() string) *Store {
	return &Store{path: path, scope: scope}
}

// Scope is the scope now.
func (s *Store) Scope() string { return s.scope() }

// Load reads the list. A missing file is an empty list. With ErrSetAside the list
// is empty and usable.
func (s *Store) Load() (List, error) { return s.edit(nil) }

// Visit puts a player on top. Names and ids that p lacks stay as they were known.
func (s *Store) Visit(p models.Player, at time.Time) (List, error) {
	if p.ID.IsZero() {
		return List{}, ErrNoID
	}
	return s.edit(func(l *List) error {
		l.update(p).Opened = at
		return nil
	})
}

// update returns the entry of p, a new one where there is none, with what p adds to it.
func (l *List) update(p models.Player) *Player {
	i := l.player(p.ID)
	if i < 0 {
		i = len(l.Players)
		l.Players = append(l.Players, Player{})
	}
	e := &l.Players[i]
	e.ID = p.ID
	for _, t := range []struct {
		to   *text.Text
		from text.Text
	}{
		{&e.ULID, p.ULID}, {&e.PublicUID, p.PublicUID}, {&e.Name, p.Name},
		{&e.Platform, p.Platform}, {&e.PlatformID, p.PlatformID},
	} {
		if !t.from.Empty() {
			*t.to = bound(t.from)
		}
	}
	return e
}

// PinPlayer pins a player, or unpins a pinned one. One who is not in the list is
// added. The error is ErrTooMany, ErrNoID, or the file's.
func (s *Store) PinPlayer(p models.Player, at time.Time) (List, error) {
	if p.ID.IsZero() {
		return List{}, ErrNoID
	}
	return s.edit(func(l *List) error {
		e := l.update(p)
		if e.Opened.IsZero() {
			e.Opened = at
		}
		e.Pinned = !e.Pinned
		return tooMany(l.Players, func(p Player) bool { return p.Pinned })
	})
}

// RemovePlayer takes a player off the list, pinned or not.
func (s *Store) RemovePlayer(id models.PlayerID) (List, error) {
	return s.edit(func(l *List) error {
		l.Players = slices.DeleteFunc(l.Players, func(p Player) bool { return p.ID == id })
		return nil
	})
}

// SaveQuery puts a query on top. One of 1 to 1,000 bytes is taken.
func (s *Store) SaveQuery(query string, at time.Time) (List, error) {
	return s.editQuery(query, func(q *Query) { q.Used = at })
}

// PinQuery pins a query, or unpins a pinned one. One that is not in the list is
// added. The error is ErrTooMany, or the file's.
func (s *Store) PinQuery(query string, at time.Time) (List, error) {
	return s.editQuery(query, func(q *Query) {
		if q.Used.IsZero() {
			q.Used = at
		}
		q.Pinned = !q.Pinned
	})
}

// SetView changes what is kept of the view.
func (s *Store) SetView(change func(*View)) (List, error) {
	return s.edit(func(l *List) error {
		change(&l.View)
		return nil
	})
}

func (s *Store) editQuery(query string, change func(*Query)) (List, error) {
	if query == "" || len(query) > maxQuery {
		return List{}, fmt.Errorf("a query of %d bytes cannot be kept: 1 to %d are taken", len(query), maxQuery)
	}
	return s.edit(func(l *List) error {
		i := l.query(query)
		if i < 0 {
			i = len(l.Queries)
			l.Queries = append(l.Queries, Query{Text: query})
		}
		change(&l.Queries[i])
		return tooMany(l.Queries, func(q Query) bool { return q.Pinned })
	})
}

func (l *List) player(id models.PlayerID) int {
	return slices.IndexFunc(l.Players, func(p Player) bool { return p.ID == id })
}

func (l *List) query(text string) int {
	return slices.IndexFunc(l.Queries, func(q Query) bool { return q.Text == text })
}

func tooMany[T any](list []T, pinned func(T) bool) error {
	n := 0
	for _, e := range list {
		if pinned(e) {
			n++
		}
	}
	if n > maxPins {
		return ErrTooMany
	}
	return nil
}

func bound(t text.Text) text.Text {
	if r := []rune(t.Raw()); len(r) > maxName {
		return text.Of(string(r[:maxName]))
	}
	return t
}

// arrange sorts the lists and cuts them to their bounds.
func (l *List) arrange() {
	l.Players = arrange(l.Players, MaxPlayers, func(p Player) (bool, time.Time) { return p.Pinned, p.Opened })
	l.Queries = arrange(l.Queries, maxQueries, func(q Query) (bool, time.Time) { return q.Pinned, q.Used })
}

func arrange[T any](list []T, unpinned int, of func(T) (bool, time.Time)) []T {
	slices.SortStableFunc(list, func(a, b T) int {
		pa, ta := of(a)
		pb, tb := of(b)
		if pa != pb {
			if pa {
				return -1
			}
			return 1
		}
		return tb.Compare(ta)
	})
	pins := slices.IndexFunc(list, func(e T) bool { p, _ := of(e); return !p })
	if pins < 0 {
		pins = len(list)
	}
	list = append(list[:min(pins, maxPins):min(pins, maxPins)], list[pins:]...)
	return list[:min(len(list), min(pins, maxPins)+unpinned)]
}

// edit reads the file, changes one scope's list and writes the file; a nil change
// only reads. Other processes wait meanwhile.
func (s *Store) edit(change func(*List) error) (list List, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turns++
	defer func() { list.turn = s.turns }()
	path := s.path
	if path == "" {
		if path, err = defaultPath(); err != nil {
			return List{}, err
		}
	}
	if change == nil {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return List{}, nil
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil && change != nil {
		return List{}, fmt.Errorf("recent players cannot be kept: %w", err)
	}
	lock, err := lockedfile.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	switch {
	case err == nil:
		defer lock.Close()
	case change != nil: // reading alone works in a folder that cannot be written, too
		return List{}, fmt.Errorf("recent players cannot be kept: %w", err)
	}

	scope := s.scope()
	all, aside := read(path)
	if aside != nil && !errors.Is(aside, ErrSetAside) {
		return List{}, aside
	}
	list = all[scope]
	list.arrange()
	if change == nil {
		return list, aside
	}
	if err := change(&list); err != nil {
		return List{}, err
	}
	list.arrange()
	all[scope] = list
	forget(all, scope)
	if err := write(path, all); err != nil {
		return List{}, fmt.Errorf("recent players cannot be kept: %w", err)
	}
	return list, aside
}

// forget drops the scopes that were not used for longest.
func forget(all map[string]List, keep string) {
	newest := func(scope string) (t time.Time) {
		for _, p := range all[scope].Players {
			if p.Opened.After(t) {
				t = p.Opened
			}
		}
		for _, q := range all[scope].Queries {
			if q.Used.After(t) {
				t = q.Used
			}
		}
		return t
	}
	for len(all) > maxScopes {
		oldest := ""
		for scope := range all {
			if scope != keep && (oldest == "" || cmp.Or(newest(scope).Compare(newest(oldest)), cmp.Compare(scope, oldest)) < 0) {
				oldest = scope
			}
		}
		delete(all, oldest)
	}
}
