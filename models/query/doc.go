// Package query is the language that items are searched with, the same in the
// browser and on the command line: parsing with errors that point at their place,
// matching 100,000 items between two frames, the values that occur, and completion.
// It does no I/O and reads no clock but one passed in.
//
// A query is terms with blanks between them, and an item has to match each:
//
//	sword              a word: in what the item's row shows
//	rarity:epic        field:value
//	rarity:epic|rare   one of several
//	-source:store      not
//	name:"old one"     quotes keep blanks and what else has a meaning; \" and \\ within
//	name:=sword        all of the text, not a part of it
//	price:>=10         numbers, dates and times take > >= < <= and 10..20, 10.., ..20
//
// Letter case, accents and Unicode forms do not count, also with "=". Typographic
// quotes that pair up, “old one” and «old one», are quotes.
//
// A date names all of its day, month, year, minute or second, in the zone that the
// query was parsed with. An age or a time left is a number and s, m (minutes), h, d,
// w, mo (30 days) or y (365 days); alone it is a range of one unit: acquired:1y is
// an age from one year to a second less than two.
//
// A query that would mean something else than it seems to say, such as price>100,
// rarity:epic,rare or price:20..10, is an error that names the form to write.
package query
