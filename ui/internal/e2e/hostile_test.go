//go:build unix

package e2e

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"lootlens/api/demo"
	"lootlens/ui/internal/e2e/tty"
)

// evil attacks a terminal with each family of sequences, raw and as entities.
const evil = "\x1b[2J\x1b]0;owned\a\x1b]52;c;cm0gLXJmIH4K\a\x1bP+q544e\x1b\\\x1b_G\x1b\\\x1b[?1049l\x1b[6n\u009b31m\u202egnp.exe\u200b&#27;[2J"

// Whatever a server sends, only what the program chose to write reaches the terminal.
// Each session checks all its bytes when it ends.
func TestHostileServer(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{140, 40}, {80, 24}, {42, 12}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			s := start(t, plan{w: size[0], h: size[1]})
			s.WaitFor("Open a player")
			s.Keys("1337", "enter")
			s.WaitFor("Inventories", "enter open")
			s.press("v", "/ search") // the player as sent
			s.press("q", "enter open")
			s.press("enter", "/ query")
			s.WaitFor(" 1/")
			// Each item in the list, its detail to the end, and as it was sent.
			for i := range 45 {
				s.press("j", fmt.Sprintf(" %d/", i+2))
				if i%3 == 0 {
					s.press("enter", "o find elsewhere")
					s.Keys("G", "g", "v")
					s.WaitFor("/ search")
					s.Keys("z", "Z", "G")
					s.press("q", "o find elsewhere")
					s.press("q", "/ query")
				}
			}
			s.press("L", " failed, ")
			s.press("q", "/ query")
			s.Keys("?")
			s.WaitGone("/ query")
			s.press("q", "/ query")
			s.press("q", "Inventories")
			s.Keys("down", "enter") // items of every shape
			s.WaitFor("/ query", " 1/")
			for i := range 25 {
				s.press("j", fmt.Sprintf(" %d/", i+2))
				s.press("enter", "o find elsewhere")
				s.press("G", "")
				s.press("q", "/ query")
			}
			s.press("q", "Inventories")
			s.press("q", "Open a player")
			s.quit()
			checkTitles(t, s.Raw())
		})
	}
}

// checkTitles checks that no window title acts on what shows it.
func checkTitles(t *testing.T, raw []byte) {
	t.Helper()
	a := tty.Check(raw)
	if len(a.Titles) == 0 {
		t.Error("no title was set")
	}
	for i, title := range a.Titles {
		last := i == len(a.Titles)-1
		if strings.ContainsFunc(title, func(r rune) bool { return r < ' ' }) || !strings.HasPrefix(title, "lootlens") != last {
			t.Errorf("title %q", title)
		}
	}
}

// An error whose every part is hostile: its code, message, request id and trace id.
func TestHostileError(t *testing.T) {
	t.Parallel()
	header := http.Header{}
	for _, name := range []string{"X-Request-Id", "Request-Id", "X-Trace-Id", "Retry-After"} {
		header.Set(name, "bell\u009b31m\u202eid")
	}
	body := fmt.Sprintf(`{"code":%q,"error_id":%[1]q,"message":%[1]q,"error":%[1]q,"request_id":%[1]q,"trace_id":%[1]q,"messages":[%[1]q]}`, "x")
	body = strings.ReplaceAll(body, `"x"`, jsonString(evil))
	// Of these the list itself cannot be read.
	first := map[string]bool{"inventory": true, "characters": true, "session": true}
	for _, path := range []string{"inventory", "info", "characters", "session", "assets", "storage"} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			s := start(t, plan{
				faults: []demo.Fault{{Kind: demo.KindStatus, Status: 422, Body: body, Header: header, Path: path}},
				args:   []string{"1250", "--character", "12501"},
			})
			s.WaitFor("› character ", "12501") // by number, or by name once it is known
			if first[path] {
				s.WaitFor("␛[2J")
			}
			s.Keys("E")
			// Of the others the item may not have asked yet.
			var now string
			s.Until("the last error, or that there is none", func(screen string) bool {
				now = screen
				return strings.Contains(now, "/ search") || strings.Contains(now, "no request has failed") && !first[path]
			})
			if strings.Contains(now, "/ search") {
				s.press("q", "esc back")
				s.WaitGone("/ search")
			}
			s.press("q", "Inventories")
			s.press("q", "Open a player")
			s.Keys("1337", "enter")
			s.quit()
			checkTitles(t, s.Raw())
		})
	}
}

// jsonString is s as JSON without a control character in it.
func jsonString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		fmt.Fprintf(&b, `\u%04x`, r)
	}
	b.WriteByte('"')
	return b.String()
}

// Only the copy key writes to the clipboard, and it writes what it says, as base64
// that no text can break out of.
func TestCopy(t *testing.T) {
	t.Parallel()
	s := start(t, plan{args: []string{"1337"}, env: map[string]string{"SSH_TTY": "/dev/pts/0"}})
	s.WaitFor("Inventories")
	s.press("enter", "/ query")
	s.WaitFor(" 1/")
	if n := tty.Check(s.Raw()).Clipboard; n != 0 {
		t.Errorf("the clipboard was set %d times before the copy key", n)
	}
	s.copies = 1
	s.press("y", "i instance id")
	s.press("n", "Copied")
	sent := s.Raw()
	_, sent, found := bytes.Cut(sent, []byte("\x1b]52;c;"))
	sent, _, _ = bytes.Cut(sent, []byte("\a"))
	text, err := base64.StdEncoding.DecodeString(string(sent))
	if !found || err != nil || string(text) != "불꽃의 검" {
		t.Errorf("copied %q, %v", text, err)
	}
	s.quit()
}

// New items ring and notify only where the user has switched that on, and no item's
// name acts on the terminal through the notification.
func TestNotify(t *testing.T) {
	t.Parallel()
	server := demo.New(demo.Options{})
	s := start(t, plan{args: []string{"1337"}, server: server})
	s.WaitFor("Inventories")
	s.press("enter", " 1/")
	s.press("G", "300/300") // all is loaded: what is newest needs no question
	s.press("w", "watching every")
	grant := func(asset uint64) {
		t.Helper()
		if _, err := server.Grant(demo.PlayerHostile, asset); err != nil {
			t.Fatal(err)
		}
	}
	grant(server.Assets()[0])
	s.WaitFor("1 new item")
	if a := tty.Check(s.Raw()); a.Bells > 0 || len(a.Notices) > 0 {
		t.Fatalf("%d bells and %q without a wish for them", a.Bells, a.Notices)
	}
	s.press("W", "ring the bell")
	s.grants = 1
	grant(server.Assets()[1])
	s.WaitFor("1 new item")
	s.WaitFor("2 new")
	s.Until("the bell", func(string) bool { return tty.Check(s.Raw()).Bells > 0 })
	a := tty.Check(s.Raw())
	if a.Bells != 1 || len(a.Notices) != 1 || !strings.HasPrefix(a.Notices[0], "lootlens: 1 new item: ") || !strings.Contains(a.Notices[0], "␛") {
		t.Errorf("%d bells, the desktop was sent %q", a.Bells, a.Notices)
	}
	s.quit()
}
