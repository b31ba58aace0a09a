package cli

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/query"
)

// answer is what is known of a condition for one player.
type answer struct {
	*condition
	subject string // the inventory, or the player as given; safe to print
	matches int64  // items that came and match
	ids     map[models.InstanceID]struct{}
	read    uint64         // items
	items   []*models.Item // the first matches
	early   bool           // not everything was read, since the answer was known
	notice  string         // why there may be more; "" if there are no more
	notes   []string       // values of the query that no item has
	err     error          // why there is no answer

	selector *source // matches items of the inventory that is read
}

// mostShown is the number of matching items that a report shows at most.
const mostShown = 100

// mostIDs is the number of different matches that are counted after they decide.
const mostIDs = 10_000

// known reports whether no further item can change the answer.
func (a *answer) known() bool { return a.err == nil && a.decided(int64(len(a.ids))) }

// open reports whether the answer needs another inventory. The first is read in any
// case: it may not exist.
func (a *answer) open() bool { return a.err == nil && (!a.known() || a.selector == nil) }

// matched is the number of matches; at least that many where the reading ended early.
func (a *answer) matched() int64 {
	if a.early {
		return int64(len(a.ids))
	}
	return a.matches
}

// holds is meaningful where err is nil.
func (a *answer) holds() bool {
	if a.early {
		return a.max < 0
	}
	return a.within(a.matches)
}

// complete reports whether all items were read.
func (a *answer) complete() bool { return a.err == nil && a.notice == "" && !a.early }

// take counts the items that match. Those that come out of turn are not counted, but
// are certain all the same.
func (a *answer) take(items []models.Item, inTurn bool, shown int) {
	now := a.selector.now()
	if inTurn {
		a.selector.survey.Add(pointers(items), now)
		a.read += uint64(len(items))
	}
	for i := range items {
		it := &items[i]
		if !a.selector.selects(it, now) {
			continue
		}
		if inTurn {
			a.matches++
		}
		if int64(len(a.ids)) <= max(a.min, a.max, mostIDs) {
			a.ids[it.Instance()] = struct{}{}
		}
		if len(a.items) < shown {
			a.items = append(a.items, it)
		}
	}
}

// reading is an inventory and the answers that depend on it.
type reading struct {
	models.PlayerInventory
	answers []*answer
}

// examine reads the inventories of the source's player, each once, until the conditions
// are answered. An answer keeps up to shown items.
func (s *source) examine(ctx context.Context, list []condition, shown int) []*answer {
	answers := make([]*answer, len(list))
	for i := range list {
		answers[i] = &answer{condition: &list[i], ids: map[models.InstanceID]struct{}{}}
	}
	readings := s.inventories(ctx, answers)
	for _, r := range readings {
		if !s.exact && !slices.ContainsFunc(r.answers, (*answer).open) {
			for _, a := range r.answers {
				a.early = true
			}
			continue
		}
		s.holder, s.aliases = r.Holder, r.Aliases
		s.read(ctx, r.answers, shown)
	}
	s.follows = len(readings) == 1
	for _, a := range answers {
		if a.err == nil && a.notice != "" && !a.known() {
			a.err = &api.IncompleteError{Notice: a.notice}
		}
		if a.early {
			a.notes = nil // what was not read may have the values
			s.follows = false
		}
	}
	return answers
}

// inventories finds the inventories of the answers. One that is not found is the error
// of its answers.
func (s *source) inventories(ctx context.Context, answers []*answer) (readings []*reading) {
	var all []models.PlayerInventory
	var characters []models.Character
	var failure error
	if several(answers) { // two names may be those of one inventory
		if all, failure = s.client.Inventories(ctx, s.player.ID); failure != nil {
			all = nil
		}
		for _, v := range all {
			if v.Character != nil {
				characters = append(characters, *v.Character)
			}
		}
	}
	join := func(v models.PlayerInventory, a *answer) {
		for _, r := range readings {
			if r.Holder == v.Holder {
				r.answers = append(r.answers, a)
				return
			}
		}
		readings = append(readings, &reading{v, []*answer{a}})
	}
	for _, a := range answers {
		a.subject = models.Holder{Player: s.player.ID}.String()
		switch {
		case a.universal:
		case failure != nil:
			a.err = failure
			continue
		case a.all:
			a.subject += ", all inventories"
			for _, v := range all {
				join(v, a)
			}
			continue
		}
		h, err := a.holder(s.player.ID)
		if err != nil && all != nil {
			h.Character, err = findCharacter(characters, s.player.ID, a.character)
		} else if err != nil {
			h, err = a.of(ctx, s.client, s.player.ID)
		}
		if a.err = err; err != nil {
			continue
		}
		v := models.PlayerInventory{Holder: h}
		if i := slices.IndexFunc(all, func(v models.PlayerInventory) bool { return v.Is(h) }); i >= 0 {
			v = all[i]
		}
		a.subject = h.String()
		join(v, a)
	}
	return readings
}

// several reports whether answers depend on more than one inventory of a player.
func several(answers []*answer) bool {
	var first *answer
	for _, a := range answers {
		switch {
		case a.all:
			return true
		case a.universal:
		case first == nil:
			first = a
		case a.holderFlags != first.holderFlags:
			return true
		}
	}
	return false
}

