package history

// dictionary has the members of LootLocker's assets as they are written. It is part of the file format: a change makes
// what is in files unreadable.
const dictionary = `"created_by_player_uid":"","asset_candidate":{"created_by_player_id":0},"hero_equip_exceptions":[{"hero_id":0,"can_equip":true,"name":""}]` +
	`"files":[{"size":0,"name":"","url":"https://cdn.lootlocker.com/","tags":[]}],"data_entities":[{"name":"","data":""}],"variations":[{"id":0,"name":"","primary_color":null,"secondary_color":null,"links":{}}]` +
	`"package_contents":[{"asset_id":0,"asset_variation_id":null,"asset_rental_option_id":null}],"rental_options":[{"id":0,"name":"","duration":604800,"price":0,"sales_price":null,"links":{}}]` +
	`"rarity":{"name":"Common","short_name":"C","color":"cccccc"},"rarity":{"name":"Uncommon","rarity":{"name":"Rare","rarity":{"name":"Epic","rarity":{"name":"Legendary","short_name":"L","color":"ff` +
	`{"id":0,"uuid":"00000000-0000-4000-8000-000000000000","ulid":"01J","name":"","active":true,"purchasable":false,"price":0,"sales_price":null,"display_price":null,"context":"","context_id":0,` +
	`"character_classes":null,"unlocks_context":null,"detachable":null,"updated":"2026-01-01T00:00:00Z","marked_new":null,"default_variation_id":null,"default_loadouts":{"Light":false,"Medium":false,"Heavy":false},` +
	`"description":"","links":{"thumbnail":"https://"},"storage":[{"key":"","value":""}],"rarity":null,"popular":false,"popularity_score":0,"package_contents":null,"unique_instance":false,` +
	`"external_identifiers":null,"rental_options":null,"filters":[{"value":"","name":""}],"variations":[],"featured":false,"context_locked":false,"initially_purchasable":false,` +
	`"files":[],"data_entities":[],"hero_equip_exceptions":null,"asset_candidate":null,"drop_table_max_picks":null,"type":""}`
