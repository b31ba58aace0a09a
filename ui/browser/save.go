package browser

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/query"
	"lootlens/models/saved"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
	"lootlens/ui/cli/export"
	"lootlens/ui/parts"
)

const longestPath = 1000

// askSave asks for the file to save what is shown to.
func (m *model) askSave() {
	name := "inventory-" + m.items.Holder().Player.String()
	switch h := m.items.Holder(); h.Kind {
	case models.CharacterHolder:
		name += "-character-" + h.Character.String()
	case models.HeroHolder:
		name += "-hero-" + h.Hero.String()
	case models.UniversalHolder:
		name = "inventory-universal"
	}
	shown, loaded := len(m.items.Shown()), len(m.items.Loaded())
	title := "save " + humanize.Comma(int64(shown)) + " items"
	if shown != loaded {
		title = fmt.Sprintf("save the %s items shown of %s loaded", humanize.Comma(int64(shown)), humanize.Comma(int64(loaded)))
	}
	if !m.items.Complete() {
		title += " (not all is loaded: " + m.keys.List.LoadAll.Help().Key + " loads all)"
	}
	m.askInput(title, "the end of the name says how: .json .ndjson .csv .md .txt", name+".json", m.save)
}

// askBaseline asks for the export to compare with.
func (m *model) askBaseline() {
	m.askInput("open a baseline", "a JSON or NDJSON export", "", m.openBaseline)
}

func (m *model) askInput(title, hint, value string, run func(string) tea.Cmd) {
	in := parts.NewField(m.keys.Edit, m.th, "file: ", hint, longestPath)
	in.Set(value)
	m.input = input{in: in, title: title, hint: hint, run: run}
	m.overlay = inputOverlay
}

// refuse says in the field's own place why a name will not do, and keeps the name.
// Where the user has gone on to something else since, the footer says so.
func (m *model) refuse(ask func(), name, why string) {
	if m.goneOn() {
		m.say(msg.Note{Text: text.Of(name).Line() + ": " + why, Kind: msg.Failure})
		return
	}
	ask()
	m.input.in.Set(name)
	m.input.problem = why
}

// goneOn reports whether the user does something else by now than to look at the list.
func (m *model) goneOn() bool {
	return m.screen != onItems || m.overlay != noOverlay || m.items.Typing()
}

func (m *model) inputKey(message tea.Msg) tea.Cmd {
	if k, ok := message.(tea.KeyPressMsg); ok {
		a, _ := m.keys.Context(keymap.InPrompt).Find(k)
		switch a.ID {
		case m.keys.Prompt.Accept.ID:
			value := strings.TrimSpace(m.input.in.Value())
			if value == "" {
				return nil
			}
			m.overlay = noOverlay
			return m.input.run(value)
		case m.keys.Global.Back.ID:
			m.overlay = noOverlay
			return nil
		}
	}
	changed, cmd := m.input.in.Update(message)
	if changed {
		m.input.problem = ""
	}
	return cmd
}

func (m *model) drawInput(w int) string {
	iw, _ := parts.Inner(w, 4)
	lines := []string{m.input.in.View(iw, true)}
	if m.input.problem == "" {
		lines = append(lines, m.th.Faint.Paint(m.input.hint))
	} else {
		const most = 4
		why := parts.Wrap(m.input.problem, max(1, iw))
		for _, l := range why[:min(len(why), most)] {
			lines = append(lines, m.th.Error.Paint(l))
		}
	}
	return strings.Join(parts.Box{Title: m.input.title, Border: m.th.BorderFocused, Lines: lines}.Draw(w, len(lines)+2), "\n")
}

// savedMsg answers a save.
type savedMsg struct {
	path  string
	count int
	err   error
	there bool // a file of that name: nothing was written
}

// save writes what is shown, as the name's end asks. A file that is there already is
// not written over unasked: it may be the baseline of yesterday.
func (m *model) save(path string) tea.Cmd { return m.saveTo(path, "") }

