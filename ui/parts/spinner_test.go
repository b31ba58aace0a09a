package parts

import (
	"testing"
	"testing/synctest"
)

func TestSpinnerTurnsOnlyWhileBusy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := NewSpinner()
		begin := s.SetBusy(true)
		if s.SetBusy(true) != nil || s.View() != "" {
			t.Error("it spins at once, or twice")
		}
		tick := s.Update(begin())
		first := s.View()
		if first == "" || tick == nil {
			t.Fatal("it is not shown")
		}
		next := s.Update(tick())
		if s.View() == first || next == nil {
			t.Errorf("it stands still at %q", first)
		}
		if s.SetBusy(false) != nil || s.View() != "" || s.Update(next()) != nil {
			t.Error("it goes on after the end")
		}
		late := s.SetBusy(true)
		s.SetBusy(false)
		if s.Update(late()) != nil || s.View() != "" {
			t.Error("it is shown for what ended before it was due")
		}
	})
}
