package demo

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// firstAsset is the id of the game's first asset.
const firstAsset = 5001

// asset is one thing of the game. Its JSON is rendered once, when it is first
// wanted, so that it is the same bytes each time it is sent.
type asset struct {
	id         uint64
	name       string
	kind       *kind
	rarity     int
	n          uint64 // random bits that everything else follows from
	json       func() []byte
	rentals    []rentalOption
	variations []uint64
	hostile    bool // its instances have hostile storage
}

type rentalOption struct {
	id       uint64
	name     string
	duration int64 // seconds
	price    int64
}

// game is everything that does not change; Servers that start on one day share it.
type game struct {
	epoch   int64 // the beginning of the day, in Unix seconds
	byID    map[uint64]*asset
	all     []*asset // as often as they are found, rarer ones less
	gear    []*asset // what characters carry
	skins   []*asset // what heroes are
	hostile []*asset
}

var games struct {
	sync.Mutex
	byEpoch map[int64]*game
}

// theGame is the game of Servers that start on a day.
func theGame(epoch int64) *game {
	games.Lock()
	defer games.Unlock()
	g := games.byEpoch[epoch]
	if g == nil {
		g = newGame(epoch)
		if games.byEpoch == nil {
			games.byEpoch = map[int64]*game{}
		}
		games.byEpoch[epoch] = g
	}
	return g
}

func newGame(epoch int64) *game {
	g := &game{epoch: epoch, byID: map[uint64]*asset{}}
	var assets []*asset
	id := uint64(firstAsset)
	for k := range kinds {
		kd := &kinds[k]
		for i, name := range kd.names() {
			a := &asset{id: id, name: name, kind: kd, n: mix(id), rarity: rarityFor(i, len(kd.nouns))}
			a.options()
			assets = append(assets, a)
			g.byID[id] = a
			id++
		}
	}
	for _, a := range assets {
		a.json = sync.OnceValue(func() []byte { return encode(a.render(assets, epoch)) })
		for range rarities[a.rarity].weight {
			g.all = append(g.all, a)
			if a.kind.gear {
				g.gear = append(g.gear, a)
			}
		}
		if a.kind.context == "Skin" {
			g.skins = append(g.skins, a)
		}
	}
	g.hostile = hostileAssets(g, id)
	return g
}

// names joins adjectives and nouns so that no two assets share a name.
func (k *kind) names() []string {
	var out []string
	for i := range k.count {
		noun := k.nouns[i%len(k.nouns)]
		round := i / len(k.nouns)
		first := k.first[(round+i%len(k.nouns))%len(k.first)]
		name := fmt.Sprintf(k.form, first, noun)
		if round >= 3 && (k.worn || k.stacks) {
			name += " " + suffixes[i%len(suffixes)]
		}
		out = append(out, name)
	}
	return out
}

// rarityFor makes each round through the nouns rarer than the one before.
func rarityFor(i, nouns int) int {
	spread := []int{0, 0, 0, 1, 1, 2, 0, 1, 1, 2, 3, 0, 1, 2, 0, 3, 4, 1, 2, 0, 3, 1, 2, 4, 5}
	return spread[(i+i/nouns*7)%len(spread)]
}

// options gives an asset its rental options and variations.
func (a *asset) options() {
	if a.kind.rentable && a.n%3 != 0 {
		for i, o := range []rentalOption{
			{0, "One hour", 3600, 40}, {0, "One day", 86_400, 250}, {0, "One week", 604_800, 1200},
		} {
			if (a.n>>4+uint64(i))%3 != 0 {
				o.id = a.id*10 + uint64(i) + 1
				o.price *= int64(a.rarity + 1)
				a.rentals = append(a.rentals, o)
			}
		}
	}
	if a.kind.varies {
		for i := range a.n >> 8 % 4 {
			a.variations = append(a.variations, a.id*100+i+1)
		}
	}
}

