package cli

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/cli/export"
	"lootlens/ui/cli/fleet"
)

// heldPages is how many pages of a player are kept before they are written: they take less
// memory than what is written of them, which would have to wait for its turn.
const heldPages = 8

// perPart is how many items a part of a folder has at most, roughly.
const perPart = 1_000_000

// checkMany refuses what is for one player only.
func (x *exportFlags) checkMany(format export.Format) error {
	flag := ""
	switch {
	case x.universal:
		flag = "universal"
	case x.hero != "":
		flag = "hero"
	case x.at != "":
		flag = "at"
	case x.storageColumns:
		flag = "storage-columns"
	}
	if flag != "" {
		return usagef("--%s is for one player: leave it out, or --players", flag)
	}
	switch rowWise := format == export.Parquet || format == export.NDJSON || format == export.CSV; {
	case x.folder() && !rowWise:
		return usagef("--format: a folder takes parquet, ndjson or csv of many players, not %s", format)
	case format == export.Parquet && !x.toFile():
		return usagef("parquet of many players needs a file: add -o FILE or -o DIR/")
	}
	return nil
}

// runMany exports the inventories of many players. Rows of Parquet, and of parts in a
// folder, wait as NDJSON in a file of their own until all players are done, so that a run
// that is stopped goes on without a player twice.
func (x *exportFlags) runMany(ctx context.Context, prog *program, players []string) error {
	format, err := x.exportFormat()
	if err == nil {
		err = x.checkMany(format)
	}
	if err != nil {
		return err
	}
	by, err := parseSort(x.sort)
	if err != nil {
		return err
	}
	q, err := prog.parseQuery(x.query)
	if err != nil {
		return err
	}
	client, settings, err := prog.manyClient(ctx)
	if err != nil {
		return err
	}
	if settings.History.V {
		if _, err := prog.openHistory(ctx, settings); err != nil {
			return err
		}
	}
	if prog.guest == nil {
		defer debug.SetGCPercent(debug.SetGCPercent(50))
	}
	common := source{prog: prog, client: client, settings: settings, query: q, now: prog.now, progress: &progress{}}
	opt := x.options(&common)
	opt.Many, opt.Rows, opt.Cells = true, true, export.NewCells()
	m := manyRun{refs: players, output: x.output, requests: 1, settings: map[string]string{"--query": x.query, "--format": string(format), "--character": x.character,
		"--columns": strings.Join(x.columns, ","), "--sort": x.sort, "--tz": settings.Zone().String(), "--csv-text": fmt.Sprint(x.csvText), "--bom": fmt.Sprint(x.bom)}}
	rows := format // of what the players write
	waits := format == export.Parquet || x.folder()
	if waits {
		rows = export.NDJSON
		if m.spool, err = x.waiting(); err != nil {
			return fmt.Errorf("-o: %w", err)
		}
		if m.spool != nil {
			defer m.spool.Abort()
		} else {
			m.output = x.resume + ".rows"
		}
		start, _ := json.Marshal(rowsHead{Started: prog.now().UTC().Truncate(time.Second), ID: rand.Text()[:8]})
		m.Header = string(start) + "\n"
	} else if m.Header, m.Separator, m.Footer, err = export.Frame(format, opt); err != nil {
		return usagef("--format: %w", err)
	}
	if m.Footer != "" {
		m.Unfinished = func(t *fleet.Target, row *fleet.Row) error {
			return failPlayer(t, row, rows, opt, prog.cell(t.Err.Error()))
		}
	}
	var nothing unmatched
	sum, err := x.manyFlags.run(ctx, prog, client, settings, m, func(ctx context.Context, t *fleet.Target, row *fleet.Row) fleet.Result {
		s := common
		s.reference, s.player, s.pool = t.Ref, t.Player, t.Pool
		defer func() { nothing.add(&s, t.Place()) }()
		return x.exportPlayer(ctx, &s, t, row, rows, opt, by)
	})
	if err == nil && sum.Before == 0 {
		nothing.note(prog)
	}
	if err == nil && waits {
		opt.Rows = false
		client.Close() // its memory is needed
		if prog.guest == nil {
			debug.SetGCPercent(25) // row groups are large
		}
		if err = x.convert(ctx, &m, format, opt); ctx.Err() != nil {
			how := "--resume FILE lets a run go on where it stopped"
			if x.resume != "" {
				how = "the same command writes it"
			}
			prog.note("all players are done, but %s is not written: %s", text.Of(x.output).Line(), how)
		}
	}
	if err != nil {
		return err
	}
	return manyExit(sum)
}

// unmatched notes where a query matches nothing of all players: it may have a value that
// nobody has.
type unmatched struct {
	mu     sync.Mutex
	found  bool // something matches
	player models.PlayerID
	read   uint64 // items of the player: the most, or of those with as many the first in the list
	place  int
	notes  []string
}

// add takes the source of a player whose inventory was read.
func (u *unmatched) add(s *source, place int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch u.found = u.found || s.query.Empty() || s.found > 0; {
	case u.found, s.looked < u.read, s.looked == u.read && place > u.place && u.read > 0, s.looked == 0:
	default:
		u.player, u.read, u.place, u.notes = s.player.ID, s.looked, place, s.missing()
	}
}

func (u *unmatched) note(prog *program) {
	if u.found || u.read == 0 {
		return
	}
	line := "no item that was read matches the query"
	if len(u.notes) > 0 {
		line += fmt.Sprintf("; player %s: %s", u.player, strings.Join(u.notes, "; "))
	}
	prog.note("%s", line)
}

