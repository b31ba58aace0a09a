package parts

import (
	"testing"

	"lootlens/keymap"
)

// What a command is run by must be what its binding matches.
func TestEveryKeyOfTheKeymap(t *testing.T) {
	t.Parallel()
	for _, p := range keymap.Places() {
		for _, g := range keymap.Default().Context(p).Groups {
			for _, a := range g.Actions {
				for _, name := range a.Keys() {
					if k := KeyPress(name); !a.Is(k) {
						t.Errorf("%s: the press of %q is %q", a.ID, name, k)
					}
				}
			}
		}
	}
}
