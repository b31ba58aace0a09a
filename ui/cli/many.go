package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"

	"lootlens/api"
	"lootlens/models/text"
	"lootlens/ui/cli/config"
	"lootlens/ui/cli/export"
	"lootlens/ui/cli/fleet"
)

// manyFlags are the flags of a command that does one thing for each of many players.
type manyFlags struct {
	players, column string
	ordered         bool
	resume, shard   string
	begun           bool // run has read the list and opened the output
}

func (f *manyFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.players, "players", "", "the players of this file, - for stdin: lines, CSV or NDJSON; \"lootlens help many-players\"")
	flags.StringVar(&f.column, "player-column", "", "column or member of --players that names the player (default: found)")
	flags.BoolVar(&f.ordered, "ordered", false, "write the rows in the order of --players")
	flags.StringVar(&f.resume, "resume", "", "go on where the run with this journal stopped; a new file begins one")
	flags.StringVar(&f.shard, "shard", "", "do part I of N of the players only: 1/4")
}

// given reports whether there are many players.
func (f *manyFlags) given() bool { return f.players != "" }

// check refuses flags that need --players.
func (f *manyFlags) check() error {
	if f.given() {
		return nil
	}
	name := ""
	switch {
	case f.column != "":
		name = "player-column"
	case f.ordered:
		name = "ordered"
	case f.resume != "":
		name = "resume"
	case f.shard != "":
		name = "shard"
	default:
		return nil
	}
	return usagef("--%s is for many players: add --players", name)
}

// manyRun is what a command has to say about its run over many players.
type manyRun struct {
	fleet.Options          // Numbers, Workers, Header, Separator and Footer
	refs          []string // players of the command line, before those of --players
	output        string   // of -o; "" and - are stdout
	requests      int      // the least number for each player
	// spool takes the rows in place of output; nil leaves them there.
	spool *export.File
	// settings are what the rows depend on beside the service, by the names of flags.
	settings map[string]string
	restore  func(code int, note string) // as in fleet.JournalOptions
	loose    bool                        // with --resume too, the rows may go to a pipe
	// report gives the file of -o its name also where the run ends early, if it is a whole
	// document then. Otherwise FILE stays as it was.
	report bool
}

// manyClient is client for a run over many players: the waits for the rate limit are
// not noted, and the others at most every five seconds.
func (prog *program) manyClient(ctx context.Context) (*api.Client, config.Settings, error) {
	var mu sync.Mutex
	var last time.Time
	prog.onPause = func(p api.Pause) {
		mu.Lock()
		defer mu.Unlock()
		if p.Reason != api.RateLimited && time.Since(last) >= 5*time.Second {
			last = time.Now()
			prog.notePause(p)
		}
	}
	return prog.client(ctx)
}

