package cli

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"time"

	"lootlens/models/text"
	"lootlens/ui/cli/export"
)

// report is what verify says at the end.
type report struct {
	*verifying
	*source
	sight
	took    time.Duration
	failure error // there is no answer
}

func (r *report) holds() bool { return r.verifying.holds(r.matches) }

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
	s := fmt.Sprintf("%d %s %s, %s wanted: %s, %d items read", r.matches, items, text.Of(r.verifying.query).Line(), r.wanted(), r.source.holder, r.looked)
	if r.wait > 0 {
		s += fmt.Sprintf(", %s waited", r.took.Round(time.Second))
	}
	if r.notice != "" {
		s += "; there may be more: " + r.notice
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
		_, err := prog.stdout.Write(r.json())
		return err
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
	if r.looked == 0 && r.failure != nil {
		return nil // the error itself goes to stderr
	}
	t := prog.palette(r.settings)
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
	w, err := export.New(export.Table, out, export.Options{Theme: t, Width: prog.columns()})
	if err != nil {
		return err
	}
	if err := r.writeItems(w); err != nil {
		return err
	}
	if n := r.matches - int64(len(r.items)); n > 0 {
		_, err = fmt.Fprintf(out, "and %d more\n", n)
	}
	return err
}

func (r *report) writeItems(w export.Writer) error {
	for _, it := range r.items {
		if err := w.Write(it); err != nil {
			return err
		}
	}
	return w.Close(export.Summary{Complete: true})
}

// json is one object; "holds" is null where there is no answer, and "items" are the
// first of those that match.
func (r *report) json() []byte {
	var m members
	if r.failure == nil {
		m.add("holds", strconv.AppendBool(nil, r.holds()))
	} else {
		m.add("holds", []byte("null"))
	}
	m.text("why", text.Of(r.sentence()))
	m.text("query", text.Of(r.verifying.query))
	m.add("min", strconv.AppendInt(nil, r.min, 10))
	if r.max >= 0 {
		m.add("max", strconv.AppendInt(nil, r.max, 10))
	}
	m.add("matched", strconv.AppendInt(nil, r.matches, 10))
	m.add("read", strconv.AppendUint(nil, r.looked, 10))
	m.add("complete", strconv.AppendBool(nil, r.failure == nil && r.notice == ""))
	m.text("notice", text.Of(r.notice))
	if r.failure != nil {
		m.text("error", text.Of(r.failure.Error()))
	}
	m.add("seconds", strconv.AppendFloat(nil, r.took.Seconds(), 'f', 3, 64))
	items := []byte{'['}
	for i, it := range r.items {
		if i > 0 {
			items = append(items, ',')
		}
		items = export.AppendItem(append(items, '\n'), it)
	}
	m.add("items", append(items, ']'))
	return append(text.JSON(m.object(nil)), '\n')
}

type junitSuite struct {
	XMLName  xml.Name  `xml:"testsuite"`
	Name     string    `xml:"name,attr"`
	Tests    int       `xml:"tests,attr"`
	Failures int       `xml:"failures,attr"`
	Errors   int       `xml:"errors,attr"`
	Time     string    `xml:"time,attr"`
	Case     junitCase `xml:"testcase"`
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
	Text    string `xml:",chardata"`
}

func (r *report) junit() ([]byte, error) {
	seconds := strconv.FormatFloat(r.took.Seconds(), 'f', 3, 64)
	s := junitSuite{
		Name: "lootlens verify", Tests: 1, Time: seconds,
		Case: junitCase{Class: r.source.holder.String(), Name: text.Of(r.verifying.query).Line(), Time: seconds, Out: r.sentence() + "\n"},
	}
	switch {
	case r.failure != nil:
		s.Errors, s.Case.Error = 1, &junitFault{text.Of(r.failure.Error()).Line(), r.sentence()}
	case !r.holds():
		s.Failures, s.Case.Failure = 1, &junitFault{r.sentence(), ""}
	}
	for _, it := range r.items {
		s.Case.Out += fmt.Sprintf("%s %s\n", it.Instance(), it.Name().Line())
	}
	b, err := xml.MarshalIndent(s, "", "  ")
	return append(append([]byte(xml.Header), b...), '\n'), err
}
