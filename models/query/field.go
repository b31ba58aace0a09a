package query

// field is what a term looks at.
type field int8

const (
	fieldWord field = iota
	fieldName
	fieldAsset
	fieldInstance
	fieldRarity
	fieldContext
	fieldClass
	fieldSource
	fieldAcquired
	fieldRental
	fieldLeft
	fieldStorage
	fieldInstanceStorage
	fieldEquipped
	fieldVariation
	fieldPrice
	fieldActive
	fieldULID
	fieldUUID
	fieldNew
	fieldChanged
	fieldRemoved
	fieldDiff
	fieldSeen
	fieldGone
	fieldFirst
	fieldLast
	fieldHas
	fieldFault
	fieldRaw
	fieldCount
)

// valueKind is what values a field takes.
type valueKind int8

const (
	textValue    valueKind = iota // a part, or all with =
	numberValue                   // decimals of any size
	idValue                       // whole numbers from -2^63 to 2^64-1
	dateValue                     // dates, or ages
	goneValue                     // dates, ages, or true or false
	spanValue                     // lengths of time
	flagValue                     // true or false
	choiceValue                   // one of a list
	storageValue                  // of a storage key: numbers where both are, else texts
	memberValue                   // names of fields and members
)

// compares reports whether values of the kind take > >= < <= and ranges.
func (k valueKind) compares() bool {
	switch k {
	case numberValue, idValue, dateValue, goneValue, spanValue, storageValue:
		return true
	}
	return false
}

// FieldHelp describes a field to a person.
type FieldHelp struct {
	Name    string
	Example string // a whole query
	Meaning string // one line
}

var fields = [fieldCount]struct {
	FieldHelp
	kind valueKind
	// ofAsset: equal for all items of an asset, so that it is evaluated once for each.
	ofAsset bool
	// cost orders the terms: cheap ones first, what has to be fetched last.
	cost int8
}{
	fieldWord:            {FieldHelp{"", `sword`, "a word in what the row shows: name, rarity, source, rental state, context, class or an id"}, textValue, true, 1},
	fieldName:            {FieldHelp{"name", `name:"sun priest"`, "the asset's name"}, textValue, true, 0},
	fieldAsset:           {FieldHelp{"asset", `asset:5001`, "the asset's id: 5001, >5000, 5000..5999"}, numberValue, true, 0},
	fieldInstance:        {FieldHelp{"instance", `instance:>900000`, "the instance's id: 7, >7, 7..9"}, idValue, false, 1},
	fieldRarity:          {FieldHelp{"rarity", `rarity:epic|legendary`, "the rarity's name; =common for it alone and not Uncommon too"}, textValue, true, 0},
	fieldContext:         {FieldHelp{"context", `context:weapon`, "the asset's context"}, textValue, true, 0},
	fieldClass:           {FieldHelp{"class", `class:warden`, "a character class that can use the asset"}, textValue, true, 0},
	fieldSource:          {FieldHelp{"source", `source:grant_admin`, "how the item was acquired: the server's code, or its words"}, textValue, false, 1},
	fieldAcquired:        {FieldHelp{"acquired", `acquired:<7d`, "when: 2026-01-31, 2026-01, >2026-01-01, today, or its age: <7d is younger than 7 days (s m h d w mo y)"}, dateValue, false, 1},
	fieldRental:          {FieldHelp{"rental", `rental:running`, `owned, running, expired, "not started", conflict, or any for all that is not owned`}, choiceValue, false, 2},
	fieldLeft:            {FieldHelp{"left", `left:<24h`, "time left of a rental that is not over (s m h d w mo y)"}, spanValue, false, 2},
	fieldStorage:         {FieldHelp{"storage", `storage.level:>10`, "the asset's storage: storage:TEXT in any key or value, storage.KEY:VALUE in one key's"}, storageValue, true, 0},
	fieldInstanceStorage: {FieldHelp{"istorage", `istorage.kills:>1000`, "the instance's storage, one request for each item that the other terms leave: as storage"}, storageValue, false, 5},
	fieldEquipped:        {FieldHelp{"equipped", `equipped:true`, "in the holder's loadout; for a player's own inventory also in those of its characters and heroes"}, flagValue, false, 4},
	fieldVariation:       {FieldHelp{"variation", `variation:>500000`, "the variation's id"}, numberValue, false, 3},
	fieldPrice:           {FieldHelp{"price", `price:>=100`, "the asset's price"}, numberValue, true, 0},
	fieldActive:          {FieldHelp{"active", `active:false`, "whether the asset is active; an asset that does not say is neither"}, flagValue, true, 0},
	fieldULID:            {FieldHelp{"ulid", `ulid:01KQKAAG`, "the asset's ULID"}, textValue, true, 0},
	fieldUUID:            {FieldHelp{"uuid", `uuid:39e9ac65`, "the asset's UUID"}, textValue, true, 0},
	fieldNew:             {FieldHelp{"new", `new:true`, "not in the baseline"}, flagValue, false, 4},
	fieldChanged:         {FieldHelp{"changed", `changed:true`, "other values than in the baseline"}, flagValue, false, 4},
	fieldRemoved:         {FieldHelp{"removed", `removed:true`, "in the baseline only"}, flagValue, false, 4},
	fieldDiff:            {FieldHelp{"diff", `diff:any`, "what the comparison with the baseline found: any, new, changed, removed or same"}, choiceValue, false, 4},
	fieldSeen:            {FieldHelp{"seen", `seen:2026-01-31`, "when a recorded look found the item: a date, or an age such as <7d"}, dateValue, false, 4},
	fieldGone:            {FieldHelp{"gone", `gone:true`, "the latest recorded look did not find the item any more: true or false; or when it went, a date or an age such as <7d, as far as the two looks leave room for it"}, goneValue, false, 4},
	fieldFirst:           {FieldHelp{"first", `first:<30d`, "when a recorded look found the item first: a date, or an age such as <7d"}, dateValue, false, 4},
	fieldLast:            {FieldHelp{"last", `last:<30d`, "when a recorded look found the item last: a date, or an age such as <7d"}, dateValue, false, 4},
	fieldHas:             {FieldHelp{"has", `has:storage.level`, "the item or its asset has a value for a field, a storage key, or any member of the JSON (has:description; has:=NAME for one without a name here)"}, memberValue, true, 3},
	fieldFault:           {FieldHelp{"fault", `fault:false`, "whether the item is marked as not understood"}, flagValue, false, 1},
	fieldRaw:             {FieldHelp{"raw", `raw:"sku_id"`, "a text anywhere in the item's JSON, as the server sent it or with its escapes read"}, textValue, true, 3},
}

