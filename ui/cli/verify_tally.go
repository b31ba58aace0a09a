package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"lootlens/theme"
	"lootlens/ui/cli/export"
)

// tally counts answers by check.
type tally struct {
	titles    []string
	counts    map[string]*[3]int // holds, does not, no answer
	all, none int
	code      int   // the worst one
	first     error // that has it
	where     string
	mixed     bool // there are other errors too
}

// severity is the order of exit codes: of several causes the last one in it counts.
var severity = []int{exitDone, exitNo, exitNotFound, exitFailed, exitUsage, exitLocal, exitInterrupted}

func (t *tally) add(answers []*answer) {
	for _, a := range answers {
		n, code := t.of(a.title()), exitDone
		t.all++
		switch {
		case a.err != nil:
			n[2]++
			t.none++
			t.mixed = t.mixed || t.first != nil && t.first.Error() != a.err.Error()
			code = exitCode(context.Background(), a.err)
		case a.holds():
			n[0]++
		default:
			n[1]++
			code = exitNo
		}
		if slices.Index(severity, code) > slices.Index(severity, t.code) {
			t.code, t.first, t.where = code, a.err, a.subject+": "+a.title()
		}
	}
}

func (t *tally) of(title string) *[3]int {
	if t.counts == nil {
		t.counts = map[string]*[3]int{}
	}
	if t.counts[title] == nil {
		t.counts[title] = new([3]int)
		t.titles = append(t.titles, title)
	}
	return t.counts[title]
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
	for _, title := range t.titles {
		n := t.counts[title]
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

// err is the error of the command.
func (t *tally) err() error {
	switch {
	case t.code == exitNo:
		return no()
	case !t.mixed:
		return t.first
	}
	return &exit{code: t.code, err: fmt.Errorf("%d of %d checks have no answer; %s: %w", t.none, t.all, t.where, t.first)}
}