// assetJSON has the reference's members in its order, and two more that it
// doesn't know.
type assetJSON struct {
	ID                   any `json:"id"`
	UUID                 any `json:"uuid"`
	ULID                 any `json:"ulid"`
	Name                 any `json:"name"`
	Active               any `json:"active"`
	Purchasable          any `json:"purchasable"`
	Price                any `json:"price"`
	SalesPrice           any `json:"sales_price"`
	DisplayPrice         any `json:"display_price"`
	Context              any `json:"context"`
	ContextID            any `json:"context_id"`
	CharacterClasses     any `json:"character_classes"`
	UnlocksContext       any `json:"unlocks_context"`
	Detachable           any `json:"detachable"`
	Updated              any `json:"updated"`
	MarkedNew            any `json:"marked_new"`
	DefaultVariationID   any `json:"default_variation_id"`
	DefaultLoadouts      any `json:"default_loadouts"`
	Description          any `json:"description"`
	Links                any `json:"links"`
	Storage              any `json:"storage"`
	Rarity               any `json:"rarity"`
	Popular              any `json:"popular"`
	PopularityScore      any `json:"popularity_score"`
	PackageContents      any `json:"package_contents"`
	UniqueInstance       any `json:"unique_instance"`
	ExternalIdentifiers  any `json:"external_identifiers"`
	RentalOptions        any `json:"rental_options"`
	Filters              any `json:"filters"`
	Files                any `json:"files"`
	DataEntities         any `json:"data_entities"`
	HeroEquipExceptions  any `json:"hero_equip_exceptions"`
	AssetCandidate       any `json:"asset_candidate"`
	DropTableMaxPicks    any `json:"drop_table_max_picks"`
	Variations           any `json:"variations"`
	Featured             any `json:"featured"`
	ContextLocked        any `json:"context_locked"`
	InitiallyPurchasable any `json:"initially_purchasable"`
	Season               any `json:"season,omitempty"`
	Collection           any `json:"collection,omitempty"`
}

type object = map[string]any

// oneIn is v for about one asset in k, else nil. bit makes the choices independent.
func (a *asset) oneIn(k uint64, bit int, v any) any {
	if (a.n>>bit)%k == 0 {
		return v
	}
	return nil
}

// render is the asset's JSON; packages hold some of all. Its dates are before epoch.
func (a *asset) render(all []*asset, epoch int64) *assetJSON {
	r := rarities[a.rarity]
	price := int64(a.kind.price) * int64((a.rarity+1)*(a.rarity+1))
	j := &assetJSON{
		ID: a.id, UUID: uuid(a.id), ULID: seedULID(a.id), Name: a.name,
		Active: a.n%41 != 0, Purchasable: a.n%4 != 0, Price: price,
		DisplayPrice: a.oneIn(2, 3, fmt.Sprintf("%d Gold", price)),
		Context:      a.kind.context, ContextID: a.kind.id,
		CharacterClasses: a.classes(),
		Detachable:       a.kind.worn,
		Updated:          time.Unix(epoch-int64(a.n%(700*day)), int64(a.n%1000)*1e6).UTC().Format("2006-01-02T15:04:05.000Z"),
		MarkedNew:        a.oneIn(9, 5, a.oneIn(2, 6, time.Unix(epoch-17*day, 0).UTC().Format(time.RFC3339))),
		Description:      a.describe(),
		Links:            a.links(),
		Storage:          a.storage(),
		Rarity:           object{"name": r.name, "short_name": r.short, "color": r.colours[a.n>>12%uint64(len(r.colours))]},
		Popular:          a.n%11 == 0, PopularityScore: a.oneIn(3, 9, a.n>>10%1000),
		PackageContents: a.contents(all),
		UniqueInstance:  a.rarity == 5,
		Filters:         a.filters(),
		Files:           a.files(),
		DataEntities:    a.entities(),
		Variations:      a.variationList(),
		Featured:        a.n%17 == 0, ContextLocked: a.oneIn(3, 21, false),
		InitiallyPurchasable: a.n%3 == 0,
		Season:               a.oneIn(4, 22, "S7: The Long Harvest"),
		Collection:           a.oneIn(6, 23, object{"id": 60 + a.n>>23%9, "name": suffixes[a.n>>26%uint64(len(suffixes))], "pieces": 5}),
	}
	if a.n>>13%3 == 0 {
		j.SalesPrice = price * 4 / 5
		if a.n>>15%4 == 0 {
			j.SalesPrice = fmt.Sprint(price * 4 / 5)
		}
	}
	if a.kind.context == "Key" {
		j.UnlocksContext = []any{"Lootbox", object{"id": 10, "name": "Lootbox"}, true}[a.id%3]
	}
	if len(a.variations) > 0 {
		j.DefaultVariationID = a.variations[0]
		j.DefaultLoadouts = a.oneIn(3, 27, object{"Vanguard": true, "Warden": false})
	}
	j.ExternalIdentifiers = a.oneIn(4, 29, object{
		"psn":             object{"entitlement_id": fmt.Sprintf("EP0177-HARVEST-%d", a.id), "sku_id": "E001", "product_id": nil},
		"apple_app_store": object{"product_id": fmt.Sprintf("gg.harvest.%d", a.id)},
		"google_play":     object{"product_id": fmt.Sprintf("gg.harvest.%d", a.id)},
	})
	if len(a.rentals) > 0 {
		var out []object
		for _, o := range a.rentals {
			out = append(out, object{
				"id": o.id, "name": o.name, "duration": o.duration, "price": o.price,
				"sales_price": a.oneIn(3, 31, o.price*9/10), "links": nil,
			})
		}
		j.RentalOptions = out
	}
	if a.kind.worn {
		j.HeroEquipExceptions = a.oneIn(5, 33, []any{
			object{"can_equip": false, "hero_id": 303, "hero_name": "The Tin Marquis"}, nil,
			object{"can_equip": true, "hero_id": 301, "hero_name": "Ser Halloran"},
		})
	}
	switch a.n >> 35 % 9 {
	case 0:
		j.AssetCandidate = 880_000 + a.id
	case 1:
		j.AssetCandidate = object{"created_by_player_id": PlayerNova, "created_by_player_uid": publicUID(PlayerNova)}
	}
	if a.kind.context == "Lootbox" {
		j.DropTableMaxPicks = []any{a.n % 5, fmt.Sprint(a.n % 5)}[a.id%2]
	}
	return j
}

