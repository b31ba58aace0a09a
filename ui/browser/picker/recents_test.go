package picker

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/recents"
)

func TestRecentsFilterPinForget(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	for i, id := range []string{"1007", "1250", "20000"} {
		pid := playerID(t, id)
		r.now = start.Add(time.Duration(i-5) * time.Hour)
		name := []string{"Pim Okafor", "Mirelle Ashdown", "Bastion"}[i]
		r.Run(r.Update(msg.PlayerKnown{Player: models.Player{ID: pid, Name: text.Of(name), Platform: text.Of("steam")}}))
	}
	r.now = start
	r.sees("Recent players NAME PLATFORM ID OPENED", "Bastion steam 20000 3 hours ago", "Pim Okafor steam 1007")
	r.Keys("down", "down", "down", "ctrl+t") // Pim, the oldest, is pinned and stays under the cursor
	if got := r.marked().player.String(); got != "1007" {
		t.Errorf("marked is %s", got)
	}
	r.sees("Pinned players NAME", "▌ ★ Pim Okafor steam 1007")
	r.Keys("ctrl+t")
	if n, _ := last[msg.Note](r); n.Text != "Pim Okafor is unpinned" {
		t.Errorf("note %q", n.Text)
	}
	r.Type("ash")
	r.sees("Mirelle Ashdown")
	if strings.Contains(r.screen(), "Bastion") {
		t.Error("the filter lets everybody through")
	}
	r.Keys("down", "ctrl+x", "enter")
	r.Keys("esc")
	if s := r.screen(); strings.Contains(s, "Mirelle") || !strings.Contains(s, "Bastion") {
		t.Errorf("forgotten the wrong one:\n%s", s)
	}
	other := &rig{t: t, client: r.client, double: r.double, path: r.path}
	other.use(theme.Plain())
	other.start()
	other.sees("Bastion steam 20000", "Pim Okafor steam 1007")
	other.Keys("down", "enter")
	if other.opened() != "20000" {
		t.Errorf("%q was opened", other.opened())
	}
	other.Keys("ctrl+g")
	if other.opened() != "universal inventory" {
		t.Errorf("%q was opened", other.opened())
	}
}

// A player is removed only after a question, and each that was removed can be put back as it was.
func TestForgetAsksAndCanBeUndone(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	for i, id := range []string{"1007", "1250", "20000"} {
		r.now = start.Add(time.Duration(i-5) * time.Hour)
		p := models.Player{ID: playerID(t, id), Name: text.Of([]string{"Pim", "Mirelle", "Bastion"}[i])}
		r.Run(r.Update(msg.PlayerKnown{Player: p}))
	}
	r.now = start
	left := func(want int) {
		t.Helper()
		if n := len(r.recent.list.Players); n != want {
			t.Errorf("%d players are in the list, want %d", n, want)
		}
	}
	note := func(want string) {
		t.Helper()
		if n, _ := last[msg.Note](r); !strings.Contains(n.Text, want) {
			t.Errorf("note %q, want %q", n.Text, want)
		}
	}
	r.Keys("down", "down", "down", "ctrl+t") // Pim is pinned
	before := r.recent.list.Players
	for _, keep := range []string{"esc", "n", "down", "tab", "x"} {
		r.Keys("ctrl+x")
		r.sees("Remove Pim from the list? enter removes, esc keeps")
		r.Keys(keep)
		left(3)
		r.Keys("ctrl+u", "esc")
		if strings.Contains(r.screen(), "Remove") {
			t.Errorf("%s leaves the question on the screen", keep)
		}
		r.Keys("up", "up", "up", "up", "down") // Pim again
	}
	if r.opened() != "" {
		t.Errorf("%s was opened", r.opened())
	}
	r.Up = nil
	for i, yes := range []string{"enter", "y", "ctrl+x"} {
		r.Keys("up", "up", "up", "down", "ctrl+x", yes)
		left(2 - i)
		note("is removed from the list: ctrl+z puts the player back")
	}
	if r.field.Value() != "" || r.opened() != "" {
		t.Errorf("the answers typed %q and opened %q", r.field.Value(), r.opened())
	}
	for i, name := range []string{"Mirelle", "Bastion", "Pim"} {
		r.Keys("ctrl+z")
		left(i + 1)
		note(name + " is back in the list")
	}
	if !reflect.DeepEqual(r.recent.list.Players, before) {
		t.Errorf("the list was\n%+v\nis\n%+v", before, r.recent.list.Players)
	}
	if got := r.marked().player.String(); got != "1007" {
		t.Errorf("marked is %s", got)
	}
	r.Keys("ctrl+z")
	note("no player was removed")
	r.Keys("esc", "down", "down", "down", "down", "ctrl+x")
	note("marks a recent or pinned player first") // the universal inventory cannot be removed
}

// What the key opens is known only after the first request: the list of another
// environment must not stay on the screen.
func TestListFollowsTheEnvironment(t *testing.T) {
	t.Parallel()
	r := newRig(t, "prod_0000000000000000000000000000000000")
	store := recents.Open(r.path, func() string { return "unknown https://api.lootlocker.io" })
	pid := playerID(t, "5")
	if _, err := store.Visit(models.Player{ID: pid, Name: text.Of("Old Acquaintance")}, start); err != nil {
		t.Fatal(err)
	}
	r.start()
	r.sees("Old Acquaintance")
	r.Type("Pim Okafor")
	r.Keys("enter")
	r.Run(r.Update(msg.Tick{Now: start.Add(time.Second)}))
	if s := r.screen(); strings.Contains(s, "Old") || !strings.Contains(s, "Pim Okafor") {
		t.Errorf("the list is another's:\n%s", s)
	}
}

// Lists of the file may come in any order.
func TestOlderListIsDropped(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	var lists []recents.List
	for i, id := range []string{"1", "2"} {
		pid := playerID(t, id)
		l, err := r.recent.store.Visit(models.Player{ID: pid}, start.Add(time.Duration(i)*time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		lists = append(lists, l)
	}
	r.SetRecents(lists[1])
	r.SetRecents(lists[0])
	r.Update(recentsMsg{scope: r.recent.store.Scope(), list: lists[0]})
	if n := len(r.recent.list.Players); n != 2 {
		t.Errorf("%d players are shown", n)
	}
}

func TestBrokenFileIsNoted(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	if err := os.WriteFile(r.path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.start()
	if n, _ := last[msg.Note](r); !strings.Contains(n.Text, "set aside") || n.Kind != msg.Warning {
		t.Errorf("note %+v", n)
	}
	r.sees("Welcome")
}
