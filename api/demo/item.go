package demo

import (
	"strconv"
	"time"
)

// Rental is the rental state of an instance.
type Rental struct {
	IsRental bool
	TimeLeft int64 // seconds
	Duration int64 // seconds
	IsActive bool
}

var sources = []string{
	"purchase", "purchase", "purchase", "reward_level", "reward_level", "drop_table", "drop_table",
	"drop_table", "trade", "battle_pass", "battle_pass", "grant_admin", "mission_reward",
	"player_transfer", "lootbox", "event_reward",
}

// appendItem appends the instance at index i, without reflection: a page is two hundred
// of these.
func (q *query) appendItem(b []byte, h *holder, i int) []byte {
	if i < len(h.odd) {
		return append(b, h.odd[i]...)
	}
	id, a := h.idAt(i), h.assetAt(i)
	granted := i >= h.size
	r := h.dice(i)
	start, passed := q.now.Unix(), int64(0)
	if h.ends() {
		start = q.s.started.Unix()
		passed = q.now.Unix() - start
	}
	rental, option, shape := a.rentalOf(r, start, passed)
	if granted {
		rental, option, shape = Rental{}, 0, rentalOwned
	}
	if own, ok := q.s.rentals[id]; ok {
		rental, shape = own, rentalPlain
	}

	b = append(b, `{"instance_id":`...)
	b = strconv.AppendUint(b, id, 10)
	b = append(b, `,"variation_id":`...)
	if n := len(a.variations); n > 0 && r%3 == 0 {
		b = strconv.AppendUint(b, a.variations[(r>>8)%uint64(n)], 10)
	} else {
		b = append(b, "null"...)
	}
	b = append(b, `,"rental_option_id":`...)
	b = appendOption(b, option, shape)
	b = append(b, `,"acquisition_source":"`...)
	if granted {
		b = append(b, "grant_admin"...)
	} else {
		b = append(b, sources[(r>>16)%uint64(len(sources))]...)
	}
	b = append(b, `","asset":`...)
	b = append(b, a.json()...)
	b = append(b, `,"rental":`...)
	b = appendRental(b, rental, shape)
	switch {
	case granted:
		b = appendDate(b, h.grants[i-h.size].unix)
	case h.Player == PlayerNovaPSN && i == 0:
		b = append(b, `,"acquisition_date":"0001-01-01T00:00:00Z"`...) // unknown
	case r%53 == 0:
		b = append(b, `,"acquisition_date":null`...)
	case h.dated(i): // a few carry no date at all
		b = appendDate(b, h.acquired(i, q.s.epoch))
	}
	if a.kind.stacks {
		b = append(b, `,"balance":`...)
		b = strconv.AppendUint(b, 1+(r>>32)%25, 10)
	}
	return append(b, '}')
}

// dated reports whether the computed instance i says when it came.
func (h *holder) dated(i int) bool { r := h.dice(i); return r%53 != 0 && r%59 != 0 }

// acquired is when instance i came: evenly over the three years before epoch, newest
// last.
func (h *holder) acquired(i int, epoch int64) int64 {
	const span = 3 * 365 * day
	step := span / float64(h.size)
	return epoch - int64(step*float64(h.size-i)) + int64(mix(h.seed+uint64(i))%uint64(max(1, int64(step))))
}

func appendDate(b []byte, unix int64) []byte {
	b = append(b, `,"acquisition_date":"`...)
	b = time.Unix(unix, 0).UTC().AppendFormat(b, time.RFC3339)
	return append(b, '"')
}

// rentalShape is how a rental's members are written.
type rentalShape int

const (
	rentalOwned   rentalShape = iota // nothing but is_rental
	rentalPlain                      // numbers and bools
	rentalStrings                    // "3600", "true"
	rentalNulls                      // not activated: no time left yet
)

// rentalOf is the state of an instance with the random bits r: as it was at the Unix time
// start, with passed seconds gone by since, fewer than none for a time before it. A rental that ends before start has
// been renewed; one that ends after it is over, and its time left goes on below zero. Before it began, it is not started.
func (a *asset) rentalOf(r uint64, start, passed int64) (Rental, uint64, rentalShape) {
	if len(a.rentals) == 0 {
		if r%401 == 0 {
			return Rental{TimeLeft: 3600, Duration: 86_400, IsActive: true}, 0, rentalPlain
		}
		return Rental{}, 0, rentalOwned
	}
	o := a.rentals[(r>>40)%uint64(len(a.rentals))]
	shape := rentalPlain
	if (r>>20)%9 == 0 {
		shape = rentalStrings
	}
	d := o.duration
	ran := ((start-Epoch+int64((r>>24)%uint64(d)))%d + d) % d
	left := d - ran - passed
	if passed < 0 {
		switch {
		case r%16 == 11 || r%16 == 12:
			left = -int64(r>>8%endedWithin) - passed
		case r%16 == 15 && (r>>28)%4 == 1:
			left = -1 - ran%min(d, listedFor/2) - passed
		}
		if ended := r%16 >= 11; r%16 >= 7 && r%16 <= 12 || r%16 == 15 && (r>>28)%4 == 1 {
			switch {
			case left > d:
				return Rental{true, d, d, false}, o.id, shape
			case left > 0 || !ended:
				return Rental{true, left, d, true}, o.id, shape
			}
		}
	}
	switch r % 16 {
	case 7, 8, 9, 10:
		return Rental{true, left, d, left > 0}, o.id, shape
	case 11, 12:
		return Rental{true, 0, d, false}, o.id, shape
	case 13:
		return Rental{true, d, d, false}, o.id, shape
	case 14:
		return Rental{true, 0, d, false}, o.id, rentalNulls
	case 15:
		switch (r >> 28) % 4 {
		case 0:
			return Rental{false, left, d, true}, o.id, shape
		case 1:
			return Rental{true, -1 - ran%min(d, listedFor/2) - passed, d, true}, o.id, shape // over, and still counting
		case 2:
			return Rental{true, 0, d, true}, o.id, shape
		}
		return Rental{true, 2 * d, d, true}, o.id, shape
	}
	return Rental{}, 0, rentalOwned
}

func appendOption(b []byte, id uint64, shape rentalShape) []byte {
	switch {
	case id == 0:
		return append(b, "null"...)
	case shape == rentalStrings:
		b = append(b, '"')
		b = strconv.AppendUint(b, id, 10)
		return append(b, '"')
	}
	return strconv.AppendUint(b, id, 10)
}

func appendRental(b []byte, r Rental, shape rentalShape) []byte {
	if shape == rentalOwned {
		return append(b, `{"is_rental":false,"time_left":null,"duration":null,"is_active":null}`...)
	}
	quote := ""
	if shape == rentalStrings {
		quote = `"`
	}
	b = append(b, `{"is_rental":`...)
	b = strconv.AppendBool(b, r.IsRental)
	b = append(b, `,"time_left":`...)
	if shape == rentalNulls {
		b = append(b, "null"...)
	} else {
		b = append(b, quote...)
		b = strconv.AppendInt(b, r.TimeLeft, 10)
		b = append(b, quote...)
	}
	b = append(b, `,"duration":`...)
	b = append(b, quote...)
	b = strconv.AppendInt(b, r.Duration, 10)
	b = append(b, quote...)
	b = append(b, `,"is_active":`...)
	b = append(b, quote...)
	b = strconv.AppendBool(b, r.IsActive)
	b = append(b, quote...)
	return append(b, '}')
}
