package query

import (
	"fmt"
	"math"
	"regexp"
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
	{"2006-01-02T15:04", aMinute},
	{"2006-01-02T15:04:05", aSecond},
	{"2006-01-02T15:04Z07:00", aMinute},
	{"2006-01-02T15:04:05Z07:00", aSecond},
	{"2006-01-02T15:04Z0700", aMinute},
	{"2006-01-02T15:04:05Z0700", aSecond},
	{"2006-01-02T15:04Z07", aMinute},
	{"2006-01-02T15:04:05Z07", aSecond},
	{"2006-01-02T15:04MST", aMinute},
	{"2006-01-02T15:04:05MST", aSecond},
}

func aMinute(t time.Time) time.Time { return t.Add(time.Minute) }
func aSecond(t time.Time) time.Time { return t.Truncate(time.Second).Add(time.Second) }

// parseDate reads a year, month, day, minute or second in now's zone, or a moment
// with its own, with a T or a blank before the time and a blank or none before the
// zone: every form in which a date is shown.
func parseDate(s string, now time.Time) (day, bool) {
	s = strings.ToUpper(s)
	switch s {
	case "TODAY":
		s = now.Format("2006-01-02")
	case "YESTERDAY":
		s = now.AddDate(0, 0, -1).Format("2006-01-02")
	}
	s = strings.Join(strings.Fields(s), " ")
	s = strings.ReplaceAll(strings.Replace(s, " ", "T", 1), " ", "")
	for _, l := range dateLayouts {
		t, err := time.ParseInLocation(l.layout, s, now.Location())
		if err != nil {
			continue
		}
		if name, offset := t.Zone(); offset == 0 && t.Location() != now.Location() && strings.HasSuffix(l.layout, "MST") && name != "UTC" && name != "GMT" {
			return day{}, false // an abbreviation that is not of this zone
		}
		return day{t.Truncate(time.Second).Unix(), l.end(t).Unix() - 1}, true
	}
	return day{}, false
}

// Moments reads a date as a query takes it, or an age as 7d: the first and the last second that it names. An age names one.
// Dates without a zone are in now's.
func Moments(s string, now time.Time) (first, last time.Time, ok bool) {
	if d, ok := parseDate(s, now); ok {
		return time.Unix(d.first, 0), time.Unix(d.last, 0), true
	}
	age, _, ok := parseSpan(s)
	if at := now.Add(-time.Duration(age) * time.Second); ok && s != "0" && age < math.MaxInt32 {
		return at, at, true
	}
	return first, last, false
}

var numbersOfDate = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$`)

// numericDate rewrites a date as year-month-day; "" where s is not a date.
func numericDate(s string) string {
	m := numbersOfDate.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	month, _ := strconv.Atoi(m[2])
	day, _ := strconv.Atoi(m[3])
	return fmt.Sprintf("%s-%02d-%02d", m[1], month, day)
}

var spanUnits = map[string]int64{
	"s": 1, "m": 60, "h": 60 * 60, "d": 24 * 60 * 60, "w": 7 * 24 * 60 * 60, "mo": 30 * 24 * 60 * 60, "y": 365 * 24 * 60 * 60,
}

// parseSpan reads "7d", "2h30m", "2h 30m", "1.5h" as seconds; last is the last second
// that the text still names: "7d" is from 7 days to a second less than 8.
func parseSpan(s string) (first, last int64, ok bool) {
	if s == "0" {
		return 0, 0, true
	}
	for s = strings.ToLower(s); s != ""; s = strings.TrimLeft(s, " ") {
		end := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
		if end <= 0 {
			return 0, 0, false
		}
		count, err := strconv.ParseFloat(s[:end], 64)
		digits := s[:end]
		s = s[end:]
		end = strings.IndexFunc(s, func(r rune) bool { return r < 'a' || r > 'z' })
		if end < 0 {
			end = len(s)
		}
		unit := spanUnits[s[:end]]
		if err != nil || unit == 0 || count > math.MaxInt32 || first > math.MaxInt64/4 {
			return 0, 0, false
		}
		first += int64(count * float64(unit))
		last = first + unit - 1
		if strings.Contains(digits, ".") {
			last = first
		}
		s, ok = s[end:], true
	}
	return first, last, ok
}
