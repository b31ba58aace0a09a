package query

import (
	"cmp"
	"slices"
	"time"

	"lootlens/models"
)

// past matches a term that looks at recorded looks. An item that no look found is not gone, and matches nothing else.
func (m *Matcher) past(t *term, id models.InstanceID) Verdict {
	if m.c.Past == nil {
		return Unknown
	}
	p := m.c.Past(id)
	if p == nil {
		p = &models.Past{}
	}
	return verdict(t.any(func(a *alternative) bool {
		if a.kind == asFlag {
			return a.flag == p.Gone()
		}
		switch {
		case len(p.Versions) == 0:
			return false
		case t.field == fieldFirst:
			return m.between(a, p.First(), p.First())
		case t.field == fieldLast:
			return m.between(a, p.Last(), p.Last())
		case t.field == fieldGone:
			return p.Gone() && m.between(a, p.GoneAfter, p.GoneBy)
		}
		return slices.ContainsFunc(p.Versions, func(v models.Version) bool { return m.between(a, v.First, v.Last) })
	}))
}

// between reports whether a date or an age names a moment from first to last.
func (m *Matcher) between(a *alternative, first, last time.Time) bool {
	lo, hi := first.Unix(), last.Unix()
	if a.kind == asAge {
		lo, hi = m.now.Unix()-hi, m.now.Unix()-lo
	}
	return a.seconds.meets(lo, hi, cmp.Compare[int64])
}
