package detail

import (
	"strconv"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
)

// equippedBy is an entry of a loadout with the inventory whose loadout it is.
type equippedBy struct {
	inventory
	models.Equipped
}

// shownInventories are the player's inventories, the one that is shown first.
func (m *Model) shownInventories() []inventory {
	if m.player == nil {
		return nil
	}
	all := []inventory{{models.PlayerInventory{Holder: m.holder}, m.holder.String(), m.holder.String()}}
	for _, v := range m.player.inventories {
		if v.Is(m.holder) {
			all[0] = v
		} else {
			all = append(all, v)
		}
	}
	return all
}

// equipped are the entries of all loadouts that have come which are this item, and
// those which are another instance of its asset.
func (m *Model) equipped() (this, other []equippedBy) {
	for _, v := range m.shownInventories() {
		t, o := m.equippedIn(v)
		this, other = append(this, t...), append(other, o...)
	}
	return this, other
}

func (m *Model) equippedIn(v inventory) (this, other []equippedBy) {
	if m.player == nil {
		return nil, nil
	}
	for _, e := range m.player.loadout(v.Holder).value() {
		switch {
		case e.Instance.IsZero():
		case e.Instance == m.item.Instance():
			this = append(this, equippedBy{v, e})
		case sameAsset(e.Asset, m.item.Asset()):
			other = append(other, equippedBy{v, e})
		}
	}
	return this, other
}

// assetKey identifies an asset: by id, or by ULID where there is no id, or else by all its bytes.
func assetKey(a *models.Asset) string {
	switch {
	case a == nil:
		return ""
	case !a.ID.IsZero():
		return "id " + a.ID.String()
	case !a.ULID.Empty():
		return "ulid " + a.ULID.Raw()
	}
	return a.JSON()
}

func sameAsset(a, b *models.Asset) bool { return a != nil && assetKey(a) == assetKey(b) }

// EquippedBy says for a ticket who has the item equipped, and since when, a text each: "no" where nobody has, and that it
// is not known before all loadouts have come. They are safe to print.
func (m *Model) EquippedBy() []string {
	if m.item == nil || m.player == nil || !m.Now() {
		return nil
	}
	if by := m.equippedBy(false); len(by) > 0 {
		return by
	}
	if !m.knowsLoadouts() {
		return []string{"not known: not all loadouts were read"}
	}
	return []string{"no"}
}

func (m *Model) equippedBy(ages bool) (out []string) {
	if m.item == nil || !m.Now() {
		return nil
	}
	this, _ := m.equipped()
	for _, e := range this {
		out = append(out, "by "+e.owner+m.since(e, ages))
	}
	return out
}

// since is when it was equipped, "" where that is not known.
func (m *Model) since(e equippedBy, age bool) string {
	if e.MountedAt.Empty() {
		return ""
	}
	value, note := m.date(e.MountedAt)
	if age && note != "" {
		value += " (" + note + ")"
	}
	return " since " + text.Of(value).Line()
}

// layEquipped is who has the item equipped, or another instance of its asset.
func (m *Model) layEquipped(l *layout) {
	if m.player == nil || !m.Now() {
		return
	}
	this, other := m.equipped()
	n, _ := m.player.unread()
	left := m.holder.Kind == models.PlayerHolder && len(m.player.inventories) > mostLoadouts && n > 0
	if len(this) > 0 || left || m.player.failed() {
		l.heading("Equipped")
		m.layLoadoutErrors(l)
		l.rows(m.equippedRows(l, this, false), 0)
		if left {
			l.faint(strconv.Itoa(n) + " loadouts of other inventories are not loaded: " + m.keys.Key(keymap.ListEverywhere) + " equipped:true loads them")
		}
	}
	if len(other) > 0 {
		l.heading("The player has another one equipped")
		l.rows(m.equippedRows(l, other, true), 0)
	}
}

func (m *Model) equippedRows(l *layout, list []equippedBy, instance bool) (rows rowList) {
	for _, e := range list[:min(len(list), mostRows)] {
		if instance {
			rows.add("Instance", e.Instance.String())
		}
		rows.add("By", e.owner)
		if !e.MountedAt.Empty() {
			rows = append(rows, m.dateRow("Since", e.MountedAt))
		}
		rows.number("Variation", e.Variation)
		if !instance {
			for _, f := range e.Extra {
				if f.Name.Raw() != "rental" { // the item's own
					rows.raw(l, f.Name, f.Raw)
				}
			}
		}
	}
	return rows
}

// layLoadoutErrors says which loadouts could not be read.
func (m *Model) layLoadoutErrors(l *layout) {
	p := m.player
	show := func(what string, err error) {
		if err != nil {
			l.text(what+text.Error(err), l.th.Error)
		}
	}
	for _, v := range m.shownInventories() {
		name := v.name + ": "
		if v.Is(m.holder) {
			name = ""
		}
		show(name, p.loadout(v.Holder).Err())
	}
	show("characters: ", p.characters.Err())
	show("heroes: ", p.heroes.Err())
	if p.failed() {
		l.text(m.keys.Key(keymap.ListRefresh)+" tries again", l.th.Muted)
	}
}
