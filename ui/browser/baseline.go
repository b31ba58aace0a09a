package browser

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/models/query"
	"lootlens/models/saved"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/remote"
)

// askBaseline prompts for the export to compare with.
func (m *model) askBaseline() *prompt {
	return m.ask("open", "open a baseline", "a JSON or NDJSON export", "", m.openBaseline)
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
		m.refuse(m.askBaseline, b.path, text.Error(b.err))
		return nil
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
	b := msg.Baseline{Name: text.Of(path).Line(), File: path, Items: file.Items, Partial: file.HasMeta && !file.Meta.Complete, Unsure: !file.HasMeta, Query: q}
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
