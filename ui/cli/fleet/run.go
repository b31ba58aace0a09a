package fleet

import (
	"cmp"
	"context"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"lootlens/api"
	"lootlens/models"
)

// defaultWorkers is how many players are done at once. Where answers take a second or
// two, that many use the whole rate that the service allows.
const defaultWorkers = 8

// chunk is how many references are looked up together, ahead of the jobs.
const chunk = batchSize

// maxShared is how many assets a Pool may hold before the next players get a new one.
const maxShared = 4096

// Options configure a run. Client, Players and Out are required.
type Options struct {
	Client  *api.Client // the one session and the one rate limit of the run
	Players *List
	Shard   Shard
	// Numbers also looks players up whose ids are given, and finds out which do not
	// exist. Else a Target with an id has only that.
	Numbers bool
	// Ordered writes rows in the order of the list.
	Ordered bool
	// Workers is how many jobs run at once; 0 is 8.
	Workers int
	// Out receives Header, the rows with Separator between them, and Footer. A run that
	// ends early writes the Footer only with Unfinished.
	Out                       io.Writer
	Header, Separator, Footer string
	// File is Out where that is a new regular file, or nil: what a job wrote can then be
	// removed. With a Journal it is not needed.
	File *os.File
	// Unfinished writes the row of a player whose job a run that ends early has not
	// finished; t.Err is a *StoppedError, or why there is no such player. The output then
	// is a whole document however the run ends. It is called by one goroutine at a time.
	Unfinished func(t *Target, row *Row) error
	// Journal makes the run one that can go on; its JournalOptions.Out must be Out.
	Journal *Journal
	// Progress is called after each reference, by one goroutine at a time.
	Progress func(Progress)
}

// Target is the player that a job is for.
type Target struct {
	Ref    string        // the reference as given
	Line   int           // of the list, from 1
	Player models.Player // with more than its ID only if it was looked up
	Err    error         // why there is no player: a *NoPlayerError, or one of the look-up
	// Pool is for api.WalkOptions: it shares what the items of all players have in common,
	// which saves half of the time of decoding.
	Pool *models.Pool

	ref Reference
	run *run
	row *Row
}

// Place is the place of the reference in the list, from 0.
func (t *Target) Place() int { return t.ref.place }

// Result is how a job ended.
type Result struct {
	// Code is the exit code that this player alone would give.
	Code int
	// Err is why there is no answer for the player. If it may pass, and there is a
	// journal, the row is written last and the next run tries the player again.
	Err error
	// Stop ends the run: a failure that is everybody's, such as of a file that the jobs
	// share. nil goes on.
	Stop error
	// Note is a short text for JournalOptions.Restore, such as counts.
	Note string
}

// Job does one player. It must return soon after ctx has ended, and not leave a row in
// part that is not Removable.
type Job func(ctx context.Context, t *Target, row *Row) Result

// Progress says how far a run is.
type Progress struct {
	Done, All int           // references, duplicates included
	Skipped   int           // of Done: duplicates, and what an earlier run or another shard does
	Failed    int           // players without an answer
	PerMinute float64       // how many are done in a minute of late; 0 if unknown
	Left      time.Duration // how long the others take at that rate; 0 if unknown
}

// mark is how many references took time up to a moment.
type mark struct {
	at time.Time
	n  int
}

// Summary is what a run did.
type Summary struct {
	Progress
	Players    int // with a row, those of earlier runs included
	Duplicates int // references to a player that the list has before
	Elsewhere  int // references that are in other shards
	Before     int // players that an earlier run did
	Gone       int // players that an earlier run did, and that the list has no more; 0 after an error
	Code       int // the worst exit code of all players: see Worse

	// Whole is whether the output has its Footer: all players are done, or Unfinished has
	// written the others.
	Whole bool
}

