package holders

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/drive"
	"lootlens/ui/frame"
	"lootlens/ui/keypress"
	"lootlens/ui/msg"
)

var (
	update = flag.Bool("update-golden", false, "write the golden files")
	start  = time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
)

// rig is the screen on the double, over HTTP, and a loop that runs its commands.
type rig struct {
	*Model
	t      testing.TB
	double *demo.Server
	client *api.Client
	out    []tea.Msg // what is not for the screen itself
	held   []tea.Msg // answers that are kept back
	hold   bool
}

func newRig(t testing.TB, th theme.Theme) *rig {
	t.Helper()
	double, client := drive.Double(t, demo.Options{Now: func() time.Time { return start }})
	return &rig{t: t, double: double, client: client, Model: New(client, keymap.Default(), th)}
}

// do runs a command and all that follows from it.
func (r *rig) do(cmd tea.Cmd) {
	r.t.Helper()
	for _, m := range drive.Messages(cmd) {
		switch m.(type) {
		case playerMsg, walletMsg, charactersMsg, heroesMsg:
			if r.hold {
				r.held = append(r.held, m)
				continue
			}
			r.do(r.Update(m))
		default:
			r.out = append(r.out, m)
		}
	}
}

// player is a player of the double: by number only, or as the look-up answers.
func (r *rig) player(id uint64, looked bool) models.Player {
	r.t.Helper()
	s := strconv.FormatUint(id, 10)
	pid, err := models.ParsePlayerID(s)
	if err != nil {
		r.t.Fatal(err)
	}
	if !looked {
		return models.Player{ID: pid}
	}
	p, err := r.client.FindPlayers(context.Background(), models.PlayerRef{Kind: models.RefID, Value: s})
	if err != nil || len(p) != 1 {
		r.t.Fatal(p, err)
	}
	return p[0]
}

func (r *rig) busy() bool {
	l := &r.load
	return l.player.asking || l.wallet.asking || l.characters.asking || l.heroes.asking
}

func (r *rig) press(keys ...string) {
	r.t.Helper()
	for _, k := range keys {
		r.do(r.Update(keypress.Of(k)))
	}
}

// sees looks for texts at 60x40, whatever the blanks and breaks.
func (r *rig) sees(want ...string) {
	r.t.Helper()
	v := r.View(60, 40, true)
	if err := frame.Check(v, 60, 40); err != nil {
		r.t.Errorf("%v\n%s", err, v)
	}
	s := ansi.Strip(v)
	flat := strings.Join(strings.Fields(strings.ReplaceAll(s, "│", " ")), " ")
	for _, w := range want {
		if !strings.Contains(flat, w) {
			r.t.Errorf("%q is not on the screen:\n%s", w, s)
		}
	}
}

func last[T any](r *rig) (T, bool) {
	for i := len(r.out) - 1; i >= 0; i-- {
		if m, ok := r.out[i].(T); ok {
			return m, true
		}
	}
	var none T
	return none, false
}

func TestPlayerAndHolders(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	p := r.player(demo.PlayerLarge, true)
	r.do(r.Open(p))
	r.sees("Mirelle Ashdown", "id 1250", "public UID "+p.PublicUID.Raw(), "ULID "+p.ULID.Raw(), "platform steam "+p.PlatformID.Raw(),
		"The player's own 1250", "Kestrel 12501 default Vanguard", "Oriel 12502", "Ser Halloran 301 default", "Characters 4", "Heroes 3", "8 inventories")
	looks := 0
	for _, q := range r.double.Requests() {
		if strings.Contains(q.Path, "lookup") {
			looks++
		}
	}
	if looks != 1 { // the test's own
		t.Error("a known player is looked up again")
	}
	var opened []string
	for range 9 {
		r.press("enter", "down")
		o, _ := last[msg.OpenHolder](r)
		opened = append(opened, o.Holder.String()+" "+o.Name.Raw())
		if !reflect.DeepEqual(o.Player, p) {
			t.Error("the inventory comes with another player")
		}
	}
	want := []string{
		"player 1250 Mirelle Ashdown", "player 1250 › character 12501 Kestrel", "player 1250 › character 12502 Oriel",
		"player 1250 › character 12503 Brandt", "player 1250 › character 12504 Nobody Yet", "player 1250 › hero 301 Ser Halloran",
		"player 1250 › hero 302 Ysolde of the Reach", "player 1250 › hero 303 The Tin Marquis", "player 1250 › hero 303 The Tin Marquis",
	}
	if !slices.Equal(opened, want) {
		t.Errorf("opened %q", opened)
	}
}

