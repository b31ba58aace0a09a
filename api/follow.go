package api

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"

	"lootlens/models"
)

// Follow finds the newest item after from and returns a walk of what is newer: a live
// view of grants. That takes at most tens of requests, however large the inventory is. Only
// where the service does not answer in the order of ids does Follow read all of it;
// the walk's Notice then says what may be missed.
func (c *Client) Follow(ctx context.Context, h models.Holder, from models.Cursor) (*Walk, error) {
	w := NewWalk(h, WalkOptions{From: from, Follow: true})
	if h.Kind == models.UniversalHolder {
		page, err := c.Page(ctx, w.Next())
		w.Take(&page, err)
		return w, err
	}
	newest, err := c.newest(ctx, h, from)
	if unordered, ok := errors.AsType[*IncompleteError](err); ok {
		all := NewWalk(h, WalkOptions{From: from})
		for _, err = range c.Read(ctx, all) {
		}
		if errors.As(err, &unordered) {
			w.notice, err = unordered.Notice, nil
		}
		newest = all.Newest()
	}
	if err != nil || newest.IsZero() {
		return w, err
	}
	var ok bool
	if w.opt.From, ok = models.CursorAfter(newest); !ok {
		return w, fmt.Errorf("the newest instance id, %s, cannot be sent as a cursor: what is granted after it cannot be asked for", newest)
	}
	return w, nil
}

// mostWalked is how many items an inventory may have for a walk to take fewer requests
// than a search.
const mostWalked = 10 * MaxCount

// newest is the highest instance id after from; the zero id if there is none. It
// requests single items at growing and then shrinking distances, so it does not find
// negative ids, and may or may not find what is granted during the search. An
// *IncompleteError says that ids are not in order.
func (c *Client) newest(ctx context.Context, h models.Holder, from models.Cursor) (models.InstanceID, error) {
	s := search{c: c, ctx: ctx, h: h, pool: models.NewPool()}
	// A whole page first: most inventories end in it, and it shows how far apart ids
	// are.
	page, err := c.Page(ctx, PageRequest{h, from, MaxCount, s.pool})
	if err != nil {
		return models.InstanceID{}, err
	}
	for i := range page.Items {
		if id := page.Items[i].Instance(); id.Compare(s.best) > 0 {
			s.best = id
		}
	}
	last, sendable := models.CursorAfter(s.best)
	if page.Whole || len(page.Items) == 0 || !sendable {
		return s.best, nil
	}
	if page.Total.Known && page.Total.N <= mostWalked {
		rest := NewWalk(h, WalkOptions{From: last})
		for _, err = range c.Read(ctx, rest) {
		}
		if id := rest.Newest(); id.Compare(s.best) > 0 {
			s.best = id
		}
		return s.best, err
	}
	first, _ := models.CursorAfter(page.Items[0].Instance())
	s.low = last.Uint64()
	return s.best, s.run(max(1, s.low-min(s.low, first.Uint64())))
}

// search knows that there is an item at low, and none above high.
type search struct {
	c         *Client
	ctx       context.Context
	h         models.Holder
	pool      *models.Pool
	best      models.InstanceID
	low, high uint64
}

func (s *search) run(step uint64) error {
	more, err := s.above(s.low)
	for err == nil && more {
		at := s.low + step
		if at < s.low {
			at = math.MaxUint64
		}
		step = max(step, 2*step)
		if more, err = s.above(at); !more {
			s.high = at
		}
		if at == math.MaxUint64 {
			break
		}
	}
	for err == nil && s.low < s.high {
		at := s.low + (s.high-s.low)/2
		if more, err = s.above(at); !more {
			s.high = at
		}
	}
	return err
}

// above reports whether there is an item with a higher id, and moves low to it.
func (s *search) above(at uint64) (bool, error) {
	page, err := s.c.Page(s.ctx, PageRequest{s.h, models.CursorAt(at), 1, s.pool})
	if err != nil || len(page.Items) == 0 {
		return false, err
	}
	id := page.Items[0].Instance()
	next, ok := models.CursorAfter(id)
	if !ok || next.Uint64() <= at {
		return false, &IncompleteError{"after " + strconv.FormatUint(at, 10) + " the service gave item " + id.String()}
	}
	s.low, s.best = next.Uint64(), id
	return true, nil
}
