package query

import (
	"cmp"
	"slices"
	"strings"

	"lootlens/models"
)

// Refines reports whether every item that q may match (Yes or Unknown) is one that old
// may match too, so that only old's matches have to be matched again, as after a letter
// is added. It assumes the same Context. It is false where that is uncertain, and where
// old's matches change with the clock.
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
	// A name has every word that is part of it.
	if !(t.field == o.field && t.key == o.key || t.field == fieldName && o.field == fieldWord) {
		return false
	}
	for i := range t.alts {
		if !o.any(func(y *alternative) bool { return t.alts[i].implies(y, t) }) {
			return false
		}
	}
	return true
}

// implies reports whether whatever matches x matches y, which looks at the same.
func (x *alternative) implies(y *alternative, of *term) bool {
	if x.kind != y.kind {
		return false
	}
	switch kind := of.valueKind(); {
	case x.kind == asFlag:
		return x.flag == y.flag
	case kind == memberValue:
		return x.hasField == y.hasField && x.hasKey == y.hasKey && x.hasMember == y.hasMember
	case kind == flagValue:
		return x.flag == y.flag
	case kind == choiceValue:
		return x.states&^y.states == 0
	case kind == idValue:
		return x.ids.within(y.ids, models.InstanceID.Compare)
	case x.kind == asNumber && kind == storageValue:
		// Values that are not numbers are compared as text.
		return x.op == y.op && x.text == y.text || x.op > equal && x.numbers.within(y.numbers, compareNumbers)
	case x.kind == asNumber:
		return x.numbers.within(y.numbers, compareNumbers)
	case x.kind == asMoment || x.kind == asAge || kind == spanValue:
		return x.seconds.within(y.seconds, cmp.Compare[int64])
	case of.field == fieldWord && (x.isEquipped() || slices.Contains(diffWords[:], x.fold)):
		return x.fold == y.fold && x.quoted == y.quoted && x.whole == y.whole
	case y.whole:
		return x.whole && x.fold == y.fold
	case of.field == fieldWord && (len(y.fold) < shortestULID) != (len(x.fold) < shortestULID):
		return false
	case of.field == fieldWord: // some words are found by their beginning only
		return strings.HasPrefix(x.fold, y.fold)
	}
	return strings.Contains(x.fold, y.fold)
}
