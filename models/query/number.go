package query

import (
	"cmp"
	"strconv"
	"strings"
)

// number is a decimal of any size, exactly: 0.digits × 10^exp. The digits neither
// begin nor end with 0; none is zero.
type number struct {
	neg    bool
	digits string
	exp    int
}

// parseNumber reads what JSON calls a number, and also +1, 1. and .5.
func parseNumber(s string) (n number, ok bool) {
	s = strings.TrimSpace(s)
	if s != "" && (s[0] == '-' || s[0] == '+') {
		n.neg = s[0] == '-'
		s = s[1:]
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		e, err := strconv.Atoi(s[i+1:])
		if err != nil || e > 1e9 || e < -1e9 {
			return number{}, false
		}
		n.exp, s = e, s[:i]
	}
	whole, part, _ := strings.Cut(s, ".")
	if whole == "" && part == "" || !onlyDigits(whole) || !onlyDigits(part) {
		return number{}, false
	}
	n.exp += len(whole)
	n.digits = whole + part
	for n.digits != "" && n.digits[0] == '0' {
		n.digits = n.digits[1:]
		n.exp--
	}
	n.digits = strings.TrimRight(n.digits, "0")
	if n.digits == "" {
		return number{}, true
	}
	return n, true
}

func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i]-'0' > 9 {
			return false
		}
	}
	return true
}

func (n number) sign() int {
	switch {
	case n.digits == "":
		return 0
	case n.neg:
		return -1
	}
	return 1
}

func compareNumbers(a, b number) int {
	s := a.sign()
	if c := cmp.Compare(s, b.sign()); c != 0 || s == 0 {
		return c
	}
	c := cmp.Compare(a.exp, b.exp)
	if c == 0 {
		c = cmp.Compare(a.digits, b.digits)
	}
	return s * c
}

// interval is the values from lo to hi, either of which may be open or missing.
type interval[T any] struct {
	lo, hi           T
	hasLo, hasHi     bool
	aboveLo, belowHi bool // without the bound itself
}

func (r interval[T]) holds(v T, compare func(a, b T) int) bool {
	if r.hasLo {
		if c := compare(v, r.lo); c < 0 || c == 0 && r.aboveLo {
			return false
		}
	}
	if r.hasHi {
		if c := compare(v, r.hi); c > 0 || c == 0 && r.belowHi {
			return false
		}
	}
	return true
}

// meets reports whether r holds a value from lo to hi, where values have no gaps.
func (r interval[T]) meets(lo, hi T, compare func(a, b T) int) bool {
	lower, upper := r, r
	lower.hasHi, upper.hasLo = false, false
	return lower.holds(hi, compare) && upper.holds(lo, compare)
}

// within reports whether o holds all that r holds.
func (r interval[T]) within(o interval[T], compare func(a, b T) int) bool {
	if o.hasLo {
		if !r.hasLo {
			return false
		}
		if c := compare(r.lo, o.lo); c < 0 || c == 0 && o.aboveLo && !r.aboveLo {
			return false
		}
	}
	if o.hasHi {
		if !r.hasHi {
			return false
		}
		if c := compare(r.hi, o.hi); c > 0 || c == 0 && o.belowHi && !r.belowHi {
			return false
		}
	}
	return true
}
