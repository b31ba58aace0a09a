package raw

import "slices"

// folds are the objects and lists that are folded, and the lines that stay to be
// seen. The zero value has none folded.
type folds struct {
	closed []uint64 // a bit a line; nil for none
	shown  []uint32 // the lines that can be seen; nil for all
}

func (f *folds) has(line int) bool {
	return f.closed != nil && f.closed[line/64]&(1<<(line%64)) != 0
}

// set folds or unfolds one line; shown is right again after update.
func (f *folds) set(d *doc, line int, closed bool) {
	if f.closed == nil {
		f.closed = make([]uint64, d.lines()/64+1)
	}
	if closed {
		f.closed[line/64] |= 1 << (line % 64)
	} else {
		f.closed[line/64] &^= 1 << (line % 64)
	}
}

// all folds everything but the whole.
func (f *folds) all(d *doc) {
	for i := 1; i < d.lines(); i++ {
		if d.opens(i) {
			f.set(d, i, true)
		}
	}
}

// update lists the lines that can be seen.
func (f *folds) update(d *doc) {
	f.shown = f.shown[:0]
	if !slices.ContainsFunc(f.closed, func(bits uint64) bool { return bits != 0 }) {
		f.closed, f.shown = nil, nil
		return
	}
	for i := 0; i < d.lines(); i++ {
		f.shown = append(f.shown, uint32(i))
		if f.has(i) {
			i = d.end(i)
		}
	}
}

// reveal unfolds what hides a line.
func (f *folds) reveal(d *doc, line int) {
	if f.closed == nil {
		return
	}
	for p := d.parent(line); p >= 0; p = d.parent(p) {
		f.set(d, p, false)
	}
	f.update(d)
}

// count is how many lines can be seen.
func (f *folds) count(d *doc) int {
	if f.closed == nil {
		return d.lines()
	}
	return len(f.shown)
}

// line is the line that is seen at a place from 0 to count-1.
func (f *folds) line(place int) int {
	if f.closed == nil {
		return place
	}
	return int(f.shown[place])
}

// place is where a line is seen; for a hidden one, where its folded parent is.
func (f *folds) place(line int) int {
	if f.closed == nil {
		return line
	}
	at, found := slices.BinarySearch(f.shown, uint32(line))
	if !found {
		at--
	}
	return max(0, at)
}
