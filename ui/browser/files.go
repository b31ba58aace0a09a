package browser

import (
	"context"
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
	"lootlens/ui/browser/remote"
)

const longestPath = 1000

// saveName is a name for a file with the inventory, without an ending.
func (m *model) saveName() string {
	name := "inventory-" + m.items.Holder().Player.String()
	switch h := m.items.Holder(); h.Kind {
	case models.CharacterHolder:
		name += "-character-" + h.Character.String()
	case models.HeroHolder:
		name += "-hero-" + h.Hero.String()
	case models.UniversalHolder:
		name = "inventory-universal"
	}
	return name
}

// askSave prompts for the file to save the visible items to.
func (m *model) askSave() *prompt {
	return m.ask("save", m.saveTitle, "The ending picks the format: .json .ndjson .csv .md .txt", m.saveName()+".json", m.save)
}

// saveTitle says how many items are saved, also of a list that grows while the name is typed.
func (m *model) saveTitle() string {
	shown, loaded := len(m.items.Shown()), len(m.items.Loaded())
	title := "save " + humanize.Comma(int64(shown)) + " items"
	if shown != loaded {
		title = fmt.Sprintf("save the %s items shown of %s loaded", humanize.Comma(int64(shown)), humanize.Comma(int64(loaded)))
	}
	if !m.items.Complete() {
		title += " (not all is loaded: " + m.keys.Key(keymap.ListLoadAll) + " loads all)"
	}
	return title
}

// refuse opens the prompt again with the name and why it is refused. Where the user has
// left the list since, the footer says it.
func (m *model) refuse(ask func() *prompt, name, why string) tea.Cmd {
	if m.leftList() {
		return m.say(msg.Failure, text.Of(name).Line()+": "+why)
	}
	p := ask()
	p.in.Set(name)
	p.problem = why
	return nil
}

// leftList reports whether the user has left the list, be it for a field or an overlay.
func (m *model) leftList() bool {
	return m.screen != onItems || len(m.overlays) > 0 || m.items.Place().Typing()
}

// SaveRequest is what the user wants in a file.
type SaveRequest struct {
	Path     string
	Replace  bool           // whether a file at Path may be replaced
	Items    []*models.Item // must not be changed
	Meta     saved.Meta
	Total    models.Total
	Complete bool   // whether all of the inventory was loaded
	Notice   string // why it is not complete; safe to print
}

// savedMsg answers a save.
type savedMsg struct {
	request SaveRequest
	err     error
}

// save writes what is shown in the format that the path's ending picks. It replaces no file without a question: it may
// be the baseline of yesterday.
func (m *model) save(path string) tea.Cmd { return m.saveTo(path, "") }

// saveTo may replace the file at one path.
func (m *model) saveTo(path, replace string) tea.Cmd {
	request := SaveRequest{
		Path: expandHome(path), Replace: path == replace, Items: m.items.Shown(), Total: m.items.Total(), Complete: m.items.Complete(),
		Meta: saved.Meta{
			Player: m.player, Holder: m.items.Holder(), Time: m.now, BaseURL: m.o.Client.BaseURL(), Query: m.items.QueryUTC(),
		},
	}
	if !request.Complete {
		request.Notice = "not all of the inventory was loaded"
	}
	write := m.o.Save
	return func() tea.Msg { return savedMsg{request, write(request)} }
}

// expandHome puts the home folder in place of a leading ~, as a shell does.
func expandHome(path string) string {
	rest, ok := strings.CutPrefix(path, "~")
	if !ok || rest != "" && !os.IsPathSeparator(rest[0]) {
		return path
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return path
	}
	return filepath.Join(home, rest)
}

func (m *model) takeSaved(s savedMsg) tea.Cmd {
	path := s.request.Path
	shown := text.Of(path).Line()
	switch {
	case s.err == nil:
		return m.say(msg.Success, "saved "+humanize.Comma(int64(len(s.request.Items)))+" items to "+shown)
	case !errors.Is(s.err, fs.ErrExist):
		return m.refuse(m.askSave, path, text.Error(s.err))
	case m.leftList():
		return m.say(msg.Failure, shown+" exists: nothing is saved")
	}
	enter, esc := m.keys.KeyIn(keymap.InPrompt, keymap.PromptAccept), m.keys.KeyIn(keymap.InPrompt, keymap.Back)
	m.ask("overwrite", func() string { return shown + " exists" }, enter+" overwrites it, "+esc+" leaves it; or give another name", path,
		func(to string) tea.Cmd { return m.saveTo(to, path) })
	return nil
}

// askBaseline prompts for the export to compare with.
func (m *model) askBaseline() *prompt {
	return m.ask("open", func() string { return "open a baseline" }, "a JSON or NDJSON export", "", m.openBaseline)
}

// baselineFile is a file that was read to compare with.
type baselineFile struct {
	path     string
	baseline msg.Baseline
	err      error
}

// openBaseline reads an export to compare with. The file is dropped where another view or another file is opened
// before it is read.
func (m *model) openBaseline(path string) tea.Cmd {
	path, now := expandHome(path), m.now
	return m.baseline.Ask(func(context.Context) (baselineFile, error) {
		b, err := ReadBaseline(path, now)
		return baselineFile{path, b, err}, nil
	})
}

func (m *model) takeBaseline(a remote.Answer[baselineFile]) tea.Cmd {
	switch b := a.Value; {
	case !m.baseline.Take(a):
		return nil
	case b.err != nil:
		return m.refuse(m.askBaseline, b.path, text.Error(b.err))
	default:
		return m.items.Update(b.baseline)
	}
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
	b := msg.Baseline{Name: text.Of(path).Line(), File: path, Items: file.Items, Partial: file.Missing() != "", Unsure: !file.HasMeta, Query: q}
	if abs, err := filepath.Abs(path); err == nil {
		b.File = abs
	}
	return b, nil
}

// pathless is a file's error without its path, which is shown beside it.
func pathless(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}