// Fields describes every field; the first, without a name, is a word alone.
func Fields() []FieldHelp {
	out := make([]FieldHelp, 0, fieldCount)
	for _, f := range fields {
		out = append(out, f.FieldHelp)
	}
	return out
}

var (
	fieldByName = map[string]field{}
	fieldNames  []string
	// hasNames is all that has: takes without =.
	hasNames []string
)

func init() {
	for f := fieldName; f < fieldCount; f++ {
		fieldByName[fields[f].Name] = f
		fieldNames = append(fieldNames, fields[f].Name)
		if f.has() {
			hasNames = append(hasNames, fields[f].Name)
		}
	}
	hasNames = append(hasNames, memberNames...)
}

// has reports whether has: takes the field.
func (f field) has() bool {
	switch f {
	case fieldEquipped, fieldNew, fieldChanged, fieldRemoved, fieldDiff, fieldSeen, fieldGone, fieldFirst, fieldLast, fieldHas, fieldFault, fieldRaw:
		return false
	}
	return f != fieldWord
}

// keyed reports whether the field takes a storage key.
func (f field) keyed() bool { return f == fieldStorage || f == fieldInstanceStorage }

// needsBaseline reports whether only a comparison can answer the field.
func (f field) needsBaseline() bool {
	return f == fieldNew || f == fieldChanged || f == fieldRemoved || f == fieldDiff
}

// needsPast reports whether only recorded looks can answer the field.
func (f field) needsPast() bool { return f >= fieldSeen && f <= fieldLast }

var flagWords = []string{"true", "false"}

// memberNames are what has: takes beside the fields: the API's members of items and
// assets.
var memberNames = []string{
	"acquisition_date", "acquisition_source", "asset_candidate", "balance", "character_classes", "context_id", "context_locked",
	"data_entities", "default_loadouts", "default_variation_id", "description", "detachable", "display_price", "drop_table_max_picks",
	"external_identifiers", "featured", "files", "filters", "hero_equip_exceptions", "initially_purchasable", "links", "marked_new",
	"package_contents", "popular", "popularity_score", "purchasable", "rental_option_id", "rental_options", "sales_price",
	"unique_instance", "unlocks_context", "updated", "variation_id", "variations",
}

const (
	// Introduction and Remarks come before and after the fields where the language is explained. They are one paragraph
	// each, to be wrapped.
	Introduction = `A query is terms with blanks between them, and an item has to match each of them. "-" before a term ` +
		`negates it, "a|b" is either, quotes keep blanks and other characters that have a meaning, "=" before a text matches ` +
		`the whole text only. Numbers, dates and durations take > >= < <= and 10..20. Dates are UTC, unless --tz or the ` +
		`profile's time_zone says otherwise; the browser takes local time.`
	// HistoryOff follows a field's name where CheckNoPast refuses it because nothing is recorded.
	HistoryOff = "looks at what was recorded, and history is off: `lootlens history on` turns it on, and `lootlens help history` says more"

	Remarks = `istorage: requests the storage of each item that matches all other terms; equipped: requests the loadouts of ` +
		`the holder. new:, changed:, removed: and diff: compare with a baseline and work in the browser only; the command ` +
		`for that is "lootlens diff". seen:, gone:, first: and last: look at what was recorded, and ` +
		`are an error while history is off: "lootlens help history" says how to turn it on. What is gone is found by ` +
		`"lootlens history" and in the browser.`
)
