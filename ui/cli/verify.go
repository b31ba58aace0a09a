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
)

var verifyFormats = []string{"text", "json", "junit"}

// verifying are the flags of verify.
type verifying struct {
	whose
	query          string
	min, max       int64 // max below 0: no bound
	wait, interval time.Duration
	format         string
}

func newVerify(prog *program) *cobra.Command {
	v := verifying{}
	cmd := &cobra.Command{
		Use:        "verify PLAYER --query QUERY [flags]",
		SuggestFor: []string{"check", "assert", "expect", "test"},
		Short:      "Check that an inventory holds what it should",
		Long: `verify counts the items that match QUERY and says whether there are as many as
there should be: at least 1, unless --min or --max say otherwise.

With --wait it looks again until it holds or the time is over. In between it
only asks for what is newer than the newest item; what it says at the end comes
from a walk through the whole inventory, so that items that went or changed
count too.

Where the inventory may be incomplete and more items could change the answer,
there is no answer: exit code 3.

Exit codes: 0 it holds, 1 it does not, 2 wrong usage, 3 the API or the network
failed or the inventory may be incomplete, 130 interrupted.`,
		Example: `  lootlens verify 363 --query 'asset:5001 source:grant_admin' --wait 60s
  lootlens verify 363 --character 49 --query 'rental:expired' --max 0
  lootlens verify 363 --query 'storage.level:>=10' --format junit > report.xml`,
		Args:              atMost(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("max") && !cmd.Flags().Changed("min") {
				v.min = 0
			}
			return v.run(cmd.Context(), prog, first(args), cmd.Flags().Changed("max"))
		},
	}
	v.whose.add(cmd)
	f := cmd.Flags()
	f.StringVar(&v.query, "query", "", "the items that count: a `query`")
	f.Int64Var(&v.min, "min", 1, "at least this `number` of items (0 when only --max is given)")
	f.Int64Var(&v.max, "max", -1, "at most this `number` of items (default no bound)")
	f.DurationVar(&v.wait, "wait", 0, "look again for this `duration`, until it holds")
	f.DurationVar(&v.interval, "interval", 2*time.Second, "with --wait: the `duration` between two looks")
	f.StringVar(&v.format, "format", "text", "text, json or junit: the `format`")
	f.Lookup("max").DefValue = ""
	_ = cmd.RegisterFlagCompletionFunc("format", completeFormats(verifyFormats))
	return cmd
}

func (v *verifying) check(bounded bool) error {
	switch {
	case strings.TrimSpace(v.query) == "":
		return usagef("--query is missing: say which items count, such as --query asset:5001")
	case v.min < 0 || bounded && v.max < 0:
		return usagef("--min and --max are numbers of items, 0 or more")
	case bounded && v.max < v.min:
		return usagef("--max %d is below --min %d", v.max, v.min)
	case v.wait < 0 || v.interval <= 0:
		return usagef("--wait and --interval are durations such as 60s")
	}
	return oneOf(v.format, verifyFormats)
}

func (v *verifying) run(ctx context.Context, prog *program, player string, bounded bool) error {
	if err := v.check(bounded); err != nil {
		return err
	}
	q, err := parseQuery(prog, v.query)
	if err != nil {
		return err
	}
	s, err := prog.source(ctx, &v.whose, player, q)
	if err != nil {
		return err
	}
	began := prog.now()
	seen, err := v.watch(ctx, prog, s)
	s.progress.clear()
	if err != nil && ctx.Err() != nil {
		return err
	}
	r := report{verifying: v, source: s, sight: seen, took: prog.now().Sub(began), failure: err}
	if err := r.write(prog); err != nil {
		return written(err)
	}
	switch {
	case r.failure != nil:
		return failed(r.failure)
	case !r.holds():
		return no()
	}
	return nil
}

// sight is what one walk found.
type sight struct {
	matches int64
	items   []*models.Item // the first of them
	notice  string         // why there may be more; "" if there are none
}

// mostShown is how many of the matching items a report shows.
const mostShown = 100

// holds reports whether the number of matches is as wanted.
func (v *verifying) holds(n int64) bool { return n >= v.min && (v.max < 0 || n <= v.max) }

// decided reports whether items that did not come could not change the answer.
func (v *verifying) decided(s sight) bool {
	return s.notice == "" || v.max >= 0 && s.matches > v.max || v.max < 0 && s.matches >= v.min
}

// look walks the whole inventory.
func (v *verifying) look(ctx context.Context, s *source) (sight, error) {
	var seen sight
	for page, err := range s.pages(ctx) {
		seen.matches += int64(len(page.Items))
		for i := range page.Items {
			if len(seen.items) < mostShown {
				seen.items = append(seen.items, &page.Items[i])
			}
		}
		var ended *api.IncompleteError
		if errors.As(err, &ended) {
			seen.notice = ended.Notice
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

// watch looks until it holds, or the time to wait is over. Failures that may pass
// are waited for too.
func (v *verifying) watch(ctx context.Context, prog *program, s *source) (sight, error) {
	deadline := prog.now().Add(v.wait)
	for {
		seen, err := v.look(ctx, s)
		last := !prog.now().Before(deadline)
		if last || err == nil && v.holds(seen.matches) || err != nil && !errors.Is(err, api.ErrTemporary) {
			return seen, err
		}
		if err != nil {
			s.progress.clear()
			fmt.Fprintf(prog.stderr, "lootlens: %s\n", prog.printable(err.Error()))
		}
		if err := v.rest(ctx, prog, s, seen, err == nil, deadline); err != nil {
			return seen, err
		}
	}
}

// rest waits until another walk is worth it: something new matches, the inventory
// is so small that a walk costs no more than asking for what is new, or the time is
// nearly over.
func (v *verifying) rest(ctx context.Context, prog *program, s *source, seen sight, walked bool, deadline time.Time) error {
	after, sendable := models.CursorAfter(s.newest)
	newer := api.NewWalk(s.holder, api.WalkOptions{From: after, Follow: true})
	small := s.looked < uint64(s.settings.Count.V)
	for {
		s.progress.say("%d items match, waiting", seen.matches)
		left := deadline.Sub(prog.now())
		if err := sleep(ctx, min(v.interval, max(left, 0))); err != nil {
			return err
		}
		if !prog.now().Before(deadline) || !walked || small || !sendable {
			return nil
		}
		page, err := s.client.Page(ctx, newer.Next())
		if err != nil && ctx.Err() != nil {
			return err
		}
		if err != nil {
			s.progress.clear()
			fmt.Fprintf(prog.stderr, "lootlens: %s\n", prog.printable(err.Error()))
			continue
		}
		newer.Take(&page, nil)
		if err := s.filter(&page); err != nil || len(page.Items) > 0 {
			return nil // the walk meets the error again
		}
	}
}

// sleep waits, unless ctx ends before.
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
