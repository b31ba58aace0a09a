package demo

// rarity is one of the game's rarities; weight is how frequent it is.
type rarity struct {
	name, short string
	colours     []string // every form that LootLocker's console lets people type
	weight      int
}

var rarities = []rarity{
	{"Common", "C", []string{"#9D9D9D", "9d9d9d", "silver", "#999"}, 12},
	{"Uncommon", "U", []string{"#1EFF00", "1eff00ff", "lime", "3f3"}, 8},
	{"Rare", "R", []string{"#0070DD", "0070dd", "DodgerBlue", "#07d"}, 5},
	{"Epic", "E", []string{"#A335EE", "a335ee", "purple", "#A335EEFF"}, 3},
	{"Legendary", "L", []string{"#FF8000", "ff8000", "orange", "f80f"}, 2},
	{"Mythic", "M", []string{"#E6CC80", "e6cc80ff", "turquoise", "DeepPink", "shiny"}, 1},
}

// kind is a context and how its assets are made.
type kind struct {
	context  string
	id       uint64
	count    int
	price    int
	form     string // of a name, from an adjective and a noun
	first    []string
	nouns    []string
	lore     []string
	stats    []string // rows of the description's table, and storage keys
	gear     bool     // characters carry it
	worn     bool     // can be equipped
	varies   bool
	rentable bool
	stacks   bool
}

