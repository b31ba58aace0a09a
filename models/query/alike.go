package query

import (
	"time"

	"lootlens/models"
)

// Alike returns queries that an item matches, for finding others like it: of its asset, name, rarity and so on, then that
// have a storage key or its value. now is what rentals are measured from; its zone is that of dates.
func Alike(it *models.Item, now time.Time) (queries []string) {
	var c Census
	c.Add([]*models.Item{it}, now)
	each := func(f field, exact string) {
		name := fields[f].Name
		for _, v := range c.Values(name) {
			queries = append(queries, name+":"+exact+quote(v.Text))
		}
	}
	if a := it.Asset(); a != nil && !a.ID.IsZero() {
		queries = append(queries, "asset:"+a.ID.String())
	}
	each(fieldName, "=")
	each(fieldRarity, "=")
	each(fieldRental, "")
	each(fieldSource, "=")
	if at, ok := it.Acquired(); ok {
		queries = append(queries, "acquired:"+at.In(now.Location()).Format(time.DateOnly))
	}
	each(fieldContext, "=")
	each(fieldClass, "=")
	for _, key := range c.Values("storage") {
		queries = append(queries, "has:"+quote("storage."+key.Text))
	}
	for _, key := range c.Values("storage") {
		for _, v := range c.Values("storage." + key.Text) {
			queries = append(queries, "storage."+quote(key.Text)+":="+quote(v.Text))
		}
	}
	return queries
}
