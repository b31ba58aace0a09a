package browser

import (
	"fmt"
	"reflect"
	"runtime/debug"

	tea "charm.land/bubbletea/v2"
)

// Panic is a bug that ended the browser. Bubble Tea would print it, and what it
// holds, to the terminal; this way the terminal is first left as it was found, and
// who runs the browser decides what is told.
type Panic struct {
	Value any
	Stack []byte
}

// Error says only where it happened: Value may hold what a server sent.
func (p *Panic) Error() string { return fmt.Sprintf("the browser panicked (%T)", p.Value) }

// guarded runs the model and ends the program at its first panic.
type guarded struct {
	*model
	panicked *Panic
	quit     func()
}

type panicMsg struct{ *Panic }

func caught(v any) *Panic { return &Panic{v, debug.Stack()} }

func (g *guarded) Init() (cmd tea.Cmd) {
	defer g.recover(&cmd)
	return guard(g.model.Init())
}

func (g *guarded) Update(message tea.Msg) (next tea.Model, cmd tea.Cmd) {
	next = g // also where the model panics
	defer g.recover(&cmd)
	if p, ok := message.(panicMsg); ok {
		g.panicked = p.Panic
		return g, tea.Quit
	}
	return g, guard(g.model.update(message))
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
			v = tea.NewView("")
			go g.quit() // not from here: the program waits for this view
		}
	}()
	return g.model.View()
}

// guard turns a command's panic into a message. Of a batch or sequence each
// command is guarded.
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
		v := reflect.ValueOf(m)
		if m == nil || v.Kind() != reflect.Slice || v.Type().Elem() != reflect.TypeFor[tea.Cmd]() {
			return m
		}
		// Bubble Tea's own types for these are not all exported: the slice keeps its type.
		for i := range v.Len() {
			v.Index(i).Set(reflect.ValueOf(guard(v.Index(i).Interface().(tea.Cmd))))
		}
		return m
	}
}
