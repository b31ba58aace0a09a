package query

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// day is what a date names: the seconds from first to last, both of them in it.
type day struct{ first, last int64 }

var dateLayouts = []struct {
	layout string
	end    func(time.Time) time.Time
}{
	{"2006", func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
	{"2006-01", func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
	{"2006-01-02", func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
	{"2006-01-02T15:04", func(t time.Time) time.Time { return t.Add(time.Minute) }},
	{"2006-01-02T15:04:05", func(t time.Time) time.Time { return t.Add(time.Second) }},
	{time.RFC3339, func(t time.Time) time.Time { return t.Add(time.Second) }},
}

// parseDate reads a year, month, day, minute or second in the clock's time zone, or
// a moment with its own zone.
func parseDate(s string, now time.Time) (day, bool) {
	switch strings.ToLower(s) {
	case "today":
		s = now.Format("2006-01-02")
	case "yesterday":
		s = now.AddDate(0, 0, -1).Format("2006-01-02")
	}
	s = strings.ToUpper(s)
	for _, l := range dateLayouts {
		if t, err := time.ParseInLocation(l.layout, s, now.Location()); err == nil {
			return day{t.Unix(), l.end(t).Unix() - 1}, true
		}
	}
	return day{}, false
}

var spanUnits = map[string]int64{
	"s": 1, "m": 60, "h": 60 * 60, "d": 24 * 60 * 60, "w": 7 * 24 * 60 * 60, "y": 365 * 24 * 60 * 60,
}

// parseSpan reads "7d", "2h30m", "1.5h" as seconds; last is the last second that
// the text still names: "7d" is from 7 days to a second less than 8.
func parseSpan(s string) (first, last int64, ok bool) {
	if s == "0" {
		return 0, 0, true
	}
	for s = strings.ToLower(s); s != ""; {
		n := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
		if n <= 0 {
			return 0, 0, false
		}
		count, err := strconv.ParseFloat(s[:n], 64)
		end := n + 1
		unit := spanUnits[s[n:end]]
		if err != nil || unit == 0 || count > math.MaxInt32 || first > math.MaxInt64/4 {
			return 0, 0, false
		}
		first += int64(count * float64(unit))
		last = first + unit - 1
		if strings.Contains(s[:n], ".") {
			last = first
		}
		s, ok = s[end:], true
	}
	return first, last, ok
}
