package remote

import (
	"context"
	"errors"
	"testing"

	tea "charm.land/bubbletea/v2"
)

var errRefused = errors.New("refused")

func answer(t *testing.T, cmd tea.Cmd) Answer[int] {
	t.Helper()
	if cmd == nil {
		t.Fatal("there is no command")
	}
	return cmd().(Answer[int])
}

func gives(n int, err error) func(context.Context) (int, error) {
	return func(context.Context) (int, error) { return n, err }
}

func check(t *testing.T, v *Value[int], state State, value int, known bool, err error) {
	t.Helper()
	if got, ok := v.Get(); v.State() != state || got != value || ok != known || v.Err() != err {
		t.Errorf("state %d, value %d (%v), error %v; want %d, %d (%v), %v", v.State(), got, ok, v.Err(), state, value, known, err)
	}
}

func TestStates(t *testing.T) {
	t.Parallel()
	var v Value[int]
	check(t, &v, Idle, 0, false, nil)
	cmd := v.Ask(gives(1, nil))
	check(t, &v, Loading, 0, false, nil)
	a := answer(t, cmd)
	if !v.Take(a) || v.Take(a) {
		t.Error("an answer is not taken exactly once")
	}
	check(t, &v, Loaded, 1, true, nil)
	cmd = v.Ask(gives(0, errRefused))
	check(t, &v, Loading, 1, true, nil)
	v.Take(answer(t, cmd))
	check(t, &v, Failed, 1, true, errRefused) // what was loaded stays
	v.Set(3)
	check(t, &v, Loaded, 3, true, nil)
	v.Reset()
	check(t, &v, Idle, 0, false, nil)
}

// An answer is dropped that nobody waits for: to an older question, to one that was left, of another Value.
func TestStaleAnswers(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(v *Value[int]){
		"another question": func(v *Value[int]) { v.Ask(gives(2, nil)) },
		"cancelled":        func(v *Value[int]) { v.Cancel() },
		"reset":            func(v *Value[int]) { v.Reset() },
		"set":              func(v *Value[int]) { v.Set(2) },
	} {
		var v, other Value[int]
		var given context.Context
		cmd := v.Ask(func(ctx context.Context) (int, error) { given = ctx; return 1, ctx.Err() })
		other.Ask(gives(5, nil))
		leave(&v)
		state := v.State()
		late := answer(t, cmd)
		if given.Err() == nil {
			t.Errorf("%s: the context goes on", name)
		}
		if v.Take(late) || other.Take(late) || v.State() != state {
			t.Errorf("%s: the late answer is taken", name)
		}
	}
	var v Value[int]
	if v.Take(Answer[int]{Value: 1}) {
		t.Error("an answer without a stamp is taken")
	}
}

// A question that ends since its context does leaves no error behind.
func TestCancelledFromOutside(t *testing.T) {
	t.Parallel()
	var v Value[int]
	v.Take(answer(t, v.Ask(gives(0, context.Canceled))))
	check(t, &v, Idle, 0, false, nil)
}