func TestBalances(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	p := r.player(demo.PlayerLarge, true)
	wallet, err := r.client.Wallet(context.Background(), p.ULID.Raw())
	if err != nil {
		t.Fatal(err)
	}
	balances, err := r.client.Balances(context.Background(), wallet)
	if err != nil || len(balances) == 0 {
		t.Fatal(balances, err)
	}
	r.do(r.Open(p))
	for _, b := range balances {
		r.sees(b.Name.Raw() + " " + grouped(b.Amount.Raw()))
	}
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 404, Path: "wallet"})
	r.press("r")
	r.sees("wallet no wallet")
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "balances"})
	r.press("r")
	r.sees("The wallet could not be read", "request id", "r tries again")
	r.double.SetFaults()
	r.press("r")
	r.sees(balances[0].Name.Raw())
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "wallet"})
	r.press("r")
	r.sees(balances[0].Name.Raw(), "The wallet could not be read") // what was there stays
}

func TestGrouped(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "0": "0", "999": "999", "1000": "1,000", "-1234567": "-1,234,567", "1234.56789": "1,234.56789",
		"123456789012345678901234567890": "123,456,789,012,345,678,901,234,567,890", "12e5": "12e5", "-": "-", "many": "many", "1,000": "1,000",
	} {
		if got := grouped(in); got != want {
			t.Errorf("%q is written %q, want %q", in, got, want)
		}
	}
}

func TestEmptyPlayer(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	r.do(r.Open(r.player(demo.PlayerEmpty, true)))
	r.sees("no characters", "no heroes", "The player's own 1000")
}

func TestEachSectionLoadsAndFailsAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	p := r.player(demo.PlayerLarge, true)
	r.hold = true
	r.do(r.Open(p))
	r.sees("loading characters …", "loading heroes …", "loading the wallet …", "The player's own 1250")
	if !r.busy() {
		t.Error("not busy")
	}
	r.hold, r.held = false, nil
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "heroes"})
	r.press("r")
	r.sees("Kestrel 12501", "The heroes could not be read", "request id", "r tries again")
	if f, ok := last[msg.Failed](r); !ok || !errors.Is(f.Err, api.ErrForbidden) {
		t.Errorf("the root is told %v", f.Err)
	}
	r.press("down", "down") // on Oriel
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "characters"})
	r.press("r")
	r.sees("Kestrel 12501", "The characters could not be read", "Ser Halloran 301", "▌ Oriel")
	r.double.SetFaults()
	r.press("r")
	r.sees("▌ Oriel")
	if s := ansi.Strip(r.View(60, 40, true)); strings.Contains(s, "could not") || r.busy() {
		t.Errorf("the failure stays:\n%s", s)
	}
}

func TestKnownByNumberOnly(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	r.hold = true
	r.do(r.Open(r.player(demo.PlayerSmall, false)))
	r.sees("Player 1007", "looking the player up …")
	r.press("v")
	if n, ok := last[msg.Note](r); !ok || !strings.Contains(n.Text, "r asks again") {
		t.Errorf("note %q", n.Text)
	}
	r.hold = false
	held := r.held
	for _, a := range held {
		r.do(r.Update(a))
	}
	r.sees("Pim Okafor", "Thistle 10071 default")
	if k, ok := last[msg.PlayerKnown](r); !ok || k.Player.Name.Raw() != "Pim Okafor" {
		t.Error("nobody is told who it is")
	}
	if !r.load.wallet.known {
		t.Error("the wallet is not asked for once the ULID is known")
	}
	r.press("v")
	if raw, ok := last[msg.ShowRaw](r); !ok || !strings.Contains(string(raw.Raw), "Pim Okafor") || raw.Title != "player 1007" {
		t.Errorf("raw %+v", raw)
	}

	r.do(r.Open(r.player(99, false)))
	r.sees("Player 99", "the look-up knows no player 99", "no wallet can be asked for", "The characters could not be read")
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "lookup"})
	r.do(r.Open(r.player(demo.PlayerSmall, false)))
	r.sees("The player could not be looked up", "Thistle 10071")
	r.press("down", "enter")
	if o, _ := last[msg.OpenHolder](r); o.Holder.String() != "player 1007 › character 10071" {
		t.Errorf("opened %s", o.Holder)
	}
}

