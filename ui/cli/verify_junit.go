package cli

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"

	"lootlens/models/text"
)

// junitSuite is what Jenkins' junit-10.xsd and other readers of JUnit take.
type junitSuite struct {
	XMLName   xml.Name    `xml:"testsuite"`
	Name      string      `xml:"name,attr"`
	Tests     int         `xml:"tests,attr"`
	Failures  int         `xml:"failures,attr"`
	Errors    int         `xml:"errors,attr"`
	Time      string      `xml:"time,attr"`
	Timestamp string      `xml:"timestamp,attr"`
	Cases     []junitCase `xml:"testcase"`
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

// junit is the suite of one player, a case for each check.
func (r *report) junit() ([]byte, error) {
	seconds := strconv.FormatFloat(r.took.Seconds(), 'f', 3, 64)
	s := junitSuite{Name: "lootlens verify", Tests: len(r.answers), Time: seconds, Timestamp: r.began.UTC().Format("2006-01-02T15:04:05")}
	if !r.single() && r.ref != "" {
		s.Name = "player " + text.Of(r.ref).Line()
	}
	for _, a := range r.answers {
		c := junitCase{Class: a.subject, Name: a.title(), Time: seconds, Out: r.sentence(a) + "\n"}
		switch {
		case a.err != nil:
			s.Errors++
			c.Error = &junitFault{r.prog.cell(a.err.Error()), kinds[exitCode(context.Background(), a.err)], r.sentence(a)}
		case !a.holds():
			s.Failures++
			c.Failure = &junitFault{r.sentence(a), "mismatch", ""}
		}
		for _, it := range a.items {
			c.Out += fmt.Sprintf("%s %s\n", it.Instance(), it.Name().Line())
		}
		if n := a.omitted(); n > 0 && len(a.items) > 0 {
			c.Out += fmt.Sprintf("and %d more\n", n)
		}
		s.Cases = append(s.Cases, c)
	}
	b, err := xml.MarshalIndent(s, "", "  ")
	return append(b, '\n'), err
}

func (r *report) writeJUnit(w io.Writer) error {
	b, err := r.junit()
	if err == nil {
		_, err = w.Write(append([]byte(xml.Header), b...))
	}
	return err
}
