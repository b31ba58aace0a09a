package api

import (
	"cmp"
	"fmt"
	"slices"

	"lootlens/models"
)

// WalkOptions says how an inventory is read. The zero value reads all of it in
// pages of MaxCount.
type WalkOptions struct {
	// First is the size of the first page and Size that of the others, 1 to
	// MaxCount. Where First is 0 it is Size; where Size is 0 it is MaxCount.
	First, Size int
	// From is the id after which the walk begins; the zero Cursor is the start.
	From models.Cursor
	// Follow continues after an empty page: each request is then for what is newer than
	// the newest item. Items up to From, and repeated ones, are left out.
	Follow bool
	// OneByOne requests a page only once the page before is used: a reader that ends
	// early then wastes no request.
	OneByOne bool
	// Into receives the pages; where it is nil only the ids are kept. It must be new,
	// and its cursor replaces From.
	Into *models.Inventory
	// Pool shares what items have in common; nil is Into's, or a new one. It grows
	// with the assets it sees.
	Pool *models.Pool
}

// Walk is the state of one reading of an inventory. It does no I/O: its owner requests
// the page that Next describes, in a goroutine or a command, and passes the answer to
// Take:
//
//	w := api.NewWalk(holder, api.WalkOptions{})
//	for !w.Done() {
//		page, err := client.Page(ctx, w.Next())
//		w.Take(&page, err)
//		…
//	}
//
// Client.Read is that loop. A Walk is not safe for concurrent use.
type Walk struct {
	holder models.Holder
	opt    WalkOptions
	state  *models.WalkState
	begun  bool   // a page has come
	idle   bool   // following: nothing newer for now
	notice string // following: why grants may be missed
	count  int    // items that came
	total  models.Total
}

// NewWalk returns a walk through h's inventory.
func NewWalk(h models.Holder, opt WalkOptions) *Walk {
	opt.Size = cmp.Or(opt.Size, MaxCount)
	opt.First = cmp.Or(opt.First, opt.Size)
	w := &Walk{holder: h, opt: opt}
	if opt.Into != nil {
		w.state = &opt.Into.WalkState
		w.opt.From = w.state.Next()
	} else {
		state := models.WalkFrom(opt.From)
		w.state = &state
	}
	if opt.Pool == nil && opt.Into != nil {
		w.opt.Pool = opt.Into.Pool()
	}
	return w
}

// Next is the request for the page that is due.
func (w *Walk) Next() PageRequest {
	r := PageRequest{Holder: w.holder, After: w.state.Next(), Count: w.opt.Size, Pool: w.opt.Pool}
	if !w.begun {
		r.Count = w.opt.First
	}
	if w.opt.Follow {
		r.After, _ = models.CursorAfter(w.Newest())
	}
	return r
}

// Take adds the answer to Next and removes from the page the items that came before.
// After an error the same page is due again; the items that arrived count.
func (w *Walk) Take(p *models.Page, err error) {
	if err != nil { // a part of an answer, whose total cannot be relied on
		p.Cut, p.Total = true, models.Total{}
	}
	w.begun = w.begun || err == nil
	if p.Total.Known {
		w.total = p.Total
	}
	came := len(p.Items)
	if w.opt.Follow && w.holder.Kind != models.UniversalHolder {
		p.Items = slices.DeleteFunc(p.Items, func(it models.Item) bool {
			id, ok := models.CursorAfter(it.Instance())
			return ok && !w.opt.From.IsZero() && id.Uint64() <= w.opt.From.Uint64()
		})
	}
	if w.opt.Into != nil {
		before := w.opt.Into.Len()
		w.opt.Into.Append(*p)
		p.Items = p.Items[:w.opt.Into.Len()-before]
	} else {
		w.state.Step(p)
	}
	w.count += len(p.Items)
	w.idle = came < w.opt.Size || len(p.Items) == 0
	switch {
	case !w.opt.Follow || p.Whole:
	case came > 0 && len(p.Items) == 0:
		w.notice = "the service answers with older items than were asked for"
	case came == 0 && err == nil && w.Newest().IsZero() && p.Total.Known && p.Total.N > 0:
		w.notice = fmt.Sprintf("the service says that there are %s items, but sent none", models.Count(p.Total.N))
	}
}

// Done reports whether no page is due. A walk that follows is never done.
func (w *Walk) Done() bool { return w.state.Ended() && !w.opt.Follow }

// Idle reports whether a walk that follows has everything for now.
func (w *Walk) Idle() bool { return w.idle }

// Count is how many items have come.
func (w *Walk) Count() int { return w.count }

// Total is the latest total that the service sent.
func (w *Walk) Total() models.Total { return w.total }

// Newest is the highest id that came, or the one after which the walk began; the zero
// id where there is neither.
func (w *Walk) Newest() models.InstanceID {
	from, _ := models.ParseInstanceID(w.opt.From.String())
	if newest := w.state.Newest(); newest.Compare(from) > 0 {
		return newest
	}
	return from
}

// Notice says why items may be missing; "" otherwise.
func (w *Walk) Notice() string {
	if w.opt.Follow {
		return w.notice
	}
	return w.state.Notice()
}

// Err is Notice as an *IncompleteError, or nil.
func (w *Walk) Err() error {
	if n := w.Notice(); n != "" {
		return &IncompleteError{n}
	}
	return nil
}

// IncompleteError says why an inventory may have more items than came, or other ones.
// The items that came are right.
type IncompleteError struct{ Notice string }

func (e *IncompleteError) Error() string {
	return "the inventory may be incomplete: " + e.Notice
}
