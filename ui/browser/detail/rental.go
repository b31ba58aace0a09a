package detail

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/dustin/go-humanize"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/jsonscan"
	"lootlens/models/text"
	"lootlens/ui/parts"
)

// layRentalState is one sentence about whose the item is, and for how long.
func (m *Model) layRentalState(l *layout) {
	if before, s, style := m.rentalState(m.age); s != "" {
		l.text(before+s, style)
	}
}

// RentalWords is the state of the rental for a ticket, in the pane's words; "" if there is no rental, and while the item
// is shown as it was.
func (m *Model) RentalWords() string {
	if m.item == nil || !m.Now() || m.item.Rental(m.moment()).State == models.RentalOwned {
		return ""
	}
	_, s, _ := m.rentalState(nil)
	return s
}

// rentalState is whose the item is, and for how long; before begins the sentence where no label says that it is about the
// rental. age says how long ago a time is; nil leaves that out.
func (m *Model) rentalState(age func(time.Time) string) (before, s string, style lipgloss.Style) {
	r := m.item.Rental(m.moment())
	switch r.State {
	case models.RentalActive:
		if m.gone {
			return "", "It was rented and ran when it was last seen", m.th.Text
		}
		return "Rented: ", m.running(r), m.th.Warning
	case models.RentalExpired:
		return "Rental ", m.over(r, age), m.th.Error
	case models.RentalInactive:
		if m.gone {
			return "", "It was rented and not started", m.th.Text
		}
		s := "not started"
		if r.Duration > 0 {
			s += ": it runs " + models.Span(r.Duration) + " once it is activated"
		}
		return "Rented, ", s, m.th.Warning
	case models.RentalContradictory:
		return "", "Conflict: " + m.conflict(), m.th.Error
	}
	switch {
	case m.rentalRaw == nil:
		return "", "", m.th.Text
	case m.item.Universal():
		return "", "Not a rental: it is the game's own", m.th.Text
	case !m.Now():
		return "", "It was not a rental: the player owned it", m.th.Text
	}
	return "", "Not a rental: the player owns it", m.th.Text
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

// over says when a rental ended, or what is known of that: the server sends only that it is over, and the history may
// have seen it run.
func (m *Model) over(r models.Rental, age func(time.Time) string) string {
	at, _, known := r.End()
	by := ""
	var from, until time.Time
	if s, _ := m.seen.Get(); known != models.EndExact && s.known && m.Now() {
		if from, until = rentalEnd(s.Versions, m.received()); !from.IsZero() && from.Equal(until) {
			at, known, by = from, models.EndExact, " by the history"
		}
	}
	since := m.local(at) + by
	if age != nil {
		since += " (" + age(at) + ")"
	}
	ran := ""
	if r.Duration > 0 {
		ran = " It ran " + models.Span(r.Duration)
	}
	switch {
	case known == models.EndExact && ran == "":
		return "over since " + since
	case known == models.EndExact:
		return "over since " + since + "." + ran + "."
	case !until.IsZero():
		ran += "; by the history it ended between " + m.local(from) + " and " + m.local(until)
	case known == models.EndEarliest:
		ran += "; the server does not send when it ended (not before " + m.local(at) + ")"
	default:
		ran += "; the server does not send when it ended"
	}
	if r.Duration > 0 {
		return "over." + ran
	}
	return "over" + ran
}

// rentalEnd is between which times a rental ended that is over at a time, as far as the history saw it before; both are
// the same where it saw the time left, and zero where it saw nothing.
func rentalEnd(versions []models.Version, over time.Time) (from, until time.Time) {
	for _, v := range slices.Backward(versions) {
		switch r := v.Item.Rental(v.First); {
		case r.State == models.RentalExpired:
			over = v.First
			continue
		case r.State == models.RentalActive && !r.Ends.IsZero() && !r.Ends.After(over):
			return r.Ends, r.Ends
		case r.State == models.RentalInactive && r.Duration > 0 && v.Last.Add(r.Duration).Before(over):
			return v.Last.Add(r.Duration), over
		case r.State == models.RentalActive || r.State == models.RentalInactive:
			return v.Last, over
		default:
			return time.Time{}, time.Time{}
		}
	}
	return time.Time{}, time.Time{}
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
		return fmt.Sprintf("the server says that it is not a rental, and that one runs (%s s left)", humanize.Comma(left))
	case sent("is_active") == "true":
		return "the server says that it is not a rental, and that one is active"
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

// recorded says when the server sent the JSON of an item that is shown as it was. The look that first found this state
// kept the JSON, so its time_left is of that time. It is "" while the item is shown as it is.
func (m *Model) recorded() string {
	if at := m.item.Origin().Fetched; !m.Now() && !at.IsZero() {
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
