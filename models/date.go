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

// dateLayouts are the forms in which servers and tools write dates, most frequent first. time.Parse takes a fraction of a
// second after the seconds of any of them.
var dateLayouts = []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 -0700 MST", "2006-01-02T15:04:05-0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly}

// ParseDate reads a date as servers send it: RFC 3339; the same with a space, without seconds, without a zone (UTC) or
// without a time (midnight, UTC); or the seconds, milliseconds, microseconds or nanoseconds since 1970, from 1973 on. It is
// false where s is not a date, and for the zero dates 0001-01-01T00:00:00Z and 0, which mean unknown.
func ParseDate(s string) (time.Time, bool) {
	t, ok := parseDate(s)
	return t, ok && !t.IsZero()
}

// parseDate returns the zero time for a zero date and for an empty text.
func parseDate(s string) (time.Time, bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if s == "" || s == "0" {
		return time.Time{}, true
	}
	if n, ok := Number(s).Int64(); ok && n >= 1e8 {
		size := int64(1) // of the unit, in parts of a second
		for n/size >= 1e11 {
			size *= 1000
		}
		return time.Unix(n/size, n%size*(1e9/size)).UTC(), size <= 1e9
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
