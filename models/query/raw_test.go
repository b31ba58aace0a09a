package query

import (
	"bytes"
	"testing"
)

func TestLowerIsForLettersOnly(t *testing.T) {
	t.Parallel()
	all := make([]byte, 0, 3*256)
	for range 3 {
		for c := range 256 {
			all = append(all, byte(c))
		}
	}
	for from := range 9 { // every place in a word of eight
		in := all[from:]
		want := bytes.Clone(in)
		for i, c := range want {
			if c >= 'A' && c <= 'Z' {
				want[i] = c + 32
			}
		}
		got := bytes.Clone(in)
		if lower(got); !bytes.Equal(got, want) {
			t.Errorf("from %d: %q", from, got)
		}
	}
}
