package api

import (
	"bytes"
	"context"
	"iter"

	"lootlens/models"
)

// Walk reads h's inventory page after page: Read of a new Walk.
func (c *Client) Walk(ctx context.Context, h models.Holder, opt WalkOptions) iter.Seq2[models.Page, error] {
	return c.Read(ctx, NewWalk(h, opt))
}

// Read continues w until it is done or, where it follows, idle. Pages come without the
// items of earlier ones; of empty pages only the first is yielded. An error of Page
// comes with the items that arrived; Read can then be called again. An
// *IncompleteError comes last.
//
// While a page is decoded and used, the next one is already requested: leaving the
// loop early may waste that request, unless the walk is OneByOne.
func (c *Client) Read(ctx context.Context, w *Walk) iter.Seq2[models.Page, error] {
	return func(yield func(models.Page, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		a := ahead{c: c, ctx: ctx, walk: w, pool: w.opt.Pool, cautious: w.opt.OneByOne}
		if a.own = a.pool == nil; a.own {
			a.pool = models.NewPool()
		}
		defer a.drop()
		defer cancel()
		for first := true; !w.Done(); first = false {
			page, err := a.take()
			empty := len(page.Items) == 0
			w.Take(&page, err)
			if err != nil {
				yield(page, err)
				return
			}
			if (!empty || first) && !yield(page, nil) {
				return
			}
			if w.opt.Follow && w.Idle() {
				break
			}
		}
		if err := w.Err(); err != nil {
			yield(models.Page{}, err)
		}
	}
}

// ahead reads one page ahead: it guesses the next page's cursor from the end of an
// answer before the answer is decoded. After a wrong guess it guesses no more.
type ahead struct {
	c        *Client
	ctx      context.Context
	walk     *Walk
	pool     *models.Pool
	own      bool // the pool is made here
	next     *reading
	cautious bool // guess no more
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

func (a *ahead) read(req PageRequest) *reading {
	req.Pool = a.pool
	ctx, cancel := context.WithCancel(a.ctx)
	r := &reading{after: req.After, cancel: cancel, guess: make(chan models.Cursor, 1), done: make(chan struct{})}
	go func() {
		defer close(r.done)
		defer func() { r.panic = recover() }() // raised again in the caller's goroutine
		r.page, r.err = a.c.page(ctx, req, func(body []byte) {
			select {
			case r.guess <- guessCursor(body):
			default: // a second try of the same page
			}
		})
		if a.own {
			r.assets = req.Pool.Assets()
		}
	}()
	return r
}

// take reads the page that is due, and starts reading the next one.
func (a *ahead) take() (models.Page, error) {
	due := a.walk.Next()
	if a.next != nil && a.next.after != due.After {
		a.cautious = true
		a.drop()
	}
	now := a.next
	if a.next = nil; now == nil {
		now = a.read(due)
	}
	select {
	case after := <-now.guess:
		if !a.cautious && !a.walk.opt.Follow && !after.IsZero() {
			a.next = a.read(PageRequest{Holder: due.Holder, After: after, Count: a.walk.opt.Size})
		}
		<-now.done
	case <-now.done:
	}
	now.cancel()
	if now.assets > maxShared {
		a.pool = models.NewPool()
	}
	if now.panic != nil {
		panic(now.panic)
	}
	return now.page, now.err
}

// drop cancels the page that is read ahead, if any.
func (a *ahead) drop() {
	if a.next != nil {
		a.next.cancel()
		<-a.next.done
		a.next = nil
	}
}

var instanceName = []byte(`"instance_id":`)

// guessCursor is the last instance id in body, most likely that of the last item; the
// zero Cursor if there is none.
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
