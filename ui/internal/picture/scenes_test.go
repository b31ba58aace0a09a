package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lootlens/api/demo"
)

// Each picture is of what its scene is about, also where the service is slow, and a scene whose text does not come fails.
func TestDrawWaitsForTheScene(t *testing.T) {
	if err := setTerminal(80, 24); err != nil {
		t.Fatal(err)
	}
	slow := demo.Fault{Kind: demo.KindSlow, Wait: 1500 * time.Millisecond, Path: "/inventory"}
	for name, sc := range every {
		if len(sc.shows) == 0 {
			t.Errorf("the scene %s says no text to wait for", name)
		}
		for _, s := range sc.first {
			if len(s.shows) == 0 {
				t.Errorf("the scene %s does not wait before its last keys", name)
			}
		}
	}
	dir := t.TempDir()
	for name, shown := range map[string]string{
		"palette": "the commands", "sort": "the orders", "columns": "The usual columns", "watch": "watching every",
		"requests": "failed,", "alike": "what they have in common", "jump": "is not in this",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sc := every[name]
			sc.theme, sc.faults = "dark", append(sc.faults, slow)
			file := filepath.Join(dir, name+".svg")
			if err := draw(sc, 80, 24, file); err != nil {
				t.Fatal(err)
			}
			if body, err := os.ReadFile(file); err != nil || !strings.Contains(string(body), shown) {
				t.Errorf("the picture lacks %q (%v)", shown, err)
			}
		})
	}
	t.Run("missing", func(t *testing.T) {
		t.Parallel()
		file := filepath.Join(dir, "missing.svg")
		sc := scene{theme: "dark", shows: has("what never comes"), patience: 2 * time.Second}
		if err := draw(sc, 80, 24, file); err == nil || !strings.Contains(err.Error(), "what never comes") || !strings.Contains(err.Error(), "Open a player") {
			t.Errorf("drawing ends with %v", err)
		}
		if _, err := os.Stat(file); err == nil {
			t.Error("a picture was written all the same")
		}
	})
}

// The screen is settled once nothing says that something is under way.
func TestSettle(t *testing.T) {
	t.Parallel()
	s := newShown(40, 5)
	_, _ = io.WriteString(s, "loading…")
	if err := s.settle(600 * time.Millisecond); err == nil || !strings.Contains(err.Error(), "loading") {
		t.Errorf("settled while loading: %v", err)
	}
	_, _ = io.WriteString(s, "\r\x1b[Kall 12 loaded")
	if err := s.settle(time.Minute); err != nil {
		t.Error(err)
	}
}
