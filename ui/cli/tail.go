package cli

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"lootlens/api"
	"lootlens/models"
	"lootlens/ui/cli/export"
)

// tailFlags are the flags of tail.
type tailFlags struct {
	holderFlags
	query    string
	interval time.Duration
	duration time.Duration
	limit    uint64
	full     bool
	format   string
}

func newTail(prog *program) *cobra.Command {
	var t tailFlags
	cmd := &cobra.Command{
		Use:        "tail PLAYER [flags]",
		SuggestFor: []string{"follow", "watch"},
		Short:      "Print grants as they come",
		Long: `tail prints the items that an inventory is granted from now on. It finds the
newest item without reading the whole inventory, and then requests what is
newer: a small request each interval, and fewer while nothing comes.

It does not see an item that comes back with its old id, as after LootLocker
recovered data, nor items that change or are removed. --full reads the whole
inventory each time and prints every item whose id was not there before.

A request that fails is reported on stderr and repeated; no grant is lost by it.
A permanent failure, such as a wrong key, ends tail. --for limits everything,
also a request that is under way.

Exit codes: 0 --for or --limit is reached, 2 wrong usage, 3 the API or the
network failed and had not answered again at the end, or grants may have been
missed, 4 no such player or several, 130 interrupted.`,
		Example: `lootlens tail 1007
lootlens tail 1007 --query 'source:grant_admin' --for 5m
lootlens tail 1007 --format ndjson --limit 1 | jq .asset.name`,
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch changed := cmd.Flags().Changed; {
			case changed("limit") && t.limit == 0:
				return usagef("--limit is a number of items, 1 or more")
			case changed("for") && t.duration <= 0:
				return usagef("--for is a duration above zero, such as 5m")
			case t.interval <= 0:
				return usagef("--interval is a duration above zero, such as 5s")
			}
			return t.run(cmd.Context(), prog, first(args))
		},
	}
	t.holderFlags.add(cmd)
	f := cmd.Flags()
	f.StringVar(&t.query, "query", "", "only the items that match this query")
	f.DurationVar(&t.interval, "interval", 2*time.Second, "time between two requests; up to 8 times that while nothing comes")
	f.DurationVar(&t.duration, "for", 0, "end after this time (default: when interrupted)")
	f.Uint64Var(&t.limit, "limit", 0, "end after this number of items (default: no limit)")
	f.BoolVar(&t.full, "full", false, "read the whole inventory each time, for items that come back")
	formatFlag(cmd, &t.format, "text", "ndjson")
	f.Lookup("for").DefValue, f.Lookup("limit").DefValue = "", ""
	return cmd
}

func (t *tailFlags) run(ctx context.Context, prog *program, player string) error {
	s, err := prog.source(ctx, &t.holderFlags, player, t.query, false)
	if err != nil {
		return err
	}
	var w export.Writer
	if t.format == "ndjson" {
		w, err = export.New(export.NDJSON, prog.stdout, export.Options{})
	} else {
		w, err = export.New(export.Table, prog.styled(), export.Options{Theme: prog.theme(s.settings), Width: prog.width(), Zone: s.settings.Zone()})
	}
	if err != nil {
		return err
	}
	f := follower{source: s, full: t.full}
	if t.duration > 0 {
		f.end = prog.now().Add(t.duration)
	}
	if err := f.begin(ctx); err != nil {
		return err
	}
	s.progress.clear()
	if terminal(prog.stderr) {
		t.announce(prog, &f)
	}
	if err := t.follow(ctx, &f, w); err != nil {
		return err
	}
	if f.warned != "" {
		return &api.IncompleteError{Notice: f.warned}
	}
	return nil
}

// announce notes what is watched, since the first grant may take long.
func (t *tailFlags) announce(prog *program, f *follower) {
	what := f.holder.String()
	if !f.query.Empty() {
		what += " for " + f.query.String()
	}
	if f.full {
		prog.note("watching all %d items of %s every %s; ctrl+c ends it", len(f.ids), what, t.interval)
		return
	}
	newest := "no item yet"
	if id := f.walk.Newest(); !id.IsZero() {
		newest = "newest instance " + id.String()
	}
	prog.note("watching %s every %s, up to %s while nothing comes; %s; ctrl+c ends it", what, t.interval, 8*t.interval, newest)
}

