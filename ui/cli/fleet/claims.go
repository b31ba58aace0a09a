package fleet

import "lootlens/models"

// claim is whose a reference is.
type claim int

const (
	mine      claim = iota // to be done
	before                 // done by an earlier run
	duplicate              // the list has the player before
	elsewhere              // in another shard
)

// claims remembers which players and references were met: 24 to 40 bytes each.
type claims struct {
	players map[models.PlayerID]bool // false: done by an earlier run, and not met yet
	texts   map[uint64]bool          // references without a player, by their hash
	refs    map[uint64]models.PlayerID
}

func newClaims(j *Journal) *claims {
	c := &claims{players: map[models.PlayerID]bool{}, texts: map[uint64]bool{}}
	if j != nil {
		c.players, c.refs = j.done, j.refs
	}
	return c
}

// done reports whether an earlier run did the player under this very reference, and
// claims it.
func (c *claims) done(ref Reference) bool {
	key := hash(ref.key())
	id, ok := c.refs[key]
	if !ok || id.IsZero() && c.texts[key] || c.players[id] {
		return false
	}
	if id.IsZero() {
		c.texts[key] = true
	} else {
		c.players[id] = true
	}
	return true
}

// gone is how many players of an earlier run no reference has named.
func (c *claims) gone() (n int) {
	for _, met := range c.players {
		if !met {
			n++
		}
	}
	for key, id := range c.refs {
		if id.IsZero() && !c.texts[key] {
			n++
		}
	}
	return n
}

// claim decides who does a reference that was looked up.
func (c *claims) claim(t *Target, shard Shard) claim {
	if t.Err != nil {
		key := hash(t.ref.key())
		switch {
		case c.texts[key]:
			return duplicate
		case !passing(t.Err) && !shard.has(t.ref.key()):
			return elsewhere
		}
		c.texts[key] = true
		return mine
	}
	met, known := c.players[t.Player.ID]
	c.players[t.Player.ID] = true
	switch {
	case met:
		return duplicate
	case known:
		return before
	case !shard.has(t.Player.ID.String()):
		return elsewhere
	}
	return mine
}