// Worse is the exit code that counts where several have come together: interrupted
// before local failures, wrong use, failures of the network, what is not found, and the
// answer no.
func Worse(a, b int) int {
	order := []int{0, 1, 4, 3, 2, 5, 130}
	if slices.Index(order, b) > slices.Index(order, a) {
		return b
	}
	return a
}

// progress is how far a reference of the list is.
type progress int8

const (
	waiting progress = iota
	begun            // a job has it
	done
)

// run is the state of Run.
type run struct {
	opt    Options
	out    *output
	claims *claims
	stop   context.CancelCauseFunc

	mu     sync.Mutex // guards what follows
	sum    Summary
	marks  [2]mark    // ten seconds apart, for the rate
	late   []lateRow  // with a journal
	refs   []progress // by their places in the list; nil without Unfinished
	broken bool       // the latest row is only there in part
	pinged time.Time
}

// Run does the job for each player of the list. The error says why it ended early; the
// Summary then covers what was done. The context's own error is returned as it is.
func Run(ctx context.Context, opt Options, job Job) (Summary, error) {
	opt.Workers = cmp.Or(opt.Workers, defaultWorkers)
	now := mark{at: time.Now()}
	r := &run{opt: opt, marks: [2]mark{now, now}, out: &output{w: opt.Out, separator: opt.Separator, turn: make(chan struct{}, 1)}}
	r.claims = newClaims(opt.Journal)
	if r.sum.All = opt.Players.Len(); opt.Unfinished != nil {
		r.refs = make([]progress, r.sum.All)
	}
	if err := r.start(); err != nil {
		return r.sum, err
	}
	inner, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	r.stop = stop

	targets := make(chan *Target)
	jobs := group{stop: func() { stop(errPanicked) }}
	for range opt.Workers {
		jobs.Go(func() {
			for t := range targets {
				r.do(inner, t, job)
			}
		})
	}
	r.out.jobs.Add(1)
	r.feed(inner, targets)
	r.out.jobs.Add(-1)
	close(targets)
	jobs.Wait()
	cause := context.Cause(inner)
	if ctx.Err() != nil {
		cause = ctx.Err()
	}
	err := r.finish(cause)
	if err == nil {
		r.sum.Gone = r.claims.gone()
	}
	return r.sum, err
}

// start takes over what an earlier run did, or writes the header.
func (r *run) start() error {
	r.out.file = r.opt.File
	if j := r.opt.Journal; j != nil {
		r.out.file, r.out.at = j.opt.Out, j.end
		r.sum.Players, r.sum.Failed, r.sum.Code = j.n, j.failed, j.code
		if r.out.rows = j.n > 0; j.begun {
			return nil
		}
	}
	n, err := io.WriteString(r.opt.Out, r.opt.Header)
	r.out.at += int64(n)
	if j := r.opt.Journal; err == nil && j != nil {
		j.end = r.out.at
		err = j.sync()
	}
	return err
}

// feed looks the references up, chunk by chunk, and sends those that are to be done.
func (r *run) feed(ctx context.Context, targets chan<- *Target) {
	f := finder{client: r.opt.Client, numbers: r.opt.Numbers, several: r.opt.Workers}
	var last chan struct{}
	var refs []Reference
	pool := models.NewPool()
	send := func() bool {
		if pool.Assets() > maxShared {
			pool = models.NewPool()
		}
		for i, found := range f.find(ctx, refs) {
			if ctx.Err() != nil {
				return false
			}
			t := &Target{Ref: refs[i].Text, Line: refs[i].Line, Err: found.err, Pool: pool, ref: refs[i], run: r}
			if found.err == nil {
				t.Player = found.players[0]
			}
			if claim := r.claims.claim(t, r.opt.Shard); claim != mine {
				r.leftOut(refs[i], claim)
				continue
			}
			r.note(refs[i], begun)
			t.row = &Row{ctx: ctx, out: r.out}
			if r.opt.Ordered {
				if last == nil {
					last = make(chan struct{})
					close(last)
				}
				t.row.before, t.row.after = last, make(chan struct{})
				last = t.row.after
			}
			select {
			case targets <- t:
			case <-ctx.Done():
				return false
			}
		}
		refs = refs[:0]
		return true
	}
	for ref, err := range r.opt.Players.All() {
		if err != nil {
			r.stop(err)
			return
		}
		if r.claims.done(ref) {
			r.leftOut(ref, before)
			continue
		}
		if refs = append(refs, ref); len(refs) == chunk && !send() {
			return
		}
	}
	send()
}

