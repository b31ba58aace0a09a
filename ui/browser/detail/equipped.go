package detail

import (
	"strconv"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
)

// wearer is an entry of a loadout with whose it is.
type wearer struct {
	owner
	models.Equipped
}

// holders are the player's, by name: the one that is shown first.
func (m *Model) holders() []owner {
	if m.wardrobe == nil {
		return nil
	}
	own := models.Holder{Player: m.holder.Player}
	all := []owner{{m.holder, m.holder.String()}}
	if own != m.holder {
		all = append(all, owner{own, own.String()})
	}
	for _, o := range m.wardrobe.owners() {
		if o.holder == m.holder {
			all[0].name = o.name
			continue
		}
		all = append(all, o)
	}
	return all
}

// equipped are the entries of all loadouts that have come which are this item, and
// those which are another instance of its asset.
func (m *Model) equipped() (this, other []wearer) {
	for _, o := range m.holders() {
		this, other = m.equippedBy(o, this, other)
	}
	return this, other
}

func (m *Model) equippedBy(o owner, this, other []wearer) (_, _ []wearer) {
	if m.wardrobe == nil {
		return this, other
	}
	a, ok := m.wardrobe.loadouts[o.holder]
	if !ok {
		return this, other
	}
	for _, e := range a.value {
		switch {
		case e.Instance.IsZero():
		case e.Instance == m.item.Instance():
			this = append(this, wearer{o, e})
		case sameAsset(e.Asset, m.item.Asset()):
			other = append(other, wearer{o, e})
		}
	}
	return this, other
}

// EquippedBy tells who has the item equipped, and since when, a text each, as far
// as the loadouts have come. They are safe to print.
func (m *Model) EquippedBy() (out []string) {
	if m.item == nil {
		return nil
	}
	this, _ := m.equipped()
	for _, e := range this {
		out = append(out, "by "+e.name+m.since(e))
	}
	return out
}

// since is when it was equipped, "" where that is not known.
func (m *Model) since(e wearer) string {
	if e.MountedAt.Empty() {
		return ""
	}
	r := m.dateRow("", e.MountedAt)
	if r.tail != "" {
		r.value += " (" + r.tail + ")"
	}
	return " since " + text.Of(r.value).Line()
}

// layEquipped is who has the item equipped, or another instance of its asset.
func (m *Model) layEquipped(l *layout) {
	if m.wardrobe == nil {
		return
	}
	this, other := m.equipped()
	n, _ := m.wardrobe.unread()
	left := m.holder.Kind == models.PlayerHolder && len(m.wardrobe.owners()) > mostAsked && n > 0
	if len(this) > 0 || left || m.wardrobe.failed() {
		l.heading("Equipped")
		m.layLoadoutErrors(l)
		l.aligned(m.wearerRows(this, false), 0)
		if left {
			l.text(strconv.Itoa(n)+" of the player's characters and heroes not asked: "+m.keys.Key(keymap.ItemOthers)+" asks them", faint, 0)
		}
	}
	if len(other) > 0 {
		l.heading("Another instance equipped")
		l.aligned(m.wearerRows(other, true), 0)
	}
}

func (m *Model) wearerRows(list []wearer, instance bool) (rows []row) {
	for _, e := range list[:min(len(list), mostRows)] {
		if instance {
			rows = append(rows, row{label: "Instance", value: e.Instance.String()})
		}
		rows = append(rows, row{label: "By", value: e.name})
		if !e.MountedAt.Empty() {
			rows = append(rows, m.dateRow("Since", e.MountedAt))
		}
		if e.Variation != "" {
			rows = append(rows, row{label: "Variation", value: string(e.Variation)})
		}
		if !instance {
			rows = append(rows, extraRows(e.Extra)...)
		}
	}
	return rows
}

// layLoadoutErrors tells which loadouts could not be read.
func (m *Model) layLoadoutErrors(l *layout) {
	w := m.wardrobe
	tell := func(what string, err error) {
		if err != nil {
			l.text(what+text.Error(err), failure, 0)
		}
	}
	for _, o := range m.holders() {
		a, ok := w.loadouts[o.holder]
		switch {
		case !ok:
		case o.holder == m.holder:
			tell("", a.err)
		default:
			tell(o.name+": ", a.err)
		}
	}
	tell("characters: ", w.lists[0].err)
	tell("heroes: ", w.lists[1].err)
	if w.failed() {
		l.text(m.keys.Key(keymap.ListRefresh)+" to try again", muted, 0)
	}
}
