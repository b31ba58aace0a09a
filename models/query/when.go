package query

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// day is what a date names: the seconds from first to last, both of them in it.
type day struct{ first, last int64 }

// dateLayouts are the forms of dates. unit is what one without a zone names: a year, month or day, which begin where the
// clocks of the zone say so, or a length of time.
var dateLayouts = []struct {
	layout string
	zoned  bool
	unit   func(time.Time) time.Time // its end
}{
	{"2006", false, func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
	{"2006-01", false, func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
	{"2006-01-02", false, func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
	{"2006-01-02T15:04", false, aMinute},
	{"2006-01-02T15:04:05", false, aSecond},
	{"2006-01-02T15:04Z07:00", true, aMinute},
	{"2006-01-02T15:04:05Z07:00", true, aSecond},
	{"2006-01-02T15:04Z0700", true, aMinute},
	{"2006-01-02T15:04:05Z0700", true, aSecond},
	{"2006-01-02T15:04Z07", true, aMinute},
	{"2006-01-02T15:04:05Z07", true, aSecond},
	{"2006-01-02T15:04MST", true, aMinute},
	{"2006-01-02T15:04:05MST", true, aSecond},
}

func aMinute(t time.Time) time.Time { return t.Add(time.Minute) }
func aSecond(t time.Time) time.Time { return t.Truncate(time.Second).Add(time.Second) }

var errNotDate = errors.New("not a date")

// parseDate reads a year, month, day, minute or second in now's zone, or a moment
// with its own, with a T or a blank before the time and a blank or none before the
// zone: every form in which a date is shown. The error is errNotDate, or says why the
// clocks of the zone do not tell which moment it is.
func parseDate(s string, now time.Time) (day, error) {
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
		if !l.zoned {
			if wall, err := time.Parse(l.layout, s); err == nil {
				return clockTime(s, wall, l.unit(wall), now.Location())
			}
			continue
		}
		t, err := time.ParseInLocation(l.layout, s, now.Location())
		if err != nil {
			continue
		}
		if name, offset := t.Zone(); offset == 0 && t.Location() != now.Location() && strings.HasSuffix(l.layout, "MST") && name != "UTC" && name != "GMT" {
			break // an abbreviation that is not of this zone
		}
		return day{t.Truncate(time.Second).Unix(), l.unit(t).Unix() - 1}, nil
	}
	return day{}, errNotDate
}

// clockTime returns the seconds in which the clocks of a zone show a time from from to before to. A day can begin later than
// at midnight. A time of day that is skipped or repeated when clocks change is an error.
func clockTime(typed string, from, to time.Time, zone *time.Location) (day, error) {
	first, last := instants(from, zone), instants(to, zone)
	if to.Sub(from) >= 24*time.Hour {
		return day{first[0].Unix(), last[0].Unix() - 1}, nil
	}
	const form = "2006-01-02T15:04:05"
	switch shown := first[0].Format(form); {
	case shown != from.Format(form):
		return day{}, fmt.Errorf("the clocks of the time zone skip %s: write a time that they show, such as %s", typed, shown)
	case len(first) > 1:
		return day{}, fmt.Errorf("the clocks of the time zone show %s twice: write %s or %s", typed, first[0].Format(time.RFC3339), first[1].Format(time.RFC3339))
	}
	return day{first[0].Truncate(time.Second).Unix(), first[0].Add(to.Sub(from)).Unix() - 1}, nil
}

// instants returns when the clocks of a zone show what wall shows in UTC: once, or twice, in order, in an hour that is
// repeated. A time that is skipped has the instant that it would have without the change.
func instants(wall time.Time, zone *time.Location) (list []time.Time) {
	var skipped time.Time
	for _, near := range []time.Duration{24 * time.Hour, -24 * time.Hour} {
		_, offset := wall.Add(near).In(zone).Zone()
		at := wall.Add(-time.Duration(offset) * time.Second).In(zone)
		if _, is := at.Zone(); is == offset && !slices.ContainsFunc(list, at.Equal) {
			list = append([]time.Time{at}, list...)
		}
		skipped = at
	}
	if list == nil {
		return []time.Time{skipped}
	}
	return list
}

// Moments reads a date as a query takes it, or an age as 7d: the first and the last second that it names. An age names one.
// Dates without a zone are in now's.
func Moments(s string, now time.Time) (first, last time.Time, ok bool) {
	if d, err := parseDate(s, now); err == nil {
		return time.Unix(d.first, 0), time.Unix(d.last, 0), true
	}
	age, _, ok := parseSpan(s)
	if at := now.Add(-time.Duration(age) * time.Second); ok && s != "0" && age < math.MaxInt32 {
		return at, at, true
	}
	return first, last, false
}

// numbersOfDate are the dates whose parts are certain: with the year first, or with dots.
var numbersOfDate = regexp.MustCompile(`^(?:(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{4})(\d\d)(\d\d)|(\d{1,2})\.(\d{1,2})\.(\d{4}))$`)

// numericDate rewrites a date as year-month-day; "" where s is not a date.
func numericDate(s string) string {
	m := numbersOfDate.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	year, month, day := m[1]+m[4]+m[9], m[2]+m[5]+m[8], m[3]+m[6]+m[7]
	return fmt.Sprintf("%s-%02s-%02s", year, month, day)
}

var longUnit = regexp.MustCompile(`(\d)(?:(s)ec|(m)in|(h)r|(h)our|(d)ay|(w)eek|(mo)n(?:th)?|(y)ea?r)(?:ond|ute)?s?`)

// shortUnits writes the units of a length of time as they are read: "90min" is "90m".
func shortUnits(s string) string { return longUnit.ReplaceAllString(s, "$1$2$3$4$5$6$7$8$9") }

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
