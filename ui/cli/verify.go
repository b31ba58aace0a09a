package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/text"
)

// verifyFlags are the flags of verify.
type verifyFlags struct {
	holderFlags
	query, name    string
	min, max       int64 // max below 0: no bound
	wait, interval time.Duration
	format         string
}

func newVerify(prog *program) *cobra.Command {
	v := verifyFlags{}
	cmd := &cobra.Command{
		Use:        "verify PLAYER [flags]",
		SuggestFor: []string{"check", "assert", "expect", "test"},
		Short:      "Check how many items match a query",
		Long: `verify counts the items that match a query and checks the number: at least 1,
unless --min or --max say otherwise.

With --wait it repeats the check until it holds or the time is over. In between
it only requests what is newer than the newest item; the answer comes from a
walk through the whole inventory, which also sees items that were removed or
changed. A walk that takes longer than --wait and --timeout together gives no
answer.

Reports show the first 100 items that match. json is {"holds":true|false|null,
"why", "query", "min", "max", "matched", "read", "complete", "notice", "notes",
"error", "seconds", "items":[…], "items_omitted":N}; "holds" is null if there is
no answer.
junit is one test case, with a failure if the check does not hold and an error
if there is no answer. Both are written for a wrong query or player too.

Dates in a query are UTC, unless --tz names a time zone: "lootlens help query"
describes queries.

Exit codes: 0 it holds, 1 it does not, 2 wrong usage or query, 3 the API or the
network failed, or the inventory may be incomplete and the missing items could
change the answer, 4 no such player or several, 130 interrupted.`,
		Example: `lootlens verify 363 --query 'asset:5001 source:grant_admin' --wait 60s
lootlens verify 363 --character 49 --query 'rental:expired' --max 0
lootlens verify 363 --query 'storage.level:>9' --format junit > out.xml`,
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("max") && !cmd.Flags().Changed("min") {
				v.min = 0
			}
			if cmd.Flags().Changed("interval") && !cmd.Flags().Changed("wait") {
				return usagef("--interval is the time between two checks of --wait: add --wait")
			}
			return v.run(cmd.Context(), prog, first(args), cmd.Flags().Changed("max"))
		},
	}
	v.holderFlags.add(cmd)
	f := cmd.Flags()
	f.StringVar(&v.query, "query", "", "the items that count (required)")
	f.Int64Var(&v.min, "min", 1, "at least this number of items; 0 if only --max is given")
	f.Int64Var(&v.max, "max", -1, "at most this number of items (default: no bound)")
	f.DurationVar(&v.wait, "wait", 0, "repeat the check until it holds, for at most this time")
	f.DurationVar(&v.interval, "interval", 2*time.Second, "time between two checks of --wait")
	f.StringVar(&v.name, "name", "", "name of the check in reports (default: the query)")
	formatFlag(cmd, &v.format, "text", "json", "junit")
	f.Lookup("max").DefValue = ""
	return cmd
}

func (v *verifyFlags) check(bounded bool) error {
	switch {
	case strings.TrimSpace(v.query) == "":
		return queryError("--query", errors.New("it is missing: give the items to count, such as --query asset:5001"))
	case v.min < 0 || bounded && v.max < 0:
		return usagef("--min and --max are numbers of items, 0 or more")
	case bounded && v.max < v.min:
		return usagef("--max %d is below --min %d", v.max, v.min)
	case v.wait < 0 || v.interval <= 0:
		return usagef("--wait and --interval are durations such as 60s")
	}
	return nil
}

func (v *verifyFlags) run(ctx context.Context, prog *program, player string, bounded bool) error {
	r := report{verifyFlags: v, began: prog.now(), subject: "player " + text.Of(player).Line()}
	if v.universal {
		r.subject = "universal inventory"
	}
	r.failure = v.check(bounded)
	if r.failure == nil {
		r.failure = r.examine(ctx, prog, player)
	}
	if r.failure != nil && ctx.Err() != nil {
		return r.failure
	}
	r.took = prog.now().Sub(r.began)
	r.code = exitCode(ctx, r.failure)
	if err := r.write(prog); err != nil {
		return err
	}
	switch {
	case r.failure != nil:
		return r.failure
	case !r.holds():
		return no()
	}
	return nil
}

