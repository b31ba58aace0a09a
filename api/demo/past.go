package demo

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
)

// PastDays is how long before the Server's start its made-up past begins.
const PastDays = 30

// PastLook is an inventory at a moment before the Server's start: what a walk through it brought then.
type PastLook struct {
	At time.Time
	// Body is an answer with all items. The next look overwrites it.
	Body []byte
	// Complete is false for a walk that was interrupted: Body has only the items with the lowest ids.
	Complete bool
}

// Past yields looks at an inventory in the month before the Server's start, oldest first. The past is made up and leads
// to what the Server serves: items came, items that were bought, used up, refunded or rented went, one came back under
// its old id, one moved to a character, an asset's storage was edited, and two walks were interrupted. Inventories of
// more than 2,000 items, fixed answers, and unknown holders have no past.
func (s *Server) Past(of Holder) iter.Seq[PastLook] {
	return func(yield func(PastLook) bool) {
		s.mu.RLock()
		h := s.holder(of)
		s.mu.RUnlock()
		if h == nil || h.fixed != nil || !h.ends() || h.size == 0 {
			return
		}
		p := s.pastOf(h)
		var buf []byte
		for _, look := range s.lookTimes(h) {
			buf = p.appendLook(buf[:0], look)
			if !yield(PastLook{time.Unix(look.unix, 0), buf, look.share == 1}) {
				return
			}
		}
	}
}

// lookTime is when somebody looked, and which share of the inventory the walk reached.
type lookTime struct {
	unix  int64
	share float64
}

// lookTimes are the looks of the past: one a day but Wednesdays, in large inventories fewer. A Friday's and a Sunday's
// were interrupted.
func (s *Server) lookTimes(h *holder) (out []lookTime) {
	at := [7]int64{11*60 + 40, 10*60 + 25, 14*60 + 2, -1, 9*60 + 12, 16*60 + 30, 12*60 + 15} // minutes of the day, from Sunday on
	today := s.started.Unix() / day
	for ago := int64(PastDays); ago > 0; ago-- {
		weekday := time.Weekday((today - ago + 4) % 7) // day 0 was a Thursday
		if at[weekday] < 0 || h.size > 300 && ago > 10 && (weekday == time.Monday || weekday == time.Saturday) {
			continue
		}
		look := lookTime{(today-ago)*day + at[weekday]*60, 1}
		switch {
		case weekday == time.Friday && ago >= 7 && ago < 14:
			look.share = 0.6
		case weekday == time.Sunday && ago >= 14 && ago < 21:
			look.share = 0.3
		}
		out = append(out, look)
	}
	return out
}

// former is an instance that was there once, computed like those that are there now.
type former struct {
	id       uint64
	asset    *asset
	source   string
	acquired int64 // Unix seconds, as are all times here
	from, to int64 // it was there from, and no longer at to
	rented   rentalOption
	began    int64 // of the rental
	balance  int   // uses left at from, one less each day
}

// span is a time without its end.
type span struct{ from, to int64 }

func (p span) holds(t int64) bool { return t >= p.from && t < p.to }

// past is how an inventory came to be what it is.
type past struct {
	q       *query
	h       *holder
	formers []former     // by id
	away    map[int]span // of instances that are there now
	edited  *asset
	before  []byte // its JSON before it was edited
	editAt  int64
}

// pastOf makes up the past of an inventory.
func (s *Server) pastOf(h *holder) *past {
	p := &past{q: &query{s: s}, h: h, away: map[int]span{}}
	start := s.started.Unix()
	ago := func(days float64) int64 { return start - int64(days*day) }
	tuesday := s.tuesday()
	bought := []string{"Longsword", "Mantle", "Rapier", "Cuirass", "Warbow"}[h.seed%5]
	if h.Player == PlayerNova || h == s.byID[PlayerLarge].own {
		bought = "Helm" // what tickets are about
	}
	p.add(former{asset: p.named(bought), source: "purchase", acquired: ago(140), to: tuesday + day})
	p.rental("One week", ago(16.3))
	if h.size < 20 {
		return p
	}
	p.add(former{asset: p.named("Boots"), source: "purchase", acquired: ago(7.2), to: ago(4.4)}) // refunded
	p.add(former{asset: p.named("Draught"), source: "drop_table", acquired: ago(40), from: ago(12), to: ago(5), balance: 7})
	p.rental("One day", ago(6.1))
	p.away[len(h.odd)+(h.size-len(h.odd))/3] = span{ago(20), ago(13)} // it came back under its old id
	p.edited = h.assetAt(h.size / 2)
	p.editAt = ago(11)
	p.before = bytes.Replace(p.edited.json(), []byte(`"storage":[{"key":"level","value":"`), []byte(`"storage":[{"key":"level","value":"1`), 1)
	for n := range h.size / 200 {
		p.rental([]string{"One week", "One day"}[n%2], ago(25-3.1*float64(n)))
	}
	p.moves(s, ago(8))
	slices.SortFunc(p.formers, func(a, b former) int { return cmp.Compare(a.id, b.id) })
	return p
}

