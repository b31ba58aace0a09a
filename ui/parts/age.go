package parts

import (
	"math"
	"time"

	"github.com/dustin/go-humanize"
)

// Lengths of time as lists and queries have them.
const (
	day   = 24 * time.Hour
	week  = 7 * day
	month = 30 * day
	year  = 365 * day
)

// Of humanize's own magnitudes a year has 360 days, and 18 months are 2 years.
var magnitudes = []humanize.RelTimeMagnitude{
	{D: time.Second, Format: "now", DivBy: 1},
	{D: 2 * time.Second, Format: "1 second %s", DivBy: 1},
	{D: time.Minute, Format: "%d seconds %s", DivBy: time.Second},
	{D: 2 * time.Minute, Format: "1 minute %s", DivBy: 1},
	{D: time.Hour, Format: "%d minutes %s", DivBy: time.Minute},
	{D: 2 * time.Hour, Format: "1 hour %s", DivBy: 1},
	{D: day, Format: "%d hours %s", DivBy: time.Hour},
	{D: 2 * day, Format: "1 day %s", DivBy: 1},
	{D: week, Format: "%d days %s", DivBy: day},
	{D: 2 * week, Format: "1 week %s", DivBy: 1},
	{D: month, Format: "%d weeks %s", DivBy: week},
	{D: 2 * month, Format: "1 month %s", DivBy: 1},
	{D: year, Format: "%d months %s", DivBy: month},
	{D: 2 * year, Format: "1 year %s", DivBy: 1},
	{D: math.MaxInt64, Format: "%d years %s", DivBy: year},
}

// Ago says how long a time is before now, or after it, in whole units: "2 years ago".
func Ago(at, now time.Time) string {
	return humanize.CustomRelTime(at, now, "ago", "from now", magnitudes)
}
