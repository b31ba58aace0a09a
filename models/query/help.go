package query

// Introduction and Remarks stand before and behind the fields where the language is explained. They are one paragraph
// each, to be wrapped.
const (
	Introduction = `A query is terms with blanks between them, and an item has to match each of them. "-" before a term ` +
		`negates it, "a|b" is either, quotes keep blanks and other characters that have a meaning, "=" before a text matches ` +
		`the whole text only. Numbers, dates and durations take > >= < <= and 10..20. Dates are UTC, unless --tz or the ` +
		`profile's time_zone says otherwise; the browser takes local time.`
	Remarks = `istorage: requests the storage of each item that matches all other terms; equipped: requests the loadouts of ` +
		`the holder. new:, changed:, removed: and diff: compare with a baseline and work in the browser only; the command ` +
		`for that is "lootlens diff".`
)