// examine finds the inventory and walks it until the answer is known.
func (r *report) examine(ctx context.Context, prog *program, player string) error {
	s, err := prog.source(ctx, &r.holderFlags, player, r.verifyFlags.query, false)
	if err != nil {
		return err
	}
	r.source, r.subject = s, s.holder.String()
	if r.wait <= 0 {
		r.sight, err = r.look(ctx, s)
	} else {
		deadline := r.began.Add(r.wait)
		bounded, cancel := context.WithDeadline(ctx, deadline.Add(s.settings.Timeout.V))
		defer cancel()
		r.sight, err = r.watch(bounded, prog, s, deadline)
		if err != nil && bounded.Err() != nil && ctx.Err() == nil {
			err = failed(fmt.Errorf("the inventory was not read to its end when --wait %s was over: give it more time", r.wait))
		}
	}
	s.progress.clear()
	r.notes = s.missing()
	return err
}

// sight is the result of one walk.
type sight struct {
	matches int64
	certain int64          // matches with different ids; counted as far as it decides
	items   []*models.Item // the first matches
	notice  string         // why there may be more; "" if there are no more
}

// mostShown is the number of matching items that a report shows at most.
const mostShown = 100

// holds reports whether n matches are within --min and --max.
func (v *verifyFlags) holds(n int64) bool { return n >= v.min && (v.max < 0 || n <= v.max) }

// decided reports whether items that are missing or came twice cannot change the
// answer.
func (v *verifyFlags) decided(s sight) bool {
	return s.notice == "" || v.max >= 0 && s.certain > v.max || v.max < 0 && s.certain >= v.min
}

// look walks the whole inventory.
func (v *verifyFlags) look(ctx context.Context, s *source) (sight, error) {
	var seen sight
	ids := map[models.InstanceID]bool{}
	for page, err := range s.pages(ctx) {
		seen.matches += int64(len(page.Items))
		for i := range page.Items {
			if seen.certain <= max(v.min, v.max) { // more would not change the answer
				ids[page.Items[i].Instance()] = true
				seen.certain = int64(len(ids))
			}
			if len(seen.items) < mostShown {
				seen.items = append(seen.items, &page.Items[i])
			}
		}
		if incomplete, ok := errors.AsType[*api.IncompleteError](err); ok {
			seen.notice = incomplete.Notice
			err = nil
		}
		if err != nil {
			return seen, err
		}
	}
	if !v.decided(seen) {
		return seen, &api.IncompleteError{Notice: seen.notice}
	}
	return seen, nil
}

// watch repeats the walk until the check holds or the time is over. Temporary failures
// do not end it. The last walk begins early enough to end in time, if it takes as long
// as the one before.
func (v *verifyFlags) watch(ctx context.Context, prog *program, s *source, deadline time.Time) (sight, error) {
	lastLook := deadline // when the last look begins
	for {
		began := prog.now()
		seen, err := v.look(ctx, s)
		if !began.Before(lastLook) || !prog.now().Before(deadline) || err == nil && v.holds(seen.matches) || err != nil && !errors.Is(err, api.ErrTemporary) {
			return seen, err
		}
		if err != nil {
			s.progress.clear()
			prog.note("%v", err)
		}
		lastLook = deadline.Add(began.Sub(prog.now()))
		if err := v.rest(ctx, prog, s, seen, err == nil, lastLook); err != nil {
			return seen, err
		}
	}
}

// rest waits until another walk makes sense: a new item matches, the inventory is so
// small that a walk costs no more than a request for new items, or the time is over.
func (v *verifyFlags) rest(ctx context.Context, prog *program, s *source, seen sight, walked bool, until time.Time) error {
	after, sendable := models.CursorAfter(s.newest)
	newer := api.NewWalk(s.holder, api.WalkOptions{From: after, Follow: true})
	small := s.looked < uint64(s.settings.Count.V)
	for {
		s.progress.say("%d items match, waiting", seen.matches)
		if err := sleep(ctx, min(v.interval, max(until.Sub(prog.now()), 0))); err != nil {
			return err
		}
		if !prog.now().Before(until) || !walked || small || !sendable {
			return nil
		}
		page, err := s.client.Page(ctx, newer.Next())
		if err != nil && ctx.Err() != nil {
			return err
		}
		if err != nil {
			s.progress.clear()
			prog.note("%v", err)
			continue
		}
		newer.Take(&page, nil)
		if err := s.filter(&page); err != nil || len(page.Items) > 0 {
			return nil // the walk reports the error
		}
	}
}

// sleep waits for d or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
