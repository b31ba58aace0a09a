package cli

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/dustin/go-humanize"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/query"
	"lootlens/ui/cli/config"
)

// source is an inventory and a query that selects from it, for export, verify, tail
// and diff.
type source struct {
	prog      *program
	client    *api.Client
	settings  config.Settings
	reference string // the player as given
	player    models.Player
	holder    models.Holder
	aliases   []models.Holder // the inventory's other names, as far as known
	query     query.Query
	now       func() time.Time
	progress  *progress
	pool      *models.Pool // of the walks; nil is one for each

	context query.Context
	matcher *query.Matcher
	survey  *query.Survey // notes which values of the query no item has
	matched int           // items that this matcher has looked at
	stored  int           // requests for storage
	failed  error         // why the matching ended

	past     []*models.Item // with --at: the items of the look
	snapshot bool           // a failure to record is the command's
	oneByOne bool           // the walk may end early
	exact    bool           // it does not
	together bool           // several walks answer the query: its notes are about all of them
	follows  bool           // what came is one whole inventory
	recorded *recording     // of the last walk; nil where history is off

	// Of the last walk:
	looked uint64
	found  uint64 // of these, how many match
	total  models.Total
	newest models.InstanceID
}

// parseQuery reads the query of a flag, with dates in the zone of --tz or UTC.
func (prog *program) parseQuery(typed string) (query.Query, error) {
	settings, err := prog.settings()
	if err != nil {
		return query.Query{}, err
	}
	return prog.parseQueryOf("--query", typed, settings.Zone())
}

// parseQueryOf reads a query about the inventory now; errors name its origin. Terms that need a baseline are an error, and
// those that need recorded looks are one while history is off.
func (prog *program) parseQueryOf(name, typed string, zone *time.Location) (query.Query, error) {
	q, err := query.Parse(typed, prog.now(), zone)
	if err == nil {
		err = q.CheckNoBaseline()
	}
	if err == nil {
		err = q.CheckNoGone("finds what is not there any more, and this command looks at what is there now: `lootlens history PLAYER --query …` answers it")
	}
	if s, wrong := prog.settings(); err == nil && (wrong != nil || !s.History.V) {
		err = q.CheckNoPast(query.HistoryOff)
	}
	if err != nil {
		return q, queryError(name, err)
	}
	return q, nil
}

// queryError is a query that is not understood; name is its origin.
func queryError(name string, err error) error {
	return &exit{exitUsage, fmt.Errorf("%s: %w", name, err), "lootlens help query"}
}

// source finds the inventory that the command line names, and reads the query for it.
// ownFile is whether the
// command writes to a file of its own, and not to stdout.
func (prog *program) source(ctx context.Context, f *holderFlags, player, typed string, ownFile bool) (*source, error) {
	q, err := prog.parseQuery(typed)
	if err != nil {
		return nil, err
	}
	if err := f.check(player, true); err != nil {
		return nil, err
	}
	if f.universal && q.Needs().Loadouts {
		return nil, queryError("--query", errors.New("equipped: needs a loadout, and the universal inventory has none"))
	}
	client, settings, err := prog.client(ctx)
	if err != nil {
		return nil, err
	}
	s := &source{prog: prog, client: client, settings: settings, query: q, now: prog.now, progress: prog.newProgress(ownFile), reference: player}
	s.player, s.holder, err = f.find(ctx, client, player)
	return s, err
}

// first is the first argument, or "".
func first(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

// pages walks the inventory and yields each page with the items that match. Errors
// are those of api.Client.Walk and of the requests for loadouts and storage.
func (s *source) pages(ctx context.Context) iter.Seq2[models.Page, error] {
	return func(yield func(models.Page, error) bool) {
		s.looked, s.found, s.total, s.newest = 0, 0, models.Total{}, models.InstanceID{}
		s.context.Equipped = nil // read again
		if err := s.prepare(ctx); err != nil {
			yield(models.Page{}, err)
			return
		}
		size := s.settings.Count.V
		for page, err := range s.watched(ctx, s.client.Walk(ctx, s.holder, api.WalkOptions{First: size, Size: size, OneByOne: s.oneByOne, Pool: s.pool})) {
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
			s.found += uint64(len(page.Items))
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

// prepare fetches the loadouts, if the query needs them.
func (s *source) prepare(ctx context.Context) error {
	s.failed = nil
	if s.query.Needs().Loadouts && s.context.Equipped == nil {
		equipped, err := s.client.Equipped(ctx, s.holder, func(n, all int) {
			if all == 0 {
				s.progress.say("listing the loadouts")
			} else {
				s.progress.say("reading loadout %d of %d", n, all)
			}
		})
		if err != nil {
			return err
		}
		s.context.Equipped = func(id models.InstanceID) query.Verdict {
			if len(equipped[id]) > 0 {
				return query.Yes
			}
			return query.No
		}
	}
	if s.query.Needs().Past && s.context.Past == nil {
		if err := s.preparePast(ctx); err != nil {
			return err
		}
	}
	s.context.InstanceStorage = func(id models.InstanceID) ([]models.StoragePair, bool) { return s.storage(ctx, id) }
	s.matcher = nil
	if s.survey == nil || !s.together {
		s.survey = s.query.Survey()
	}
	return nil
}

// storage requests the storage of one instance that matches all other terms.
func (s *source) storage(ctx context.Context, id models.InstanceID) ([]models.StoragePair, bool) {
	if s.failed != nil {
		return nil, false
	}
	s.stored++
	s.progress.say("%s items read, instance storage of %s requested", humanize.Comma(int64(s.looked)), humanize.Comma(int64(s.stored)))
	pairs, err := s.client.InstanceStorage(ctx, s.holder.Player, id)
	if errors.Is(err, api.ErrNotFound) {
		return nil, true // the item was removed meanwhile
	}
	if s.survey != nil {
		s.survey.AddInstanceStorage(pairs)
	}
	if err != nil {
		s.failed = fmt.Errorf("the storage of instance %s, which the query needs: %w", id, err)
	}
	return pairs, err == nil
}

// perMatcher is how many items one Matcher looks at: it remembers their assets, which
// a walk without an end would let grow.
const perMatcher = 20_000

// filter removes the items that do not match.
func (s *source) filter(page *models.Page) error {
	if s.query.Empty() {
		return nil
	}
	s.survey.Add(pointers(page.Items), s.now())
	now := s.now()
	page.Items = slices.DeleteFunc(page.Items, func(it models.Item) bool { return !s.selects(&it, now) })
	return s.failed
}

// selects reports whether an item matches the query at a time.
func (s *source) selects(it *models.Item, now time.Time) bool {
	if s.matched++; s.matcher == nil || s.matched > perMatcher {
		s.matcher, s.matched = s.query.Matcher(s.context), 1
	}
	s.matcher.SetNow(now)
	return s.matcher.Match(it) == query.Yes
}

func pointers(items []models.Item) []*models.Item {
	out := make([]*models.Item, len(items))
	for i := range items {
		out[i] = &items[i]
	}
	return out
}

// missing are notes on values of the query that no item of the last walk has.
func (s *source) missing() []string {
	if s.survey == nil || s.query.Empty() {
		return nil
	}
	return s.survey.Notes()
}

// noteMissing writes these notes to stderr.
func (s *source) noteMissing(prog *program) {
	for _, note := range s.missing() {
		prog.note("%s", note)
	}
}
