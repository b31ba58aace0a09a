package demo

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

const (
	// FleetFirst is the id of the first player of Options.Players; the others follow
	// without a gap.
	FleetFirst uint64 = 100_001
	// MaxPlayers and MaxPlayerItems are the largest values of Options.Players and
	// Options.PlayerItems.
	MaxPlayers     = 1_000_000
	MaxPlayerItems = 50_000

	fleetBase = 10_000_000_000 // every instance id of the fleet is above it
	fleetRoom = 4 * room       // instance ids of each player
)

// fleet are the players of Options.Players. They follow from their ids: each is made when
// a request needs it, and kept only once it was edited.
type fleet struct {
	g     *game
	size  int
	items int

	mu   sync.RWMutex
	kept map[uint64]*player
}

var (
	fleetFirstNames = []string{"Tamsin", "Oduya", "Jorun", "Mei", "Caspian", "Ilse", "Rafi", "Noor", "Bram", "Yuki", "Sela", "Dario", "Wanja", "Kofi", "Elin", "Marek"}
	fleetLastNames  = []string{"Vale", "Okoro", "Lindqvist", "Harrow", "Tanaka", "Brook", "Novak", "Ashby", "Mensah", "Quill", "Soto", "Ferrow", "Kaya", "Dunmore", "Ruiz"}
)

// player is the player with an id, or nil.
func (f *fleet) player(id uint64) *player {
	i := id - FleetFirst
	if id < FleetFirst || i >= uint64(f.size) {
		return nil
	}
	f.mu.RLock()
	defer f.mu.RUnlock()
	if p := f.kept[id]; p != nil {
		return p
	}
	return f.make(i)
}

func (f *fleet) make(i uint64) *player {
	id, r := FleetFirst+i, mix(i^0xf1ee7)
	platform := []string{"steam", "psn", "xbox", "guest"}[r%4]
	name := fleetFirstNames[i%16] + " " + fleetLastNames[i%15] + " " + strconv.FormatUint(i+1, 10)
	if platform == "guest" && r>>8%2 == 0 {
		name = ""
	}
	m := &maker{g: f.g, base: fleetBase + i*fleetRoom}
	p := m.player(id, name, platform, f.itemsOf(i))
	p.fleet = true
	// What a player is looked up by leads back to the id: nothing else is stored.
	p.ulid, p.uid = fleetULID("player", id), fleetUID(id)
	switch platform {
	case "steam":
		p.platformID = "7656119" + pad(id, 10)
	case "psn":
		p.platformID = pad(id, 19)
	case "xbox":
		p.platformID = "253" + pad(id, 13)
	case "guest":
		p.guestID = uuid(id)[:24] + pad(id, 12)
		p.platformID = p.guestID
	}
	m.main(p, id*10+1, fleetFirstNames[r>>16%16], heroClasses[i%5])
	if i%5 == 0 {
		m.character(p, id*10+2, "Mule", "Cantor", int(r>>24%8))
	}
	for _, c := range p.characters {
		c.ulid = fleetULID("character", c.id)
		c.renews = true
	}
	return p
}

// itemsOf is how many items the own inventory of player i has: of sixteen players one has
// none, one has some hundred, and the others have about twenty.
func (f *fleet) itemsOf(i uint64) int {
	r := int(mix(i^0x17e5) % 1000)
	switch {
	case f.items > 0:
		return f.items
	case i%16 == 5:
		return 0
	case i%16 == 11:
		return 150 + r
	}
	return 12 + r%17
}

// keep stores a player that is about to be edited.
func (f *fleet) keep(p *player) {
	if !p.fleet {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.kept == nil {
		f.kept = map[uint64]*player{}
	}
	f.kept[p.id] = p
}

// edited are the players that are kept, by id.
func (f *fleet) edited() []*player {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return slices.SortedFunc(maps.Values(f.kept), func(a, b *player) int { return cmp.Compare(a.id, b.id) })
}

// all are all players by id.
func (f *fleet) all() iter.Seq[*player] {
	return func(yield func(*player) bool) {
		for i := range uint64(f.size) {
			if !yield(f.player(FleetFirst + i)) {
				return
			}
		}
	}
}

// named are the players that a text may be an id, a name or a ULID of; the caller
// compares.
func (f *fleet) named(text string) (found []*player) {
	if f.size == 0 {
		return nil
	}
	digits := text[len(strings.TrimRight(text, "0123456789")):]
	n := number(digits[max(0, len(digits)-10):])
	low := ulidLow(text)
	for _, id := range []uint64{n, FleetFirst - 1 + n, low, low / 10, uidOf(text)} {
		if p := f.player(id); p != nil && !slices.Contains(found, p) {
			found = append(found, p)
		}
	}
	return found
}

// owner is the player that an instance id is in the room of, or nil.
func (f *fleet) owner(instance uint64) *player {
	if instance < fleetBase {
		return nil
	}
	return f.player(FleetFirst + (instance-fleetBase)/fleetRoom)
}

// fleetULID is a ULID that ends in an id.
func fleetULID(kind string, id uint64) string {
	r := mix(id) ^ uint64(kind[0])
	return ulid(uint64(Epoch)*1000-r%(3*365*86_400_000), mix(r), id)
}

// ulidLow is the number that a ULID ends in; 0 for other texts.
func ulidLow(text string) (n uint64) {
	if len(text) != 26 {
		return 0
	}
	return digitsOf(text[18:], crockford)
}

const (
	uidAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	uidBits     = 40
	uidFactor   = 0x5851F42D4D
	uidInverse  = 0x870706D385 // uidFactor × uidInverse ≡ 1 modulo 2^40
)

// fleetUID is a public UID from which uidOf gets the id back.
func fleetUID(id uint64) string {
	n := id * uidFactor & (1<<uidBits - 1)
	var b [8]byte
	for i := range b {
		b[i] = uidAlphabet[n>>(uidBits-5*(i+1))&31]
	}
	return string(b[:])
}

func uidOf(text string) uint64 {
	if len(text) != 8 {
		return 0
	}
	return digitsOf(text, uidAlphabet) * uidInverse & (1<<uidBits - 1)
}

// digitsOf reads a number with base 32; 0 where a digit is not in the alphabet.
func digitsOf(text, alphabet string) (n uint64) {
	for _, c := range strings.ToUpper(text) {
		d := strings.IndexRune(alphabet, c)
		if d < 0 {
			return 0
		}
		n = n<<5 | uint64(d)
	}
	return n
}
