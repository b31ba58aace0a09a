// Package demo is a double of the LootLocker Server API with a believable game
// in it: an [http.Handler] that serves every read the browser makes, with
// LootLocker's sessions, paging and error bodies, and that misbehaves on request (see
// [Fault]).
//
// Its answers are deterministic: the same Options and clock give the same
// bytes. Instances are computed from their index and never stored, so an
// inventory of ten million costs no memory.
//
// It writes its JSON by itself and may not import the client or the models, which are
// tested against it.
package demo

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Key is the server key that a Server accepts when Options.Key is empty. It
// opens nothing but this double.
const Key = "dev_demo0000notarealkey0000000000000000"

// Epoch is the time in the game's ULIDs, in Unix seconds (2026-09-01T00:00:00Z): ids do
// not change. All other dates are relative to the beginning of the day (UTC) on which the
// Server starts: the newest of the computed instances was acquired just before it.
const Epoch int64 = 1788220800

const day = 86_400 // seconds

// DefaultItems is how many instances [PlayerHuge] has unless Options says.
const DefaultItems = 20_000

// Options configures a Server. The zero value is a fast, healthy one.
type Options struct {
	// Items is how many instances PlayerHuge has, up to ten million;
	// zero or less is DefaultItems.
	Items int
	// Players is how many players there are besides, with the ids from FleetFirst on;
	// PlayerItems is how many items each of them has in its own inventory, and zero
	// varies it from none to some hundred.
	Players, PlayerItems int
	// Key is the server key that is accepted; empty is the constant Key.
	Key string
	// Now is the clock that rentals run by; nil is time.Now.
	Now func() time.Time
	// Latency is the wait before each answer.
	Latency time.Duration
	// Bandwidth limits each answer's body, in bytes per second; 0 is unlimited.
	// (10 Mbit/s is 1,250,000.)
	Bandwidth int
	// GrantEvery, if above zero, gives GrantPlayer one instance each interval
	// from the Server's start on.
	GrantEvery time.Duration
}

// Server is the double. It is safe for concurrent use.
type Server struct {
	opt     Options
	game    *game
	closed  context.Context
	close   context.CancelFunc
	serial  atomic.Uint64
	started time.Time
	epoch   int64 // the beginning of the day of started, in Unix seconds

	mu       sync.RWMutex // guards what edits change: holders' grants and revocations, too
	players  []*player
	byID     map[uint64]*player
	fleet    fleet
	nextID   uint64
	granted  int64    // intervals of GrantEvery already paid out
	ending   []ending // of rentals that are still listed, earliest first
	rentals  map[uint64]Rental
	storages map[uint64][]Pair

	sessionMu sync.Mutex
	tokens    map[string]*token
	issued    []string
	sessions  int

	faultMu sync.Mutex
	faults  []*armed

	log requestLog
}

// New makes a Server. It starts no goroutine; Close is only needed to end answers that
// hang by a fault.
func New(opt Options) *Server {
	if opt.Items <= 0 {
		opt.Items = DefaultItems
	}
	if opt.Key == "" {
		opt.Key = Key
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	started := opt.Now()
	epoch := started.Unix() - started.Unix()%day
	g := theGame(epoch)
	s := &Server{
		opt:      opt,
		game:     g,
		fleet:    fleet{g: g, size: min(opt.Players, MaxPlayers), items: min(opt.PlayerItems, MaxPlayerItems)},
		started:  started,
		epoch:    epoch,
		tokens:   map[string]*token{},
		rentals:  map[uint64]Rental{},
		storages: map[uint64][]Pair{},
	}
	s.closed, s.close = context.WithCancel(context.Background())
	s.players = s.game.newPlayers(opt.Items)
	s.byID = make(map[uint64]*player, len(s.players))
	for _, p := range s.players {
		s.byID[p.id] = p
		for _, h := range p.holders() {
			if n := h.len(); n > 0 && h.base < hostileBase {
				s.nextID = max(s.nextID, h.idAt(n-1)+1)
			}
		}
	}
	s.ending = s.endings()
	return s
}

// Close ends every answer that waits or hangs, now and later. Start's stop calls it.
func (s *Server) Close() { s.close() }

// ServeHTTP answers one request of the Server API.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := &query{s: s, r: r, serial: s.serial.Add(1), now: s.opt.Now()}
	q.endpoint, q.ids = route(r.URL.Path)
	entry := s.log.add(r)
	defer s.log.end(entry)
	w = &statusWriter{ResponseWriter: w, log: &s.log, entry: entry}
	s.payGrants(q.now)
	s.vanish(q.now)

	if !s.wait(r.Context(), s.opt.Latency) {
		abort(w)
		return
	}
	f := s.due(q)
	if f != nil && s.instead(w, q, f) {
		return
	}
	a := q.answer()
	if f != nil {
		s.bend(w, q, f, a)
	} else {
		s.send(w, r, a)
	}
	a.release()
}

// wait sleeps for d and reports whether the client still waits for the answer.
func (s *Server) wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	case <-s.closed.Done():
		return false
	}
}

// hang waits until the client goes away or the Server is closed.
func (s *Server) hang(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-s.closed.Done():
	}
}

// endpoint is a path of the API, whose {} segments are ids, and what answers it.
type endpoint struct {
	pattern []string
	method  string
	paged   bool // an inventory, which page faults apply to
	serve   func(*query) *answer
}

func get(path string, serve func(*query) *answer) *endpoint {
	return &endpoint{strings.Split(path, "/"), http.MethodGet, false, serve}
}

func pages(path string, serve func(*query) *answer) *endpoint {
	e := get(path, serve)
	e.paged = true
	return e
}

var endpoints = sync.OnceValue(func() []*endpoint {
	return []*endpoint{
		{strings.Split("session", "/"), http.MethodPost, false, (*query).session},
		get("ping", (*query).ping),
		pages("player/{}/inventory", (*query).playerInventory),
		pages("player/{}/characters/{}/inventory", (*query).characterInventory),
		pages("player/{}/heroes/{}/inventory", (*query).heroInventory),
		get("inventory/universal", (*query).universal),
		get("player/{}/characters", (*query).characters),
		get("player/{}/heroes", (*query).heroes),
		get("players/lookup/name", (*query).lookup),
		get("player/{}/assets/instances/{}/storage", (*query).instanceStorage),
		get("players/{}/assets/instances/{}/progressions", (*query).progressions),
		get("players/{}/progressions", (*query).playerProgressions),
		get("players/{}/characters/{}/progressions", (*query).characterProgressions),
		get("metadata/source/{}/id/{}", (*query).metadata),
		get("player/{}/loadout", (*query).playerLoadout),
		get("player/{}/characters/{}/loadout", (*query).characterLoadout),
		get("player/{}/heroes/{}/loadout", (*query).heroLoadout),
		get("wallet/holder/{}", (*query).wallet),
		get("balances/wallet/{}", (*query).balances),
	}
})

// route finds the endpoint of a path, or nil, and the ids in the path.
func route(path string) (*endpoint, []string) {
	rest, ok := strings.CutPrefix(path, "/server/")
	if !ok {
		return nil, nil
	}
	seg := strings.Split(rest, "/")
next:
	for _, e := range endpoints() {
		if len(e.pattern) != len(seg) {
			continue
		}
		var ids []string
		for i, p := range e.pattern {
			switch {
			case p == "{}" && seg[i] != "":
				ids = append(ids, seg[i])
			case p != seg[i]:
				continue next
			}
		}
		return e, ids
	}
	return nil, nil
}
