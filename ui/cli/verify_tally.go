package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"lootlens/api"
	"lootlens/theme"
	"lootlens/ui/cli/export"
	"lootlens/ui/cli/fleet"
)

// verdicts are what can become of a check, as fleet.Result.Note has it for each check
// of a player.
const verdicts = "ynx" // holds, does not hold, no answer

// tally counts what became of the checks.
type tally struct {
	mu     sync.Mutex
	checks []condition
	counts [][len(verdicts)]int // by check
	none   int                  // no answer
	code   int                  // the worst one
	first  error                // that has it, of the first player in the list
	place  int                  // of the player
	where  string
	mixed  bool // there are other errors too

	restored bool     // there are answers of an earlier run
	absent   []absent // by check
}

// absent is what a check names and no player had.
type absent struct {
	answers, noted int
	note           string // of the first player in the list
	place          int
}

func newTally(checks []condition) *tally {
	return &tally{checks: checks, counts: make([][len(verdicts)]int, len(checks)), absent: make([]absent, len(checks))}
}

// add counts the answers of the player at a place in the list, one for each check. The
// result has the error that is most likely to pass.
func (t *tally) add(place int, answers []*answer) (r fleet.Result) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, a := range answers {
		kind, code := 0, exitDone
		switch {
		case a.err != nil:
			kind, code = 2, exitCode(context.Background(), a.err)
			t.none++
			t.mixed = t.mixed || t.first != nil && t.first.Error() != a.err.Error()
			if r.Err == nil || errors.Is(a.err, api.ErrTemporary) {
				r.Err = a.err
			}
		case !a.holds():
			kind, code = 1, exitNo
		}
		t.counts[i][kind]++
		if a.err == nil {
			t.absent[i].add(place, a)
		}
		r.Note += verdicts[kind : kind+1]
		r.Code = fleet.Worse(r.Code, code)
		if worst := fleet.Worse(t.code, code); worst != t.code || code == t.code && t.first != nil && place < t.place {
			t.code, t.first, t.place, t.where = code, a.err, place, a.subject+": "+a.title()
		}
	}
	return r
}

// restore counts the note of an earlier run.
func (t *tally) restore(_ int, note string) {
	t.restored = true
	for i := range min(len(note), len(t.counts)) {
		for kind := range verdicts {
			if note[i] == verdicts[kind] {
				t.counts[i][kind]++
				t.none += kind / 2
			}
		}
	}
}

func (n *absent) add(place int, a *answer) {
	if n.answers++; len(a.notes) == 0 {
		return
	}
	if n.noted++; n.noted == 1 || place < n.place {
		n.place, n.note = place, a.subject+": "+a.title()+": "+strings.Join(a.notes, "; ")
	}
}

// note notes which values of the checks no player had: a report of an answer that holds
// may not be read.
func (t *tally) note(prog *program) {
	for _, n := range t.absent {
		if n.noted > 0 && n.noted == n.answers && !t.restored {
			prog.note("%s", n.note)
		}
	}
}

// countsJSON is a line of the counts with --error-format json.
type countsJSON struct {
	Check    string `json:"check"`
	Holds    int    `json:"holds"`
	DoesNot  int    `json:"does_not_hold"`
	NoAnswer int    `json:"no_answer"`
}

// write writes the counts to stderr, as a table.
func (t *tally) write(prog *program) error {
	var rows [][]string
	var list []countsJSON
	for i, n := range t.counts {
		title := t.checks[i].title()
		rows = append(rows, []string{prog.cell(title), strconv.Itoa(n[0]), strconv.Itoa(n[1]), strconv.Itoa(n[2])})
		list = append(list, countsJSON{title, n[0], n[1], n[2]})
	}
	switch {
	case prog.on("quiet"):
		return nil
	case prog.jsonErrors():
		return writeJSON(prog.stderr, map[string][]countsJSON{"counts": list})
	}
	return export.Rows(prog.stderr, []string{"CHECK", "HOLDS", "DOES NOT", "NO ANSWER"}, rows, theme.None(), 0)
}

// err is the error of the command, whose exit code is at least code.
func (t *tally) err(code int) error {
	all := 0
	for _, n := range t.counts {
		all += n[0] + n[1] + n[2]
	}
	switch code = fleet.Worse(t.code, code); {
	case code == exitDone:
		return nil
	case code == exitNo:
		return no()
	case code == t.code && !t.mixed && t.none == all && t.first != nil:
		return t.first
	case code != t.code || t.first == nil: // of an earlier run
		return &exit{code: code, err: fmt.Errorf("%d of %d checks have no answer", t.none, all)}
	}
	return &exit{code: code, err: fmt.Errorf("%d of %d checks have no answer; %s: %w", t.none, all, t.where, t.first)}
}
