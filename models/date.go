package models

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

const plainLayout = "2006-01-02T15:04:05Z"

// plainDate reads a date in the form that appendDate writes: RFC 3339 in UTC and
// whole seconds, years 1 to 9999. It is what the game API sends.
func plainDate(raw jsontext.Value) (unix int64, ok bool) {
	if len(raw) != len(plainLayout)+2 || raw[0] != '"' || raw[len(raw)-1] != '"' {
		return 0, false
	}
	s := raw[1 : len(raw)-1]
	for i, c := range []byte("0000-00-00T00:00:00Z") {
		if c == '0' && (s[i] < '0' || s[i] > '9') || c != '0' && s[i] != c {
			return 0, false
		}
	}
	two := func(i int) int { return int(s[i]-'0')*10 + int(s[i+1]-'0') }
	year, month, day := two(0)*100+two(2), two(5), two(8)
	hour, minute, second := two(11), two(14), two(17)
	if year < 1 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59 {
		return 0, false
	}
	// time.Date takes a 31st of February for one in March.
	t := time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC)
	return t.Unix(), t.Day() == day
}

// appendDate writes what plainDate read.
func appendDate(dst []byte, unix int64) []byte {
	return time.Unix(unix, 0).UTC().AppendFormat(dst, plainLayout)
}
