package picker

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/recents"
	"lootlens/ui/internal/geometry"
	"lootlens/ui/internal/panetest"
)

func TestMouse(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	r.Type("Nova")
	r.Keys("enter")
	lines := strings.Split(r.screen(), "\n")
	y := 0
	for i, l := range lines {
		if strings.Contains(l, "2003") {
			y = i
		}
	}
	click := tea.MouseClickMsg{X: 5, Y: y, Button: tea.MouseLeft}
	r.Run(r.Update(click))
	if got := r.marked().player.String(); got != "2003" || r.opened() != "" {
		t.Errorf("the click marked %s and opened %q", got, r.opened())
	}
	r.Run(r.Update(click))
	if r.opened() != "2003" {
		t.Errorf("the second click opened %q", r.opened())
	}
	for _, e := range []tea.Mouse{{X: 0, Y: y, Button: tea.MouseLeft}, {X: 5, Y: 99, Button: tea.MouseLeft}, {X: -1, Y: -1, Button: tea.MouseLeft}, {X: 5, Y: y - 1, Button: tea.MouseRight}} {
		before := r.marked()
		r.Run(r.Update(tea.MouseClickMsg(e)))
		if r.marked() != before {
			t.Errorf("%v moved the cursor", e)
		}
	}
	for range 2000 {
		r.Run(r.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown}))
	}
	r.screen()
	for range 2000 {
		r.Run(r.Update(tea.MouseWheelMsg{Button: tea.MouseWheelUp}))
	}
	r.sees("players are called “Nova”")
	r.Run(r.Update(tea.MouseClickMsg{X: 5, Y: 1, Button: tea.MouseLeft}))
	if r.marked().kind != textRow {
		t.Error("a click into the field leaves the cursor in the list")
	}
}

// There is always a cursor: where the wheel moved the marked row out of sight, it is in the field, which takes what is typed.
func TestCursorWhileTheWheelTurns(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	r.Type("nobody of this name")
	r.Keys("enter", "down")
	inField := 0
	for range 12 {
		r.View(40, 8, true)
		_, _, typed := r.Cursor()
		if _, row := r.CursorLine(); typed == row {
			t.Errorf("cursor in the field: %v, on the row: %v\n%s", typed, row, r.View(40, 8, true))
		}
		if typed {
			inField++
		}
		r.Run(r.Update(tea.MouseWheelMsg{Button: tea.MouseWheelUp}))
	}
	if inField == 0 || r.marked().kind == textRow {
		t.Errorf("the wheel hid the marked row in %d views, and %v is marked", inField, r.marked())
	}
}

// states are the looks of the screen, each reached by keys.
func states(t *testing.T, th theme.Theme) map[string]*rig {
	t.Helper()
	all := map[string]*rig{}
	add := func(name, key string, keys func(*rig)) {
		r := newRig(t, key)
		r.use(th)
		r.start()
		keys(r)
		all[name] = r
	}
	add("welcome", "dev_0000000000000000000000000000000000", func(*rig) {})
	add("demo", "", func(r *rig) {
		r.SetExamples([]Example{
			{"1250", "1,250 items, four characters, three heroes"}, {"20000", "the inventory that does not fit on a screen"},
			{"Nova", "a name that several players carry"}, {"363", "the player of LootLocker's reference page"},
			{"1337", "names that attack a terminal"},
		})
		r.SetEnvironment(api.Demo)
	})
	add("several", "", func(r *rig) { r.Type("Nova"); r.Keys("enter") })
	add("nobody", "", func(r *rig) { r.Type("99"); r.Keys("enter") })
	add("failed", "", func(r *rig) {
		r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "lookup"})
		r.Type("1250")
		r.Keys("enter")
	})
	add("hostile", "", func(r *rig) {
		r.Type("1337")
		r.Keys("enter")
		r.Type("name:\x1b]0;x")
		for i, name := range []string{"\u202egnp\x1b[2J", strings.Repeat("名", 4000), "👩‍👩‍👧‍👦🏽 ❤️", "Z̷̢̗͙͖͎͛͌̈́", "", strings.Repeat("w", 5000)} {
			pid := panetest.PlayerID(t, "1844674407370955161"+string(rune('0'+i)))
			p := models.Player{ID: pid, Name: text.Of(name), ULID: text.Of(name), PublicUID: text.Of(name), Platform: text.Of(name)}
			r.Run(r.Update(msg.PlayerKnown{Player: p}))
		}
		r.field.Set("")
		r.search.answer.Set(result{
			players: []models.Player{{Name: text.Of("no id\x1b[1m")}, {Name: text.Of("no id")}},
			tried:   []api.Try{{Ref: models.PlayerRef{Kind: models.RefName, Value: "\x1b[2J" + strings.Repeat("名", 300)}}},
		})
		r.arrange()
		r.Keys("down", "down")
	})
	add("looking", "", func(r *rig) { r.Hold = true; r.Type("1250"); r.Keys("enter") })
	return all
}

func TestGeometry(t *testing.T) {
	t.Parallel()
	for kind, th := range map[string]theme.Theme{"plain": theme.Plain(), "dark": theme.Dark()} {
		for name, r := range states(t, th) {
			t.Run(kind+" "+name, func(t *testing.T) {
				t.Parallel()
				panetest.Sweep(t, r.View)
				for range 30 {
					r.Keys("down")
					v := r.View(40, 7, true)
					if err := geometry.Check(v, 40, 7); err != nil {
						t.Fatal(err)
					}
					if !strings.Contains(v, "▌") {
						t.Fatalf("the chosen row is not on the screen:\n%s", v)
					}
				}
			})
		}
	}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for kind, th := range map[string]theme.Theme{"plain": theme.Plain(), "dark": theme.Dark()} {
		for name, r := range states(t, th) {
			if name == "hostile" || name == "looking" || kind == "dark" && name != "several" {
				continue
			}
			for _, size := range [][2]int{{60, 15}, {80, 22}, {140, 38}} {
				got := r.View(size[0], size[1], true)
				_, host, _ := strings.Cut(r.client.BaseURL(), "://")
				got = strings.ReplaceAll(got, host, strings.Repeat("h", len(host)))
				file := filepath.Join("testdata", name+"-"+kind+"-"+fmt.Sprintf("%dx%d.golden", size[0], size[1]))
				panetest.Golden(t, file, got, *update)
			}
		}
	}
}

func BenchmarkView(b *testing.B) {
	r := newRig(b, "")
	r.use(theme.Dark())
	r.start()
	for i := range recents.MaxPlayers {
		pid := panetest.PlayerID(b, strconv.Itoa(1000+i))
		p := models.Player{ID: pid, Name: text.Of("Łukasz Wójcik 名前"), ULID: text.Of("01J8ZQ5T3V9X7Y2K4M6N8P0RST")}
		r.Run(r.Update(msg.PlayerKnown{Player: p}))
	}
	for i := 0; b.Loop(); i++ {
		r.list.Move(1 - 2*(i/30%2))
		r.View(140, 38, true)
	}
}
