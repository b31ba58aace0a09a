//go:build unix

package e2e

import (
	"fmt"
	"strings"
	"testing"

	"lootlens/api/demo"
)

// kestrel opens the first character of player 1250.
var kestrel = []string{"1250", "--character", "12501"}

// The main task with keys only: open a player and a character, scroll 200 rows, and
// read the whole detail.
func TestBrowse(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{140, 40}, {100, 30}, {80, 24}, {60, 15}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			s := start(t, plan{w: size[0], h: size[1]})
			s.WaitFor("Open a player")
			s.Keys("1250", "enter")
			s.WaitFor("Kestrel")
			s.Keys("down", "enter")
			s.WaitFor("› character Kestr", " 1/")
			for i := range 200 {
				s.press("j", fmt.Sprintf(" %d/", i+2))
			}
			s.Keys("G")
			s.WaitFor("412/412")
			s.quit()
		})
	}
}

// An item with rarity, rental, both storages and markdown is found by a query and
// read to its end.
func TestReadItem(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{140, 40}, {80, 24}, {60, 15}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			server := demo.New(demo.Options{})
			instance := server.Instances(demo.Holder{Player: demo.PlayerLarge, Character: 12501}, 200)[150]
			must(t, server.SetStorage(instance, demo.Pair{ID: 1, Key: "engraving", Value: "for the tests"}))
			must(t, server.SetRental(instance, demo.Rental{IsRental: true, TimeLeft: 8040, Duration: 604800, IsActive: true}))
			s := start(t, plan{w: size[0], h: size[1], server: server, args: kestrel})
			s.WaitFor("Drakescale Helm")
			s.Keys("/", fmt.Sprintf("instance:%d", instance), "enter")
			s.WaitFor("1 match in 412", "enter open")
			s.press("enter", "next item")
			s.read("Rented: 2h 1", "Description", "Instance storage", "engraving", "for the tests", "Asset storage", "Rental", "Ids", fmt.Sprint(instance))
			s.Keys("q")
			s.WaitFor("1/1")
			s.quit()
		})
	}
}

// press presses a key and waits for a text.
func (s *session) press(key, text string) {
	s.t.Helper()
	s.Keys(key)
	s.WaitFor(text)
}

// top is the first lines of a pane: they change by scrolling, and not where a spinner
// turns or something arrives further down.
func top(screen string) string {
	lines := strings.Split(screen, "\n")
	return strings.Join(lines[2:8], "\n")
}

// read scrolls the detail down until it has shown all the texts, in their order.
func (s *session) read(texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		for range 200 {
			s.WaitGone("loading…") // what comes above the screen would not be read
			before := s.Screen()
			if strings.Contains(before, text) {
				break
			}
			s.Keys("down")
			s.Until("the detail to scroll", func(now string) bool { return top(now) != top(before) || strings.Contains(now, text) })
		}
		s.WaitFor(text)
	}
}

// The reference's example: three items, the total that the server sends, and why the
// list ends.
func TestReference(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{140, 40}, {80, 24}, {60, 15}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			s := start(t, plan{w: size[0], h: size[1], args: []string{"363", "--character", "49"}})
			loaded := "3 of 19,272,073 loaded"
			if size[0] < 80 {
				loaded = "3/19,272,073"
			}
			s.WaitFor(loaded, "may be incomplete", "-13044053", "1/3")
			s.Keys("j", "j")
			s.WaitFor("3/3")
			s.quit()
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
