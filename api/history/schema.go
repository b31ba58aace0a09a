package history

// applicationID marks the file as ours: "Loot" in ASCII.
const applicationID = 0x4c6f6f74

// migrations bring the schema from the version that is their index to the next one. Released ones never change.
//
// Times are Unix milliseconds. A column without a type holds an instance id: a number; above 2^63 a text of 20 digits,
// which sorts behind all numbers; an empty text where there is none.
var migrations = []string{`
CREATE TABLE scope (
	id INTEGER PRIMARY KEY,
	base_url TEXT NOT NULL,
	key TEXT NOT NULL, -- a fingerprint of the server key
	UNIQUE (base_url, key)
);
CREATE TABLE inventory (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	scope INTEGER NOT NULL REFERENCES scope,
	player TEXT NOT NULL -- '' for the game's universal inventory
);
CREATE INDEX inventory_by_player ON inventory (scope, player);
CREATE TABLE name ( -- one inventory can have several
	scope INTEGER NOT NULL REFERENCES scope,
	player TEXT NOT NULL,
	kind TEXT NOT NULL, -- player, character, hero, universal
	id TEXT NOT NULL, -- of the character or the hero
	inventory INTEGER NOT NULL REFERENCES inventory,
	PRIMARY KEY (scope, player, kind, id)
) WITHOUT ROWID;
CREATE INDEX name_by_inventory ON name (inventory);
CREATE TABLE look (
	inventory INTEGER NOT NULL REFERENCES inventory,
	ended INTEGER NOT NULL, -- unique in an inventory: it names the look
	began INTEGER NOT NULL,
	complete INTEGER NOT NULL,
	after NOT NULL, -- a part covers the ids above this one
	through NOT NULL, -- up to this one
	items INTEGER NOT NULL,
	added INTEGER NOT NULL,
	removed INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	PRIMARY KEY (inventory, ended)
) WITHOUT ROWID;
CREATE TABLE origin (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	fetched INTEGER NOT NULL,
	within INTEGER NOT NULL, -- milliseconds
	request_id TEXT NOT NULL,
	after TEXT NOT NULL
);
CREATE TABLE shape (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	hash BLOB NOT NULL UNIQUE,
	slots BLOB NOT NULL,
	json BLOB NOT NULL
);
CREATE TABLE asset (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	hash BLOB NOT NULL UNIQUE,
	asset_id TEXT NOT NULL,
	name TEXT NOT NULL,
	rarity TEXT NOT NULL,
	size INTEGER NOT NULL, -- bytes of the JSON; 0 where it is not compressed
	json BLOB NOT NULL
);
CREATE TABLE version (
	inventory INTEGER NOT NULL REFERENCES inventory,
	instance NOT NULL,
	lane INTEGER NOT NULL, -- tells items with one id apart
	first INTEGER NOT NULL, -- the look that found it first
	last INTEGER, -- the look that found it last; NULL where that is the newest one that covers its id
	until INTEGER, -- the look that found another state, or nothing
	shape INTEGER NOT NULL REFERENCES shape,
	asset INTEGER REFERENCES asset,
	acquired INTEGER, -- Unix seconds
	time_left INTEGER, -- seconds at the origin's time
	origin INTEGER NOT NULL REFERENCES origin,
	PRIMARY KEY (inventory, instance, lane, first)
) WITHOUT ROWID;

CREATE VIEW holder AS
SELECT inventory.id AS inventory, base_url, key, player,
	(SELECT trim(kind || ' ' || name.id) FROM name WHERE inventory = inventory.id
		ORDER BY kind = 'player' DESC, kind = 'character' DESC, name.id LIMIT 1) AS holder
FROM inventory JOIN scope ON scope.id = inventory.scope;

CREATE VIEW looks AS
SELECT base_url, key, player, holder,
	strftime('%Y-%m-%dT%H:%M:%fZ', began / 1000.0, 'unixepoch') AS began,
	strftime('%Y-%m-%dT%H:%M:%fZ', ended / 1000.0, 'unixepoch') AS ended,
	complete, after, through, items, added, removed, changed
FROM look JOIN holder USING (inventory);

CREATE VIEW item_versions AS
SELECT base_url, key, player, holder, instance AS instance_id, asset_id, name, rarity,
	CASE WHEN json_valid(CAST(shape.json AS TEXT)) THEN json_extract(CAST(shape.json AS TEXT), '$.acquisition_source') END AS source,
	strftime('%Y-%m-%dT%H:%M:%SZ', acquired, 'unixepoch') AS acquired,
	strftime('%Y-%m-%dT%H:%M:%SZ', fetched / 1000 + time_left, 'unixepoch') AS rental_ends,
	strftime('%Y-%m-%dT%H:%M:%fZ', first / 1000.0, 'unixepoch') AS first_seen,
	strftime('%Y-%m-%dT%H:%M:%fZ', coalesce(last,
		(SELECT ended FROM look WHERE inventory = version.inventory AND ended > first
			AND (complete OR instance <> '' AND through <> '' AND instance <= through AND (after = '' OR instance > after))
			ORDER BY ended DESC LIMIT 1), first) / 1000.0, 'unixepoch') AS last_seen,
	strftime('%Y-%m-%dT%H:%M:%fZ', until / 1000.0, 'unixepoch') AS missed,
	CASE WHEN until IS NULL THEN 'here'
		WHEN EXISTS (SELECT * FROM version AS next WHERE next.inventory = version.inventory AND next.instance = version.instance
			AND next.lane = version.lane AND next.first = version.until) THEN 'changed'
		ELSE 'gone' END AS state
FROM version JOIN holder USING (inventory) JOIN shape ON shape.id = shape JOIN origin ON origin.id = origin LEFT JOIN asset ON asset.id = asset;

CREATE VIEW items_now AS
SELECT base_url, key, player, holder, instance_id, asset_id, name, rarity, source, acquired, rental_ends, first_seen, last_seen
FROM item_versions WHERE state = 'here';
`}
