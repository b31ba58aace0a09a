package holders

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/past"
	"lootlens/ui/browser/remote"
	"lootlens/ui/internal/geometry"
	"lootlens/ui/internal/panetest"
)

func TestMouse(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	r.Run(r.Open(r.player(demo.PlayerLarge, true)))
	y := slices.IndexFunc(strings.Split(r.View(60, 40, true), "\n"), func(l string) bool { return strings.Contains(l, "Brandt") })
	click := tea.MouseClickMsg{X: 4, Y: y, Button: tea.MouseLeft}
	r.Run(r.Update(click))
	if _, ok := last[msg.OpenHolder](r); ok || r.Name(r.selected().Holder).Raw() != "Brandt" {
		t.Errorf("the click chose %s", r.selected().Holder)
	}
	r.Run(r.Update(click))
	if o, _ := last[msg.OpenHolder](r); o.Name.Raw() != "Brandt" {
		t.Errorf("the second click opened %q", o.Name)
	}
	r.Run(r.Update(tea.MouseClickMsg{X: 59, Y: y - 1, Button: tea.MouseLeft}))
	r.Run(r.Update(tea.MouseClickMsg{X: 4, Y: 1, Button: tea.MouseLeft}))
	r.Run(r.Update(tea.MouseClickMsg{X: 4, Y: y - 1, Button: tea.MouseRight}))
	if r.Name(r.selected().Holder).Raw() != "Brandt" {
		t.Error("a click beside the rows moves the cursor")
	}
	r.View(60, 10, true)
	for range 2000 {
		r.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	}
	v := r.View(60, 10, true)
	end := r.Name(r.inventories[len(r.inventories)-1].Holder).Raw()
	if err := geometry.Check(v, 60, 10); err != nil || !strings.Contains(v, end) {
		t.Errorf("the wheel does not reach the end: %v\n%s", err, v)
	}
	r.Keys("g")
	if v := r.View(60, 10, true); !strings.Contains(v, "Own inventory") {
		t.Errorf("g does not go to the start:\n%s", v)
	}
	r.Keys("G")
	if v := ansi.Strip(r.View(60, 10, true)); !strings.Contains(v, "▌ "+end) {
		t.Errorf("G does not go to the end:\n%s", v)
	}
	r.Keys("pgup", "pgup", "pgdown", "k", "j", "left")
}

// states are the looks of the screen.
func states(t *testing.T, th theme.Theme) map[string]*rig {
	t.Helper()
	all := map[string]*rig{}
	add := func(name string, id uint64, looked bool, f func(*rig, models.Player)) {
		r := newRig(t, th)
		f(r, r.player(id, looked))
		all[name] = r
	}
	open := func(r *rig, p models.Player) { r.Run(r.Open(p)) }
	add("large", demo.PlayerLarge, true, open)
	add("empty", demo.PlayerEmpty, true, open)
	add("nobody", 99, false, open)
	add("more", demo.PlayerLarge, true, func(r *rig, p models.Player) { r.Run(r.Open(p)); r.Keys("m", "m", "down", "down") })
	add("loading", demo.PlayerLarge, false, func(r *rig, p models.Player) { r.Hold = true; r.Run(r.Open(p)) })
	add("failed", demo.PlayerLarge, false, func(r *rig, p models.Player) {
		r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403})
		r.Run(r.Open(p))
	})
	add("hostile", demo.PlayerHostile, true, func(r *rig, p models.Player) {
		r.Run(r.Open(p))
		characters, heroes := r.knownCharacters(), r.knownHeroes()
		var balances []models.Balance
		var modifiers []models.Modifier
		var ladder []models.Progression
		for i, s := range []string{"\u202egnp\x1b[2J", strings.Repeat("名", 4000), "👩‍👩‍👧‍👦🏽 ❤️", "", strings.Repeat("w", 5000), "a\nb\tc"} {
			x := text.Of(s)
			r.Model.player.Extra = append(r.Model.player.Extra, models.Field{Name: x, Raw: []byte(strconv.Quote(s))})
			cid, err := models.ParseCharacterID(strconv.Itoa(900 + i))
			if err != nil {
				t.Fatal(err)
			}
			hid, err := models.ParseHeroID(strconv.Itoa(800 + i))
			if err != nil {
				t.Fatal(err)
			}
			characters = append(characters, models.Character{ID: cid, Name: x, Class: x, ULID: x}, models.Character{Name: x})
			heroes = append(heroes, models.Hero{ID: hid, Name: x, Class: x, Character: x, CharacterID: cid, Variation: models.Number(s)},
				models.Hero{Name: x}, models.Hero{ID: models.HeroID{}, Name: x})
			balances = append(balances, models.Balance{Amount: x, Name: x, Code: text.Of(fmt.Sprint(i))})
			modifiers = append(modifiers, models.Modifier{Code: x, Factor: models.Number(s), Expires: x})
			ladder = append(ladder, models.Progression{Name: x, Step: models.Number(s), Points: models.Number(s), Next: "7", LastLevelUp: x})
		}
		r.characters.Set(characters)
		r.heroes.Set(heroes)
		valueAt(r.wallets, p.ULID.Raw()).Set(wallet{Wallet: models.Wallet{ID: "w", Modifiers: modifiers}, balances: balances})
		valueAt(r.progressions, api.Progressing{Player: p.ID}).Set(progressions{Items: ladder})
		r.expanded[models.Holder{Player: p.ID}] = true
		r.arrange()
		if s := ansi.Strip(r.View(200, 60, true)); !strings.Contains(s, "⟨U+202E⟩gnp␛[2J") {
			t.Errorf("hostile names are not shown:\n%s", s)
		}
	})
	return all
}

