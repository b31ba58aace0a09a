package picker

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/api/demo"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
)

func TestLookUpByEveryKind(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	// What the double knows of its large player.
	id, err := r.client.FindPlayers(context.Background(), models.PlayerRef{Kind: models.RefID, Value: "1250"})
	if err != nil || len(id) != 1 {
		t.Fatal(id, err)
	}
	p := id[0]
	for _, typed := range []string{
		"1250", "id:1250", p.ULID.Raw(), strings.ToLower(p.ULID.Raw()), p.PublicUID.Raw(), "uid:" + p.PublicUID.Raw(),
		"Mirelle Ashdown", "name:Mirelle Ashdown", "steam:" + p.PlatformID.Raw(), " 1250 ",
	} {
		r.Up = nil
		r.Type(typed)
		r.Keys("enter")
		if r.opened() != "1250" {
			t.Errorf("%q opened %q", typed, r.opened())
			r.Keys("esc", "esc")
		}
		if o, _ := last[msg.OpenPlayer](r); len(o.Player.Raw) == 0 {
			t.Errorf("%q: the player comes without its JSON", typed)
		}
		if r.field.Value() != "" {
			t.Errorf("%q is left in the field", typed)
		}
	}
	r.sees("Recent players NAME", "Mirelle Ashdown steam 1250", "just now")
}

func TestHint(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"":                                      "Type a name or id and press enter",
		"363":                                   "Looks for the player id “363”, then a public UID, then the exact name",
		"nov":                                   "Looks for the exact name “nov”, then a guest id",
		"steam:76561198000000000":               "Looks for the Steam id “76561198000000000”",
		"steam:":                                "Type the rest after the colon",
		"01J8ZQ5T3V9X7Y2K4M6N8P0RST":            "Looks for the ULID “01J8ZQ5T3V9X7Y2K4M6N8P0RST”",
		"prod_0123456789abcdef0123456789abcdef": "looks like a server key: it is not looked up",
		"name:dev_johnson1":                     "Looks for the exact name “dev_johnson1”",
	} {
		r := newRig(t, "")
		r.start()
		r.Type(typed)
		s := ansi.Strip(r.View(99, 20, true))
		if !strings.Contains(s, want) {
			t.Errorf("%q: %q is not said:\n%s", typed, want, s)
		}
	}
	r := newRig(t, "")
	r.start()
	r.Keys("down")
	r.sees("enter opens the universal inventory")
	r.Type("Nova")
	r.Keys("enter")
	r.sees("enter opens the marked player")
}

// A server key in the wrong place must not reach an address, whatever its form and wherever it was typed.
func TestKeyIsNotLookedUp(t *testing.T) {
	t.Parallel()
	const old = "0123456789abcdef0123456789abcdef01234567" // older keys have no prefix
	r := newRig(t, old)
	r.start()
	r.Type("1007")
	r.Keys("enter") // the process holds the key now
	before := len(r.double.Requests())
	for _, key := range []string{"prod_0123456789abcdef0123456789abcdef", old, "id:" + old, "name:" + old} {
		r.Type(key)
		r.Keys("enter")
		r.sees("looks like a server key")
		r.Keys("esc")
		r.Run(r.LookUp(models.ParsePlayerRef(key), msg.OpenHolder{}))
		r.Keys("esc")
	}
	if n := len(r.double.Requests()); n != before {
		t.Errorf("%d requests were made", n-before)
	}
}

// A player whose name looks like a key can be opened, also from the command line, and looked up again after a failure.
func TestNameThatLooksLikeAKey(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	asked := func() (n int) {
		for _, q := range r.double.Requests() {
			if strings.Contains(q.Path+q.Query, "dev_johnson1") {
				n++
			}
		}
		return n
	}
	r.Type("name:dev_johnson1")
	r.Keys("enter")
	r.sees("No player found for “name:dev_johnson1”: no such name. Names must match whole.")
	r.Keys("esc", "esc")
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "lookup"})
	r.Run(r.LookUp(models.ParsePlayerRef("name:dev_johnson1"), msg.OpenHolder{}))
	r.sees("The look-up failed")
	r.double.SetFaults()
	r.Keys("enter")
	r.sees("No player found for “name:dev_johnson1”")
	if n := asked(); n != 3 {
		t.Errorf("it was asked for %d times", n)
	}
}

