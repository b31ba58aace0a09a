package ui

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/query"
	"lootlens/models/saved"
	"lootlens/models/text"
	"lootlens/ui/export"
	"lootlens/ui/field"
	"lootlens/ui/frame"
	"lootlens/ui/msg"
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
		title += " (not all is loaded: a loads all)"
	}
	m.askInput(title, "the end of the name says how: .json .ndjson .csv .md .txt", name+".json", m.save)
}

// askBaseline asks for the export to compare with.
func (m *model) askBaseline() {
	m.askInput("open a baseline", "a JSON or NDJSON export", "", m.openBaseline)
}

func (m *model) askInput(title, hint, value string, run func(string) tea.Cmd) {
	in := field.New(m.keys.Edit, m.th, "file: ", hint, longestPath)
	in.Set(value)
	m.input = input{in: in, title: title, hint: hint, run: run}
	m.overlay = inputOverlay
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
	_, cmd := m.input.in.Update(message)
	return cmd
}

func (m *model) drawInput(w int) string {
	iw, _ := frame.Inner(w, 4)
	return strings.Join(frame.Box{
		Title: m.input.title, Border: m.th.BorderFocused,
		Lines: []string{m.input.in.View(iw, true), m.th.Faint.Paint(m.input.hint)},
	}.Draw(w, 4), "\n")
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
		m.say(msg.Note{Text: "the name must end in .json, .ndjson, .csv, .md or .txt", Kind: msg.Warning})
		return nil
	}
	items := m.items.Shown()
	complete := m.items.Complete()
	notice := ""
	if !complete {
		notice = "not all of the inventory was loaded"
	}
	opt := export.Options{Now: m.now, Meta: saved.Meta{
		Player: m.player, Holder: m.items.Holder(), Time: m.now, BaseURL: m.o.Client.BaseURL(), Query: m.items.Query(),
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
		return fmt.Errorf("save %s: %w", text.Of(path).Line(), err)
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
	if s.there {
		m.askInput(text.Of(s.path).Line()+" is there already", "enter replaces it, esc leaves it; or give another name", s.path,
			func(path string) tea.Cmd { return m.saveTo(path, s.path) })
		return
	}
	if s.err != nil {
		m.say(msg.Note{Text: text.Of(s.err.Error()).Line(), Kind: msg.Failure})
		return
	}
	m.say(msg.Note{Text: "saved " + humanize.Comma(int64(s.count)) + " items to " + text.Of(s.path).Line(), Kind: msg.Success})
}

// openBaseline reads an export to compare with.
func (m *model) openBaseline(path string) tea.Cmd {
	now := m.now
	return func() tea.Msg {
		f, err := os.Open(path)
		if err != nil {
			return msg.Note{Text: "baseline: " + text.Of(err.Error()).Line(), Kind: msg.Failure}
		}
		defer f.Close()
		file, err := saved.Read(f)
		if err != nil {
			return msg.Note{Text: "baseline " + text.Of(path).Line() + ": " + text.Of(err.Error()).Line(), Kind: msg.Failure}
		}
		q, err := query.Parse(file.Meta.Query, now)
		if err != nil {
			return msg.Note{Text: "baseline " + text.Of(path).Line() + ": its query: " + text.Of(err.Error()).Line(), Kind: msg.Failure}
		}
		return msg.Baseline{Name: text.Of(path).Line(), Items: file.Items, Partial: file.Told && !file.Meta.Complete, Query: q}
	}
}