func TestGeometry(t *testing.T) {
	t.Parallel()
	for kind, th := range map[string]theme.Theme{"plain": theme.Plain(), "dark": theme.Dark()} {
		for name, r := range states(t, th) {
			t.Run(kind+" "+name, func(t *testing.T) {
				t.Parallel()
				panetest.Sweep(t, r.View)
				r.Keys("esc")
				for range 40 {
					r.Keys("up")
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
	r := newRig(t, theme.Plain())
	if err := geometry.Check(r.View(40, 10, true), 40, 10); err != nil { // before any player
		t.Error(err)
	}
	r.Keys("enter", "y", "i", "down", "G", "v", "m")
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for kind, th := range map[string]theme.Theme{"plain": theme.Plain(), "dark": theme.Dark()} {
		for name, r := range states(t, th) {
			if name == "hostile" || kind == "dark" && name != "large" {
				continue
			}
			for size, s := range map[string][2]int{"60x15": {60, 15}, "80x22": {80, 22}, "140x38": {140, 38}} {
				file := filepath.Join("testdata", name+"-"+kind+"-"+size+".golden")
				panetest.Golden(t, file, r.View(s[0], s[1], true), *update)
			}
		}
	}
}

func BenchmarkView(b *testing.B) {
	r := newRig(b, theme.Dark())
	r.Run(r.Open(r.player(demo.PlayerLarge, true)))
	for i := 0; b.Loop(); i++ {
		r.list.Move(1 - 2*(i/4%2))
		r.View(140, 38, true)
	}
}

// oneLook is a history with one look at each inventory.
type oneLook struct {
	past.Store
	look models.Look
}

func (s oneLook) Looks(context.Context, models.Holder) ([]models.Look, error) {
	return []models.Look{s.look}, nil
}

// A look whose time has not come says why it is the newest.
func TestLookOfAClockThatWasAhead(t *testing.T) {
	t.Parallel()
	for ended, says := range map[time.Time]bool{start.Add(-time.Hour): false, start.Add(10 * time.Second): false, start.Add(72 * time.Hour): true} {
		r := newRig(t, theme.Plain())
		r.SetPast(oneLook{look: models.Look{Ended: ended, Items: 7, Complete: true}})
		goes := r.Goes
		r.Goes = func(m tea.Msg) bool { _, own := m.(remote.Answer[looks]); return !own && goes(m) }
		r.Run(r.Open(r.player(demo.PlayerLarge, true)))
		v := strings.Join(strings.Fields(ansi.Strip(r.View(200, 48, true))), " ")
		if !strings.Contains(v, "last look") || strings.Contains(v, "while a clock was ahead") != says {
			t.Errorf("a look at %s:\n%s", ended, ansi.Strip(r.View(140, 48, true)))
		}
	}
}