// Answers for one player come after another was opened, in every order.
func TestStaleAnswers(t *testing.T) {
	t.Parallel()
	const answers = 3
	for turn := range 2 * answers {
		r := newRig(t, theme.Plain())
		large, small := r.player(demo.PlayerLarge, true), r.player(demo.PlayerSmall, true)
		r.hold = true
		r.do(r.Open(large))
		old := r.held
		r.held = nil
		r.Model.load.cancel = func() {} // their requests have ended well
		r.do(r.Open(small))
		r.hold = false
		if len(old) != answers || len(r.held) != answers {
			t.Fatalf("%d and %d answers", len(old), len(r.held))
		}
		all := append(slices.Clone(old), r.held...)
		all = append(all[turn:], all[:turn]...)
		if turn%2 == 1 {
			slices.Reverse(all)
		}
		for _, a := range all {
			r.do(r.Update(a))
		}
		r.sees("Pim Okafor", "Thistle 10071", "no heroes")
		if s := r.View(60, 40, true); strings.Contains(s, "Kestrel") || r.busy() || len(r.rows) != 2 {
			t.Errorf("two players are mixed:\n%s", s)
		}
	}
}

func TestClosingEndsRequests(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string]func(*rig){
		"close": func(r *rig) { r.Close() },
		"other": func(r *rig) { r.Open(r.player(demo.PlayerSmall, false)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, theme.Plain())
			p := r.player(demo.PlayerLarge, true)
			r.double.SetFaults(demo.Fault{Kind: demo.KindHang})
			batch := r.Open(p)().(tea.BatchMsg)
			done := make(chan tea.Msg)
			for _, cmd := range batch {
				go func() { done <- cmd() }()
			}
			stop(r)
			for range batch {
				r.do(r.Update(<-done))
			}
			if len(r.out) > 0 {
				t.Errorf("a late answer said %v", r.out[0])
			}
		})
	}
}

func TestCopy(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	p := r.player(demo.PlayerLarge, true)
	r.do(r.Open(p))
	copies := func(keys string) string {
		r.out = nil
		for _, k := range keys {
			r.press(string(k))
		}
		if c, ok := last[msg.CopyCommand](r); ok {
			return "command for " + c.Holder.String()
		}
		c, _ := last[msg.Copy](r)
		return c.Text
	}
	hero := 5
	for _, c := range []struct {
		row        int
		keys, want string
	}{
		{0, "yi", "1250"}, {0, "yu", p.ULID.Raw()}, {0, "yn", "Mirelle Ashdown"}, {0, "yj", string(p.Raw)}, {0, "yl", "command for player 1250"},
		{1, "yi", "12501"}, {1, "yn", "Kestrel"}, {1, "yl", "command for player 1250 › character 12501"},
		{hero, "yi", "301"}, {hero, "yl", "command for player 1250 › hero 301"}, {hero, "yu", ""}, {0, "yq", ""}, {0, "i", ""},
	} {
		r.move(c.row)
		if got := copies(c.keys); got != c.want {
			t.Errorf("row %d, %s copies %q, want %q", c.row, c.keys, got, c.want)
		}
		if r.Typing() {
			t.Errorf("%s leaves the wait on", c.keys)
		}
	}
	r.move(0)
	r.press("y")
	if !r.Typing() {
		t.Error("y does not wait for a letter")
	}
	r.sees("copy i player id")
	r.press("esc")
	if _, ok := last[msg.Back](r); ok || r.Typing() {
		t.Error("esc does more than ending the wait")
	}
	r.press("esc")
	if _, ok := last[msg.Back](r); !ok {
		t.Error("esc does not go back")
	}
	r.press("p")
	if pin, ok := last[msg.Pin](r); !ok || pin.Player.ID != p.ID {
		t.Error("p does not pin")
	}
}

