package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"lootlens/api"
	"lootlens/models"
	"lootlens/theme"
)

// facts are what show has read: as JSON, and as sections of lines for people.
type facts struct {
	ctx      context.Context
	client   *api.Client
	zone     *time.Location
	now      time.Time
	json     members
	sections []factSection
	failed   []error // parts that could not be read
}

type factSection struct {
	title string
	lines [][2]string // name and value, safe to print
}

func (s *facts) section(title string) { s.sections = append(s.sections, factSection{title: title}) }

// line adds a line to the last section; one without a value is left out.
func (s *facts) line(name, value string) {
	if value != "" {
		last := &s.sections[len(s.sections)-1]
		last.lines = append(last.lines, [2]string{name, value})
	}
}

// fields adds what has no name in models.
func (s *facts) fields(extra []models.Field) {
	for _, f := range extra {
		s.line(f.Name.Line(), f.Value().Line())
	}
}

// got reads one part. What does not exist is empty; another failure leaves the part
// out and is reported at the end.
func got[T any](s *facts, what string, read func() (T, error)) (value T, ok bool) {
	value, err := read()
	switch {
	case errors.Is(err, api.ErrNotFound):
		return value, true
	case err != nil:
		s.failed = append(s.failed, fmt.Errorf("%s: %w", what, err))
		return value, false
	}
	return value, true
}

// gotAll reads a list to its end.
func gotAll[T any](s *facts, what string, read func(after string) (models.List[T], error)) ([]T, bool) {
	return got(s, what, func() (all []T, err error) {
		for after, more := "", true; more && err == nil; {
			var list models.List[T]
			list, err = read(after)
			all = append(all, list.Items...)
			more = list.Next != "" && list.Next != after && len(list.Items) > 0
			after = list.Next
		}
		return all, err
	})
}

func (s *facts) progressions(of api.Progressing) {
	list, ok := gotAll(s, "the progressions", func(after string) (models.List[models.Progression], error) {
		return s.client.Progressions(s.ctx, of, after)
	})
	if !ok {
		return
	}
	s.json.add("progressions", appendElements(nil, list, progressionJSON))
	s.section("Progressions")
	for _, p := range list {
		value := fmt.Sprintf("step %s, %s points", p.Step, p.Points)
		if p.Next != "" {
			value += ", next step at " + string(p.Next)
		}
		if !p.LastLevelUp.Empty() {
			value += ", last step up " + p.LastLevelUp.Line()
		}
		s.line(p.Key.Line(), value)
	}
}

func (s *facts) metadata(source string, read func(after string) (models.List[models.Metadata], error)) {
	list, ok := gotAll(s, "the metadata of the "+source, read)
	if !ok {
		return
	}
	s.json.add(source+"_metadata", appendElements(nil, list, metadataJSON))
	s.section("Metadata of the " + source)
	for _, m := range list {
		s.line(m.Key.Line(), m.Value.Line())
	}
}

// write writes the sections that have lines.
func (s *facts) write(w io.Writer, t theme.Theme) error {
	var b strings.Builder
	for _, section := range s.sections {
		if len(section.lines) == 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(t.Title.Render(section.title) + "\n")
		width := 0
		for _, l := range section.lines {
			width = max(width, ansi.StringWidth(l[0]))
		}
		for _, l := range section.lines {
			b.WriteString("  " + t.Muted.Render(l[0]) + strings.Repeat(" ", width-ansi.StringWidth(l[0])+2) + l[1] + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// number adds a number as it was sent.
func (m *members) number(name string, n models.Number) {
	if _, err := strconv.ParseFloat(string(n), 64); err == nil {
		m.add(name, []byte(n))
	} else if n != "" {
		m.add(name, quoted(string(n)))
	}
}

func storageJSON(p models.StoragePair) []byte {
	var m members
	m.number("id", p.ID)
	m.add("key", quoted(p.Key.Raw()))
	m.add("value", quoted(p.Value.Raw()))
	return m.object(nil)
}

func progressionJSON(p models.Progression) []byte {
	var m members
	m.text("progression_key", p.Key)
	m.text("progression_name", p.Name)
	m.number("step", p.Step)
	m.number("points", p.Points)
	m.number("previous_threshold", p.Previous)
	m.number("next_threshold", p.Next)
	m.text("last_level_up", p.LastLevelUp)
	return m.object(p.Extra)
}

func metadataJSON(d models.Metadata) []byte {
	var m members
	m.text("key", d.Key)
	m.text("type", d.Type)
	m.add("value", d.Raw)
	if len(d.Tags) > 0 {
		m.add("tags", appendElements(nil, d.Tags, textJSON))
	}
	return m.object(d.Extra)
}

func balanceJSON(b models.Balance) []byte {
	var m, currency members
	currency.text("code", b.Code)
	currency.text("name", b.Name)
	m.text("amount", b.Amount)
	m.add("currency", currency.object(nil))
	return m.object(b.Extra)
}

func modifierJSON(x models.Modifier) []byte {
	var m members
	m.text("currency_code", x.Code)
	m.number("factor", x.Factor)
	m.text("expires_at", x.Expires)
	return m.object(x.Extra)
}
