package cli

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/cli/export"
)

// report is what verify writes about one player.
type report struct {
	*verifyFlags
	prog    *program
	ref     string // the player as given
	player  models.PlayerID
	answers []*answer
	began   time.Time
	took    time.Duration
}

// unread is why matched is a lower bound where not everything was read.
const unread = "the rest was not read, since it cannot change the answer"

// sentence is the answer in one line, safe to print. Without an answer it gives no number of
// matches but that in the items that were read.
func (r *report) sentence(a *answer) string {
	query := cmp.Or(strings.TrimSpace(text.Of(a.typed).Line()), "no query")
	found, read := fmt.Sprintf("%d items match %s", a.matched(), query), fmt.Sprintf(", %d items read", a.read)
	switch {
	case a.err != nil && a.read == 0:
		found = query
	case a.err != nil:
		found, read = fmt.Sprintf("%d of %d items read match %s", a.matched(), a.read, query), ""
	case a.matched() == 1:
		found = "1 item matches " + query
	}
	s := fmt.Sprintf("%s, %s wanted: %s%s", found, a.wanted(), a.subject, read)
	if a.name != "" {
		s = a.title() + ": " + s
	}
	if r.wait > 0 {
		s += fmt.Sprintf(", %s waited", r.took.Round(time.Second))
	}
	if a.early {
		s += "; " + unread
	}
	if a.notice != "" {
		s += "; there may be more: " + a.notice
	}
	for _, note := range a.notes {
		s += "; " + note
	}
	switch {
	case a.err != nil:
		return "no answer: " + s
	case a.holds():
		return "holds: " + s
	}
	return "does not hold: " + s
}

// single reports whether the report is that of --query for one player.
func (r *report) single() bool { return r.checks == "" && !r.given() }

// write writes the report of one player.
func (r *report) write(w io.Writer) error {
	switch r.outputFormat() {
	case "json":
		if r.single() {
			return writeJSON(w, r.verdict(r.answers[0]))
		}
		return writeJSON(w, map[string][]row{"rows": each(r.answers, r.row)})
	case "ndjson":
		for _, a := range r.answers {
			if err := writeJSON(w, r.row(a)); err != nil {
				return err
			}
		}
		return nil
	case "csv":
		_, err := w.Write(append(export.AppendRecord(nil, rowColumns), r.csv()...))
		return err
	case "junit":
		return r.writeJUnit(w)
	}
	return r.writeText(w)
}

// outputFormat is --format, or what the ending of -o means.
func (v *verifyFlags) outputFormat() string {
	f, named := export.FormatOf(v.output)
	switch {
	case v.format != "":
		return v.format
	case strings.HasSuffix(strings.ToLower(v.output), ".xml"):
		return "junit"
	case named && (f == export.JSON || f == export.NDJSON || f == export.CSV):
		return string(f)
	}
	return "text"
}

// checkEnding refuses a name from which nobody can tell the format.
func (v *verifyFlags) checkEnding() error {
	switch end := strings.ToLower(filepath.Ext(v.output)); end {
	case "", ".", ".txt", ".log":
	default:
		if v.format == "" && v.outputFormat() == "text" {
			return usagef("-o: the ending of %q names no format of verify: add --format", text.Of(v.output).Line())
		}
	}
	return nil
}

// writeText writes a line for each check and, for a single one, the items that match.
// With --quiet it leaves out what holds.
func (r *report) writeText(w io.Writer) error {
	settings, _ := r.prog.settings() // without them there is an error, and no items
	t := r.prog.theme(settings)
	if w == r.prog.stdout {
		w = r.prog.styled()
	} else {
		t = theme.None()
	}
	for _, a := range r.answers {
		style, line := t.Success, r.sentence(a)
		switch {
		case a.err != nil && r.single() && a.read == 0:
			continue // the error itself goes to stderr
		case a.err != nil:
			style = t.Warning
			if !r.single() {
				line = fmt.Sprintf("no answer: %s: %s, %d items read: %s", a.title(), a.subject, a.read, r.prog.cell(a.err.Error()))
			}
		case !a.holds():
			style = t.Error
		case r.prog.on("quiet"):
			continue
		}
		if _, err := fmt.Fprintln(w, style.Render(line)); err != nil {
			return err
		}
		if !r.single() || len(a.items) == 0 {
			continue
		}
		table, err := export.New(export.Table, w, export.Options{Theme: t, Width: r.prog.width(), Zone: settings.Zone()})
		if err != nil {
			return err
		}
		for _, it := range a.items {
			if err := table.Write(it); err != nil {
				return err
			}
		}
		if err := table.Close(export.Summary{Complete: true}); err != nil {
			return err
		}
		if n := a.omitted(); n > 0 {
			if _, err := fmt.Fprintf(w, "and %d more\n", n); err != nil {
				return err
			}
		}
	}
	return nil
}