// read walks the inventory until the answers are known. Where only recent items can
// match it looks at the newest ones first.
func (s *source) read(ctx context.Context, answers []*answer, shown int) {
	walk, stores := *s, *s
	walk.query, walk.oneByOne = query.Query{}, true
	var equipped func(models.InstanceID) query.Verdict
	for _, a := range answers {
		if a.err == nil {
			equipped, a.err = a.prepare(ctx, *s, &stores, equipped)
		}
	}
	take := func(page models.Page, inTurn bool) (enough bool) {
		enough = true
		for _, a := range answers {
			if a.err == nil {
				a.take(page.Items, inTurn, shown)
				if stores.failed != nil && a.query.Needs().InstanceStorage {
					a.err = stores.failed
				}
				enough = enough && (a.err != nil || a.known())
			}
		}
		return enough
	}
	end := func(err error) { // before the end of the inventory
		for _, a := range answers {
			if a.err == nil && !a.known() {
				a.err = err
			}
			a.early = a.early || a.err == nil
		}
	}
	for page, err := range walk.pages(ctx) {
		if incomplete, ok := errors.AsType[*api.IncompleteError](err); ok {
			for _, a := range answers {
				a.notice = strings.TrimPrefix(a.notice+"; "+incomplete.Notice, "; ")
			}
			break
		}
		enough := take(page, true) && !s.exact
		if err == nil && !enough && !s.exact && walk.looked == uint64(len(page.Items)) {
			enough, err = s.readLatest(ctx, page, answers, take)
		}
		if err != nil {
			end(err)
			break
		}
		if enough {
			if whole := page.Whole || len(page.Items) < s.settings.Count.V && walk.total == (models.Total{N: walk.looked, Known: true}); !whole {
				end(nil)
			}
			break
		}
	}
	s.newest, s.looked, s.recorded = walk.newest, walk.looked, walk.recorded
	for _, a := range answers {
		if a.selector != nil && a.selector.survey != nil {
			a.notes = append(a.notes, a.selector.missing()...)
		}
	}
}

// prepare makes the selector of the answer. stores reads instance storage, and equipped
// is what another selector read.
func (a *answer) prepare(ctx context.Context, s source, stores *source, equipped func(models.InstanceID) query.Verdict) (func(models.InstanceID) query.Verdict, error) {
	s.query, s.context = a.query, query.Context{Equipped: equipped}
	err := s.prepare(ctx)
	s.context.InstanceStorage = func(id models.InstanceID) ([]models.StoragePair, bool) {
		pairs, known := stores.storage(ctx, id)
		if known && s.survey != nil {
			s.survey.AddInstanceStorage(pairs)
		}
		return pairs, known
	}
	a.selector = &s
	if equipped == nil {
		equipped = s.context.Equipped
	}
	return equipped, err
}

// readLatest looks at the newest items if they may give all answers.
func (s *source) readLatest(ctx context.Context, first models.Page, answers []*answer, take func(models.Page, bool) bool) (enough bool, err error) {
	for _, a := range answers {
		if a.err == nil && !a.known() && !a.query.Recent() {
			return false, nil
		}
	}
	counts := make([]int, len(answers))
	for i, a := range answers {
		counts[i] = len(a.items)
	}
	for page, err := range s.client.Latest(ctx, s.holder, first, s.settings.Count.V, models.NewPool()) {
		if enough := take(page, false); enough || err != nil {
			return enough, err
		}
	}
	for i, a := range answers { // the walk comes to them
		a.items = a.items[:counts[i]]
	}
	return false, nil
}

// watch examines again until all conditions hold or the time is over. Temporary failures
// do not end it. The last examination begins early enough to end in time, if it takes as
// long as the one before.
func (v *verifyFlags) watch(ctx context.Context, s *source, list []condition, deadline time.Time) []*answer {
	last := deadline // when the last examination begins
	for {
		began := s.now()
		answers := s.examine(ctx, list, mostShown)
		var failure error
		done, final := true, false
		for _, a := range answers {
			done = done && a.err == nil && a.holds()
			if a.err != nil {
				failure, final = a.err, final || !errors.Is(a.err, api.ErrTemporary)
			}
		}
		if done || final || !began.Before(last) || !s.now().Before(deadline) {
			return answers
		}
		if failure != nil {
			s.progress.clear()
			s.prog.note("%v", failure)
		}
		last = deadline.Add(began.Sub(s.now()))
		if v.pause(ctx, s, answers, failure == nil, last) != nil {
			return answers
		}
	}
}

// pause waits until another examination makes sense: a new item matches, the inventory is
// so small that a walk costs no more than a request for new items, or the time is over.
func (v *verifyFlags) pause(ctx context.Context, s *source, answers []*answer, walked bool, until time.Time) error {
	after, sendable := models.CursorAfter(s.newest)
	newer := api.NewWalk(s.holder, api.WalkOptions{From: after, Follow: true})
	small := s.looked < uint64(s.settings.Count.V)
	for {
		s.progress.say("%d items match, waiting", answers[0].matched())
		if err := sleep(ctx, min(v.interval, max(until.Sub(s.now()), 0))); err != nil {
			return err
		}
		if !s.now().Before(until) || !walked || !s.follows || small || !sendable {
			return nil
		}
		page, err := s.client.Page(ctx, newer.Next())
		if err != nil && ctx.Err() != nil {
			return err
		}
		if err != nil {
			s.progress.clear()
			s.prog.note("%v", err)
			continue
		}
		newer.Take(&page, nil)
		for _, a := range answers {
			matches := a.matches
			a.take(page.Items, true, 0)
			if a.matches > matches || a.selector.failed != nil { // the walk reports the error
				return nil
			}
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