var kinds = []kind{
	{context: "Weapon", id: 1, count: 90, price: 120, form: "%s %s", gear: true, worn: true, varies: true, rentable: true,
		first: []string{"Emberforged", "Hollow", "Warden's", "Tidebound", "Gilded", "Ashen", "Stormcaller's", "Frostbitten", "Oathkeeper's"},
		nouns: []string{"Longsword", "Halberd", "Warbow", "Dirk", "Maul", "Rapier", "Crossbow", "Scythe", "Glaive", "Hand Cannon", "Sickle", "Runestaff", "Falchion", "Flail", "Harpoon"},
		lore:  []string{"Quenched in the well beneath Emberfall, where the water never cools.", "The edge remembers every oath sworn over it, and most of those broken.", "Lowmarsh smiths fold the steel nine times and lie about the tenth.", "It hums when the harvest moon is full; nobody has found out why."},
		stats: []string{"damage", "crit_chance", "attack_speed", "durability"}},
	{context: "Armour", id: 2, count: 78, price: 100, form: "%s %s", gear: true, worn: true, varies: true,
		first: []string{"Ironbark", "Duskwoven", "Sentinel's", "Saltcured", "Moonlit", "Bramble", "Pilgrim's", "Drakescale"},
		nouns: []string{"Cuirass", "Greaves", "Gauntlets", "Helm", "Pauldrons", "Mantle", "Boots", "Girdle", "Vambraces", "Hauberk", "Hood", "Tabard", "Buckler"},
		lore:  []string{"Plates cut from ironbark grow back, slowly, if they are watered.", "Worn by the last watch of Skyhold, who did not come down.", "The lining is stitched from letters home.", "Light enough to swim in; this was tested once."},
		stats: []string{"armour", "resistance", "weight", "durability"}},
	{context: "Mount", id: 3, count: 24, price: 900, form: "%s %s", gear: true, worn: true, varies: true, rentable: true,
		first: []string{"Dappled", "Brindled", "Skyborn", "Old"},
		nouns: []string{"Marsh Strider", "Antler Hare", "Courser", "Ridgeback", "Cloud Ray", "Plough Ox"},
		lore:  []string{"Raised on clover and gossip.", "It knows the way home, whatever you may think.", "Shies at bridges, never at dragons."},
		stats: []string{"speed", "stamina", "jump"}},
	{context: "Consumable", id: 4, count: 40, price: 15, form: "%s %s", gear: true, stacks: true,
		first: []string{"Lesser", "Hearty", "Bitter", "Spiced", "Grand"},
		nouns: []string{"Healing Draught", "Stamina Tonic", "Barley Loaf", "Smoke Phial", "Honeycomb", "Antidote", "Lamp Oil", "Fireseed"},
		lore:  []string{"Tastes of tin and thyme.", "Best before the third bell.", "Shake well, stand back."},
		stats: []string{"restores", "seconds", "cooldown"}},
	{context: "Emote", id: 5, count: 30, price: 60, form: "%s %s",
		first: []string{"Slow", "Grand", "Sheepish"},
		nouns: []string{"Bow", "Salute", "Jig", "Shrug", "Reaper's Laugh", "Cartwheel", "Toast", "Victory Pose", "Wave", "Sulk"},
		lore:  []string{"Say it without saying it.", "Popular at funerals, regrettably."},
		stats: []string{"length", "loops"}},
	{context: "Skin", id: 6, count: 48, price: 450, form: "%s %s", varies: true, rentable: true, worn: true,
		first: []string{"Midnight", "Harvest King", "Porcelain", "Rustborn", "Festival"},
		nouns: []string{"Vanguard", "Arcanist", "Warden", "Trickster", "Cantor", "Scarecrow", "Tin Knight", "Sun Priest"},
		lore:  []string{"First seen at the Feast of Lanterns, and for years not again.", "Straw where you hope there is straw.", "The mask is not a mask."},
		stats: []string{"set", "effects"}},
	{context: "Title", id: 7, count: 24, price: 30, form: "%s of %s",
		first: []string{"Keeper", "Bane", "Champion", "Friend"},
		nouns: []string{"the Ninth Tide", "Emberfall", "the Long Harvest", "Lowmarsh", "Crows", "the Last Watch"},
		lore:  []string{"Awarded for deeds that should not be tried again."},
		stats: []string{"season"}},
	{context: "Pet", id: 8, count: 24, price: 300, form: "%s %s", gear: true, worn: true, varies: true, rentable: true,
		first: []string{"Tiny", "Brass", "Sleepy", "Feral"},
		nouns: []string{"Fox", "Owlet", "Mole", "Salamander", "Goose", "Lantern Moth"},
		lore:  []string{"Follows you. Judges you.", "Eats coins, but only copper ones."},
		stats: []string{"happiness", "level_cap"}},
	{context: "Blueprint", id: 9, count: 16, price: 80, form: "Blueprint: %s %s", gear: true,
		first: []string{"Water", "Wind", "Folding", "Iron"},
		nouns: []string{"Mill", "Granary", "Watchtower", "Kiln"},
		lore:  []string{"The margins are full of better ideas."},
		stats: []string{"timber", "stone", "hours"}},
	{context: "Lootbox", id: 10, count: 14, price: 200, form: "%s %s", stacks: true,
		first: []string{"Farmhand's", "Steward's", "Royal"},
		nouns: []string{"Chest", "Crate", "Starter Bundle", "Strongbox", "Harvest Sack"},
		lore:  []string{"Something rattles. Something else rattles back."},
		stats: []string{"draws", "pity"}},
	{context: "Currency Pack", id: 11, count: 8, price: 500, form: "%s of %s", stacks: true,
		first: []string{"Pouch", "Cartload"},
		nouns: []string{"Gold", "Star Shards", "Harvest Tokens", "Old Coins"},
		lore:  []string{"Spends as well as any."},
		stats: []string{"amount"}},
	{context: "Key", id: 12, count: 8, price: 90, form: "%s %s", stacks: true,
		first: []string{"Bent", "Golden"},
		nouns: []string{"Chest Key", "Crypt Key", "Skeleton Key", "Granary Key"},
		lore:  []string{"Fits one lock, once."},
		stats: []string{"uses"}},
}

var suffixes = []string{
	"of the Ninth Tide", "of Emberfall", "of the Last Watch", "of Quiet Thunder", "of the Lowmarsh",
	"of the Crow King", "of Second Spring", "of Skyhold", "of the Hungry Furrow",
}

var dyes = []string{"Madder", "Weld", "Woad", "Bone", "Soot", "Verdigris", "Saffron", "Heather", "Rust", "Chalk"}
