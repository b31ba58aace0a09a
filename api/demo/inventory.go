package demo

import (
	"bytes"
	_ "embed"
	"errors"
	"net/http"
	"net/url"
	"sort"
	"strconv"
)

// The example answer of the published reference, byte for byte.
//
//go:embed testdata/seed-character-inventory.json
var referenceInventory []byte

const (
	defaultCount = 50
	maxCount     = 200
)

// Holder names an inventory: a player's own when Character and Hero are 0,
// else that character's or hero's.
type Holder struct {
	Player    uint64
	Character uint64
	Hero      uint64
}

// holder is an inventory whose instances are computed from their index.
type holder struct {
	Holder
	seed    uint64
	base    uint64 // every instance id is above it
	stride  uint64 // room for each id, so that ids have gaps
	size    int    // computed instances
	pool    []*asset
	odd     []string // items sent verbatim, before the computed ones
	fixed   []byte   // the whole answer, whatever is asked
	renews  bool     // rentals begin again when they end, and nothing vanishes
	grants  []grant
	revoked map[uint64]bool
}

// grant is an instance that was added while the Server ran.
type grant struct {
	id    uint64
	asset *asset
	unix  int64
}

func (h *holder) len() int { return h.size + len(h.grants) }

// idAt is the instance id at index i: it grows with i.
func (h *holder) idAt(i int) uint64 {
	if i >= h.size {
		return h.grants[i-h.size].id
	}
	n := uint64(i)
	return h.base + n*h.stride + 1 + mix(h.seed^n)%h.stride
}

// indexAfter is the index of the first instance whose id is above after.
func (h *holder) indexAfter(after uint64) int {
	i := 0
	if after > h.base {
		k := (after - h.base - 1) / h.stride
		switch {
		case k >= uint64(h.size):
			i = h.size
		case h.idAt(int(k)) > after:
			i = int(k)
		default:
			i = int(k) + 1
		}
	}
	if i < h.size {
		return i
	}
	return h.size + sort.Search(len(h.grants), func(g int) bool { return h.grants[g].id > after })
}

// find is the index of an instance, or -1.
func (h *holder) find(id uint64) int {
	if id == 0 || h.revoked[id] {
		return -1
	}
	if i := h.indexAfter(id - 1); i < h.len() && h.idAt(i) == id {
		return i
	}
	return -1
}

func (h *holder) revoke(id uint64) {
	if h.revoked == nil {
		h.revoked = map[uint64]bool{}
	}
	h.revoked[id] = true
}

func (h *holder) total() int { return h.len() - len(h.revoked) }

// dice are the random bits that the computed instance at index i follows from.
func (h *holder) dice(i int) uint64 { return mix(h.seed ^ uint64(i)*0x9e3779b1) }

func (h *holder) assetAt(i int) *asset {
	if i >= h.size {
		return h.grants[i-h.size].asset
	}
	return h.pool[mix(h.seed*31+uint64(i))%uint64(len(h.pool))]
}

func (q *query) playerInventory() *answer {
	p, a := q.player()
	if a != nil {
		return a
	}
	return q.page(p.own)
}

func (q *query) characterInventory() *answer {
	c, a := q.character()
	if a != nil {
		return a
	}
	return q.page(c.holder)
}

func (q *query) heroInventory() *answer {
	h, a := q.hero()
	if a != nil {
		return a
	}
	return q.page(h.holder)
}

// window is what a page request asks for.
type window struct {
	after    uint64
	hasAfter bool
	count    int
}

func parseWindow(v url.Values) (w window, bad string) {
	w.count = defaultCount
	if v.Has("after") {
		n, err := strconv.ParseUint(v.Get("after"), 10, 64)
		if err != nil {
			return w, "after"
		}
		w.after, w.hasAfter = n, true
	}
	if v.Has("count") {
		n, err := strconv.ParseInt(v.Get("count"), 10, 64)
		switch {
		case errors.Is(err, strconv.ErrSyntax):
			return w, "count"
		case err == nil && n >= 1 && n <= maxCount:
			w.count = int(n)
		}
	}
	return w, ""
}

// page answers count instances with ids above after.
func (q *query) page(h *holder) *answer {
	v, err := url.ParseQuery(q.r.URL.RawQuery)
	if err != nil {
		return q.fail(http.StatusBadRequest, "invalid_query", "the query cannot be read")
	}
	w, bad := parseWindow(v)
	if bad != "" {
		return q.wrongParameter(bad, bad+" must be an unsigned integer")
	}
	if h.fixed != nil {
		return &answer{status: http.StatusOK, body: h.fixed}
	}
	q.s.mu.RLock()
	defer q.s.mu.RUnlock()
	end := q.twist.end(h)
	buf := pageBuffers.Get().(*[]byte)
	b := append((*buf)[:0], '{')
	b = q.twist.appendTotal(b, min(end, h.total()))
	switch q.twist.kind {
	case KindNullItems:
		return &answer{status: http.StatusOK, body: append(b, `"items":null}`...), pooled: true}
	case KindNoItems:
		return &answer{status: http.StatusOK, body: append(b, `"items":[]}`...), pooled: true}
	}
	b = append(b, `"items":[`...)
	for n, i := range q.twist.choose(h, w, end) {
		if n > 0 {
			b = append(b, ',')
		}
		from := len(b)
		b = q.appendItem(b, h, i)
		if q.twist.kind == KindChanged && w.hasAfter && h.idAt(i) <= w.after { // it came before
			b = append(b[:from], bytes.Replace(b[from:], []byte(`"acquisition_source":"`), []byte(`"acquisition_source":"changed_`), 1)...)
		}
	}
	b = append(b, "]}"...)
	return &answer{status: http.StatusOK, body: b, pooled: true}
}

// forward is up to count live instances from index start, below end.
func (h *holder) forward(start, end, count int) []int {
	out := make([]int, 0, min(count, max(0, end-start)))
	for i := start; i < end && len(out) < count; i++ {
		if !h.revoked[h.idAt(i)] {
			out = append(out, i)
		}
	}
	return out
}

// backward is up to count live instances from index start down.
func (h *holder) backward(start, count int) []int {
	var out []int
	for i := start; i >= 0 && len(out) < count; i-- {
		if !h.revoked[h.idAt(i)] {
			out = append(out, i)
		}
	}
	return out
}
