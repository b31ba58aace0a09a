package demo

import (
	"cmp"
	"slices"
	"strconv"
)

// twist is what a page fault does to one page. The zero value does nothing.
type twist struct {
	kind  Kind
	n     int    // the fault's N
	value string // the fault's Value
	hit   int    // how many pages the fault has had, this one included
}

// end is the index that this page's inventory ends before.
func (t twist) end(h *holder) int {
	if t.kind == KindShrink {
		return max(0, h.len()-t.n*t.hit)
	}
	return h.len()
}

// choose is the indexes that this page shows, in its order.
func (t twist) choose(h *holder, w window, end int) []int {
	start := 0
	if w.hasAfter {
		start = h.indexAfter(w.after)
	}
	switch t.kind {
	case KindShort:
		return h.forward(start, end, min(t.n, w.count))
	case KindStuck:
		// The page that ended where this one should begin.
		return h.forward(max(0, start-w.count), end, w.count)
	case KindRing:
		if lap := min(3*w.count, end); start >= lap {
			start = 0
		}
		return h.forward(start, end, w.count)
	case KindOverlap, KindChanged:
		if start < end {
			start = max(0, start-min(t.n, w.count-1))
		}
		return h.forward(start, end, w.count)
	case KindDescending:
		last := end - 1
		if w.hasAfter && w.after > 0 {
			last = min(last, h.indexAfter(w.after-1)-1)
		}
		return h.backward(last, w.count)
	case KindShuffled:
		page := h.forward(start, end, w.count)
		slices.SortFunc(page, func(a, b int) int { return cmp.Compare(mix(uint64(a)), mix(uint64(b))) })
		return page
	case KindReversed:
		page := h.forward(start, end, w.count)
		slices.Reverse(page)
		return page
	}
	return h.forward(start, end, w.count)
}

// appendTotal writes the "total" member and its comma.
func (t twist) appendTotal(b []byte, total int) []byte {
	if t.kind != KindTotal {
		b = append(b, `"total":`...)
		b = strconv.AppendInt(b, int64(total), 10)
		return append(b, ',')
	}
	switch t.value {
	case TotalMissing:
		return b
	case TotalNull:
		return append(b, `"total":null,`...)
	case TotalNegative:
		return append(b, `"total":-3,`...)
	case TotalZero:
		return append(b, `"total":0,`...)
	case TotalString:
		b = append(b, `"total":"`...)
		b = strconv.AppendInt(b, int64(total), 10)
		return append(b, `",`...)
	}
	return append(b, `"total":99999999999999999999999,`...)
}