// run does a job for each player. The error says why the run ended early; manyExit says
// how it went otherwise.
func (f *manyFlags) run(ctx context.Context, prog *program, client *api.Client, s config.Settings, m manyRun, job fleet.Job) (fleet.Summary, error) {
	var err error
	if m.Shard, err = fleet.ParseShard(f.shard); err != nil {
		return fleet.Summary{}, usagef("--shard: %w", err)
	}
	list, err := fleet.Open(ctx, f.players, prog.stdin, fleet.Input{Column: f.column, Before: m.refs})
	if err != nil {
		return fleet.Summary{}, f.listError(err)
	}
	defer list.Close()
	out, err := f.open(ctx, prog, client, s, &m)
	if err != nil {
		return fleet.Summary{}, err
	}
	defer out.abort()
	if f.given() {
		prog.noteCost(list, m, s)
	}
	shown := prog.newProgress(m.output != "" && m.output != "-")
	m.Client, m.Players, m.Ordered = client, list, f.ordered
	m.Progress = func(p fleet.Progress) { shown.say("%s", progressLine(p)) }
	f.begun = true
	sum, err := fleet.Run(ctx, m.Options, job)
	shown.clear()
	switch sum.Duplicates {
	case 0:
	case 1:
		prog.note("1 reference names a player who is in the list before: each player was done once")
	default:
		prog.note("%s references name players who are in the list before: each player was done once", humanize.Comma(int64(sum.Duplicates)))
	}
	switch sum.Gone {
	case 0:
	case 1:
		prog.note("1 player of earlier runs is not in --players any more: the player's rows stay")
	default:
		prog.note("%s players of earlier runs are not in --players any more: their rows stay", humanize.Comma(int64(sum.Gone)))
	}
	if err != nil {
		if code := exitCode(ctx, err); code != exitInterrupted {
			err = &exit{code: fleet.Worse(code, sum.Code), err: err}
		}
		where, wrong := "", error(nil)
		if m.report && sum.Whole {
			wrong = out.commit()
		} else {
			where, wrong = out.keep()
		}
		how := ": --resume FILE lets a run go on where it stopped"
		switch {
		case errors.Is(err, fleet.ErrReplaced):
			how = ""
		case f.resume != "":
			how = ": the same command goes on from there"
		}
		prog.note("stopped after %s of %s%s%s", humanize.Comma(int64(sum.Done)), counted(sum.All, "player"), where, how)
		return sum, errors.Join(err, wrong)
	}
	return sum, out.commit()
}

// list is the name of the list in messages; safe to print.
func (f *manyFlags) list() string {
	if f.players == "-" {
		return "stdin"
	}
	return text.Of(f.players).Line()
}

// listError is a list that cannot be read.
func (f *manyFlags) listError(err error) error {
	name := f.list()
	if bad, ok := errors.AsType[*fleet.FormatError](err); ok {
		if bad.Line > 0 {
			name += ":" + strconv.Itoa(bad.Line)
		}
		return usagef("--players: %s: %s", name, bad.What)
	}
	return fmt.Errorf("--players: %w", err)
}

// noteCost says what the run will take.
func (prog *program) noteCost(list *fleet.List, m manyRun, s config.Settings) {
	n, least := list.Len(), "at least"
	line := counted(n, "player")
	if m.Shard.N > 1 {
		n, least = (n+m.Shard.N-1)/m.Shard.N, "about"
		line += fmt.Sprintf(", about %s of them in shard %s", humanize.Comma(int64(n)), m.Shard)
	}
	if done := m.Journal.Players(); done > 0 {
		line += fmt.Sprintf(", %s done before", humanize.Comma(int64(done)))
		n = max(0, n-done)
	}
	requests := list.Requests(m.Numbers) + n*m.requests
	line += fmt.Sprintf(", %s %s: %s at 280 a minute", least, counted(requests, "request"), minutes(requests, 280))
	if s.Rate.V > 280 || s.Rate.V < 260 {
		line += fmt.Sprintf(", %s at the rate of %s", minutes(requests, s.Rate.V), humanize.Comma(int64(s.Rate.V)))
	}
	prog.note("%s", line)
}

// minutes is how long requests take at a rate.
func minutes(requests, rate int) string {
	return counted((requests+rate-1)/rate, "minute")
}

// counted is a number of things.
func counted(n int, noun string) string {
	return humanize.Comma(int64(n)) + " " + english.PluralWord(n, noun, "")
}

// progressLine is the progress on a terminal.
func progressLine(p fleet.Progress) string {
	line := fmt.Sprintf("%s of %s", humanize.Comma(int64(p.Done)), counted(p.All, "player"))
	if p.Failed > 0 {
		line += fmt.Sprintf(", %s failed", humanize.Comma(int64(p.Failed)))
	}
	if p.Left > 0 {
		line += fmt.Sprintf(", %s a minute, %s left", humanize.Comma(int64(p.PerMinute)), p.Left.Round(time.Second))
	}
	return line
}

// manyExit is the error for the exit code of a run that did all players. The rows have
// said what was wrong with each.
func manyExit(sum fleet.Summary) error {
	switch sum.Code {
	case exitDone:
		return nil
	case exitNo:
		return no()
	}
	return &exit{code: sum.Code, err: fmt.Errorf("no answer for %s of %s", humanize.Comma(int64(sum.Failed)), counted(int(sum.Players), "player"))}
}

