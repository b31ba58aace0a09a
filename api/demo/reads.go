package demo

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// Lists come under "items", or under another name from players with altNames:
// LootLocker has used both.
func (q *query) list(p *player, other string, v any) *answer {
	name := "items"
	if p.altNames {
		name = other
	}
	return q.ok(map[string]any{name: v})
}

type characterJSON struct {
	ID        uint64 `json:"id"`
	ULID      string `json:"ulid"`
	Name      string `json:"name"`
	Type      string `json:"type"`
	Default   *bool  `json:"default,omitempty"`
	IsDefault *bool  `json:"is_default,omitempty"`
}

func (q *query) characters() *answer {
	p, a := q.player()
	if a != nil {
		return a
	}
	out := []characterJSON{}
	for _, c := range p.characters {
		j := characterJSON{ID: c.id, ULID: c.ulid, Name: c.name, Type: c.class}
		if p.altNames {
			j.IsDefault = &c.isDefault
		} else {
			j.Default = &c.isDefault
		}
		out = append(out, j)
	}
	return q.list(p, "characters", out)
}

type heroJSON struct {
	ID             uint64          `json:"id"`
	HeroID         uint64          `json:"hero_id"`
	CharacterID    uint64          `json:"character_id"`
	InstanceID     uint64          `json:"instance_id"`
	HeroName       string          `json:"hero_name"`
	CharacterName  string          `json:"character_name"`
	ClassName      string          `json:"class_name"`
	IsDefault      bool            `json:"is_default"`
	AssetVariation *uint64         `json:"asset_variation_id"`
	Asset          json.RawMessage `json:"asset"`
}

func (q *query) heroes() *answer {
	p, a := q.player()
	if a != nil {
		return a
	}
	out := []heroJSON{}
	for _, h := range p.heroes {
		j := heroJSON{
			ID: h.id, HeroID: h.heroID, CharacterID: h.character.id, InstanceID: h.instance, HeroName: h.name,
			CharacterName: h.name, ClassName: h.class, IsDefault: h.isDefault, Asset: h.asset.json(),
		}
		if vs := h.asset.variations; len(vs) > 0 {
			j.AssetVariation = &vs[0]
		}
		out = append(out, j)
	}
	return q.list(p, "heroes", out)
}

// equipped is an entry of a loadout.
type equipped struct {
	InstanceID  json.RawMessage `json:"instance_id"`
	VariationID json.RawMessage `json:"variation_id"`
	MountedAt   string          `json:"mounted_at"`
	Asset       json.RawMessage `json:"asset"`
	Rental      json.RawMessage `json:"rental"`
}

func (q *query) playerLoadout() *answer {
	p, a := q.player()
	if a != nil {
		return a
	}
	return q.loadout(p, p.own)
}

func (q *query) characterLoadout() *answer {
	c, a := q.character()
	if a != nil {
		return a
	}
	return q.loadout(q.s.player(c.Player), c.holder)
}

func (q *query) heroLoadout() *answer {
	h, a := q.hero()
	if a != nil {
		return a
	}
	return q.loadout(q.s.player(h.Player), h.holder)
}

// loadout answers what a holder has equipped: the first instance of each of up
// to six contexts that can be worn, and of the reference its first item.
func (q *query) loadout(p *player, h *holder) *answer {
	out := []equipped{}
	if h.fixed != nil {
		out = append(out, referenceItems(q.s.epoch)[0])
		return q.list(p, "loadouts", out)
	}
	q.s.mu.RLock()
	defer q.s.mu.RUnlock()
	worn := map[*kind]bool{}
	for i := len(h.odd); i < min(h.len(), 200) && len(out) < 6; i++ {
		a := h.assetAt(i)
		if h.revoked[h.idAt(i)] || !a.kind.worn || worn[a.kind] {
			continue
		}
		worn[a.kind] = true
		var e equipped
		if err := json.Unmarshal(q.appendItem(nil, h, i), &e); err != nil {
			panic("demo: an item of our own cannot be read: " + err.Error())
		}
		e.MountedAt = time.Unix(q.s.epoch-int64(mix(h.seed+uint64(i))%(40*86_400)), 0).UTC().Format(time.RFC3339)
		out = append(out, e)
	}
	for _, c := range p.characters {
		if p.id == PlayerShared && c.holder == h {
			return q.ok(object{"loadouts": []object{{"character": object{"id": c.id, "name": c.name}, "loadout": out}}})
		}
	}
	return q.list(p, "loadouts", out)
}

// referenceItems are the example's items, as a loadout shows them that equipped them at
// a time in Unix seconds.
func referenceItems(mounted int64) []equipped {
	var page struct{ Items []equipped }
	if err := json.Unmarshal(referenceInventory, &page); err != nil {
		panic("demo: the reference example cannot be read: " + err.Error())
	}
	for i := range page.Items {
		page.Items[i].MountedAt = time.Unix(mounted, 0).UTC().Format(time.RFC3339)
	}
	return page.Items
}

