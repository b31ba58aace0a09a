package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/query"
	"lootlens/theme"
	"lootlens/ui/cli/config"
)

// source is an inventory and which of its items are asked for: what export, verify,
// tail and diff read from.
type source struct {
	client   *api.Client
	settings config.Settings
	player   models.Player
	holder   models.Holder
	query    query.Query
	now      func() time.Time
	progress *progress

	ask     query.Context
	matcher *query.Matcher
	matched int // by this matcher
	stored  int // storages asked for
	failed  error

	// What the last walk saw.
	looked uint64
	total  models.Total
	newest models.InstanceID
}

// parseQuery reads --query, whose dates are UTC. What only a baseline can answer is
// refused.
func parseQuery(prog *program, s string) (query.Query, error) {
	q, err := query.Parse(s, prog.now(), time.UTC)
	if err == nil {
		err = q.CheckNoBaseline()
	}
	if err != nil {
		return q, usagef("--query: %w", err)
	}
	return q, nil
}

// source finds the inventory that the command line names.
func (prog *program) source(ctx context.Context, w *whose, player string, q query.Query) (*source, error) {
	if err := w.check(player, true); err != nil {
		return nil, err
	}
	if w.universal && q.Needs().Loadouts {
		return nil, usagef("--query: equipped: asks for a loadout, and the universal inventory has none")
	}
	client, settings, err := prog.client(ctx)
	if err != nil {
		return nil, err
	}
	s := &source{client: client, settings: settings, query: q, now: prog.now, progress: prog.newProgress()}
	s.player, s.holder, err = w.find(ctx, client, player)
	return s, err
}

// first is the argument at place 0, or "".
func first(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

// pages walks the inventory and leaves the items that match in each page. Errors
// are those of api.Client.Walk and of what the query asks for beside the items.
func (s *source) pages(ctx context.Context) iter.Seq2[models.Page, error] {
	return func(yield func(models.Page, error) bool) {
		s.looked, s.total, s.newest = 0, models.Total{}, models.InstanceID{}
		if err := s.prepare(ctx); err != nil {
			yield(models.Page{}, err)
			return
		}
		size := s.settings.Count.V
		for page, err := range s.client.Walk(ctx, s.holder, api.WalkOptions{First: size, Size: size}) {
			s.looked += uint64(len(page.Items))
			if page.Total.Known {
				s.total = page.Total
			}
			for i := range page.Items {
				if id := page.Items[i].Instance(); id.Compare(s.newest) > 0 {
					s.newest = id
				}
			}
			err = errors.Join(err, s.filter(&page))
			if !yield(page, err) || s.failed != nil {
				return
			}
			s.showProgress()
		}
	}
}

func (s *source) showProgress() {
	of := ""
	if s.total.Known {
		of = " of " + humanize.Comma(int64(min(s.total.N, 1<<62)))
	}
	s.progress.say("%s%s items read", humanize.Comma(int64(s.looked)), of)
}

// prepare fetches what the query needs for all items alike.
func (s *source) prepare(ctx context.Context) error {
	s.failed = nil
	if s.query.Needs().Loadouts {
		worn, err := equipped(ctx, s.client, s.holder, func(n, all int) {
			if all == 0 {
				s.progress.say("reading whose loadouts there are")
			} else {
				s.progress.say("reading loadout %d of %d", n, all)
			}
		})
		if err != nil {
			return err
		}
		s.ask.Equipped = func(id models.InstanceID) query.Verdict {
			if worn[id] {
				return query.Yes
			}
			return query.No
		}
	}
	s.ask.InstanceStorage = func(id models.InstanceID) ([]models.StoragePair, bool) { return s.storage(ctx, id) }
	s.matcher = nil
	return nil
}

// storage asks for one instance's storage: a request each, for items that match all
// else.
func (s *source) storage(ctx context.Context, id models.InstanceID) ([]models.StoragePair, bool) {
	if s.failed != nil {
		return nil, false
	}
	s.stored++
	s.progress.say("%s items read, instance storage of %s asked for", humanize.Comma(int64(s.looked)), humanize.Comma(int64(s.stored)))
	pairs, err := s.client.InstanceStorage(ctx, s.holder.Player, id)
	if errors.Is(err, api.ErrNotFound) {
		return nil, true // taken away meanwhile
	}
	if err != nil {
		s.failed = fmt.Errorf("the storage of instance %s, which the query needs: %w", id, err)
	}
	return pairs, err == nil
}

// perMatcher bounds what a Matcher remembers of assets in a walk without an end.
const perMatcher = 20_000

// filter leaves the items that match.
func (s *source) filter(page *models.Page) error {
	if s.query.Empty() {
		return nil
	}
	if s.matched += len(page.Items); s.matcher == nil || s.matched > perMatcher {
		s.matcher, s.matched = s.query.Matcher(s.ask), len(page.Items)
	}
	s.matcher.SetNow(s.now())
	page.Items = slices.DeleteFunc(page.Items, func(it models.Item) bool {
		return s.matcher.Match(&it) != query.Yes
	})
	return s.failed
}

// palette is the theme for people's text on stdout: none where it takes no colours.
// auto is the dark one unless COLORFGBG tells of a light background: the terminal
// is not asked, since its answer could end up in a pipe.
func (prog *program) palette(s config.Settings) theme.Theme {
	if prog.plain() {
		return theme.Theme{}
	}
	fgbg := prog.getenv("COLORFGBG")
	background := fgbg[strings.LastIndex(fgbg, ";")+1:]
	light := background == "7" || background == "15"
	switch s.Theme.V {
	case "light":
		light = true
	case "dark":
		light = false
	}
	return theme.New(!light, prog.profile())
}

// columns is the width that people's text is cut to, 0 where nothing is cut: in a
// pipe without COLUMNS.
func (prog *program) columns() int {
	if prog.wanted() == 0 && !terminal(prog.stdout) {
		return 0
	}
	return prog.width()
}

// progress is one line on stderr that is written over, where that is a terminal.
type progress struct {
	w     io.Writer // nil for none
	now   func() time.Time
	last  time.Time
	shown bool
}

func (prog *program) newProgress() *progress {
	p := &progress{now: prog.now}
	if prog.progress() {
		p.w = prog.stderr
	}
	return p
}

// say shows a line, unless one was shown just now.
func (p *progress) say(format string, args ...any) {
	if p.w == nil || p.now().Sub(p.last) < 100*time.Millisecond {
		return
	}
	p.last, p.shown = p.now(), true
	fmt.Fprintf(p.w, "\r\x1b[K"+format, args...)
}

// clear takes the line away: other text follows.
func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.shown, p.last = false, time.Time{}
	}
}
