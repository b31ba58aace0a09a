package detail

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/jsonscan"
	"lootlens/models/text"
	"lootlens/ui/parts"
)

// layRentalState is one sentence about whose the item is, and for how long.
func (m *Model) layRentalState(l *layout) {
	r := m.item.Rental(m.moment())
	switch r.State {
	case models.RentalActive:
		if m.gone {
			l.text("It was rented and ran when it was last seen", l.th.Text, 0)
			return
		}
		l.text("Rented: "+m.running(r), l.th.Warning, 0)
	case models.RentalExpired:
		l.text("Rental "+m.over(r), l.th.Error, 0)
	case models.RentalInactive:
		s := "Rented, not started"
		if m.gone {
			l.text("It was rented and not started", l.th.Text, 0)
			return
		}
		if r.Duration > 0 {
			s += ": it runs " + models.Span(r.Duration) + " once it is activated"
		}
		l.text(s, l.th.Warning, 0)
	case models.RentalContradictory:
		l.text("Conflict: "+m.conflict(), l.th.Error, 0)
	default:
		switch {
		case m.rentalRaw == nil:
		case m.bygone():
			l.text("It was not a rental: the player owned it", l.th.Text, 0)
		default:
			l.text("Not a rental: the player owns it", l.th.Text, 0)
		}
	}
}

func (m *Model) running(r models.Rental) string {
	if r.Ends.IsZero() {
		return "active; the server does not send when it ends"
	}
	m.left(r, parts.SpanStep(r.Left))
	s := models.Minutes(r.Left) + " left"
	if r.Duration > 0 {
		s += " of " + models.Span(r.Duration)
	}
	return s + ", ends " + m.local(r.Ends)
}

// left notes that the time left of a rental that counts down is shown in steps.
func (m *Model) left(r models.Rental, step time.Duration) {
	if m.at.IsZero() {
		m.expiry.Left(m.now, r.Left, step)
	}
}

// over says when a rental ended, or what is known of that.
func (m *Model) over(r models.Rental) string {
	ran := ""
	if r.Duration > 0 {
		ran = " It ran " + models.Span(r.Duration) + "."
	}
	switch at, _, known := r.End(); known {
	case models.EndExact:
		return "over since " + m.local(at) + " (" + m.age(at) + ")." + ran
	case models.EndEarliest:
		return "over." + strings.TrimSuffix(ran, ".") + "; the server does not send when it ended (not before " + m.local(at) + ")"
	}
	if ran == "" {
		return "over; the server does not send when it ended"
	}
	return "over." + strings.TrimSuffix(ran, ".") + "; the server does not send when it ended"
}

// conflict says which of the rental's values exclude each other.
func (m *Model) conflict() string {
	sent := func(name string) string {
		return strings.Trim(text.Of(string(jsonscan.Member(m.rentalRaw, name))).Line(), `"`)
	}
	left, err := strconv.ParseInt(sent("time_left"), 10, 64)
	switch {
	case sent("is_rental") != "false":
	case err == nil && left > 0:
		return fmt.Sprintf("the server says that it is no rental, and that one runs (%s s left)", humanize.Comma(left))
	case sent("is_active") == "true":
		return "the server says that it is no rental, and that one is active"
	}
	return "the server's values of the rental exclude each other"
}

// layRental is the rental in numbers.
func (m *Model) layRental(l *layout) {
	if m.rentalRaw == nil {
		return
	}
	r := m.item.Rental(m.moment())
	var rows []row
	switch running := r.State == models.RentalActive && !r.Ends.IsZero(); {
	case running && m.gone:
		rows = append(rows, row{label: "Would end", value: m.local(r.Ends), note: m.age(r.Ends)})
	case running:
		if f, ok := r.Fraction(); ok {
			cells := max(4, min(30, l.w-10))
			m.left(r, max(r.Duration/time.Duration(2*cells), 100*time.Millisecond)) // half a cell
			rows = append(rows, row{label: "Left", value: parts.Bar(f, cells), style: l.th.Warning})
		}
		rows = append(rows, row{label: "Ends", value: m.local(r.Ends), note: m.age(r.Ends)})
	}
	if s := sentRental(m.rentalRaw); s != "" {
		rows = append(rows, row{label: "As sent", value: s, note: m.recorded(), style: l.th.Faint})
	}
	l.section("Rental", rows)
}

// recorded says when the server sent the JSON of an item that is shown as it was: the look that first found it so kept it,
// and its time_left is of then. It is "" for one that is shown as it is.
func (m *Model) recorded() string {
	if at := m.item.Origin().Fetched; m.bygone() && !at.IsZero() {
		return "at " + m.local(at)
	}
	return ""
}

// sentRental is the rental's members as the server sent them: times are seconds.
// It is nothing where all that it says is that the item is owned.
func sentRental(raw jsontext.Value) string {
	if raw.Kind() != '{' {
		return text.Of(string(raw)).Line()
	}
	var out []string
	owned := true
	for name, v := range jsonscan.Members(raw) {
		if v.Kind() == 'n' {
			continue
		}
		owned = owned && string(name) == "is_rental" && v.Kind() == 'f'
		out = append(out, text.Of(string(name)).Line()+" "+text.Of(string(v)).Line())
	}
	if owned {
		return ""
	}
	return strings.Join(out, "  ")
}

// date is a date of the server's in local time, with its age, or as it came where it
// is none.
func (m *Model) date(t text.Text) (value, note string) {
	at, err := time.Parse(time.RFC3339, t.Raw())
	switch {
	case err != nil:
		return multiline(t), ""
	case at.IsZero():
		return "at an unknown time", "sent as " + t.Line()
	}
	return m.local(at), m.age(at)
}

func (m *Model) dateRow(label string, t text.Text) row {
	value, note := m.date(t)
	return row{label: label, value: value, note: note}
}

// local is a time in the zone of the screen, in whole seconds.
func (m *Model) local(at time.Time) string {
	return at.In(m.now.Location()).Format("2006-01-02 15:04:05 MST")
}

func (m *Model) age(at time.Time) string { return m.expiry.Ago(at, m.now) }

func amount(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return humanize.Comma(int64(n)) + " " + many
}
