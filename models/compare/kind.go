// Package compare finds what changed between two states of an inventory: which items
// were added or removed, and which members of which items have other values. It does no
// I/O and reads no clock: what counts is when the answers came.
package compare

// Kind is what happened to an item since the baseline.
type Kind int8

// The kinds.
const (
	Same    Kind = iota
	Added        // not in the baseline
	Removed      // only in the baseline
	Changed      // in both, with different values
)

// String is the kind's word.
func (k Kind) String() string {
	switch k {
	case Added:
		return "added"
	case Removed:
		return "removed"
	case Changed:
		return "changed"
	}
	return "same"
}