func (a *asset) classes() any {
	if !a.kind.worn || a.n>>17%2 == 0 {
		return nil
	}
	out := []any{heroClasses[a.n>>18%5], heroClasses[(a.n>>18+2)%5]}
	if a.n>>19%7 == 0 {
		out = append(out, nil)
	}
	return out
}

func (a *asset) links() any {
	slug := strings.ToLower(strings.NewReplacer(" ", "-", "'", "").Replace(a.name))
	icon := fmt.Sprintf("https://cdn.harvest.example/icons/%s.png", slug)
	lore := fmt.Sprintf("https://wiki.harvest.example/items/%s", slug)
	switch a.n >> 37 % 4 {
	case 0:
		return object{"thumbnail": icon, "wiki": lore}
	case 1:
		return []object{{"thumbnail": icon}, {"wiki": lore}}
	case 2:
		return object{"thumbnail": icon}
	}
	return nil
}

func (a *asset) files() any {
	url := fmt.Sprintf("https://cdn.harvest.example/bundles/%s/%d.unity3d", strings.ToLower(a.kind.context), a.id)
	switch a.n >> 39 % 5 {
	case 0, 1:
		return []object{
			{"url": url, "tags": []string{"bundle", "lod0"}},
			{"url": url + ".lod2", "tags": []string{"bundle", "lod2", "mobile"}},
		}
	case 2:
		return []object{{
			"id": 300_000 + a.id, "name": "model.glb", "duration": 0, "price": 0, "sales_price": nil,
			"links": []object{{"download": url}},
		}}
	case 3:
		return []object{}
	}
	return nil
}

func (a *asset) filters() any {
	out := []any{
		object{"name": "season", "value": fmt.Sprint(4 + a.n>>41%4)},
		object{"name": "region", "value": []string{"reach", "lowmarsh", "skyhold", "emberfall"}[a.n>>43%4]},
		nil,
	}
	return a.oneIn(2, 45, out[:2+a.n>>47%2])
}

func (a *asset) entities() any {
	return a.oneIn(6, 49, []any{
		object{"name": "balance.curve", "data": fmt.Sprintf(`{"min":%d,"max":%d}`, a.n%20, 20+a.n%80)},
		"tooltip.short", nil,
	}[:1+a.n>>50%3])
}

func (a *asset) variationList() any {
	if len(a.variations) == 0 {
		return a.oneIn(3, 51, []any{nil})
	}
	var out []any
	for i, id := range a.variations {
		out = append(out, object{
			"id": id, "name": dyes[(a.id+uint64(i)*5)%uint64(len(dyes))],
			"primary_color": fmt.Sprintf("#%06X", mix(id)&0xffffff), "secondary_color": nil, "links": nil,
		})
	}
	return out
}

func (a *asset) contents(all []*asset) any {
	if a.kind.context != "Lootbox" {
		return nil
	}
	var out []object
	for i := range 2 + a.n>>53%4 {
		in := all[mix(a.n+i)%uint64(len(all))]
		if a.id%5 == 4 {
			out = append(out, object{"asset": fmt.Sprintf("Reference not found $ref: #/definitions/%d", in.id)})
			continue
		}
		var variation any
		if len(in.variations) > 0 {
			variation = in.variations[0]
		}
		out = append(out, object{
			"variation_id": variation, "quantity": 1 + mix(a.n+i*3)%5,
			"asset": object{"id": in.id, "name": in.name, "context": in.kind.context,
				"rarity": object{"name": rarities[in.rarity].name, "short_name": rarities[in.rarity].short, "color": rarities[in.rarity].colours[0]}},
		})
	}
	return out
}
