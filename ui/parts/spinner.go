package parts

import (
	"time"

	"charm.land/bubbles/v2/spinner"
	tea "charm.land/bubbletea/v2"
)

// spinAfter is how long loading takes before the spinner is shown: most answers come faster.
const spinAfter = 150 * time.Millisecond

// Spinner shows that something is loading. It draws, and sends messages, only meanwhile.
type Spinner struct {
	model spinner.Model
	busy  bool
	shown bool
	turn  int // counts the times that loading began or ended
}

// NewSpinner returns a spinner that stands still. Its characters are ASCII: the usual fonts lack Braille.
func NewSpinner() Spinner { return Spinner{model: spinner.New(spinner.WithSpinner(spinner.Line))} }

// spinMsg shows the spinner.
type spinMsg struct{ turn int }

// SetBusy says whether something is loading.
func (s *Spinner) SetBusy(busy bool) tea.Cmd {
	if busy == s.busy {
		return nil
	}
	s.busy, s.shown = busy, false
	s.turn++
	if !busy {
		return nil
	}
	turn := s.turn
	return tea.Tick(spinAfter, func(time.Time) tea.Msg { return spinMsg{turn} })
}

// Update takes every message.
func (s *Spinner) Update(message tea.Msg) (cmd tea.Cmd) {
	switch message := message.(type) {
	case spinMsg:
		if message.turn == s.turn && s.busy {
			s.shown = true
			return s.model.Tick
		}
	case spinner.TickMsg:
		if s.shown {
			s.model, cmd = s.model.Update(message)
		}
	}
	return cmd
}

// View is the spinner, one cell; "" when it is not shown.
func (s *Spinner) View() string {
	if !s.shown {
		return ""
	}
	return s.model.View()
}