// follow polls until --for or --limit is reached.
func (t *tailFlags) follow(ctx context.Context, f *follower, w export.Writer) error {
	wait := t.interval
	for {
		items, err := f.poll(ctx)
		for _, it := range items {
			if err := w.Write(it); err != nil {
				return err
			}
			if w.Count() == t.limit {
				return w.Flush()
			}
		}
		if len(items) > 0 {
			if err := w.Flush(); err != nil {
				return err
			}
		}
		over := !f.end.IsZero() && !f.prog.now().Before(f.end)
		switch {
		case err != nil && ctx.Err() != nil:
			return err
		case err != nil && (over || !temporary(err)):
			return err
		case err != nil:
			f.prog.note("%v", err)
		case over:
			return nil
		}
		if len(items) > 0 {
			wait = t.interval
		}
		if err == nil && !f.full && !f.walk.Idle() {
			continue // the page was full
		}
		pause := wait
		if !f.end.IsZero() {
			pause = min(pause, max(0, f.end.Sub(f.prog.now())))
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
		wait = min(wait*3/2, 8*t.interval)
	}
}

// temporary reports whether the next poll may succeed.
func temporary(err error) bool {
	return errors.Is(err, api.ErrTemporary) || errors.Is(err, models.ErrNotJSON) || errors.Is(err, models.ErrNoItems)
}

// follower requests what is newer than all items so far.
type follower struct {
	*source
	end    time.Time // of --for; zero: no end
	full   bool
	ids    map[models.InstanceID]bool // with full: the items of the last walk
	walk   *api.Walk                  // without full
	unread *models.Page               // a page that is not matched with the query yet
	warned string                     // the last notice of the walk that was reported
}

var errUnanswered = errors.New("the last request had no answer when --for was over: grants may be missing")

// within limits a request by --for, but not to less than its timeout.
func (f *follower) within(ctx context.Context) (context.Context, context.CancelFunc) {
	if f.end.IsZero() {
		return context.WithCancel(ctx)
	}
	end := f.end
	if least := f.prog.now().Add(f.settings.Timeout.V); end.Before(least) {
		end = least
	}
	return context.WithTimeout(ctx, end.Sub(f.prog.now()))
}

// begin finds the newest item or, with full, all items.
func (f *follower) begin(ctx context.Context) error {
	bounded, cancel := f.within(ctx)
	defer cancel()
	err := f.start(bounded)
	if err != nil && bounded.Err() != nil && ctx.Err() == nil {
		return failed(errUnanswered)
	}
	return err
}

func (f *follower) start(ctx context.Context) error {
	if f.full {
		f.ids = map[models.InstanceID]bool{}
		_, err := f.reread(ctx)
		return err
	}
	f.progress.say("looking for the newest item")
	var err error
	if f.walk, err = f.client.Follow(ctx, f.holder, models.Cursor{}); err != nil {
		if isA[*api.Error](err) || ctx.Err() != nil {
			return err
		}
		return failed(err)
	}
	f.warn(f.walk.Notice())
	return nil
}

// warn notes once why grants may be missed.
func (f *follower) warn(notice string) {
	if notice != f.warned {
		f.warned = notice
		f.progress.clear()
		f.prog.note("grants may be missed: %s", notice)
	}
}

// poll returns what is new and matches.
func (f *follower) poll(ctx context.Context) (items []*models.Item, err error) {
	bounded, cancel := f.within(ctx)
	defer cancel()
	if f.unread == nil {
		var page models.Page
		if f.full {
			page, err = f.reread(bounded)
		} else {
			r := f.record()
			next := f.walk.Next()
			page, err = f.client.Page(bounded, next)
			f.walk.Take(&page, err)
			r.takeAfter(next.After, page)
			r.end(ctx, false, err)
			f.warn(f.walk.Notice())
		}
		if errors.Is(err, context.DeadlineExceeded) && bounded.Err() != nil {
			err = failed(errUnanswered)
		}
		if len(page.Items) == 0 {
			return nil, err
		}
		f.unread = &page
	}
	items, failure := f.match(bounded)
	return items, cmp.Or(failure, err)
}

// reread reads the whole inventory and returns the items whose ids were not there at
// the last walk. An incomplete walk adds ids but removes none, as the items that it
// did not see may still be there.
func (f *follower) reread(ctx context.Context) (fresh models.Page, err error) {
	size := f.settings.Count.V
	now := map[models.InstanceID]bool{}
	for page, err := range f.watched(ctx, f.client.Walk(ctx, f.holder, api.WalkOptions{First: size, Size: size})) {
		for _, it := range page.Items {
			id := it.Instance()
			now[id] = true
			if !f.ids[id] {
				fresh.Items = append(fresh.Items, it)
			}
		}
		if err != nil {
			maps.Copy(f.ids, now)
		}
		if isIncomplete(err) {
			f.warn(notice(ctx, err))
			return fresh, nil
		} else if err != nil {
			return fresh, err
		}
	}
	f.ids = now
	return fresh, nil
}

// match returns the items of the page that match, by the current loadout. After an
// error the page is kept, to be matched again.
func (f *follower) match(ctx context.Context) ([]*models.Item, error) {
	defer f.progress.clear()
	if err := f.prepare(ctx); err != nil {
		return nil, err
	}
	page := models.Page{Items: slices.Clone(f.unread.Items)}
	if err := f.filter(&page); err != nil {
		return nil, err
	}
	f.unread = nil
	return pointers(page.Items), nil
}
