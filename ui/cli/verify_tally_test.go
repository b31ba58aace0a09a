package cli

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"lootlens/models/query"
)

// The error of a run does not depend on which player was done first.
func TestTallyInAnyOrder(t *testing.T) {
	t.Parallel()
	player := func(name string, err error) []*answer {
		return []*answer{{condition: &condition{name: "check", max: -1, query: query.Query{}}, subject: "player " + name, err: err}}
	}
	players := [][]*answer{
		player("0", notFoundf("not found")),
		player("1", failed(errors.New("refused"))),
		player("2", failed(errors.New("reset"))),
		player("3", nil),
	}
	const want = "3 of 4 checks have no answer; player 1: check: refused"
	for _, order := range [][]int{{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}, {1, 3, 2, 0}} {
		counts := newTally([]condition{{name: "check"}})
		for _, place := range order {
			counts.add(place, players[place])
		}
		if err := counts.err(exitDone); err == nil || err.Error() != want || exitCode(t.Context(), err) != exitFailed {
			t.Errorf("%v: %v, want %s", order, err, want)
		}
	}
	same := newTally([]condition{{name: "check"}})
	for _, place := range slices.Backward([]int{0, 1}) {
		same.add(place, player("x", failed(errors.New("refused"))))
	}
	if err := same.err(exitDone); err == nil || err.Error() != "refused" {
		t.Errorf("one error of all: %v", err)
	}
}

// A value that no player has is noted, in the words of the first player.
func TestTallyNotesAbsentValues(t *testing.T) {
	t.Parallel()
	list := []condition{{name: "typo"}, {name: "some"}}
	noted := func(subject string, second ...string) []*answer {
		return []*answer{
			{condition: &list[0], subject: subject, notes: []string{"no rarity “legndary” here"}},
			{condition: &list[1], subject: subject, notes: second},
		}
	}
	counts := newTally(list)
	counts.add(2, noted("player 2"))
	counts.add(1, noted("player 1", "no rarity “epic” here"))
	var stderr strings.Builder
	prog := &program{stderr: &stderr, flags: pflag.NewFlagSet("", pflag.ContinueOnError)}
	counts.note(prog)
	if got, want := stderr.String(), "lootlens: player 1: typo: no rarity “legndary” here\n"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	counts.restore(0, "yn")
	stderr.Reset()
	counts.note(prog)
	if stderr.Len() > 0 {
		t.Errorf("with players of an earlier run: %s", &stderr)
	}
}

// Without an answer nothing says that no items match.
func TestSentenceWithoutAnswer(t *testing.T) {
	t.Parallel()
	for want, a := range map[string]answer{
		"no answer: no query, at least 1 wanted: player 1, 0 items read":               {condition: &condition{min: 1, max: -1, typed: " "}, err: errors.New("x")},
		"no answer: a: no query, exactly 0 wanted: player 1, 0 items read":             {condition: &condition{name: "a"}, err: errors.New("x")},
		"no answer: epic, at least 1 wanted: player 1, 0 items read":                   {condition: &condition{min: 1, max: -1, typed: "epic"}, err: errors.New("x")},
		"no answer: 2 of 5 items read match epic, at least 3 wanted: player 1":         {condition: &condition{min: 3, max: -1, typed: "epic"}, err: errors.New("x"), read: 5, matches: 2},
		"does not hold: 0 items match epic, at least 1 wanted: player 1, 5 items read": {condition: &condition{min: 1, max: -1, typed: "epic"}, read: 5},
		"holds: 1 item matches epic, at least 1 wanted: player 1, 5 items read":        {condition: &condition{min: 1, max: -1, typed: "epic"}, read: 5, matches: 1},
	} {
		a.subject = "player 1"
		r := report{verifyFlags: &verifyFlags{}}
		if got := r.sentence(&a); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
