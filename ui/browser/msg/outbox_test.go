package msg

import (
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestOutboxGivesEachMessageOnceInOrder(t *testing.T) {
	t.Parallel()
	var o Outbox
	if got := o.Drain(); got != nil {
		t.Errorf("an empty outbox holds %v", got)
	}
	o.Post(Back{})
	o.Post(OpenItem{})
	if got, want := o.Drain(), []tea.Msg{Back{}, OpenItem{}}; !slices.Equal(got, want) {
		t.Errorf("drained %v, want %v", got, want)
	}
	if got := o.Drain(); got != nil {
		t.Errorf("drained again: %v", got)
	}
}
