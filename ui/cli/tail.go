package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"lootlens/api"
	"lootlens/models"
	"lootlens/ui/cli/export"
)

var tailFormats = []string{"text", "ndjson"}

// tailing are the flags of tail.
type tailing struct {
	whose
	query    string
	interval time.Duration
	duration time.Duration
	limit    uint64
	format   string
}

func newTail(prog *program) *cobra.Command {
	var t tailing
	cmd := &cobra.Command{
		Use:        "tail PLAYER [flags]",
		SuggestFor: []string{"follow", "watch"},
		Short:      "Print grants as they come",
		Long: `tail prints the items that an inventory is granted from now on. It finds the
newest item without a walk and then asks for what is newer: a small request an
interval, less often while nothing comes. On a terminal a line on stderr says
so.

A request that fails is said on stderr and asked again; nothing is missed by it,
since the next answer begins where the last one ended. Where a failure will not
pass (a wrong key, no such player), tail ends.

Exit codes: 0 --for or --limit is reached, 2 wrong usage, 3 the API or the
network failed and had not answered again at the end, 130 interrupted.`,
		Example: `  lootlens tail 363
  lootlens tail 1007 --query 'source:grant_admin' --for 5m
  lootlens tail 363 --character 49 --format ndjson --limit 1 | jq .asset.name`,
		Args:              atMost(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("limit") && t.limit == 0 || cmd.Flags().Changed("for") && t.duration <= 0 || t.interval <= 0 {
				return usagef("--interval and --for are durations such as 5s, --limit is a number of items, all above 0")
			}
			return t.run(cmd.Context(), prog, first(args))
		},
	}
	t.whose.add(cmd)
	f := cmd.Flags()
	f.StringVar(&t.query, "query", "", "only the items that match this `query`")
	f.DurationVar(&t.interval, "interval", 2*time.Second, "the `duration` between two requests; up to 8 times that while nothing comes")
	f.DurationVar(&t.duration, "for", 0, "end after this `duration` (default until interrupted)")
	f.Uint64Var(&t.limit, "limit", 0, "end after this `number` of items (default no limit)")
	f.StringVar(&t.format, "format", "text", "text or ndjson: the `format`")
	f.Lookup("for").DefValue, f.Lookup("limit").DefValue = "", ""
	_ = cmd.RegisterFlagCompletionFunc("format", completeFormats(tailFormats))
	return cmd
}

func (t *tailing) run(ctx context.Context, prog *program, player string) error {
	if err := oneOf(t.format, tailFormats); err != nil {
		return err
	}
	q, err := parseQuery(prog, t.query)
	if err != nil {
		return err
	}
	s, err := prog.source(ctx, &t.whose, player, q)
	if err != nil {
		return err
	}
	var w export.Writer
	if t.format == "ndjson" {
		w, err = export.New(export.NDJSON, prog.stdout, export.Options{})
	} else {
		w, err = export.New(export.Table, prog.styled(), export.Options{Theme: prog.ink(s.settings), Width: prog.columns()})
	}
	if err != nil {
		return err
	}
	f := follower{prog: prog, source: s}
	if err := f.begin(ctx); err != nil {
		return err
	}
	s.progress.clear()
	if terminal(prog.stderr) {
		t.announce(prog, &f)
	}
	return t.follow(ctx, &f, w)
}

// announce tells people what is waited for: it may be long until a grant comes.
func (t *tailing) announce(prog *program, f *follower) {
	newest := "nothing in it yet"
	if id := f.after.String(); id != "" {
		newest = "newest instance " + id
	} else if id := f.seen.Newest(); !id.IsZero() {
		newest = "newest instance " + id.String()
	}
	of := ""
	if !f.query.Empty() {
		of = " for " + f.query.String()
	}
	fmt.Fprintln(prog.stderr, prog.printable(fmt.Sprintf("watching %s%s every %s, up to %s while nothing comes; %s; ctrl+c ends it",
		f.holder, of, t.interval, 8*t.interval, newest)))
}

