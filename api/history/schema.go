package history

// applicationID marks the file as ours: "Loot" in ASCII.
const applicationID = 0x4c6f6f74

// migrations bring the schema from the version that is their index to the next one. Released ones never change.
var migrations = []string{`
CREATE TABLE scopes (
	id INTEGER PRIMARY KEY,
	base_url TEXT NOT NULL,
	key TEXT NOT NULL, -- a fingerprint
	UNIQUE (base_url, key)
);
CREATE TABLE inventories (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	scope INTEGER NOT NULL REFERENCES scopes,
	player TEXT NOT NULL -- '' is the game's universal inventory
);
CREATE INDEX inventories_by_player ON inventories (scope, player);
-- One inventory can have several names.
CREATE TABLE names (
	scope INTEGER NOT NULL REFERENCES scopes,
	player TEXT NOT NULL,
	kind TEXT NOT NULL, -- player, character, hero, universal
	id TEXT NOT NULL, -- of the character or the hero
	inventory INTEGER NOT NULL REFERENCES inventories,
	main INTEGER NOT NULL, -- 1 for the name that it was last requested by
	PRIMARY KEY (scope, player, kind, id)
) WITHOUT ROWID;
CREATE INDEX names_by_inventory ON names (inventory);
CREATE TABLE looks (
	inventory INTEGER NOT NULL REFERENCES inventories,
	ended INTEGER NOT NULL, -- Unix milliseconds, unique in an inventory
	began INTEGER NOT NULL,
	complete INTEGER NOT NULL,
	after TEXT NOT NULL, -- a part covers the ids above this one
	through TEXT NOT NULL, -- and up to this one; '' is none
	items INTEGER NOT NULL,
	added INTEGER NOT NULL,
	removed INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	PRIMARY KEY (inventory, ended)
) WITHOUT ROWID;
CREATE TABLE origins (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	fetched INTEGER NOT NULL, -- Unix milliseconds
	within INTEGER NOT NULL, -- milliseconds
	request_id TEXT NOT NULL,
	after TEXT NOT NULL
);
CREATE TABLE shapes (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	hash BLOB NOT NULL UNIQUE,
	slots BLOB NOT NULL,
	json BLOB NOT NULL
);
CREATE TABLE assets (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	hash BLOB NOT NULL UNIQUE,
	asset_id TEXT NOT NULL,
	name TEXT NOT NULL,
	rarity TEXT NOT NULL,
	size INTEGER NOT NULL, -- of the JSON in bytes; 0 where it is not compressed
	json BLOB NOT NULL
);
CREATE TABLE versions (
	inventory INTEGER NOT NULL REFERENCES inventories,
	instance NOT NULL, -- a number; above 2^63 a text of 20 digits; '' where the item has none
	lane INTEGER NOT NULL, -- tells items with one id apart
	first INTEGER NOT NULL, -- the look that found it first
	last INTEGER, -- the look that found it last; NULL while nothing else was found
	until INTEGER, -- the look that found another state, or nothing
	shape INTEGER NOT NULL REFERENCES shapes,
	asset INTEGER REFERENCES assets,
	acquired INTEGER, -- Unix seconds
	time_left INTEGER, -- seconds, when it was fetched
	origin INTEGER NOT NULL REFERENCES origins,
	PRIMARY KEY (inventory, instance, lane, first)
) WITHOUT ROWID;
`}
