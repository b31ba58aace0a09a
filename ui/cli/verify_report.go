package cli

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/api"
	"lootlens/models/text"
	"lootlens/ui/cli/export"
)

// report is the result of verify. source is nil if no inventory was found.
type report struct {
	*verifyFlags
	*source
	sight
	subject string // the inventory or the player as typed; safe to print
	began   time.Time
	took    time.Duration
	notes   []string // values of the query that no item has
	failure error    // why there is no answer
	code    int      // the exit code of failure
}

func (r *report) holds() bool { return r.verifyFlags.holds(r.matches) }

// title is the name of the check, safe to print.
func (r *report) title() string {
	if r.verifyFlags.name != "" {
		return text.Of(r.verifyFlags.name).Line()
	}
	return text.Of(r.verifyFlags.query).Line()
}

// itemsRead is the number of items that the walk read.
func (r *report) itemsRead() uint64 {
	if r.source == nil {
		return 0
	}
	return r.looked
}

func (r *report) wanted() string {
	switch {
	case r.max < 0:
		return fmt.Sprintf("at least %d", r.min)
	case r.min == r.max:
		return fmt.Sprintf("exactly %d", r.min)
	case r.min == 0:
		return fmt.Sprintf("at most %d", r.max)
	}
	return fmt.Sprintf("%d to %d", r.min, r.max)
}

// sentence is the answer in one line, safe to print.
func (r *report) sentence() string {
	items := "items match"
	if r.matches == 1 {
		items = "item matches"
	}
	s := fmt.Sprintf("%d %s %s, %s wanted: %s, %d items read", r.matches, items, text.Of(r.verifyFlags.query).Line(), r.wanted(), r.subject, r.itemsRead())
	if r.wait > 0 {
		s += fmt.Sprintf(", %s waited", r.took.Round(time.Second))
	}
	if r.notice != "" {
		s += "; there may be more: " + r.notice
	}
	for _, note := range r.notes {
		s += "; " + note
	}
	switch {
	case r.failure != nil:
		return "no answer: " + s
	case r.holds():
		return "holds: " + s
	}
	return "does not hold: " + s
}

func (r *report) write(prog *program) error {
	switch r.format {
	case "json":
		return writeJSON(prog.stdout, r.verdict())
	case "junit":
		b, err := r.junit()
		if err == nil {
			_, err = prog.stdout.Write(b)
		}
		return err
	}
	return r.text(prog)
}

func (r *report) text(prog *program) error {
	if r.itemsRead() == 0 && r.failure != nil {
		return nil // the error itself goes to stderr
	}
	t := prog.theme(r.settings)
	style := t.Success
	switch {
	case r.failure != nil:
		style = t.Warning
	case !r.holds():
		style = t.Error
	}
	out := prog.styled()
	if _, err := fmt.Fprintln(out, style.Render(r.sentence())); err != nil || len(r.items) == 0 {
		return err
	}
	w, err := export.New(export.Table, out, export.Options{Theme: t, Width: prog.width(), Zone: r.settings.Zone()})
	if err != nil {
		return err
	}
	if err := r.writeItems(w); err != nil {
		return err
	}
	if n := r.omitted(); n > 0 {
		_, err = fmt.Fprintf(out, "and %d more\n", n)
	}
	return err
}

// omitted is the number of matching items that the report does not show.
func (r *report) omitted() int64 { return r.matches - int64(len(r.items)) }

func (r *report) writeItems(w export.Writer) error {
	for _, it := range r.items {
		if err := w.Write(it); err != nil {
			return err
		}
	}
	return w.Close(export.Summary{Complete: true})
}

// verdict is the report as JSON; the help of verify describes it.
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
	Notice   string           `json:"notice,omitzero"`
	Notes    []string         `json:"notes,omitzero"`
	Error    string           `json:"error,omitzero"`
	Seconds  float64          `json:"seconds"`
	Items    []jsontext.Value `json:"items"`
	Omitted  int64            `json:"items_omitted"`
}

func (r *report) verdict() verdict {
	v := verdict{
		Why: r.sentence(), Name: r.verifyFlags.name, Query: r.verifyFlags.query, Min: r.min,
		Matched: r.matches, Read: r.itemsRead(), Complete: r.failure == nil && r.notice == "",
		Notice: r.notice, Notes: r.notes, Error: r.problem(), Seconds: r.took.Round(time.Millisecond).Seconds(),
		Items: each(r.items, itemJSON), Omitted: r.omitted(),
	}
	if r.max >= 0 {
		v.Max = &r.max
	}
	if holds := r.holds(); r.failure == nil {
		v.Holds = &holds
	}
	return v
}

// problem is why there is no answer, without secrets; "" if there is one.
func (r *report) problem() string {
	if r.failure == nil {
		return ""
	}
	return api.MaskKeys(r.failure.Error())
}

type junitSuite struct {
	XMLName   xml.Name  `xml:"testsuite"`
	Name      string    `xml:"name,attr"`
	Tests     int       `xml:"tests,attr"`
	Failures  int       `xml:"failures,attr"`
	Errors    int       `xml:"errors,attr"`
	Time      string    `xml:"time,attr"`
	Timestamp string    `xml:"timestamp,attr"`
	Case      junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string      `xml:"classname,attr"`
	Name    string      `xml:"name,attr"`
	Time    string      `xml:"time,attr"`
	Failure *junitFault `xml:"failure"`
	Error   *junitFault `xml:"error"`
	Out     string      `xml:"system-out,omitempty"`
}

type junitFault struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

func (r *report) junit() ([]byte, error) {
	seconds := strconv.FormatFloat(r.took.Seconds(), 'f', 3, 64)
	s := junitSuite{
		Name: "lootlens verify", Tests: 1, Time: seconds, Timestamp: r.began.UTC().Format("2006-01-02T15:04:05"),
		Case: junitCase{Class: r.subject, Name: r.title(), Time: seconds, Out: r.sentence() + "\n"},
	}
	switch {
	case r.failure != nil:
		s.Errors, s.Case.Error = 1, &junitFault{text.Of(r.problem()).Line(), kinds[r.code], r.sentence()}
	case !r.holds():
		s.Failures, s.Case.Failure = 1, &junitFault{r.sentence(), "mismatch", ""}
	}
	for _, it := range r.items {
		s.Case.Out += fmt.Sprintf("%s %s\n", it.Instance(), it.Name().Line())
	}
	if n := r.omitted(); n > 0 {
		s.Case.Out += fmt.Sprintf("and %d more\n", n)
	}
	b, err := xml.MarshalIndent(s, "", "  ")
	return append(append([]byte(xml.Header), b...), '\n'), err
}
