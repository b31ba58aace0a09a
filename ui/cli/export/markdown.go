package export

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"lootlens/models"
	"lootlens/models/text"
)

// markdown is a table whose texts are escaped: whatever has a meaning in Markdown or
// HTML is a character reference.
type markdown struct {
	output
	columns []column
	begun   bool
}

// faults reports whether the table gets an additional column for faults.
func (m *markdown) faults() bool {
	return !slices.ContainsFunc(m.columns, func(c column) bool { return c.name == "fault" })
}

func (m *markdown) begin() error {
	if m.begun {
		return nil
	}
	m.begun = true
	head, rule := "|", "|"
	for _, c := range m.columns {
		head += " " + MarkdownText(c.heading(m.opt.Zone)) + " |"
		if c.right {
			rule += " --: |"
		} else {
			rule += " --- |"
		}
	}
	if m.faults() {
		head, rule = head+" FAULT |", rule+" --- |"
	}
	_, err := m.WriteString(head + "\n" + rule + "\n")
	return err
}

func (m *markdown) Write(it *models.Item) error {
	m.count++
	if err := m.begin(); err != nil {
		return err
	}
	r := m.record(it, m.columns)
	if m.faults() {
		r.cells = append(r.cells, r.fault)
	}
	m.WriteByte('|')
	for _, c := range r.cells {
		m.WriteString(" " + MarkdownText(c) + " |")
	}
	return m.WriteByte('\n')
}

func (m *markdown) Flush() error {
	if err := m.begin(); err != nil {
		return err
	}
	return m.output.Flush()
}

func (m *markdown) Close(s Summary) error {
	if err := m.begin(); err != nil {
		return err
	}
	m.WriteString("\n" + MarkdownText(m.caption(s)) + "\n")
	return m.Flush()
}

// caption is the line below the table.
func (m *markdown) caption(s Summary) string {
	var b strings.Builder
	meta := m.opt.Meta
	b.WriteString(strings.ToUpper(meta.Holder.String()[:1]) + meta.Holder.String()[1:])
	if !meta.Player.Name.Empty() {
		fmt.Fprintf(&b, " (%s)", meta.Player.Name)
	}
	fmt.Fprintf(&b, ": %d items", m.count)
	if meta.Query != "" {
		fmt.Fprintf(&b, " that match %s", text.Of(meta.Query))
	}
	if !meta.Time.IsZero() {
		fmt.Fprintf(&b, ", %s", meta.Time.In(m.opt.Zone).Format(time.RFC3339))
	}
	if meta.BaseURL != "" {
		fmt.Fprintf(&b, ", %s", text.Of(meta.BaseURL))
	}
	if !s.Complete {
		b.WriteString(". There may be more: " + cmp.Or(s.Notice, "the export was not finished"))
	}
	return b.String()
}

// MarkdownText escapes one line of safe text for a line or table cell of Markdown, with
// or without GitHub's extensions: every character with a meaning there becomes a
// character reference.
func MarkdownText(s string) string {
	var b strings.Builder
	for i, r := range s {
		if meaning(s, i) {
			fmt.Fprintf(&b, "&#%d;", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func meaning(s string, i int) bool {
	before, after := byte(' '), byte(' ')
	if i > 0 {
		before = s[i-1]
	}
	if i+1 < len(s) {
		after = s[i+1]
	}
	switch s[i] {
	case ':': // starts links and emoji, but not at the end of a word or within a time
		return after != ' ' && !(digit(before) && digit(after))
	case '.':
		return strings.HasSuffix(s[:i], "www")
	case '_': // starts emphasis, but not within a word
		return !(letter(before) && letter(after))
	}
	return strings.IndexByte("|`<>&*[]~#!\\@$", s[i]) >= 0
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func letter(c byte) bool { return digit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