// manyOutput is where the rows go.
type manyOutput struct {
	file    *export.File // of -o without a journal
	closers []io.Closer
}

// open opens output and journal.
func (f *manyFlags) open(ctx context.Context, prog *program, client *api.Client, s config.Settings, m *manyRun) (*manyOutput, error) {
	out := &manyOutput{}
	m.Out = prog.stdout
	toFile := m.output != "" && m.output != "-"
	switch {
	case f.resume == "" && m.spool != nil:
		m.Out, m.File = m.spool, m.spool.Regular()
		return out, nil
	case f.resume == "" && toFile:
		var err error
		if out.file, err = export.Create(m.output); err != nil {
			return nil, fmt.Errorf("-o: %w", err)
		}
		m.Out, m.File = out.file, out.file.Regular()
		return out, nil
	case f.resume == "":
		return out, nil
	}
	stdout, _ := prog.stdout.(*os.File)
	rows, err := f.resumable(m, stdout)
	if err != nil {
		return nil, err
	}
	if toFile {
		out.closers = append(out.closers, rows)
	}
	if rows != nil {
		m.Out = rows
	}
	key, err := client.Fingerprint(ctx)
	if err != nil {
		return nil, err
	}
	settings := map[string]string{"base URL": s.BaseURL.V, "server key": key, "command": prog.command.Name(), "shard": m.Shard.String()}
	for name, value := range m.settings {
		settings[name] = value
	}
	journal := fleet.JournalOptions{Settings: settings, Out: rows, Restore: m.restore}
	if toFile {
		journal.Path = m.output
	}
	if m.Journal, err = fleet.OpenJournal(f.resume, journal); err != nil {
		out.abort()
		if code := exitCode(ctx, err); code != exitUsage {
			return nil, fmt.Errorf("--resume: %w", err)
		}
		return nil, usagef("--resume: %w", err)
	}
	out.closers = append(out.closers, m.Journal)
	return out, nil
}

// resumable is the file for the rows of a run that can go on: it can be cut. It is nil
// where the rows go to a pipe or a terminal, and m takes that.
func (f *manyFlags) resumable(m *manyRun, stdout *os.File) (*os.File, error) {
	if m.output == "" || m.output == "-" {
		if stdout != nil {
			if info, err := stdout.Stat(); err == nil && info.Mode().IsRegular() {
				return stdout, nil
			}
		}
		if m.loose {
			return nil, nil
		}
		return nil, usagef("--resume: the rows must go to a file that can be cut where the run stopped: add -o FILE, or >> FILE")
	}
	rows, err := os.OpenFile(m.output, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, fmt.Errorf("-o: %w", err)
	}
	info, err := rows.Stat()
	journal, _ := os.Stat(f.resume)
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		err = usagef("-o: with --resume the rows must go to a regular file")
	case info.Size() > 0 && (journal == nil || journal.Size() == 0):
		err = usagef("--resume: there is no journal %s, and %s is not empty: name a new file for the rows, or delete this one", text.Of(f.resume).Line(), text.Of(m.output).Line())
	}
	if err != nil {
		rows.Close()
		return nil, err
	}
	return rows, nil
}

// commit gives the file its name.
func (o *manyOutput) commit() error {
	if o.file != nil {
		return o.file.Commit()
	}
	return nil
}

// keep keeps what was written as FILE.partial, and says so.
func (o *manyOutput) keep() (where string, err error) {
	if o.file == nil {
		return "", nil
	}
	kept, err := o.file.Keep()
	if err == nil && kept != "" {
		where = ", their rows are in " + text.Of(kept).Line()
	}
	return where, err
}

func (o *manyOutput) abort() {
	if o.file != nil {
		o.file.Abort()
	}
	for _, c := range o.closers {
		c.Close()
	}
}
