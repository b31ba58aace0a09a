package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"time"

	"lootlens/api"
	"lootlens/api/history"
	"lootlens/models"
	"lootlens/ui/cli/config"
)

const historyOff = "history is off: `lootlens history on` turns it on for the profile, and --history FILE for one command"

// historyPath is where the settings say that history is recorded.
func (prog *program) historyPath(s config.Settings) string {
	if s.HistoryFile.V != "" {
		return s.HistoryFile.V
	}
	return config.HistoryPath(prog.getenv)
}

// openHistory opens the history, the first time. It is nil where history is off and nothing was recorded before.
func (prog *program) openHistory(ctx context.Context, s config.Settings) (*history.Store, error) {
	if prog.store != nil || prog.storeErr != nil {
		return prog.store, prog.storeErr
	}
	if prog.guest != nil {
		return nil, nil
	}
	path := prog.historyPath(s)
	if _, err := os.Stat(path); !s.History.V && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	prog.store, prog.storeErr = history.Open(ctx, path)
	if ctx.Err() != nil && prog.storeErr != nil {
		prog.storeErr = nil
		return nil, ctx.Err()
	}
	if prog.storeErr != nil {
		prog.storeErr = &exit{code: exitLocal, err: prog.storeErr}
		return nil, prog.storeErr
	}
	prog.closers = append(prog.closers, func() { prog.store.Close() })
	return prog.store, nil
}

// recordError is why nothing can be recorded any more, or nil.
func (prog *program) recordError() error {
	prog.recording.Lock()
	defer prog.recording.Unlock()
	return prog.storeErr
}

// book is what was recorded with the client's key; nil as of openHistory.
func (prog *program) book(ctx context.Context, client *api.Client, s config.Settings) (*history.Book, error) {
	store, err := prog.openHistory(ctx, s)
	if store == nil {
		return nil, err
	}
	key, err := client.Fingerprint(ctx)
	if err != nil {
		return nil, err
	}
	return store.In(ctx, history.Scope{BaseURL: client.BaseURL(), Key: key})
}

// recording is what one walk found, for the history. The nil recording takes nothing.
type recording struct {
	source *source
	snap   history.Snapshot
	mixed  bool // the ids did not ascend
	look   models.Look
}

// record begins a recording; it is nil where history is off.
func (s *source) record() *recording {
	if !s.settings.History.V || s.prog.recordError() != nil {
		return nil
	}
	return &recording{source: s, snap: history.Snapshot{Holder: s.holder, Aliases: s.aliases, Began: s.now()}}
}

// take adds the items of a page.
func (r *recording) take(page models.Page) {
	if r == nil {
		return
	}
	for _, it := range page.Items { // a copy: the page's items are moved by the query
		id := it.Instance()
		r.mixed = r.mixed || id.IsZero() || id.Compare(r.snap.Through) <= 0 && !r.snap.Through.IsZero()
		r.snap.Through = id
		r.snap.Items = append(r.snap.Items, &it)
	}
	r.snap.Ended = r.source.now()
}

// takeAfter adds a page that was requested after a cursor.
func (r *recording) takeAfter(after models.Cursor, page models.Page) {
	if r != nil {
		r.snap.After, _ = models.ParseInstanceID(after.String())
		r.take(page)
	}
}

// end records what came. err is that of the walk, which ended where it is nil. A failure is a note: it changes no answer.
func (r *recording) end(ctx context.Context, ended bool, err error) {
	if r == nil || r.snap.Ended.IsZero() {
		return
	}
	r.snap.Complete = ended && err == nil
	if r.mixed || isIncomplete(err) {
		r.snap.Through = models.InstanceID{}
	}
	if len(r.snap.Items) == 0 && !r.snap.Complete {
		return
	}
	// What came before an interruption is recorded too.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTimeout)
	defer cancel()
	prog := r.source.prog
	prog.recording.Lock()
	defer prog.recording.Unlock()
	if r.look, err = r.write(ctx, prog, r.source.settings); err != nil {
		prog.storeErr = local(err)
		if !r.source.snapshot {
			r.source.progress.clear()
			prog.note("what was read is not recorded: %v", err)
		}
	}
}

const recordTimeout = 30 * time.Second

func (r *recording) write(ctx context.Context, prog *program, s config.Settings) (models.Look, error) {
	book, err := prog.book(ctx, r.source.client, s)
	if err != nil {
		return models.Look{}, err
	}
	return prog.keep(ctx, book, r.snap, s)
}