// leftOut counts a reference that is not done here.
func (r *run) leftOut(ref Reference, why claim) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.note(ref, done)
	switch why {
	case duplicate:
		r.sum.Duplicates++
	case elsewhere:
		r.sum.Elsewhere++
	case before:
		r.sum.Before++
	}
	r.sum.Skipped++
	r.count()
}

// note notes how far a reference is.
func (r *run) note(ref Reference, p progress) {
	if ref.place < len(r.refs) {
		r.refs[ref.place] = p
	}
}

// count reports one more reference. The caller holds the lock.
func (r *run) count() {
	r.sum.Done++
	now := mark{time.Now(), r.sum.Done - r.sum.Skipped}
	if now.at.Sub(r.marks[1].at) > 10*time.Second { // what went in a burst is forgotten
		r.marks[0], r.marks[1] = r.marks[1], now
	}
	if took := now.at.Sub(r.marks[0].at); took > time.Second && now.n > r.marks[0].n {
		each := took / time.Duration(now.n-r.marks[0].n)
		r.sum.PerMinute = float64(time.Minute) / float64(each)
		r.sum.Left = each * time.Duration(r.sum.All-r.sum.Done)
	}
	if r.opt.Progress != nil {
		r.opt.Progress(r.sum.Progress)
	}
}

// do runs the job of one player and writes its row.
func (r *run) do(ctx context.Context, t *Target, job Job) {
	r.out.jobs.Add(1)
	defer r.out.jobs.Add(-1)
	defer t.row.release()
	res := job(ctx, t, t.row)
	err := cmp.Or(res.Stop, res.Err, t.row.err)
	if err != nil && res.Stop == nil && t.row.err == nil { // a failure of the output is everybody's
		err = r.fatal(ctx, err)
	}
	if err == nil {
		err = r.keep(t, res)
	}
	if err != nil {
		r.stop(err)
		if !t.row.Reset() {
			whole := t.row.flush() == nil // see Removable
			r.mu.Lock()
			if r.broken = !whole; whole {
				r.note(t.ref, done)
			}
			r.mu.Unlock()
		}
		t.row.after = nil // the next row must not be written without this one
	}
}

// keep writes the row of a player and records it.
func (r *run) keep(t *Target, res Result) error {
	row := t.row
	hold := r.opt.Journal != nil && res.Err != nil && passing(res.Err)
	if !hold {
		if err := row.flush(); err != nil {
			return err
		}
		if err := t.record(res); err != nil {
			return err
		}
	}
	var late []byte
	if hold {
		var err error
		if late, err = io.ReadAll(row.kept()); err != nil {
			return err
		}
		row.Reset()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.note(t.ref, done)
	if len(late) > 0 {
		r.late = append(r.late, lateRow{t.ref.place, late})
	}
	r.sum.Players++
	r.sum.Code = Worse(r.sum.Code, res.Code)
	if res.Err != nil {
		r.sum.Failed++
	}
	r.count()
	return nil
}

// record adds the player to the journal. The caller has the output.
func (t *Target) record(res Result) error {
	j := t.run.opt.Journal
	if j == nil {
		return nil
	}
	return j.add(entry{Player: t.Player.ID.String(), Ref: hex16(hash(t.ref.key())), End: t.run.out.at, Sum: t.row.sum, Code: res.Code, Failed: res.Err != nil, Note: res.Note})
}
