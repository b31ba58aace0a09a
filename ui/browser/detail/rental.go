package detail

import (
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/parts"
)

// layRental is the state of the rental with what is left of it.
func (m *Model) layRental(l *layout) {
	if m.rentalRaw == nil {
		return
	}
	r := m.item.Term(m.now)
	rows := []row{{label: "State", value: r.State.String()}}
	switch r.State {
	case models.RentalActive:
		rows[0].value = r.String()
		rows[0].tone = warning
		if f, ok := r.Fraction(); ok {
			rows = append(rows, row{label: "Left", value: parts.Bar(f, max(4, min(30, l.w-10))), tone: warning})
		}
	case models.RentalExpired:
		rows[0].value, rows[0].tone = r.String(), failure
	case models.RentalInactive:
		rows[0].value, rows[0].tone = r.String(), warning
	case models.RentalContradictory:
		rows[0].value, rows[0].tone = "contradictory: the server's values exclude each other", failure
	}
	if !r.Ends.IsZero() {
		label := "Ends"
		if r.State == models.RentalExpired {
			label = "Ended"
		}
		rows = append(rows, row{label: label, value: m.local(r.Ends), tail: m.age(r.Ends)})
	}
	t := faint
	if r.State == models.RentalContradictory {
		t = plain
	}
	if s := sentRental(m.rentalRaw); s != "" {
		rows = append(rows, row{label: "As sent", value: s, tone: t})
	}
	l.rows("Rental", rows)
}

// sentRental is the rental's members as the server sent them: times are seconds.
// It is nothing where all that it says is that the item is owned.
func sentRental(raw jsontext.Value) string {
	var out []string
	only := true
	for name, v := range models.Members(raw) {
		if v.Kind() == 'n' {
			continue
		}
		only = only && string(name) == "is_rental" && v.Kind() == 'f'
		out = append(out, text.Of(string(name)).Line()+" "+text.Of(string(v)).Line())
	}
	switch {
	case raw.Kind() != '{':
		return text.Of(string(raw)).Line()
	case only:
		return ""
	}
	return strings.Join(out, "  ")
}

// dateRow shows a date in local time with its age, or as it came where it is none.
func (m *Model) dateRow(label string, t text.Text) row {
	at, err := time.Parse(time.RFC3339, t.Raw())
	if err != nil {
		return row{label: label, value: shown(t)}
	}
	return row{label: label, value: m.local(at), tail: m.age(at)}
}

func (m *Model) local(at time.Time) string {
	return at.In(m.now.Location()).Format("2006-01-02 15:04:05.999 MST")
}

func (m *Model) age(at time.Time) string {
	if d := m.now.Sub(at); d > -time.Second && d < time.Second {
		return "now"
	}
	return humanize.RelTime(at, m.now, "ago", "from now")
}

func amount(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%s %s", humanize.Comma(int64(n)), many)
}