func TestEveryPrintableKeyIsText(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	var all strings.Builder
	for c := '!'; c <= '~'; c++ {
		all.WriteRune(c)
	}
	all.WriteString(" éß名")
	r.Type(all.String())
	if r.field.Value() != all.String() {
		t.Errorf("the field holds %q", r.field.Value())
	}
	r.Keys("down", "down") // with the cursor in the list, text still goes to the field
	r.Type("q")
	if r.field.Value() != all.String()+"q" || r.marked().kind != textRow {
		t.Errorf("the field holds %q, marked is %+v", r.field.Value(), r.marked())
	}
	r.Keys("f1")
	if len(r.Up) > 0 {
		t.Errorf("keys did %T", r.Up[0])
	}
}

func TestPasteIsBoundedAndOneLine(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	r.Run(r.Update(tea.PasteMsg{Content: strings.Repeat("line\x1b[2J\u202e\n\t名", 1500)}))
	if n := len([]rune(r.field.Value())); n > maxText {
		t.Errorf("%d characters were taken", n)
	}
	if strings.ContainsAny(r.field.Value(), "\n\t\r") {
		t.Error("the field holds line breaks")
	}
	r.sees("No more than 256 characters fit")
	r.Keys("enter")
	r.screen()
}

// A second enter does not look up again what is being looked up.
func TestASecondEnterWaits(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	r.Type("1250")
	first := r.do(keymap.PickerOpen)
	if second := r.do(keymap.PickerOpen); first == nil || second != nil || !r.Loading() {
		t.Errorf("the first enter asks: %t, the second: %t", first != nil, second != nil)
	}
	r.Run(first)
	if r.opened() != "1250" {
		t.Errorf("opened %q", r.opened())
	}
	r.Type("12")
	r.do(keymap.PickerOpen)
	r.Type("50")
	if cmd := r.do(keymap.PickerOpen); cmd == nil {
		t.Error("what was typed since is not looked up")
	}
}

// The words for the footer say what enter and esc do now.
func TestWhatEnterDoes(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	says := func(when, wantEnter, wantBack string) {
		t.Helper()
		if enter, back := r.Word(keymap.PickerOpen), r.Word(keymap.Back); enter != wantEnter || back != wantBack {
			t.Errorf("%s: enter %q, esc %q", when, enter, back)
		}
	}
	says("at the start", "look up", "")
	r.Keys("down")
	says("with a marked row", "", "")
	r.Keys("up")
	r.Type("1250")
	look := r.do(keymap.PickerOpen)
	says("while a player is looked up", "look up", "cancel")
	if hints := r.Hints(); slices.Contains(hints, keymap.PickerOpen) || !slices.Contains(hints, keymap.Back) {
		t.Errorf("the footer offers %v meanwhile", hints)
	}
	r.Type("0")
	if n := len(r.Up); n == 0 || !strings.Contains(fmt.Sprint(r.Up[n-1]), "The look-up of “1250” was stopped · enter looks up what is typed now") {
		t.Errorf("nothing says that typing stopped the look-up: %v", r.Up)
	}
	r.Run(look)
	r.do(keymap.EditClear)
	r.Type("Nova")
	r.Keys("enter", "tab")
	says("with a chosen player", "search", "")
	r.Keys("esc", "enter")
	r.Keys("down", "ctrl+x")
	r.use(theme.Plain())
	r.start()
	r.Keys("down", "ctrl+x")
	says("asked whether to remove a player", "remove", "keep")
	if hints := r.Hints(); len(hints) != 2 {
		t.Errorf("the footer offers %v meanwhile", hints)
	}
}
