package terminal

import (
	"fmt"
	"runtime/debug"

	tea "charm.land/bubbletea/v2"
)

// PanicError is a bug that ended the program. Bubble Tea would print it, with the
// values that it holds; this way the terminal is restored first, and the caller
// decides what is printed.
type PanicError struct {
	Value any
	Stack []byte
}

// Error leaves Value out, which may hold what a server sent.
func (p *PanicError) Error() string { return fmt.Sprintf("the browser panicked (%T)", p.Value) }

func caught(v any) *PanicError { return &PanicError{v, debug.Stack()} }

// guarded draws the views of a model, and ends the program at the model's first panic.
type guarded struct {
	model    tea.Model
	t        *terminal
	panicked *PanicError
	sized    bool      // the model knows the size of the terminal
	early    []tea.Msg // keys, pastes and mouse events that came before: Bubble Tea sends the size at any time
}

type panicMsg struct{ *PanicError }

func (g *guarded) Init() (cmd tea.Cmd) {
	defer g.recover(&cmd)
	cmd = guard(g.model.Init())
	if g.t.input != nil {
		cmd = tea.Batch(cmd, g.t.stopTicker)
	}
	return cmd
}

func (g *guarded) Update(m tea.Msg) (self tea.Model, cmd tea.Cmd) {
	self = g // also after a panic: Bubble Tea would print its own from a nil model
	defer g.recover(&cmd)
	if p, ok := m.(panicMsg); ok {
		g.panicked = p.PanicError
		return g, tea.Quit
	}
	switch m.(type) {
	case tea.WindowSizeMsg:
		g.sized = true
	case tea.KeyMsg, tea.PasteMsg, tea.MouseMsg:
		if !g.sized {
			g.early = append(g.early, m)
			return g, nil
		}
	}
	cmd = g.tell(m)
	if g.sized && len(g.early) > 0 {
		cmds := []tea.Cmd{cmd}
		for _, m := range g.early {
			cmds = append(cmds, g.tell(m))
		}
		g.early, cmd = nil, tea.Batch(cmds...)
	}
	return g, cmd
}

// tell gives the model a message.
func (g *guarded) tell(m tea.Msg) (cmd tea.Cmd) {
	g.model, cmd = g.model.Update(m)
	return guard(cmd)
}

// recover is deferred: it makes a panic the end of the program.
func (g *guarded) recover(cmd *tea.Cmd) {
	if v := recover(); v != nil {
		g.panicked = caught(v)
		*cmd = tea.Quit
	}
}

func (g *guarded) View() (v tea.View) {
	defer func() {
		if r := recover(); r != nil {
			g.panicked = caught(r)
			go g.t.program.Quit() // the program waits for this view
		}
	}()
	v = g.model.View()
	g.t.screen.show(v)
	return v
}

// guard turns a command's panic into a message. Of a batch each command is guarded;
// tea.Sequence has no exported type, and is not used.
func guard(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (m tea.Msg) {
		defer func() {
			if v := recover(); v != nil {
				m = panicMsg{caught(v)}
			}
		}()
		m = cmd()
		if batch, ok := m.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = guard(batch[i])
			}
		}
		return m
	}
}
