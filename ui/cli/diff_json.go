package cli

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/models/text"
)

// differences are the result as JSON. A side of a field that has no such member is
// left out.
type differences struct {
	Same         bool                `json:"same"`
	Complete     bool                `json:"complete"`
	Added        []jsontext.Value    `json:"added"`
	Removed      []jsontext.Value    `json:"removed"`
	EndedRentals []models.InstanceID `json:"ended_rentals"` // of the removed items
	Changed      []changedItem       `json:"changed"`
	// The recorded looks that answer with --from and --to.
	OldLook time.Time `json:"old_look,omitzero"`
	NewLook time.Time `json:"new_look,omitzero"`
}

type changedItem struct {
	Instance models.InstanceID `json:"instance_id"`
	Name     text.Text         `json:"name,omitzero"`
	Fields   []changedField    `json:"fields"`
}

type changedField struct {
	Path string         `json:"path"`
	Old  jsontext.Value `json:"old,omitzero"`
	New  jsontext.Value `json:"new,omitzero"`
}

func newChangedField(f compare.FieldChange) changedField {
	return changedField{f.Path, asJSON(f.Old), asJSON(f.New)}
}

func diffJSON(old, now side, r compare.Result) differences {
	d := differences{
		OldLook: old.look, NewLook: now.look,
		Same: r.Same(), Complete: old.notice == "" && now.notice == "",
		Added: each(r.Added, itemJSON), Removed: each(r.Removed, itemJSON), EndedRentals: []models.InstanceID{},
		Changed: each(r.Changed, func(c compare.Change) changedItem {
			return changedItem{c.New.Instance(), c.New.Name(), each(c.Fields, newChangedField)}
		}),
	}
	for _, it := range r.Removed {
		if compare.WhyRemoved(it, now.at).RentalEnded {
			d.EndedRentals = append(d.EndedRentals, it.Instance())
		}
	}
	return d
}
