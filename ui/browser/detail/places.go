package detail

import (
	"fmt"
	"strings"

	"github.com/dustin/go-humanize"

	"lootlens/keymap"
	"lootlens/models/text"
)

func (m *Model) layElsewhere(l *layout) {
	s := m.search()
	if s == nil {
		return
	}
	l.heading("The same asset elsewhere")
	places := s.others(m.holder)
	if word, style := m.progress(s, places), l.th.Muted; word != "" {
		if s.running || s.asking {
			style = l.th.Warning
		}
		l.text(word, style, 0)
	}
	if err := s.failure(); err != nil {
		l.failure("", err, m.keys.Key(keymap.ListRefresh))
	}
	for _, p := range places[:min(len(places), mostRows)] {
		l.words(span{p.name + ":", l.th.Text}, span{m.placeText(p), l.th.Muted})
		var rows rowList
		for _, it := range p.found {
			r := row{label: it.Instance().String(), value: it.Term(m.now).String()}
			if at, ok := it.Acquired(); ok {
				r.note = "received " + m.local(at)
			}
			rows = append(rows, r)
		}
		l.rows(rows, min(2, l.w-1))
	}
	l.more(len(places) - mostRows)
}

// progress says how far a search has come, and what key goes on or stops it.
func (m *Model) progress(s *search, places []*place) string {
	stop, goOn := m.keys.Key(keymap.Back), m.keys.Key(keymap.ItemOthers)
	read, total, done, exact := 0, 0, 0, true
	for _, p := range places {
		read += p.walk.Count()
		if p.walk.Done() {
			done++
			total += p.walk.Count()
			continue
		}
		t := p.walk.Total()
		exact = exact && t.Known && t.N < 1<<31
		total += max(p.walk.Count(), int(min(t.N, 1<<31-1)))
	}
	items := amount(read, "item", "items")
	if exact && done < len(places) {
		items = humanize.Comma(int64(read)) + " of " + amount(total, "item", "items")
	}
	inventories := amount(len(places), "inventory", "inventories")
	switch {
	case s.asking:
		return "The search takes " + searchCost(s.remaining(places)) + ": " + goOn + " searches, " + stop + " cancels"
	case s.running && !s.listed():
		return "loading the player's inventories… " + stop + " stops"
	case s.running:
		return fmt.Sprintf("searched %d of %s, %s read · %s stops", done, inventories, items, stop)
	case s.failed():
		return ""
	case !s.listed() || done < len(places):
		return fmt.Sprintf("stopped: searched %d of %s, %s read · %s goes on", done, inventories, items, goOn)
	case len(places) == 0:
		return "the player has no other inventory"
	}
	return fmt.Sprintf("searched %s, %s", inventories, items)
}

// placeText says what of the asset is in a place, as far as it has been searched,
// and what of it is equipped.
func (m *Model) placeText(p *place) string {
	n := len(p.found) + p.more
	var s string
	switch {
	case n > 0:
		s = amount(n, "instance", "instances")
	case p.walk.Done():
		s = "none"
	case p.walk.Count() == 0:
		s = "not searched yet"
	default:
		s = "none so far"
	}
	if p.more > 0 {
		s += fmt.Sprintf(", the first %d:", mostFound)
	}
	if notice := p.walk.Notice(); notice != "" && p.walk.Done() {
		s += ", may be incomplete: " + text.Of(notice).Line()
	}
	this, other := m.equippedIn(p.inventory)
	for i, e := range append(this, other...)[:min(len(this)+len(other), mostFound)] {
		if i == 0 {
			s += "; equipped: "
		} else {
			s += ", "
		}
		s += e.Instance.String() + m.since(e)
	}
	return s
}

// Elsewhere says, in texts that are safe to print, where else the player has the
// asset, once that has been searched for; nil before.
func (m *Model) Elsewhere() (texts []string) {
	s := m.search()
	if s == nil || !s.listed() || len(s.places) == 0 {
		return nil
	}
	places := s.others(m.holder)
	for _, p := range places {
		this, other := m.equippedIn(p.inventory)
		if len(p.found) == 0 && len(this)+len(other) == 0 {
			continue
		}
		var ids []string
		for _, it := range p.found {
			ids = append(ids, it.Instance().String())
		}
		texts = append(texts, strings.TrimSuffix(p.name+": "+m.placeText(p)+": "+strings.Join(ids, ", "), ": "))
	}
	switch {
	case next(places) != nil:
		texts = append(texts, "not all inventories have been searched")
	case texts == nil:
		texts = append(texts, "in none of the "+amount(len(places), "other inventory", "other inventories"))
	}
	return texts
}
