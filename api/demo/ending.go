package demo

import (
	"cmp"
	"slices"
	"time"
)

const (
	// maxEnding is the size of the largest inventory whose rentals end. Those of
	// larger ones renew themselves: their ends would have to be stored.
	maxEnding = 2000
	// listedFor is how long an instance stays listed after its rental ended, in
	// seconds.
	listedFor = day
	// endedWithin is how long before the start of the Server a rental ended, at most:
	// nothing vanishes in its first half day.
	endedWithin = day / 2
)

// ending is the end of one instance's rental.
type ending struct {
	unix int64
	h    *holder
	id   uint64
}

// ends reports whether rentals of h end and their instances vanish.
func (h *holder) ends() bool { return !h.renews && h.size <= maxEnding }

// endings are those of all holders whose rentals end, earliest first. Rentals that are
// over when the Server starts ended within the last half day.
func (s *Server) endings() (list []ending) {
	start := s.started.Unix()
	for _, p := range s.players {
		for _, h := range p.holders() {
			if !h.ends() {
				continue
			}
			for i := len(h.odd); i < h.size; i++ {
				r := h.dice(i)
				rental, _, shape := h.assetAt(i).rentalOf(r, start, 0)
				end := start + rental.TimeLeft
				switch {
				case !rental.IsRental || shape == rentalNulls:
					continue
				case rental.TimeLeft == 0:
					end = start - int64(r>>8%endedWithin)
				case rental.TimeLeft > 0 && !rental.IsActive || rental.TimeLeft > rental.Duration:
					continue // it does not run
				}
				list = append(list, ending{end, h, h.idAt(i)})
			}
		}
	}
	slices.SortFunc(list, func(a, b ending) int { return cmp.Or(cmp.Compare(a.unix, b.unix), cmp.Compare(a.id, b.id)) })
	return list
}

// vanish takes away what LootLocker would have removed by now: instances whose rental
// ended a day ago or earlier. A rental that SetRental replaced stays.
func (s *Server) vanish(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.ending) > 0 && s.ending[0].unix+listedFor <= now.Unix() {
		e := s.ending[0]
		s.ending = s.ending[1:]
		if _, replaced := s.rentals[e.id]; !replaced {
			e.h.revoke(e.id)
		}
	}
}
