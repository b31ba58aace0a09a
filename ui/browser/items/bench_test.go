package items

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"

	"lootlens/api/demo"
	"lootlens/theme"
	"lootlens/ui/internal/panetest"
)

// BenchmarkKey is Update and View of one key in lists of very different lengths:
// the figures must be alike.
func BenchmarkKey(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			l := newBench(b, demo.Options{Items: n})
			l.SetTheme(theme.Dark())
			l.Run(l.Resize(64, 38))
			l.open(demo.PlayerHuge)
			l.Type("a")
			down, up := panetest.KeyPress("j"), panetest.KeyPress("k")
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				var k tea.KeyPressMsg
				if k = down; i%200 >= 100 {
					k = up
				}
				i++
				l.Model.Update(k)
				l.View(64, 38, true)
			}
		})
	}
}