// errTurnedOff ends what a long run records.
var errTurnedOff = errors.New("it is off now")

// keep records a look, unless `lootlens history off` has run since the program began.
func (prog *program) keep(ctx context.Context, book *history.Book, snap history.Snapshot, s config.Settings) (models.Look, error) {
	if now, err := prog.settings(); err == nil && !now.History.V {
		return models.Look{}, errTurnedOff
	}
	before, err := prog.store.Newest(ctx)
	if err != nil {
		return models.Look{}, err
	}
	look, err := book.Record(ctx, snap)
	// The first look of a day deletes what is too old.
	day := func(t time.Time) string { return t.UTC().Format(time.DateOnly) }
	if days := s.HistoryDays.V; err == nil && days > 0 && day(before) != day(look.Ended) {
		if _, err := prog.store.Prune(ctx, prog.now().AddDate(0, 0, -days)); err != nil {
			prog.note("deleting what is older than history_days: %v", err)
		}
	}
	return look, err
}

// watched passes the pages of a walk on, and records them at its end.
func (s *source) watched(ctx context.Context, pages iter.Seq2[models.Page, error]) iter.Seq2[models.Page, error] {
	return func(yield func(models.Page, error) bool) {
		r := s.record()
		s.recorded = r
		var failure error
		for page, err := range pages {
			failure = err
			r.take(page)
			if !yield(page, err) {
				r.end(ctx, false, err)
				return
			}
		}
		r.end(ctx, true, failure)
	}
}

// recorded is what is known of one inventory, for the commands that look at it.
type recorded struct {
	book   *history.Book
	client *api.Client
	player models.Player
	holder models.Holder
}

// recorded finds the inventory that the command line names, and opens what was recorded.
func (prog *program) recorded(ctx context.Context, f *holderFlags, player string) (*recorded, error) {
	client, settings, err := prog.client(ctx)
	if err != nil {
		return nil, err
	}
	p := &recorded{client: client}
	if p.book, err = prog.book(ctx, client, settings); err != nil {
		return nil, err
	}
	if p.book == nil && prog.guest != nil {
		return nil, &exit{exitUsage, errors.New("history is off on this server: ask whoever runs it to turn it on"), "lootlens help history"}
	}
	if p.book == nil {
		return nil, &exit{exitUsage, errors.New(historyOff), "lootlens help history"}
	}
	p.player, p.holder, err = f.find(ctx, client, player)
	return p, err
}

// pastOf is what was recorded of an item of the inventory; nil where that is nothing, or cannot be read, which is noted.
func (s *source) pastOf(ctx context.Context, id models.InstanceID) *models.Past {
	if s.prog.storeErr != nil {
		return nil
	}
	book, err := s.prog.book(ctx, s.client, s.settings)
	if book == nil && err == nil {
		return nil
	}
	var p models.Past
	if err == nil {
		p, err = book.Item(ctx, s.holder, id)
	}
	if err != nil && !errors.Is(err, history.ErrNoLook) {
		s.prog.note("what was recorded cannot be read: %v", err)
	}
	if err != nil {
		return nil
	}
	return &p
}

// looks are all looks, at least one.
func (p *recorded) looks(ctx context.Context) ([]models.Look, error) {
	list, err := p.book.Looks(ctx, p.holder)
	if err != nil || len(list) > 0 {
		return list, local(err)
	}
	others, err := p.book.Holders(ctx, p.holder.Player)
	if err != nil {
		return nil, local(err)
	}
	recorded := ""
	for i, r := range others {
		recorded += map[bool]string{true: "; recorded are ", false: ", "}[i == 0] + r.Holder.String()
	}
	whose, args := p.holder.String(), p.holder.Player.String()
	if p.holder.Kind == models.UniversalHolder {
		whose, args = "the "+whose, "--universal"
	}
	return nil, notFoundf("nothing was recorded of %s with this server key: `lootlens snapshot %s` records it%s", whose, args, recorded)
}

// local marks an error of the history as one of this machine.
func local(err error) error {
	var coded *exit
	if err == nil || errors.As(err, &coded) || errors.Is(err, context.Canceled) {
		return err
	}
	return &exit{code: exitLocal, err: fmt.Errorf("the history: %w", err)}
}
