// Package models holds what lootlens talks about (items, assets, rarities,
// rentals, players and whose inventory it is) and pure functions over it.
//
// Decoding is tolerant: LootLocker's answers differ between its reference, its
// SDKs and its server, so every shape that any of them shows is accepted, and
// what fits none of them is kept as it came and marked. Nothing the server sent
// is dropped.
//
// What may not live here: I/O, styling, and any clock but one passed in.
package models