// universal answers the game's own dozen items, which everybody has.
func (q *query) universal() *answer {
	b := []byte(`{"global_assets":[`)
	for i := range 12 {
		if i > 0 {
			b = append(b, ',')
		}
		a := q.s.game.all[mix(uint64(i)+77)%uint64(len(q.s.game.all))]
		b = append(b, `{"universal_id":`...)
		b = strconv.AppendUint(b, 7001+uint64(i)*3, 10)
		b = append(b, `,"variation_id":null,"rental_option_id":null,"acquisition_source":"universal","asset":`...)
		b = append(b, a.json()...)
		b = append(b, `,"rental":`...)
		b = appendRental(b, Rental{}, rentalOwned)
		b = append(b, '}')
	}
	return &answer{status: 200, body: append(b, "]}"...)}
}

// instance finds the instance that the path names among the player's holders.
func (q *query) instance() (*holder, int, *answer) {
	p, a := q.player()
	if a != nil {
		return nil, 0, a
	}
	if id, err := strconv.ParseUint(q.ids[1], 10, 64); err == nil {
		for _, h := range p.holders() {
			if i := h.find(id); i >= 0 {
				return h, i, nil
			}
		}
	} else if p.id == PlayerReference {
		for _, e := range referenceItems(q.s.epoch) {
			if string(e.InstanceID) == q.ids[1] {
				return p.own, -1, nil
			}
		}
	}
	return nil, 0, q.notFound("the instance " + strconv.QuoteToASCII(q.ids[1]))
}

// Pair is a storage entry of an instance.
type Pair struct {
	ID    uint64 `json:"id"`
	Key   string `json:"key"`
	Value string `json:"value"`
}

func (q *query) instanceStorage() *answer {
	q.s.mu.RLock()
	defer q.s.mu.RUnlock()
	h, i, a := q.instance()
	if a != nil {
		return a
	}
	out := []Pair{}
	if i >= 0 {
		if own, ok := q.s.storages[h.idAt(i)]; ok {
			out = own
		} else {
			out = append(out, h.assetAt(i).storageOf(h.idAt(i), q.s.epoch)...)
		}
	}
	return q.ok(struct {
		Storage []Pair `json:"storage"`
	}{out})
}

func (q *query) progressions() *answer {
	q.s.mu.RLock()
	defer q.s.mu.RUnlock()
	h, i, a := q.instance()
	if a != nil {
		return a
	}
	var out []progression
	if i >= 0 {
		out = h.assetAt(i).progressionsOf(h.idAt(i), q.s.epoch)
	}
	return q.cursorList(out)
}

type currency struct {
	ID   string `json:"id"`
	Code string `json:"code"`
	Name string `json:"name"`
}

type balance struct {
	Amount    string   `json:"amount"`
	Currency  currency `json:"currency"`
	WalletID  string   `json:"wallet_id"`
	CreatedAt string   `json:"created_at"`
}

// wallets are named after their holder: players and characters have one each.
// id is the ULID of either.
func (s *Server) walletOf(id string, match func(ulid, wallet string) bool) (holder, wallet, kind string, p *player) {
	for _, p := range append(slices.Clone(s.players), s.fleet.named(id)...) {
		own, of := seedULID(p.id^0x3a11e7), func(c *character) string { return seedULID(c.id ^ 0x3a11e7<<20) }
		if p.fleet {
			own, of = fleetULID("wallet", p.id), func(c *character) string { return fleetULID("wallet", c.id) }
		}
		if match(p.ulid, own) {
			return p.ulid, own, "player", p
		}
		for _, c := range p.characters {
			if w := of(c); match(c.ulid, w) {
				return c.ulid, w, "character", p
			}
		}
	}
	return "", "", "", nil
}

func (q *query) wallet() *answer {
	holder, wallet, kind, p := q.s.walletOf(q.ids[0], func(u, _ string) bool { return u == q.ids[0] })
	if p == nil {
		return q.notFound("a wallet of the holder " + strconv.QuoteToASCII(q.ids[0]))
	}
	q.about = p
	return q.ok(struct {
		ID        string   `json:"id"`
		HolderID  string   `json:"holder_id"`
		Type      string   `json:"type"`
		Modifiers []object `json:"modifiers,omitempty"`
	}{wallet, holder, kind, q.modifiers(p, kind)})
}

func (q *query) balances() *answer {
	_, wallet, kind, p := q.s.walletOf(q.ids[0], func(_, w string) bool { return w == q.ids[0] })
	if p == nil {
		return q.notFound("the wallet " + strconv.QuoteToASCII(q.ids[0]))
	}
	q.about = p
	out := []balance{}
	for i, c := range currencies {
		n := mix(p.id*7 + uint64(i))
		amount := strconv.FormatUint(n%[]uint64{2_000_000, 40_000, 300}[i], 10)
		switch {
		case p.id == PlayerEmpty || kind == "character" && i > 0:
			continue
		case p.id == PlayerHuge && i == 0:
			amount = "98765432109876543210987" // more than any integer type holds
		case p.id == PlayerSmall && i == 2:
			amount = "0"
		}
		out = append(out, balance{amount, c, wallet, time.Unix(q.s.epoch-int64(n%9_000_000), 0).UTC().Format(time.RFC3339)})
	}
	return q.ok(struct {
		Balances []balance `json:"balances"`
	}{out})
}

var currencies = []currency{
	{seedULID(901), "gld", "Gold"},
	{seedULID(902), "gem", "Star Shards"},
	{seedULID(903), "evt", "Harvest Tokens"},
}
