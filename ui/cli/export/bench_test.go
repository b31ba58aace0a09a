package export_test

import (
	"io"
	"testing"

	"lootlens/ui/cli/export"
)

// BenchmarkWrite is one item in each format.
func BenchmarkWrite(b *testing.B) {
	all := items(b, holders["usual"])
	for _, f := range export.Formats() {
		b.Run(string(f), func(b *testing.B) {
			w, err := export.New(f, io.Discard, export.Options{})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if err := w.Write(all[i%len(all)]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
