package cli

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"lootlens/api/history"
	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/models/query"
	"lootlens/models/saved"
	"lootlens/models/text"
)

// at is the inventory as it was at a time by the recorded looks, and the look that answers.
func (p *recorded) at(ctx context.Context, when time.Time, zone *time.Location) (models.Look, []*models.Item, error) {
	look, items, err := p.book.At(ctx, p.holder, when)
	if !errors.Is(err, history.ErrNoLook) {
		return look, items, local(err)
	}
	looks, err := p.looks(ctx)
	if err != nil {
		return look, nil, err
	}
	for _, l := range looks {
		if l.Complete {
			return look, nil, notFoundf("no look at %s is as old as %s: the first complete one is of %s", p.holder, shownTime(when, zone), shownTime(l.Ended, zone))
		}
	}
	return look, nil, notFoundf("no recorded look at %s is complete", p.holder)
}

// shownTime is a time for people.
func shownTime(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("Mon 2006-01-02 15:04:05 MST")
}

// before is the inventory as it was at the time that --at names, in the place of the one now.
func (prog *program) before(ctx context.Context, f *holderFlags, player, typed, at string) (*source, error) {
	settings, err := prog.settings()
	if err != nil {
		return nil, err
	}
	now := prog.now().In(settings.Zone())
	when, err := dateFlag("at", at, now, true)
	if err != nil {
		return nil, err
	}
	q, err := parsePastQuery(typed, now)
	if err != nil {
		return nil, err
	}
	if err := f.check(player, true); err != nil {
		return nil, err
	}
	p, err := prog.recorded(ctx, f, player)
	if err != nil {
		return nil, err
	}
	look, items, err := p.at(ctx, when, settings.Zone())
	if err != nil {
		return nil, err
	}
	s := &source{prog: prog, client: p.client, settings: settings, query: q, progress: prog.newProgress(true), reference: player, player: p.player, holder: p.holder,
		now: func() time.Time { return look.Ended }, total: models.Total{N: uint64(len(items)), Known: true}}
	if s.context, err = p.context(ctx, q); err != nil {
		return nil, err
	}
	s.past = items
	prog.note("the recorded look of %s answers: %d items in %s", shownTime(look.Ended, settings.Zone()), len(items), p.holder)
	return s, nil
}

// context is what a query needs that looks at recorded history.
func (p *recorded) context(ctx context.Context, q query.Query) (c query.Context, err error) {
	if !q.Needs().Past {
		return c, nil
	}
	list, err := p.book.Items(ctx, p.holder)
	if err != nil {
		return c, local(err)
	}
	byID := make(map[models.InstanceID]*models.Past, len(list))
	for i := range list {
		byID[list[i].Item().Instance()] = &list[i]
	}
	c.Past = func(id models.InstanceID) *models.Past { return byID[id] }
	return c, nil
}

// preparePast makes recorded looks known to the query. Its items are there now, too.
func (s *source) preparePast(ctx context.Context) error {
	s.prog.recording.Lock() // several players may be read at once
	defer s.prog.recording.Unlock()
	book, err := s.prog.book(ctx, s.client, s.settings)
	if err != nil {
		return err
	}
	c, err := (&recorded{book: book, holder: s.holder}).context(ctx, s.query)
	s.context.Past = func(id models.InstanceID) *models.Past {
		p := models.Past{}
		if before := c.Past(id); before != nil {
			p.Versions = slices.Clone(before.Versions)
		}
		p.Versions = append(p.Versions, models.Version{First: s.now(), Last: s.now()})
		return &p
	}
	return err
}

// parsePastQuery reads a query over what was recorded.
func parsePastQuery(typed string, now time.Time) (query.Query, error) {
	q, err := query.Parse(typed, now, now.Location())
	if err == nil {
		err = q.CheckNoBaseline()
	}
	if needs := q.Needs(); err == nil && (needs.Loadouts || needs.InstanceStorage) {
		err = errors.New("what is equipped and instance storage are not recorded: leave equipped: and istorage: out")
	}
	if err != nil {
		return q, queryError("--query", err)
	}
	return q, nil
}

// pastPages are the recorded items as one page.
func (s *source) pastPages() iter.Seq2[models.Page, error] {
	return func(yield func(models.Page, error) bool) {
		s.survey, s.looked = s.query.Survey(), uint64(len(s.past))
		page := models.Page{Items: each(s.past, func(it *models.Item) models.Item { return *it })}
		yield(page, s.filter(&page))
	}
}

// recordedSides are the two sides of diff --from, and of --to or the inventory now.
func (d *diffFlags) recordedSides(ctx context.Context, prog *program, player string) (old, now side, err error) {
	settings, err := prog.settings()
	if err != nil {
		return old, now, err
	}
	today := prog.now().In(settings.Zone())
	from, err := dateFlag("from", d.from, today, true)
	if err != nil {
		return old, now, err
	}
	to, err := dateFlag("to", d.to, today, true)
	if err != nil {
		return old, now, err
	}
	if !to.IsZero() && to.Before(from) {
		return old, now, usagef("--to %s is before --from %s", text.Of(d.to).Line(), text.Of(d.from).Line())
	}
	if err := d.check(player, true); err != nil {
		return old, now, err
	}
	p, err := prog.recorded(ctx, &d.holderFlags, player)
	if err != nil {
		return old, now, err
	}
	if old, err = p.side(ctx, from, settings.Zone()); err != nil || to.IsZero() {
		if err == nil {
			now, err = d.live(ctx, prog, &old, func(*source) (models.Player, models.Holder, error) { return p.player, p.holder, nil })
		}
		return old, now, err
	}
	if now, err = p.side(ctx, to, settings.Zone()); err != nil {
		return old, now, err
	}
	q, err := parsePastQuery(d.query, today)
	if err != nil || q.Empty() {
		return old, now, err
	}
	s := &source{prog: prog, query: q, survey: q.Survey()}
	if s.context, err = p.context(ctx, q); err != nil {
		return old, now, err
	}
	old.meta.Query, now.meta.Query = q.UTC(), q.UTC()
	s.survey.Add(now.items, now.at)
	old.items = slices.DeleteFunc(old.items, func(it *models.Item) bool { return !s.selects(it, old.at) })
	now.items = compare.Within(old.items, now.items, func(it *models.Item) bool { return s.selects(it, now.at) })
	s.noteMissing(prog)
	return old, now, nil
}

// side is the inventory as it was at a time.
func (p *recorded) side(ctx context.Context, when time.Time, zone *time.Location) (side, error) {
	look, items, err := p.at(ctx, when, zone)
	return side{name: "the look of " + shownTime(look.Ended, zone), items: items, known: true, at: look.Ended, look: look.Ended,
		meta: saved.Meta{Player: p.player, Holder: p.holder, Time: look.Ended, BaseURL: p.client.BaseURL(), Complete: true}}, err
}