// saveTo may replace the file of one name.
func (m *model) saveTo(path, replace string) tea.Cmd {
	format, ok := export.FormatOf(path)
	if !ok {
		m.refuse(m.askSave, path, "the name must end in .json, .ndjson, .csv, .md or .txt")
		return nil
	}
	items := m.items.Shown()
	complete := m.items.Complete()
	notice := ""
	if !complete {
		notice = "not all of the inventory was loaded"
	}
	opt := export.Options{Now: m.now, Meta: saved.Meta{
		Player: m.player, Holder: m.items.Holder(), Time: m.now, BaseURL: m.o.Client.BaseURL(), Query: m.items.QueryUTC(),
	}}
	sum := export.Summary{Complete: complete, Notice: notice, Total: m.items.Total()}
	return func() tea.Msg {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && path != replace {
			return savedMsg{path: path, there: true}
		}
		return savedMsg{path: path, count: len(items), err: write(path, format, items, opt, sum)}
	}
}

func write(path string, format export.Format, items []*models.Item, opt export.Options, sum export.Summary) error {
	f, err := export.Create(path)
	if err != nil {
		return fmt.Errorf("cannot write there: %w", pathless(err))
	}
	defer f.Abort()
	buf := bufio.NewWriter(f)
	w, err := export.New(format, buf, opt)
	if err != nil {
		return err
	}
	for _, it := range items {
		if err = w.Write(it); err != nil {
			break
		}
	}
	if cerr := w.Close(sum); err == nil {
		err = cerr
	}
	if err == nil {
		err = buf.Flush()
	}
	if err != nil {
		return fmt.Errorf("save %s: %w", text.Of(path).Line(), err)
	}
	return f.Commit()
}

func (m *model) takeSaved(s savedMsg) {
	if s.there && m.goneOn() {
		m.say(msg.Note{Text: text.Of(s.path).Line() + " is there already: nothing is saved", Kind: msg.Failure})
		return
	}
	if s.there {
		k := m.keys
		hint := k.Prompt.Accept.Help().Key + " replaces it, " + k.Global.Back.WhileTyping() + " leaves it; or give another name"
		m.askInput(text.Of(s.path).Line()+" is there already", hint, s.path,
			func(path string) tea.Cmd { return m.saveTo(path, s.path) })
		return
	}
	if s.err != nil {
		m.refuse(m.askSave, s.path, text.Error(s.err))
		return
	}
	m.say(msg.Note{Text: "saved " + humanize.Comma(int64(s.count)) + " items to " + text.Of(s.path).Line(), Kind: msg.Success})
}

// baselineMsg answers the reading of a baseline.
type baselineMsg struct {
	compares uint64 // which it is for
	path     string
	baseline msg.Baseline
	err      error
}

// openBaseline reads an export to compare with.
func (m *model) openBaseline(path string) tea.Cmd {
	m.compares++
	number, now := m.compares, m.now
	return func() tea.Msg {
		b, err := ReadBaseline(path, now)
		return baselineMsg{number, path, b, err}
	}
}

func (m *model) takeBaseline(b baselineMsg) tea.Cmd {
	if b.compares != m.compares {
		return nil
	}
	if b.err != nil {
		m.refuse(m.askBaseline, b.path, text.Error(b.err))
		return nil
	}
	return m.items.Update(b.baseline)
}

// ReadBaseline reads an export to compare with, by its path. The error does not name
// the path.
func ReadBaseline(path string, now time.Time) (msg.Baseline, error) {
	f, err := os.Open(path)
	if err != nil {
		return msg.Baseline{}, pathless(err)
	}
	defer f.Close()
	file, err := saved.Read(f)
	if err != nil {
		return msg.Baseline{}, pathless(err)
	}
	q, err := query.Parse(file.Meta.Query, now, time.UTC)
	if err != nil {
		return msg.Baseline{}, fmt.Errorf("its query: %w", err)
	}
	b := msg.Baseline{Name: text.Of(path).Line(), File: path, Items: file.Items, Partial: file.Told && !file.Meta.Complete, Untold: !file.Told, Query: q}
	if abs, err := filepath.Abs(path); err == nil {
		b.File = abs
	}
	return b, nil
}

// pathless is a file's error without its path, which stands beside it.
func pathless(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