// failPlayer writes a row that says why a player has no items.
func failPlayer(t *fleet.Target, row *fleet.Row, f export.Format, opt export.Options, reason string) error {
	opt.Reference, opt.Meta.Player, opt.Meta.Holder = t.Ref, t.Player, models.Holder{Player: t.Player.ID}
	w, err := export.New(f, row, opt)
	if err != nil {
		return err
	}
	return errors.Join(w.Fail(reason), w.Close(export.Summary{}))
}

// exportPlayer writes the rows of one player.
func (x *exportFlags) exportPlayer(ctx context.Context, s *source, t *fleet.Target, row *fleet.Row, f export.Format, opt export.Options, by sorting) fleet.Result {
	opt.Reference, opt.Meta.Player = t.Ref, t.Player
	fail := func(err error) fleet.Result {
		return fleet.Result{Err: errors.Join(err, failPlayer(t, row, f, opt, s.prog.cell(err.Error()))), Code: exitCode(ctx, err)}
	}
	if t.Err != nil {
		return fail(t.Err)
	}
	var err error
	if s.holder, err = x.of(ctx, s.client, t.Player.ID); err != nil {
		return fail(err)
	}
	opt.Meta.Holder = s.holder
	w, err := export.New(f, row, opt)
	if err != nil {
		return fleet.Result{Stop: err, Err: err}
	}
	pages := s.pages(ctx)
	if by.given {
		pages = s.sorted(pages, by)
	}
	var held []models.Page
	write := func() error {
		for i := range held {
			if err := writePage(w, &held[i]); err != nil {
				return err
			}
		}
		clear(held)
		held = held[:0]
		return nil
	}
	var failure error
	for page, err := range pages {
		failure = err
		held = append(held, page)
		if err == nil && (len(held) == heldPages || row.Direct()) {
			if err := write(); err != nil {
				return fleet.Result{Err: err}
			}
		}
	}
	switch {
	case ctx.Err() != nil && row.Removable():
		return fleet.Result{Err: ctx.Err()}
	case ctx.Err() != nil:
		failure = &fleet.StoppedError{Err: ctx.Err()}
	case failure != nil && !isIncomplete(failure) && row.Reset():
		return fail(failure)
	}
	if err := row.Turn(); err != nil {
		return fleet.Result{Err: err}
	}
	if err := write(); err != nil {
		return fleet.Result{Err: err}
	}
	err = w.Close(export.Summary{Complete: failure == nil, Notice: notice(ctx, failure), Total: s.total})
	if err != nil {
		return fleet.Result{Err: err}
	}
	if failure != nil && f != export.JSON {
		return fail(failure) // a row after those that came
	}
	return fleet.Result{Err: failure, Code: exitCode(ctx, failure)}
}

// rowsHead is the first line of the rows that wait: when the export began, and a name for its
// parts, so that a run that goes on replaces its own.
type rowsHead struct {
	Started time.Time `json:"started"`
	ID      string    `json:"id"`
}

// waiting is the file for the rows that wait; nil where that is JOURNAL.rows, so that the
// run can go on. It makes the folder of -o.
func (x *exportFlags) waiting() (*export.File, error) {
	if x.folder() {
		if err := os.MkdirAll(x.output, 0o777); err != nil {
			return nil, err
		}
	}
	spool, err := export.CreateSpool(x.output)
	if err == nil && x.resume != "" {
		spool.Abort() // it has shown that the output can be written in the end
		spool = nil
	}
	return spool, err
}

// convert writes the rows that waited to the file or the folder. All parts get their names
// once all are written.
func (x *exportFlags) convert(ctx context.Context, m *manyRun, format export.Format, opt export.Options) error {
	var in *os.File
	var err error
	if m.spool != nil {
		in = m.spool.Regular()
		_, err = in.Seek(0, io.SeekStart)
	} else if in, err = os.Open(m.output); err == nil {
		defer in.Close()
	}
	if err != nil {
		return err
	}
	buffered := bufio.NewReaderSize(in, 64<<10)
	line, err := buffered.ReadBytes('\n')
	if err != nil {
		return err
	}
	var began rowsHead
	if err := json.Unmarshal(line, &began); err != nil {
		return fmt.Errorf("%s is not a file of rows: %w", in.Name(), err)
	}
	opt.Meta.Time = began.Started
	var files []*export.File
	var w export.Writer
	defer func() {
		for _, f := range files {
			f.Abort()
		}
	}()
	next := func() (export.Writer, error) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if w != nil && (w.Count() < perPart || !x.folder()) {
			return w, nil
		}
		if w != nil {
			if err := w.Close(export.Summary{Complete: true}); err != nil {
				return nil, err
			}
		}
		var file *export.File
		var err error
		if x.folder() {
			file, err = export.CreatePart(x.output, opt.Environment, began.Started, format, fmt.Sprintf("%s-%d", began.ID, len(files)+1))
		} else {
			file, err = export.Create(x.output)
		}
		if err != nil {
			return nil, fmt.Errorf("-o: %w", err)
		}
		files = append(files, file)
		w, err = export.New(format, file, opt)
		return w, err
	}
	if _, err := next(); err != nil { // also without any row there is a file
		return err
	}
	if err := export.Convert(buffered, next); err != nil {
		return err
	}
	if err := w.Close(export.Summary{Complete: true}); err != nil {
		return err
	}
	for _, f := range files {
		if err := f.Commit(); err != nil {
			return err
		}
	}
	return nil
}