func TestMouse(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	r.do(r.Open(r.player(demo.PlayerLarge, true)))
	y := slices.IndexFunc(strings.Split(r.View(60, 40, true), "\n"), func(l string) bool { return strings.Contains(l, "Brandt") })
	click := tea.MouseClickMsg{X: 4, Y: y, Button: tea.MouseLeft}
	r.do(r.Update(click))
	if _, ok := last[msg.OpenHolder](r); ok || r.cursor != 3 {
		t.Errorf("the click chose row %d", r.cursor)
	}
	r.do(r.Update(click))
	if o, _ := last[msg.OpenHolder](r); o.Name.Raw() != "Brandt" {
		t.Errorf("the second click opened %q", o.Name)
	}
	r.do(r.Update(tea.MouseClickMsg{X: 59, Y: y - 1, Button: tea.MouseLeft}))
	r.do(r.Update(tea.MouseClickMsg{X: 4, Y: 1, Button: tea.MouseLeft}))
	r.do(r.Update(tea.MouseClickMsg{X: 4, Y: y - 1, Button: tea.MouseRight}))
	if r.cursor != 3 {
		t.Error("a click beside the rows moves the cursor")
	}
	r.View(60, 10, true)
	for range 2000 {
		r.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	}
	v := r.View(60, 10, true)
	if err := frame.Check(v, 60, 10); err != nil || !strings.Contains(v, "The Tin Marquis") {
		t.Errorf("the wheel does not reach the end: %v\n%s", err, v)
	}
	r.press("g")
	if v := r.View(60, 10, true); !strings.Contains(v, "The player's own") {
		t.Errorf("g does not go to the start:\n%s", v)
	}
	r.press("G")
	if v := ansi.Strip(r.View(60, 10, true)); !strings.Contains(v, "▌ The Tin Marquis") {
		t.Errorf("G does not go to the end:\n%s", v)
	}
	r.press("pgup", "pgup", "pgdown", "k", "j", "left")
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
	open := func(r *rig, p models.Player) { r.do(r.Open(p)) }
	add("large", demo.PlayerLarge, true, open)
	add("empty", demo.PlayerEmpty, true, open)
	add("nobody", 99, false, open)
	add("loading", demo.PlayerLarge, false, func(r *rig, p models.Player) { r.hold = true; r.do(r.Open(p)) })
	add("failed", demo.PlayerLarge, false, func(r *rig, p models.Player) {
		r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403})
		r.do(r.Open(p))
	})
	add("copying", demo.PlayerLarge, true, func(r *rig, p models.Player) { r.do(r.Open(p)); r.press("y") })
	add("hostile", demo.PlayerHostile, true, func(r *rig, p models.Player) {
		r.do(r.Open(p))
		for i, s := range []string{"\u202egnp\x1b[2J", strings.Repeat("名", 4000), "👩‍👩‍👧‍👦🏽 ❤️", "", strings.Repeat("w", 5000), "a\nb\tc"} {
			x := text.Of(s)
			m := r.Model
			m.load.characters.value = append(m.load.characters.value, models.Character{Name: x, Class: x, ULID: x})
			m.load.heroes.value = append(m.load.heroes.value, models.Hero{Name: x, Class: x, Character: x})
			m.load.wallet.value = append(m.load.wallet.value, models.Balance{Amount: x, Name: x, Code: text.Of(fmt.Sprint(i))})
			m.player.Extra = append(m.player.Extra, models.Field{Name: x, Raw: []byte(strconv.Quote(s))})
		}
		r.arrange()
		if s := ansi.Strip(r.View(200, 60, true)); !strings.Contains(s, "⟨U+202E⟩gnp␛[2J") {
			t.Errorf("hostile names are not shown:\n%s", s)
		}
		r.press("G")
		r.press("enter")
		if n, ok := last[msg.Note](r); !ok || !strings.Contains(n.Text, "no id") {
			t.Errorf("a hero without an id: %q", n.Text)
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
				for w := 1; w <= 200; w += 1 + w/12 {
					for h := 1; h <= 60; h += 1 + h/5 {
						if err := frame.Check(r.View(w, h, h%2 == 0), w, h); err != nil {
							t.Fatalf("%dx%d: %v", w, h, err)
						}
					}
				}
				r.press("esc")
				for range 40 {
					r.press("up")
					v := r.View(40, 7, true)
					if err := frame.Check(v, 40, 7); err != nil {
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
	if err := frame.Check(r.View(40, 10, true), 40, 10); err != nil { // before any player
		t.Error(err)
	}
	r.press("enter", "y", "i", "down", "G", "v")
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for kind, th := range map[string]theme.Theme{"plain": theme.Plain(), "dark": theme.Dark()} {
		for name, r := range states(t, th) {
			if name == "hostile" || name == "copying" || kind == "dark" && name != "large" {
				continue
			}
			for size, s := range map[string][2]int{"60x15": {60, 15}, "140x38": {140, 38}} {
				got := r.View(s[0], s[1], true) + "\n"
				file := filepath.Join("testdata", name+"-"+kind+"-"+size+".golden")
				if *update {
					if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if got != string(want) {
					t.Errorf("%s differs:\n%s", file, got)
				}
			}
		}
	}
}

func BenchmarkView(b *testing.B) {
	r := newRig(b, theme.Dark())
	r.do(r.Open(r.player(demo.PlayerLarge, true)))
	for i := 0; b.Loop(); i++ {
		r.move(i % 8)
		r.View(140, 38, true)
	}
}
