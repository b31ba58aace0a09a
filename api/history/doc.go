// Package history keeps what was seen of inventories, in one SQLite file on this machine. LootLocker has no history that a
// server key can read: a rental that ended, an item that was consumed or refunded is gone without a trace. The file has the
// looks that this program had.
//
// # What is kept
//
// A Snapshot is what one walk found. Record compares it with what is known and writes only what differs, so an inventory
// that did not change adds one row to looks and nothing else:
//
//	looks     one row a snapshot: when, how far it reached, and what was different
//	versions  one row a state of an item, with the first and the last look that found it so, and the look that ended it
//	shapes    an item's JSON without its id, its dates, its asset and its rental's time left, once by content
//	assets    an asset's JSON, once by content, compressed
//	origins   when and by which request a page of new versions came
//
// A version whose last and until are NULL is still there: its last look is the inventory's newest one that covered its id.
// Times are Unix milliseconds; a look is named by its inventory and the time it ended. What differs is decided by
// models/compare: a rental's time that only ran down is no difference.
//
// A look says something only about the ids that it covered. Nothing is gone because a walk was cut short.
//
// An inventory can have several names (the player's own is the default character's). Names that turn out to be one
// inventory's are merged: the looks of both are replayed in the order of their times. So are looks that arrive late, as two
// processes can write them.
//
// # SQLite
//
// github.com/ncruces/go-sqlite3 was measured against modernc.org/sqlite, both with SQLite 3.54 and without cgo, on a
// busy machine with two cores, so in CPU time:
//
//	                                          ncruces   modernc
//	compile on an empty cache                    66 s      39 s
//	stripped program that opens a database     7.6 MB    6.5 MB
//	run at start-up, before main                 0 ms    2.6 ms
//	source to download                           9 MB    250 MB
//	insert 40,000 rows of 7 numbers            115 ms    221 ms
//	read 10,000 of them                         10 ms     15 ms
//
// It is taken since a program that does not open a history must not pay for it, and since its own interface is faster than
// database/sql, which is the only one that modernc has.
package history
