package msg

import "testing"

// A message comes once, by whichever way is first.
func TestAsks(t *testing.T) {
	t.Parallel()
	var a Asks
	first, second := a.Ask(Back{}), a.Ask(OpenItem{})
	if m := first(); m != (Back{}) {
		t.Errorf("the command brought %v", m)
	}
	if got := a.Asked(); len(got) != 1 || got[0] != (OpenItem{}) {
		t.Errorf("asked %v", got)
	}
	if m := second(); m != nil {
		t.Errorf("%v came twice", m)
	}
	if got := a.Asked(); got != nil {
		t.Errorf("asked again: %v", got)
	}
}
