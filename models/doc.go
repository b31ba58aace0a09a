// Package models holds what lootlens talks about (items, assets, rarities, rentals, players and whose inventory it is) and
// pure functions over it. What may not be here: I/O, styling, and any clock but one passed in.
//
// Decoding is tolerant: LootLocker's answers differ between its reference, its SDKs and its server, so every shape that any
// of them shows is accepted. What fits none of them is kept as it came: an unknown member or an odd element in the Extra of
// what it belongs to, a value that lists and queries need as the item's Fault. Nothing the server sent is dropped.
//
// # How a page becomes items
//
// An inventory of 10,000 items is 20 MB of JSON, nearly all of it a few hundred assets that repeat. So a page is not
// unmarshalled. One pass over its bytes (package jsonscan) finds in each item the spans of its id, its date, its asset and its rental's time left:
//
//	{"instance_id":110000026,"asset":{"id":51,…},"rental":{"time_left":3600,…},"acquisition_date":"2026-01-02T03:04:05Z"}
//	               ├───────┤         ├─────────┤                       ├──┤                        ├──────────────────┤
//	               id span           asset span                        left span                   date span
//
// What is left is the item's template, with a slot where each span was:
//
//	{"instance_id":▯,"asset":▯,"rental":{"time_left":▯,…},"acquisition_date":"▯"}
//
// A Pool keeps each distinct template and each distinct asset once. An Item is two pointers to them and what fills the slots:
//
//	Item 56 bytes: instance 110000026 · acquired 1767323045 · left 3600 · template → {"instance_id":▯,…} · asset → {"id":51,…} · origin
//
// Each part is checked by jsontext and decoded when it first comes: the template gives the source, the rental's terms and
// the item's fault, the asset its name, rarity, price and storage. Item.Details and Asset.Details decode the rest when
// somebody looks at it. An asset that was seen before is recognised by its first 64 bytes and compared whole, which is
// faster than parsing it.
//
// Item.AppendRaw fills the slots again and gives back exactly the bytes that came: an id, a date or a time left is left
// out only where it was written as it will be written again (a plain number; UTC in whole seconds), and stays in the
// template otherwise. Where items have members that never repeat, most templates fit one item only: once a pool has many,
// those of one page become parts of one string.
package models
