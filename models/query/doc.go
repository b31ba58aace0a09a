// Package query is the language that items are searched with, the same in the
// browser and on the command line: parsing with errors that point at their place,
// matching 100,000 items between two frames, and completion. It does no I/O and
// reads no clock but one passed in.
//
// A query is terms with blanks between them, and an item has to match each:
//
//	sword              a word: in the name, the asset id or the instance id
//	rarity:epic        field:value
//	rarity:epic|rare   one of several
//	-source:store      not
//	name:"old one"     quotes keep blanks and what else has a meaning; \" and \\ within
//	name:=sword        all of the text, not a part of it
//	price:>=10         numbers, dates and times take > >= < <= and 10..20, 10.., ..20
//
// Texts match without regard to letter case, also with "=". Days are those of the
// time zone of the clock that was passed in.
package query
