package cli

import (
	"bytes"
	"os"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// parquetNames are the columns of a Parquet file with their types.
func parquetNames(t *testing.T, name string) (names []string) {
	t.Helper()
	body, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	file, err := parquet.OpenFile(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range file.Schema().Fields() {
		kind := "map"
		if f.Leaf() {
			kind = f.Type().String()
		}
		names = append(names, f.Name()+"="+kind)
	}
	return names
}
