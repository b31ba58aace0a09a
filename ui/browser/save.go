package browser

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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
)

const longestPath = 1000

// askSave asks for the file to save what is shown to.
func (m *model) askSave() *prompt {
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
		title += " (not all is loaded: " + m.keys.Key(keymap.ListLoadAll) + " loads all)"
	}
	return m.ask(title, "the end of the name says how: .json .ndjson .csv .md .txt", name+".json", m.save)
}

// askBaseline asks for the export to compare with.
func (m *model) askBaseline() *prompt {
	return m.ask("open a baseline", "a JSON or NDJSON export", "", m.openBaseline)
}

// refuse says in the field's own place why a name will not do, and keeps the name.
// Where the user has gone on to something else since, the footer says so.
func (m *model) refuse(ask func() *prompt, name, why string) {
	if m.leftList() {
		m.say(msg.Note{Text: text.Of(name).Line() + ": " + why, Kind: msg.Failure})
		return
	}
	p := ask()
	p.in.Set(name)
	p.problem = why
}

// leftList reports whether the user has left the list, be it for a field or an overlay.
func (m *model) leftList() bool {
	return m.screen != onItems || len(m.overlays) > 0 || m.items.Place().Typing()
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
	if s.there && m.leftList() {
		m.say(msg.Note{Text: text.Of(s.path).Line() + " is there already: nothing is saved", Kind: msg.Failure})
		return
	}
	if s.there {
		enter, esc := m.keys.KeyIn(keymap.InPrompt, keymap.PromptAccept), m.keys.KeyIn(keymap.InPrompt, keymap.Back)
		hint := enter + " replaces it, " + esc + " leaves it; or give another name"
		m.ask(text.Of(s.path).Line()+" is there already", hint, s.path,
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
	b := msg.Baseline{Name: text.Of(path).Line(), File: path, Items: file.Items, Partial: file.HasMeta && !file.Meta.Complete, Untold: !file.HasMeta, Query: q}
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