// omitted is the number of matching items that the report does not show.
func (a *answer) omitted() int64 { return max(0, a.matched()-int64(len(a.items))) }

// answered is the part of a verdict that depends on whether there is an answer.
func (a *answer) answered() (holds *bool, problem string) {
	if a.err != nil {
		return nil, api.MaskKeys(a.err.Error())
	}
	h := a.holds()
	return &h, ""
}

func (a *answer) stopped() string {
	if a.early {
		return unread
	}
	return ""
}

func (a *answer) mostWanted() *int64 {
	if a.max < 0 {
		return nil
	}
	return &a.max
}

// verdict is the report of a single check as JSON; the help of verify describes it.
type verdict struct {
	Holds    *bool            `json:"holds"`
	Why      string           `json:"why"`
	Name     string           `json:"name,omitzero"`
	Query    string           `json:"query,omitzero"`
	Min      int64            `json:"min"`
	Max      *int64           `json:"max,omitzero"`
	Matched  int64            `json:"matched"`
	Read     uint64           `json:"read"`
	Complete bool             `json:"complete"`
	Stopped  string           `json:"stopped,omitzero"`
	Notice   string           `json:"notice,omitzero"`
	Notes    []string         `json:"notes,omitzero"`
	Error    string           `json:"error,omitzero"`
	Seconds  float64          `json:"seconds"`
	Items    []jsontext.Value `json:"items"`
	Omitted  int64            `json:"items_omitted"`
	PlayerID models.PlayerID  `json:"player_id"`
	Player   string           `json:"player"`
	Check    string           `json:"check"`
}

func (r *report) verdict(a *answer) verdict {
	holds, problem := a.answered()
	return verdict{
		Holds: holds, Why: r.sentence(a), Name: a.name, Query: a.typed, Min: a.min, Max: a.mostWanted(),
		Matched: a.matched(), Read: a.read, Complete: a.complete(), Stopped: a.stopped(),
		Notice: a.notice, Notes: a.notes, Error: problem, Seconds: r.took.Round(time.Millisecond).Seconds(),
		Items: each(a.items, itemJSON), Omitted: a.omitted(),
		PlayerID: r.player, Player: r.ref, Check: a.title(),
	}
}

// row is one of several answers as JSON; rowColumns are its columns in CSV. What it says
// does not depend on how long the reading took.
type row struct {
	PlayerID models.PlayerID `json:"player_id"` // null for a player that was not found
	Player   string          `json:"player"`    // as given
	Check    string          `json:"check"`
	Holds    *bool           `json:"holds"`
	Matched  int64           `json:"matched"`
	Read     uint64          `json:"read"`
	Complete bool            `json:"complete"`
	Error    string          `json:"error"`
	Stopped  string          `json:"stopped"`
	Notice   string          `json:"notice"`
	Notes    []string        `json:"notes"`
	Holder   string          `json:"holder"`
	Query    string          `json:"query"`
	Min      int64           `json:"min"`
	Max      *int64          `json:"max"`
}

var rowColumns = []string{"player_id", "player", "check", "holds", "matched", "read", "complete", "error", "stopped", "notice", "notes", "holder", "query", "min", "max"}

func (r *report) row(a *answer) row {
	holds, problem := a.answered()
	return row{
		PlayerID: r.player, Player: r.ref, Check: a.title(), Holds: holds, Matched: a.matched(), Read: a.read,
		Complete: a.complete(), Error: problem, Stopped: a.stopped(), Notice: a.notice, Notes: each(a.notes, func(s string) string { return s }),
		Holder: a.where(), Query: a.typed, Min: a.min, Max: a.mostWanted(),
	}
}

// csv are the rows as records of CSV.
func (r *report) csv() (out []byte) {
	for _, a := range r.answers {
		x := r.row(a)
		holds, most := "", ""
		if x.Holds != nil {
			holds = strconv.FormatBool(*x.Holds)
		}
		if x.Max != nil {
			most = strconv.FormatInt(*x.Max, 10)
		}
		out = export.AppendRecord(out, []string{
			x.PlayerID.String(), x.Player, x.Check, holds, strconv.FormatInt(x.Matched, 10), strconv.FormatUint(x.Read, 10),
			strconv.FormatBool(x.Complete), x.Error, x.Stopped, x.Notice, strings.Join(x.Notes, "; "), x.Holder, x.Query,
			strconv.FormatInt(x.Min, 10), most,
		})
	}
	return out
}