// follow polls until a bound is reached.
func (t *tailing) follow(ctx context.Context, f *follower, w export.Writer) error {
	var end time.Time
	if t.duration > 0 {
		end = f.prog.now().Add(t.duration)
	}
	wait := t.interval
	for {
		items, err := f.poll(ctx, end)
		for _, it := range items {
			if err := w.Write(it); err != nil {
				return written(err)
			}
			if w.Count() == t.limit {
				return written(w.Flush())
			}
		}
		if len(items) > 0 {
			if err := w.Flush(); err != nil {
				return written(err)
			}
		}
		over := !end.IsZero() && !f.prog.now().Before(end)
		switch {
		case err != nil && ctx.Err() != nil:
			return err
		case err != nil && (over || !passing(err)):
			return err
		case err != nil:
			fmt.Fprintf(f.prog.stderr, "lootlens: %s\n", f.prog.printable(err.Error()))
		case over:
			return nil
		}
		if len(items) > 0 {
			wait = t.interval
		}
		if f.more {
			continue // the page was full
		}
		pause := wait
		if !end.IsZero() {
			pause = min(pause, max(0, end.Sub(f.prog.now())))
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
		wait = min(wait*3/2, 8*t.interval)
	}
}

// passing reports whether a failure may be over at the next poll.
func passing(err error) bool {
	return errors.Is(err, api.ErrTemporary) || errors.Is(err, models.ErrNotJSON) || errors.Is(err, models.ErrNoItems)
}

// follower asks for what is newer than all that was seen.
type follower struct {
	prog *program
	*source
	after models.Cursor
	seen  models.Trail // of an inventory without pages
	odd   bool         // an answer that did not follow the cursor was spoken of
	more  bool         // the last page was full
}

// begin finds the newest item.
func (f *follower) begin(ctx context.Context) error {
	if err := f.prepare(ctx); err != nil {
		return err
	}
	f.progress.say("looking for the newest item")
	if f.holder.Kind == models.UniversalHolder {
		page, err := f.client.Page(ctx, f.holder, models.Cursor{}, api.MaxCount, nil)
		f.seen.Step(&page)
		return err
	}
	newest, err := f.client.Newest(ctx, f.holder, models.Cursor{})
	if asEnded(err) {
		// Only a walk can tell.
		newest = models.InstanceID{}
		for page, walkErr := range f.client.Walk(ctx, f.holder, api.WalkOptions{First: api.MaxCount}) {
			for i := range page.Items {
				if id := page.Items[i].Instance(); id.Compare(newest) > 0 {
					newest = id
				}
			}
			if err = walkErr; err != nil && !asEnded(err) {
				return err
			}
		}
		if err != nil {
			f.warn("grants may be missed: " + err.Error())
		}
		err = nil
	}
	if err != nil || newest.IsZero() {
		return err
	}
	after, ok := models.CursorAfter(newest)
	if !ok {
		return failed(fmt.Errorf("the newest instance id, %s, cannot be sent as a cursor: what is granted after it cannot be asked for", newest))
	}
	f.after = after
	return nil
}

func (f *follower) warn(s string) {
	f.progress.clear()
	fmt.Fprintf(f.prog.stderr, "lootlens: %s\n", f.prog.printable(s))
}

// poll gives what is new and matches. It does not wait much longer than end.
func (f *follower) poll(ctx context.Context, end time.Time) ([]*models.Item, error) {
	if !end.IsZero() {
		least := f.prog.now().Add(f.settings.Timeout.V)
		if end.Before(least) {
			end = least
		}
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, end)
		defer cancel()
	}
	before := f.after
	page, err := f.client.Page(ctx, f.holder, f.after, api.MaxCount, nil)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() != nil {
		err = failed(errors.New("the last request had no answer when --for was over: grants may be missing"))
	}
	full := len(page.Items) >= api.MaxCount
	f.advance(&page)
	f.more = full && len(page.Items) > 0
	if failure := f.match(ctx, &page); failure != nil {
		// What could not be judged is asked for again.
		f.after, f.more = before, false
		return nil, failure
	}
	items := make([]*models.Item, len(page.Items))
	for i := range page.Items {
		items[i] = &page.Items[i]
	}
	return items, err
}

// match leaves the items that match, by the loadout as it is now.
func (f *follower) match(ctx context.Context, page *models.Page) error {
	if len(page.Items) == 0 {
		return nil
	}
	defer f.progress.clear()
	if err := f.prepare(ctx); err != nil {
		return err
	}
	return f.filter(page)
}

// advance leaves in the page what was not seen before, and moves the cursor behind
// it.
func (f *follower) advance(page *models.Page) {
	if f.holder.Kind == models.UniversalHolder {
		f.seen.Step(page)
		return
	}
	came := len(page.Items)
	before, next := f.after, f.after
	fresh := page.Items[:0]
	for _, it := range page.Items {
		id, ok := models.CursorAfter(it.Instance())
		if ok && !before.IsZero() && id.Uint64() <= before.Uint64() {
			continue
		}
		fresh = append(fresh, it)
		if ok && (next.IsZero() || id.Uint64() > next.Uint64()) {
			next = id
		}
	}
	page.Items, f.after = fresh, next
	if len(fresh) == 0 && came > 0 && !f.odd {
		f.odd = true
		f.warn("the service answers with older items than were asked for: grants may be missed")
	}
}
