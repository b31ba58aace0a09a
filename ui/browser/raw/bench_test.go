package raw

import (
	"fmt"
	"strings"
	"testing"

	"lootlens/keymap"
	"lootlens/theme"
	"lootlens/ui/internal/panetest"
)

// big is JSON of about size bytes.
func big(size int) []byte {
	var b strings.Builder
	b.WriteString(`{"items":[`)
	for i := 0; b.Len() < size; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"instance_id":%d,"asset":{"name":"Sword of item %d","price":%d,"storage":[{"key":"a","value":"b"}]},"rental":null}`, i, i, i*7)
	}
	b.WriteString(`]}`)
	return []byte(b.String())
}

func BenchmarkOpen32MiB(b *testing.B) {
	raw := big(32 << 20)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		newDocument(raw)
	}
}

func BenchmarkSearch32MiB(b *testing.B) {
	d := newDocument(big(32 << 20))
	b.SetBytes(int64(len(d.raw)))
	for b.Loop() {
		_, _ = d.search(b.Context(), "item 99999")
	}
}

// BenchmarkFold32MiB folds and unfolds, which makes all rows again.
func BenchmarkFold32MiB(b *testing.B) {
	m := New(theme.Dark())
	m.Resize(140, 40)
	m.Update(m.Open("", big(32<<20))())
	for b.Loop() {
		m.Update(keymap.RawFoldAll)
		m.Update(keymap.RawUnfoldAll)
	}
}

func BenchmarkKey(b *testing.B) {
	for _, size := range []int{4 << 10, 32 << 20} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			m := New(theme.Dark())
			if cmd := m.Open("", big(size)); cmd != nil {
				m.Update(cmd())
			}
			m.View(140, 40, true)
			b.ReportAllocs()
			for b.Loop() {
				panetest.Update(m, panetest.KeyPress("j"))
				m.View(140, 40, true)
			}
		})
	}
}
