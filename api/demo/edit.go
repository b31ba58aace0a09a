package demo

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// Errors of the edits.
var (
	ErrNoHolder   = errors.New("no such holder")
	ErrNoAsset    = errors.New("no such asset")
	ErrNoInstance = errors.New("no such instance")
	ErrNoRoom     = errors.New("no instance id is left above the newest")
)

// maxCatchUp is how many grants of GrantEvery are made at once: a clock that jumps must
// not fill the memory.
const maxCatchUp = 1000

// Grant gives the player's own inventory a new instance of an asset, acquired
// now and with the newest id. Its errors are those of GrantTo.
func (s *Server) Grant(player, asset uint64) (instance uint64, err error) {
	return s.GrantTo(Holder{Player: player}, asset)
}

// GrantTo gives a holder a new instance of an asset, acquired now and with the
// newest id. It fails with ErrNoHolder, ErrNoAsset or ErrNoRoom.
func (s *Server) GrantTo(of Holder, assetID uint64) (instance uint64, err error) {
	a := s.game.byID[assetID]
	if a == nil {
		return 0, fmt.Errorf("grant asset %d: %w", assetID, ErrNoAsset)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.grant(of, a, s.opt.Now())
}

func (s *Server) grant(of Holder, a *asset, at time.Time) (uint64, error) {
	p := s.player(of.Player)
	if p == nil {
		return 0, fmt.Errorf("grant to %+v: %w", of, ErrNoHolder)
	}
	h := p.named(of)
	if h == nil || h.fixed != nil {
		return 0, fmt.Errorf("grant to %+v: %w", of, ErrNoHolder)
	}
	id := s.nextID
	if n := h.len(); n > 0 {
		last := h.idAt(n - 1)
		if last == math.MaxUint64 {
			return 0, fmt.Errorf("grant to %+v: %w", of, ErrNoRoom)
		}
		id = max(id, last+1)
	}
	s.fleet.keep(p)
	if id == s.nextID {
		s.nextID++
	}
	h.grants = append(h.grants, grant{id, a, at.Unix()})
	return id, nil
}

func (s *Server) holder(of Holder) *holder {
	p := s.player(of.Player)
	if p == nil {
		return nil
	}
	return p.named(of)
}

// stored are the players whose state is in memory.
func (s *Server) stored() []*player { return append(slices.Clone(s.players), s.fleet.edited()...) }

// owner finds an instance wherever it is.
func (s *Server) owner(instance uint64) (*player, *holder, error) {
	for _, p := range append(s.stored(), s.fleet.owner(instance)) {
		if p == nil {
			continue
		}
		for _, h := range p.holders() {
			if h.find(instance) >= 0 {
				return p, h, nil
			}
		}
	}
	return nil, nil, fmt.Errorf("instance %d: %w", instance, ErrNoInstance)
}

// Revoke takes an instance away from its holder, or fails with ErrNoInstance.
func (s *Server) Revoke(instance uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, h, err := s.owner(instance)
	if err != nil {
		return err
	}
	s.fleet.keep(p)
	h.revoke(instance)
	return nil
}

// Restore gives a revoked instance back under its old id, or fails with
// ErrNoInstance.
func (s *Server) Restore(instance uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.stored() {
		for _, h := range p.holders() {
			if h.revoked[instance] {
				delete(h.revoked, instance)
				return nil
			}
		}
	}
	return fmt.Errorf("revoked instance %d: %w", instance, ErrNoInstance)
}

// SetStorage replaces an instance's storage pairs, or fails with ErrNoInstance.
func (s *Server) SetStorage(instance uint64, pairs ...Pair) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, _, err := s.owner(instance); err != nil {
		return err
	}
	s.storages[instance] = append([]Pair{}, pairs...)
	return nil
}

// SetRental replaces an instance's rental state, which then does not change, or fails
// with ErrNoInstance.
func (s *Server) SetRental(instance uint64, r Rental) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, _, err := s.owner(instance); err != nil {
		return err
	}
	s.rentals[instance] = r
	return nil
}

// Instances lists a holder's newest n instance ids, newest first.
func (s *Server) Instances(of Holder, n int) []uint64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	h := s.holder(of)
	if h == nil {
		return nil
	}
	var ids []uint64
	for _, i := range h.backward(h.len()-1, n) {
		ids = append(ids, h.idAt(i))
	}
	return ids
}

// Assets lists the ids of the game's assets, ascending.
func (s *Server) Assets() []uint64 {
	ids := make([]uint64, 0, len(s.game.byID))
	for id := range s.game.byID {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// payGrants makes the grants of GrantEvery that have come due.
func (s *Server) payGrants(now time.Time) {
	if s.opt.GrantEvery <= 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	due := int64(now.Sub(s.started) / s.opt.GrantEvery)
	s.granted = max(s.granted, due-maxCatchUp)
	for s.granted < due {
		s.granted++
		a := s.game.all[mix(uint64(s.granted))%uint64(len(s.game.all))]
		at := s.started.Add(time.Duration(s.granted) * s.opt.GrantEvery)
		if _, err := s.grant(Holder{Player: GrantPlayer}, a, at); err != nil {
			return
		}
	}
}
