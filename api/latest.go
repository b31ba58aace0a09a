package api

import (
	"context"
	"iter"
	"math"

	"lootlens/models"
)

// mostGuesses is how many pages Latest requests at most.
const mostGuesses = 8

// Latest yields pages from about the end of h's inventory, where the newest items most
// likely are. first is its first page, unchanged, and size the count that it was
// requested with. The ids and the total of first tell where to look: Latest requests at
// most eight pages and a quarter of all, none where they would not help. Pages may
// repeat items, and what they lack may still be there: only a walk tells.
func (c *Client) Latest(ctx context.Context, h models.Holder, first models.Page, size int, pool *models.Pool) iter.Seq2[models.Page, error] {
	return func(yield func(models.Page, error) bool) {
		n := uint64(len(first.Items))
		start, low, gap, ok := spread(first.Items)
		if n < uint64(size) || !ok || first.Whole || !first.Total.Known {
			return
		}
		// Two pages before the end, if ids grow evenly.
		ahead := gap * float64(first.Total.N-min(first.Total.N, 2*n))
		if ahead >= float64(math.MaxUint64-start)/2 {
			return // such a total cannot be right
		}
		at, high := max(low, start+uint64(ahead)), uint64(0) // nothing comes after high
		for range min(first.Total.N/n/4, mostGuesses) {
			page, err := c.Page(ctx, PageRequest{h, models.CursorAt(at), size, pool})
			if !yield(page, err) || err != nil {
				return
			}
			_, last, now, ordered := spread(page.Items)
			switch came := len(page.Items); {
			case came == 0 && at > low:
				high = at
			case came < size, !ordered, last <= at:
				return // the end, or ids in no order
			default:
				low = last
			}
			switch {
			case high > 0:
				at = low + (high-low)/2
			case now < 2*gap: // as expected
				at = low
			default: // ids grow faster and faster
				at = low + min(low-start, math.MaxUint64-low)
			}
		}
	}
}

// spread is the first and the last id of items, and the mean distance between two;
// false if they do not ascend.
func spread(items []models.Item) (from, to uint64, gap float64, ok bool) {
	for i := range items {
		id, sendable := models.CursorAfter(items[i].Instance())
		if !sendable || i > 0 && id.Uint64() <= to {
			return 0, 0, 0, false
		}
		if to = id.Uint64(); i == 0 {
			from = to
		}
	}
	return from, to, float64(to-from) / float64(max(2, len(items))-1), len(items) > 1
}
