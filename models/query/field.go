package query

// field is what a term looks at.
type field int8

const (
	word field = iota
	name
	asset
	instance
	rarity
	context
	source
	acquired
	rental
	left
	storage
	istorage
	equipped
	variation
	price
	active
	ulid
	uuid
	isNew
	changed
	removed
	has
	fault
	raw
	fieldCount
)

// sort is what values a field takes.
type sort int8

const (
	texts   sort = iota // a part, or all with =
	numbers             // decimals of any size
	ids                 // whole numbers from -2^63 to 2^64-1
	dates               // dates, or ages
	spans               // lengths of time
	flags               // true or false
	words               // one of a list
	either              // of a storage key: numbers where both are, else texts
	names               // of fields and members
)

// FieldHelp describes a field to a person.
type FieldHelp struct {
	Name, Example, Meaning string
}

var fields = [fieldCount]struct {
	FieldHelp
	sort sort
	// ofAsset: equal for all items of an asset, so that it is asked once for each.
	ofAsset bool
	// cost orders the terms: cheap ones first, what has to be fetched last.
	cost int8
}{
	word:      {FieldHelp{"", `sword`, "a word in the name, the asset id or the instance id"}, texts, true, 1},
	name:      {FieldHelp{"name", `name:"old one"`, "the asset's name"}, texts, true, 0},
	asset:     {FieldHelp{"asset", `asset:5001`, "the asset's id: 5001, >5000, 5000..5999"}, numbers, true, 0},
	instance:  {FieldHelp{"instance", `instance:>900000`, "the instance's id: 7, >7, 7..9"}, ids, false, 1},
	rarity:    {FieldHelp{"rarity", `rarity:epic|legendary`, "the rarity's name; =common for it alone and not Uncommon too"}, texts, true, 0},
	context:   {FieldHelp{"context", `context:weapon`, "the asset's context"}, texts, true, 0},
	source:    {FieldHelp{"source", `source:grant_admin`, "how the item was acquired"}, texts, false, 1},
	acquired:  {FieldHelp{"acquired", `acquired:<7d`, "when: 2026-01-31, 2026-01, >2026-01-01, today, or its age: <7d is younger than 7 days (s m h d w y)"}, dates, false, 1},
	rental:    {FieldHelp{"rental", `rental:active`, "owned, active, expired, inactive, contradictory, or any for all that is no owned item"}, words, false, 2},
	left:      {FieldHelp{"left", `left:<24h`, "time left of a rental that is not over (s m h d w y)"}, spans, false, 2},
	storage:   {FieldHelp{"storage", `storage.level:>10`, "the asset's storage: storage:TEXT in any key or value, storage.KEY:VALUE in one key's"}, either, true, 0},
	istorage:  {FieldHelp{"istorage", `istorage.durability:<20`, "the instance's storage, fetched for what the other terms leave: as storage"}, either, false, 5},
	equipped:  {FieldHelp{"equipped", `equipped:true`, "in the holder's loadout; for a player's own inventory also in those of its characters and heroes (the browser: as far as they are read)"}, flags, false, 4},
	variation: {FieldHelp{"variation", `variation:12`, "the variation's id"}, numbers, false, 3},
	price:     {FieldHelp{"price", `price:>=100`, "the asset's price"}, numbers, true, 0},
	active:    {FieldHelp{"active", `active:false`, "whether the asset is active; an asset that does not say is neither"}, flags, true, 0},
	ulid:      {FieldHelp{"ulid", `ulid:01J8J4`, "the asset's ULID"}, texts, true, 0},
	uuid:      {FieldHelp{"uuid", `uuid:55de763e`, "the asset's UUID"}, texts, true, 0},
	isNew:     {FieldHelp{"new", `new:true`, "not in the baseline"}, flags, false, 4},
	changed:   {FieldHelp{"changed", `changed:true`, "other values than in the baseline"}, flags, false, 4},
	removed:   {FieldHelp{"removed", `removed:true`, "in the baseline only"}, flags, false, 4},
	has:       {FieldHelp{"has", `has:storage.level`, "the item or its asset has a value for a field, a storage key, or any member of the JSON (has:description; has:=NAME for one without a name here)"}, names, true, 3},
	fault:     {FieldHelp{"fault", `fault:true`, "marked as not understood"}, flags, false, 1},
	raw:       {FieldHelp{"raw", `raw:"sku_id"`, "a text anywhere in the item's JSON as the server sent it"}, texts, true, 3},
}

// Fields describes every field; the first, without a name, is a word alone.
func Fields() []FieldHelp {
	out := make([]FieldHelp, 0, fieldCount)
	for _, f := range fields {
		out = append(out, f.FieldHelp)
	}
	return out
}

var fieldByName = func() map[string]field {
	m := make(map[string]field, fieldCount)
	for f := name; f < fieldCount; f++ {
		m[fields[f].Name] = f
	}
	return m
}()

var fieldNames = func() (list []string) {
	for f := name; f < fieldCount; f++ {
		list = append(list, fields[f].Name)
	}
	return list
}()

var (
	rentalWords = []string{"active", "expired", "inactive", "owned", "any", "contradictory"}
	flagWords   = []string{"true", "false"}
	// memberNames are what has: takes beside the fields: the API's members of items
	// and assets.
	memberNames = []string{
		"acquisition_date", "acquisition_source", "asset_candidate", "balance", "character_classes", "context_id", "context_locked",
		"data_entities", "default_loadouts", "default_variation_id", "description", "detachable", "display_price", "drop_table_max_picks",
		"external_identifiers", "featured", "files", "filters", "hero_equip_exceptions", "initially_purchasable", "links", "marked_new",
		"package_contents", "popular", "popularity_score", "purchasable", "rental_option_id", "rental_options", "sales_price",
		"unique_instance", "unlocks_context", "updated", "variation_id", "variations",
	}
	// hasFields are the fields that has: takes.
	hasFields = []field{name, asset, instance, rarity, context, source, acquired, rental, left, storage, istorage, variation, price, active, ulid, uuid}
)
