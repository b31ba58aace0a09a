package query

import (
	"cmp"
	"slices"
	"strings"

	"lootlens/models"
)

// Refines reports whether every item that q may match is one that old may match too
// (Yes or Unknown), so that only old's matches have to be looked at again, as when a
// letter is added. It holds while the Context answers the same; it is false wherever
// that cannot be told, and where old's matches change with the clock.
func (q Query) Refines(old Query) bool {
	if old.Needs().Clock {
		return false
	}
	for i := range old.terms {
		o := &old.terms[i]
		if !slices.ContainsFunc(q.terms, func(t term) bool { return t.implies(o) }) {
			return false
		}
	}
	return true
}

// implies reports whether whatever matches t matches o.
func (t *term) implies(o *term) bool {
	if t.not != o.not {
		return false
	}
	if t.not {
		t, o = o, t
	}
	if !t.sameField(o) {
		return false
	}
	for i := range t.alts {
		if !o.any(func(y *alt) bool { return t.alts[i].implies(y, t) }) {
			return false
		}
	}
	return true
}

// sameField: a name has every word that is part of it.
func (t *term) sameField(o *term) bool {
	if t.field == name && o.field == word && t.key == "" {
		return true
	}
	return t.field == o.field && strings.EqualFold(t.key, o.key)
}

// implies reports whether whatever matches x matches y, which looks at the same.
func (x *alt) implies(y *alt, of *term) bool {
	if x.kind != y.kind {
		return false
	}
	switch {
	case of.field == has:
		return x.kind == asField && x.want == y.want && strings.EqualFold(x.key, y.key) || x.kind == asMember && x.text == y.text
	case of.sort() == flags:
		return x.flag == y.flag
	case of.sort() == words:
		return x.fold == y.fold || y.fold == "any" && x.fold != "owned"
	case of.sort() == ids:
		return x.ids.within(y.ids, models.InstanceID.Compare)
	case x.kind == asNumber && of.sort() == either:
		// What is no number is compared as text.
		return x.op == y.op && x.text == y.text || x.op > equal && x.nums.within(y.nums, compareNum)
	case x.kind == asNumber:
		return x.nums.within(y.nums, compareNum)
	case x.kind == asMoment || x.kind == asAge || of.sort() == spans:
		return x.secs.within(y.secs, cmp.Compare[int64])
	case y.all:
		return x.all && x.fold == y.fold
	}
	return strings.Contains(x.fold, y.fold)
}
