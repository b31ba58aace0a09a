package panetest

import (
	"os"
	"strings"
	"testing"
)

// Golden compares a view with a file, relative to the test's folder. With update, the
// tests' flag -update, it writes the file.
func Golden(t testing.TB, file, got string, update bool) {
	t.Helper()
	got += "\n"
	if update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) == got {
		return
	}
	was, is := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for i := range min(len(was), len(is)) {
		if was[i] != is[i] {
			t.Errorf("%s: line %d is\n%q, want\n%q (the flag -update accepts it)", file, i+1, is[i], was[i])
			return
		}
	}
	t.Errorf("%s: %d lines, want %d", file, len(is), len(was))
}
