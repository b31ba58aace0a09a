package models

import (
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// WallTime returns t without its monotonic clock reading, which stops while the machine sleeps. Every time that is shown
// or compared with the server's must go through WallTime.
func WallTime(t time.Time) time.Time { return t.Round(0) }

const plainLayout = "2006-01-02T15:04:05Z"

// plainDate reads a date in the form that appendDate writes: RFC 3339 in UTC and whole seconds, years 1 to 9999. It is
// what the game API sends.
func plainDate(raw jsontext.Value) (unix int64, ok bool) {
	if len(raw) != len(plainLayout)+2 || raw[0] != '"' || raw[len(plainLayout)] != 'Z' || raw[len(raw)-1] != '"' {
		return 0, false
	}
	var t time.Time
	err := t.UnmarshalText(raw[1 : len(raw)-1])
	return t.Unix(), err == nil && t.Year() > 0
}

// appendDate writes what plainDate read.
func appendDate(dst []byte, unix int64) []byte {
	return time.Unix(unix, 0).UTC().AppendFormat(dst, plainLayout)
}

// firstDate is 0002-01-01T00:00:00Z in Unix seconds. Earlier dates stand for unknown ones: the zero dates of Go, of
// databases and of other zones.
const firstDate = -62104060800

// dateLayouts are the forms in which servers and tools write dates, as dateForm puts them, most frequent first. time.Parse
// takes a fraction of a second after the seconds of any of them.
var dateLayouts = []string{
	time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07", "2006-01-02T15:04:05Z0700 MST",
	"2006-01-02T15:04Z07:00", "2006-01-02T15:04", time.DateOnly, "Mon, 02 Jan 2006 15:04:05", time.RFC1123Z,
}

// ParseDate reads a date as servers send it: RFC 3339; the same with a blank or slashes, without seconds, with a short zone,
// without one (UTC) or without a time (midnight, UTC); the dates of HTTP; or the seconds, milliseconds, microseconds or
// nanoseconds since 1970, from 1973 on. It is false where s is not a date, and for dates before the year 2 and 0, which mean
// unknown.
func ParseDate(s string) (time.Time, bool) {
	t, ok := parseDate(s)
	return t, ok && !t.IsZero()
}

// parseDate returns the zero time for a date that means unknown and for an empty text.
func parseDate(s string) (time.Time, bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if n, ok := Number(s).Int64(); ok && n >= 1e8 {
		size := int64(1) // of the unit, in parts of a second
		for n/size >= 1e11 {
			size *= 1000
		}
		return time.Unix(n/size, n%size*(1e9/size)).UTC(), size <= 1e9
	} else if s == "" || ok && (n == 0 || n <= firstDate) || strings.HasPrefix(s, "0000-00-00") {
		return time.Time{}, true
	}
	s = dateForm(s)
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			if t.Unix() < firstDate {
				t = time.Time{}
			}
			return t, true
		}
	}
	return time.Time{}, false
}

// dateForm writes a date with - and T, and with nothing before its zone.
func dateForm(s string) string {
	s = strings.ReplaceAll(strings.TrimSuffix(strings.TrimSuffix(s, " UTC"), " GMT"), "/", "-")
	if date, rest, ok := strings.Cut(s, " "); ok && len(date) == len(time.DateOnly) {
		return date + "T" + strings.Replace(rest, " ", "", 1)
	}
	return s
}
