package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
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
		w, err = export.New(export.Table, prog.styled(), export.Options{Theme: prog.palette(s.settings), Width: prog.columns()})
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
	if id := f.walk.Newest(); !id.IsZero() {
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
		if err == nil && !f.walk.Idle() {
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
	walk   *api.Walk
	unread *models.Page // a page that could not be judged yet
	warned string       // the walk's notice that was said
}

// begin finds the newest item.
func (f *follower) begin(ctx context.Context) error {
	if err := f.prepare(ctx); err != nil {
		return err
	}
	f.progress.say("looking for the newest item")
	var err error
	if f.walk, err = f.client.Follow(ctx, f.holder, models.Cursor{}); err != nil {
		var answered *api.Error
		if errors.As(err, &answered) || ctx.Err() != nil {
			return err
		}
		return failed(err)
	}
	f.warn()
	return nil
}

// warn says once what may be missed.
func (f *follower) warn() {
	if n := f.walk.Notice(); n != f.warned {
		f.warned = n
		f.progress.clear()
		fmt.Fprintf(f.prog.stderr, "lootlens: grants may be missed: %s\n", f.prog.printable(n))
	}
}

// poll gives what is new and matches. It does not wait much longer than end.
func (f *follower) poll(ctx context.Context, end time.Time) (items []*models.Item, err error) {
	if !end.IsZero() {
		least := f.prog.now().Add(f.settings.Timeout.V)
		if end.Before(least) {
			end = least
		}
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, end)
		defer cancel()
	}
	if f.unread == nil {
		var page models.Page
		page, err = f.client.Page(ctx, f.walk.Next())
		f.walk.Take(&page, err)
		f.warn()
		if errors.Is(err, context.DeadlineExceeded) && ctx.Err() != nil {
			err = failed(errors.New("the last request had no answer when --for was over: grants may be missing"))
		}
		if len(page.Items) == 0 {
			return nil, err
		}
		f.unread = &page
	}
	items, failure := f.match(ctx)
	return items, cmp.Or(failure, err)
}

// match gives the items of the page that match, by the loadout as it is now. After
// an error the page is kept, to be judged again.
func (f *follower) match(ctx context.Context) (items []*models.Item, err error) {
	defer f.progress.clear()
	if err := f.prepare(ctx); err != nil {
		return nil, err
	}
	page := models.Page{Items: slices.Clone(f.unread.Items)}
	if err := f.filter(&page); err != nil {
		return nil, err
	}
	f.unread = nil
	for i := range page.Items {
		items = append(items, &page.Items[i])
	}
	return items, nil
}