// tuesday is the beginning of the latest Tuesday that lies four days or more before the start.
func (s *Server) tuesday() int64 {
	d := s.started.Unix()/day - 4
	for (d+4)%7 != 2 {
		d--
	}
	return d * day
}

// named is an asset with a word in its name; which one follows from the holder.
func (p *past) named(word string) *asset {
	var fit []*asset
	for _, a := range p.q.s.game.all {
		if strings.Contains(a.name, word) {
			fit = append(fit, a)
		}
	}
	return fit[mix(p.h.seed)%uint64(len(fit))]
}

// add adds an instance that was there and is gone, with an id between those that came before and after it.
func (p *past) add(f former) {
	h := p.h
	if h.stride < 3 {
		return // no id is free
	}
	i := len(h.odd)
	for i+1 < h.size && h.acquired(i+1, p.q.s.epoch) <= f.acquired {
		i++
	}
	// Of the ids that instance i could have had, one is free: there are more than instances that went at its time.
	own := h.idAt(min(i, h.size-1))
	for n := range h.stride {
		f.id = h.base + uint64(i)*h.stride + 1 + (own+1+n)%h.stride
		if f.id != own && !slices.ContainsFunc(p.formers, func(o former) bool { return o.id == f.id }) {
			break
		}
	}
	f.from = cmp.Or(f.from, f.acquired)
	p.formers = append(p.formers, f)
}

// rental adds an instance that was rented: it vanished a day after its rental ended.
func (p *past) rental(name string, began int64) {
	for n, all := mix(p.h.seed^uint64(began)), p.q.s.game.all; ; n++ {
		a := all[n%uint64(len(all))]
		for _, o := range a.rentals {
			if o.name == name {
				p.add(former{asset: a, source: "purchase", acquired: began, to: began + o.duration + listedFor, rented: o, began: began})
				return
			}
		}
	}
}

// moves lets the first instance of the player's first other inventory come from the own one.
func (p *past) moves(s *Server, at int64) {
	owner := s.player(p.h.Player)
	others := owner.holders()
	if len(others) < 2 {
		return
	}
	from, to := others[0], others[1]
	if to.fixed != nil || len(to.odd) > 0 || to.size < 20 {
		return
	}
	switch p.h {
	case from:
		p.formers = append(p.formers, former{
			id: to.idAt(0), asset: to.assetAt(0), source: "player_transfer", acquired: to.acquired(0, s.epoch), to: at,
		})
	case to:
		p.away[0] = span{0, at}
	}
}

// appendLook appends the answer to a walk at a time.
func (p *past) appendLook(b []byte, look lookTime) []byte {
	h := p.h
	p.q.now = time.Unix(look.unix, 0)
	var rows []func([]byte) []byte
	formers := p.formers
	takeFormers := func(below uint64) {
		for ; len(formers) > 0 && formers[0].id < below; formers = formers[1:] {
			if f := &formers[0]; (span{f.from, f.to}).holds(look.unix) {
				rows = append(rows, func(b []byte) []byte { return f.append(b, look.unix) })
			}
		}
	}
	p.q.s.mu.RLock()
	defer p.q.s.mu.RUnlock()
	for i := range h.size {
		if i >= len(h.odd) {
			takeFormers(h.idAt(i))
		}
		if i >= len(h.odd) && h.dated(i) && h.acquired(i, p.q.s.epoch) > look.unix || p.away[i].holds(look.unix) {
			continue
		}
		rows = append(rows, func(b []byte) []byte { return p.appendItem(b, i, look.unix) })
	}
	takeFormers(1<<64 - 1)
	b = append(b, `{"total":`...)
	b = strconv.AppendInt(b, int64(len(rows)), 10)
	b = append(b, `,"items":[`...)
	for n, row := range rows[:int(float64(len(rows))*look.share)] {
		if n > 0 {
			b = append(b, ',')
		}
		b = row(b)
	}
	return append(b, "]}"...)
}

// appendItem appends an instance that is there now, as it was.
func (p *past) appendItem(b []byte, i int, at int64) []byte {
	from := len(b)
	b = p.q.appendItem(b, p.h, i)
	if p.edited != nil && at < p.editAt && i >= len(p.h.odd) && p.h.assetAt(i) == p.edited {
		b = append(b[:from], bytes.Replace(b[from:], p.edited.json(), p.before, 1)...)
	}
	return b
}

func (f *former) append(b []byte, at int64) []byte {
	b = fmt.Appendf(b, `{"instance_id":%d,"variation_id":null,"rental_option_id":`, f.id)
	rental, shape := Rental{}, rentalOwned
	if d := f.rented.duration; d > 0 {
		left := f.began + d - at
		rental, shape = Rental{true, max(0, left), d, left > 0}, rentalPlain
	}
	b = appendOption(b, f.rented.id, shape)
	b = fmt.Appendf(b, `,"acquisition_source":"%s","asset":`, f.source)
	b = append(b, f.asset.json()...)
	b = append(b, `,"rental":`...)
	b = appendRental(b, rental, shape)
	b = appendDate(b, f.acquired)
	if f.balance > 0 {
		b = fmt.Appendf(b, `,"balance":%d`, max(1, f.balance-int((at-f.from)/day)))
	}
	return append(b, '}')
}
