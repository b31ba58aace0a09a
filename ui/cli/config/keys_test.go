package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lootlens/keymap"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		file string
		key  string   // of list.sort
		want []string // of the error
	}{
		{"", "s", nil},
		{"[keys]\n\"list.sort\" = [\"f5\", \"ctrl+s\"]\n", "f5", nil},
		{"[keys]\nlist.sort = [\"f5\"]\n", "f5", nil},
		{"[keys]\n\"list.sort\" = []\n", "", nil},
		{"[keys]\n\"list.srt\" = [\"s\"]\n", "", []string{"config.toml:1", "list.srt", "list.sort"}},
		{"[keys]\n\"list.sort\" = [\"ctlr+s\"]\n", "", []string{"list.sort", "ctlr+s", "ctrl+s"}},
		{"[keys]\n\"list.sort\" = [\"e\"]\n", "", []string{"list.sort", "list.save"}},
		{"[keys]\n\"list.sort\" = \"s\"\n", "", []string{"list.sort", "must be a list"}},
		{"keys = 7\n", "", []string{"must be a table"}},
		{"[kyes]\n\"list.sort\" = [\"s\"]\n", "", []string{"kyes", "keys"}},
	} {
		path := filepath.Join(t.TempDir(), "config.toml")
		if err := os.WriteFile(path, []byte(tt.file), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := Read(path)
		if (err != nil) != (tt.want != nil) {
			t.Errorf("%q: %v", tt.file, err)
			continue
		}
		for _, want := range tt.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %v lacks %q", tt.file, err, want)
			}
		}
		if err == nil && f.Keys().Key(keymap.ListSort) != tt.key {
			t.Errorf("%q: sort is on %q, want %q", tt.file, f.Keys().Key(keymap.ListSort), tt.key)
		}
	}
}
