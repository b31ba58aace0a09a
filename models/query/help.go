package query

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
		`for that is "lootlens diff". seen:, gone:, first: and last: look at what was recorded: they work in ` +
		`"lootlens history" and in the browser while history is on, and "lootlens help history" says how to turn it on.`
)
