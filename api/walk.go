package api

import (
	"bytes"
	"context"
	"iter"

	"lootlens/models"
)

// WalkOptions says how a walk goes. The zero value reads all, 50 items first and
// then 200 a page.
type WalkOptions struct {
	// First is the size of the first page, MinFirst to MaxCount; 0 is 50.
	First int
	// Size is the size of the other pages, 1 to MaxCount; 0 is MaxCount.
	Size int
	// From is where to begin; the zero Cursor is the start.
	From models.Cursor
	// Pool may be nil. What it learns stays in it, so it must not outlive its use.
	Pool *models.Pool
}

// Ended is the error that closes a walk which the service did not let finish: what
// came is right, but there may be more.
type Ended struct{ Notice string }

func (e *Ended) Error() string {
	return "the inventory may be incomplete: " + e.Notice
}

// Walk reads page after page. Each page comes without the items that came before,
// as models.Trail decides, and is not kept: the walk holds 8 bytes an item. It
// ends with an empty page, which is given only when it is the first, or with an error:
// an *Ended where the service does not move on, or what Page returns, beside the
// items that came with it.
//
// While a page is decoded and used, the next one is on its way: breaking off may
// waste one request.
func (c *Client) Walk(ctx context.Context, h models.Holder, opt WalkOptions) iter.Seq2[models.Page, error] {
	set(&opt.First, 50)
	set(&opt.Size, MaxCount)
	return func(yield func(models.Page, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		w := walker{c: c, ctx: ctx, h: h, pool: opt.Pool, size: opt.Size, trail: models.TrailFrom(opt.From)}
		if w.own = w.pool == nil; w.own {
			w.pool = models.NewPool()
		}
		defer w.drop()
		defer cancel()
		w.now = w.read(opt.From, max(opt.First, MinFirst))
		for first := true; ; first = false {
			page, err := w.take()
			empty := len(page.Items) == 0
			w.trail.Step(&page)
			if err != nil {
				yield(page, err)
				return
			}
			if (!empty || first) && !yield(page, nil) {
				return
			}
			if w.trail.Ended() {
				break
			}
			w.move()
		}
		if w.trail.Notice() != "" {
			yield(models.Page{}, &Ended{w.trail.Notice()})
		}
	}
}

// walker reads one page ahead: the cursor of the next page is guessed from the end
// of an answer before the answer is decoded. A guess that turns out wrong is thrown
// away and is the last.
type walker struct {
	c         *Client
	ctx       context.Context
	h         models.Holder
	pool      *models.Pool
	own       bool // the pool is the walk's own
	size      int
	trail     models.Trail
	now, next *reading
	cautious  bool // guess no more
}

// maxShared is how many assets the walk's own pool may hold before a new one takes
// its place: in a game where assets don't repeat it would hold them all.
const maxShared = 4096

// reading is a page on its way.
type reading struct {
	after  models.Cursor
	cancel context.CancelFunc
	guess  chan models.Cursor // at most one
	done   chan struct{}
	page   models.Page // valid once done, as are the others
	err    error
	assets int // in the walk's own pool
	panic  any
}

func (w *walker) read(after models.Cursor, count int) *reading {
	pool := w.pool
	ctx, cancel := context.WithCancel(w.ctx)
	r := &reading{after: after, cancel: cancel, guess: make(chan models.Cursor, 1), done: make(chan struct{})}
	go func() {
		defer close(r.done)
		defer func() { r.panic = recover() }() // raised again where the caller is
		r.page, r.err = w.c.page(ctx, w.h, after, count, pool, func(body []byte) {
			select {
			case r.guess <- guessCursor(body):
			default: // a second try of the same page
			}
		})
		if w.own {
			r.assets = pool.Assets()
		}
	}()
	return r
}

// take waits for the page that is due, and sets the next one off meanwhile.
func (w *walker) take() (models.Page, error) {
	select {
	case after := <-w.now.guess:
		if !w.cautious && !after.IsZero() {
			w.next = w.read(after, w.size)
		}
		<-w.now.done
	case <-w.now.done:
	}
	w.now.cancel()
	if w.now.assets > maxShared {
		w.pool = models.NewPool()
	}
	if w.now.panic != nil {
		panic(w.now.panic)
	}
	return w.now.page, w.now.err
}

// move makes the next page the one that is due.
func (w *walker) move() {
	if w.next != nil && w.next.after != w.trail.Next() {
		w.cautious = true
		w.drop()
	}
	if w.now, w.next = w.next, nil; w.now == nil {
		w.now = w.read(w.trail.Next(), w.size)
	}
}

// drop ends the page that was read ahead, if there is one.
func (w *walker) drop() {
	if w.next != nil {
		w.next.cancel()
		<-w.next.done
		w.next = nil
	}
}

var instanceName = []byte(`"instance_id":`)

// guessCursor is the last instance id in body, most likely that of its last item;
// zero where there is none.
func guessCursor(body []byte) models.Cursor {
	i := bytes.LastIndex(body, instanceName)
	if i < 0 {
		return models.Cursor{}
	}
	digits := bytes.TrimLeft(body[i+len(instanceName):], " \"")
	if end := bytes.IndexAny(digits, ", \"}"); end >= 0 && end <= len("18446744073709551615") {
		if id, err := models.ParseInstanceID(string(digits[:end])); err == nil {
			after, _ := models.CursorAfter(id)
			return after
		}
	}
	return models.Cursor{}
}
