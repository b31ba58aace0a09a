//go:build unix

package e2e

import (
	"bytes"
	"encoding/base64"
	"path/filepath"
	"strings"
	"testing"

	"lootlens/api/demo"
)

// copied is what was put on the clipboard last.
func (s *session) copied() string {
	s.t.Helper()
	sent := s.Raw()
	at := bytes.LastIndex(sent, []byte("\x1b]52;c;"))
	if at < 0 {
		s.t.Fatal("nothing was copied")
	}
	code, _, _ := bytes.Cut(sent[at+len("\x1b]52;c;"):], []byte("\a"))
	text, err := base64.StdEncoding.DecodeString(string(code))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// view is what a list shows, but for how far it is scrolled and for the detail: where,
// in which order, the query, the row under the cursor and what it is compared with.
func view(screen string) string {
	var out []string
	for i, line := range strings.Split(strings.TrimRight(screen, "\n"), "\n") {
		list := line
		if cells := []rune(line); i > 0 && len(cells) > 75 {
			list = string(cells[:75])
		}
		if i < 2 || strings.Contains(list, "▌") || strings.Contains(list, "│/ ") || strings.Contains(list, "compared with") || strings.HasPrefix(list, "╰") {
			out = append(out, list)
		}
	}
	return strings.Join(out, "\n")
}

// The command that is copied opens, in a shell, the view that it was copied from.
func TestCommandOpensTheView(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "it's.json")
	for name, tt := range map[string]struct {
		keys  []string
		shows []string // before it is copied
		has   string
		says  string
	}{
		"as it is": {[]string{"j", "j"}, []string{" 3/"}, "--instance", "Copied the lootlens command"},
		"all": {
			[]string{"a", "wait:all 412 loaded", "e", "ctrl+u", file, "enter", "wait:saved 412 items", "B", file, "enter", "wait:comparing with", "s", "name", "enter", "S", "x", "/", "rarity:epic|rare -name:\"old one\"", "enter", "g", "j", "j"},
			[]string{"assets by name ↓", "matches in 412", "compared with", " 3/"},
			"--sort name:desc --group --baseline '", "Copied the lootlens command",
		},
		"compared in memory": {[]string{"a", "wait:all 412 loaded", "b", "s", "name", "enter", "j"}, []string{"items by name", "nothing was loaded again since"}, "--sort name", "without the baseline of "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := demo.New(demo.Options{})
			s := start(t, plan{server: server, args: kestrel, env: map[string]string{"SSH_TTY": "/dev/pts/0"}})
			s.WaitFor("Drakescale Helm", "Mirelle Ashdown")
			for _, k := range tt.keys {
				if text, ok := strings.CutPrefix(k, "wait:"); ok {
					s.WaitFor(text)
				} else {
					s.Keys(k)
				}
			}
			s.WaitFor(tt.shows...)
			s.copies = 1
			s.press("y", "lootlens command")
			s.press("l", tt.says)
			command := s.copied()
			if !strings.Contains(command, tt.has) {
				t.Errorf("copied %q, want %q in it", command, tt.has)
			}
			other := start(t, plan{server: server, shell: `PATH=$(dirname "$1"):$PATH; exec ` + command})
			if name == "compared in memory" {
				other.WaitFor("items by name ↑")
			} else {
				want := view(s.Screen())
				other.Until("the same view:\n"+want, func(now string) bool { return view(now) == want })
			}
			other.quit()
			s.quit()
		})
	}
}
