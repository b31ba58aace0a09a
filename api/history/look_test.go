package history

import (
	"testing"

	"lootlens/models"
)

// What a part of an inventory says something about: the ids between its bounds, and never an item without an id.
func TestCovers(t *testing.T) {
	t.Parallel()
	id := func(s string) models.InstanceID {
		i, _ := models.ParseInstanceID(s)
		return i
	}
	for _, tt := range []struct {
		look    look
		yes, no []string
		noID    bool
	}{
		{look{complete: true}, []string{"-5", "1", "18446744073709551615"}, nil, true},
		{look{through: id("7")}, []string{"-5", "1", "7"}, []string{"8"}, false},
		{look{after: id("3"), through: id("7")}, []string{"4", "7"}, []string{"-5", "3", "8"}, false},
		{look{}, nil, []string{"-5", "1"}, false},
		{look{after: id("3")}, nil, []string{"3", "4"}, false},
	} {
		for _, s := range tt.yes {
			if !tt.look.covers(id(s)) {
				t.Errorf("%+v does not cover %s", tt.look, s)
			}
		}
		for _, s := range tt.no {
			if tt.look.covers(id(s)) {
				t.Errorf("%+v covers %s", tt.look, s)
			}
		}
		if got := tt.look.covers(models.InstanceID{}); got != tt.noID {
			t.Errorf("%+v covers an item without an id: %v", tt.look, got)
		}
	}
}
