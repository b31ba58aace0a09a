package picker

import (
	"context"
	"flag"
	"os"
	"path/filepath"
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
	"lootlens/ui/recents"
)

var (
	update = flag.Bool("update-golden", false, "write the golden files")
	start  = time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
)

// rig is a picker on the double, over HTTP, and a loop that runs its commands.
type rig struct {
	*Model
	t      testing.TB
	double *demo.Server
	client *api.Client
	path   string
	out    []tea.Msg // what is not for the picker itself
	held   []tea.Msg // answers that are kept back
	hold   bool
}

func newRig(t testing.TB, key string) *rig {
	t.Helper()
	double, client := drive.Double(t, demo.Options{Key: key, Now: func() time.Time { return start }})
	r := &rig{t: t, double: double, client: client, path: filepath.Join(t.TempDir(), "recents.json")}
	r.Model = r.model(theme.Plain())
	return r
}

// model is a new picker on the rig's service and file.
func (r *rig) model(th theme.Theme) *Model {
	store := recents.Open(r.path, func() string {
		return recents.Scope(r.client.Environment(), "https://api.lootlocker.io", "")
	})
	return New(r.client, store, keymap.Default(), th, func() time.Time { return start })
}

// do runs a command and all that follows from it.
func (r *rig) do(cmd tea.Cmd) {
	r.t.Helper()
	for _, m := range drive.Messages(cmd) {
		switch m.(type) {
		case foundMsg:
			if r.hold {
				r.held = append(r.held, m)
				continue
			}
			r.do(r.Update(m))
		case keptMsg:
			r.do(r.Update(m))
		default:
			r.out = append(r.out, m)
		}
	}
}

func (r *rig) start() { r.t.Helper(); r.do(r.Init()) }

func (r *rig) press(keys ...string) {
	r.t.Helper()
	for _, k := range keys {
		r.do(r.Update(keypress.Of(k)))
	}
}

func (r *rig) typed(s string) {
	r.t.Helper()
	for _, c := range s {
		r.do(r.Update(tea.KeyPressMsg(tea.Key{Code: c, Text: string(c)})))
	}
}

// screen is what is seen at 60x15, without colours.
func (r *rig) screen() string {
	r.t.Helper()
	v := r.View(60, 15, true)
	if err := frame.Check(v, 60, 15); err != nil {
		r.t.Errorf("%v\n%s", err, v)
	}
	return ansi.Strip(v)
}

func (r *rig) sees(want ...string) {
	r.t.Helper()
	s := r.screen()
	flat := strings.Join(strings.Fields(strings.ReplaceAll(s, "│", " ")), " ")
	for _, w := range want {
		if !strings.Contains(flat, w) {
			r.t.Errorf("%q is not on the screen:\n%s", w, s)
		}
	}
}

// opened is the player that was opened last, "" for none.
func (r *rig) opened() string {
	for i := len(r.out) - 1; i >= 0; i-- {
		switch m := r.out[i].(type) {
		case msg.OpenPlayer:
			return m.Player.ID.String()
		case msg.OpenHolder:
			return m.Holder.String()
		}
	}
	return ""
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
		r.out = nil
		r.typed(typed)
		r.press("enter")
		if r.opened() != "1250" {
			t.Errorf("%q opened %q", typed, r.opened())
			r.press("esc", "esc")
		}
		if o, _ := last[msg.OpenPlayer](r); len(o.Player.Raw) == 0 {
			t.Errorf("%q: the player comes without its JSON", typed)
		}
		if r.field.Value() != "" {
			t.Errorf("%q is left in the field", typed)
		}
	}
	r.sees("Recent players", "Mirelle Ashdown 1250", "just now")
}

func TestSaysWhatTheTextIsTakenFor(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"":                                      "type who it is and press enter",
		"363":                                   "player id 363, else public UID, else name",
		"nova":                                  "name nova, else guest id",
		"steam:76561198000000000":               "Steam id 76561198000000000  ·  enter",
		"steam:":                                "type the rest after the colon",
		"01J8ZQ5T3V9X7Y2K4M6N8P0RST":            "ULID 01J8ZQ5T3V9X7Y2K4M6N8P0RST",
		"prod_0123456789abcdef0123456789abcdef": "looks like a server key",
	} {
		r := newRig(t, "")
		r.start()
		r.typed(typed)
		s := ansi.Strip(r.View(100, 20, true))
		if !strings.Contains(s, want) {
			t.Errorf("%q: %q is not said:\n%s", typed, want, s)
		}
	}
}

// A server key in the wrong place must not reach an address.
func TestKeyIsNotLookedUp(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	r.typed("prod_0123456789abcdef0123456789abcdef")
	r.press("enter")
	if n := len(r.double.Requests()); n != 0 {
		t.Errorf("%d requests were made", n)
	}
	r.sees("looks like a server key")
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
	r.typed(all.String())
	if r.field.Value() != all.String() {
		t.Errorf("the field holds %q", r.field.Value())
	}
	r.press("down", "down") // with the cursor in the list, text still goes to the field
	r.typed("q")
	if r.field.Value() != all.String()+"q" || r.cursor != -1 {
		t.Errorf("the field holds %q, cursor %d", r.field.Value(), r.cursor)
	}
	r.press("f1")
	if len(r.out) > 0 {
		t.Errorf("keys did %T", r.out[0])
	}
}

func TestSeveralPlayersOfOneName(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	r.typed("Nova")
	r.press("enter")
	if r.opened() != "" {
		t.Fatalf("%s was opened without a choice", r.opened())
	}
	r.sees("players are found by name Nova", "2001", "2002", "psn")
	r.press("down", "enter")
	if r.opened() != "2002" {
		t.Errorf("%q was opened", r.opened())
	}
	r.sees("2001") // still there for the next choice
	r.press("up", "ctrl+t")
	if n, _ := last[msg.Note](r); n.Text != "Nova is pinned" {
		t.Errorf("note %q", n.Text)
	}
	r.sees("★ Nova 2001")
	r.press("esc", "esc")
	if r.field.Value() != "" || r.search.done {
		t.Error("esc leaves something behind")
	}
	r.sees("★ Nova 2001", "Nova 2002")
	r.press("esc")
	if _, ok := last[msg.Back](r); !ok {
		t.Error("esc on an empty picker does not go back")
	}
}

func TestNobodyFound(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	r.typed("99")
	r.press("enter")
	r.sees("Nobody is found for “99”", "· player id 99: nobody", "· public UID 99: nobody", "· name 99: nobody", "Open player 99 anyway")
	r.press("down", "enter")
	if r.opened() != "99" {
		t.Errorf("%q was opened", r.opened())
	}
	r.press("esc", "esc")
	r.typed("No Such Name")
	r.press("enter")
	r.sees("· name No Such Name: nobody", "· guest id No Such Name: nobody")
	if strings.Contains(r.screen(), "anyway") {
		t.Error("a name can be opened anyway")
	}
}

func TestFailureStaysAndCanBeTriedAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "lookup"})
	r.typed("1250")
	r.press("enter")
	r.sees("The look-up failed", "request id", "enter tries again", "Open player 1250 anyway")
	if _, ok := last[msg.Failed](r); !ok {
		t.Error("the root is not told")
	}
	r.press("enter")
	r.sees("The look-up failed")
	r.press("down", "enter")
	if r.opened() != "1250" {
		t.Errorf("%q was opened", r.opened())
	}
	r.double.SetFaults()
	r.out = nil
	r.press("up", "enter")
	if r.opened() != "1250" {
		t.Errorf("%q was opened", r.opened())
	}
}

func TestRefusedReferenceGoesOn(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 400, Path: "lookup", Times: 1})
	r.typed("4001x")
	r.press("enter")
	r.sees("name 4001x: refused", "guest id 4001x: nobody")
}

// Answers come in every order, and after the question has changed.
func TestStaleAnswers(t *testing.T) {
	t.Parallel()
	for name, order := range map[string][]int{"as asked": {0, 1}, "other way round": {1, 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, "")
			r.start()
			r.hold = true
			r.typed("1007")
			r.press("enter")
			r.press("esc") // cancels
			r.typed("0")   // another text
			r.press("enter")
			r.typed("\b")
			r.field.Set("1250")
			r.press("enter")
			r.hold = false
			if len(r.held) != 3 {
				t.Fatalf("%d answers", len(r.held))
			}
			for _, i := range append([]int{2}, order...) {
				r.do(r.Update(r.held[i]))
			}
			if r.opened() != "1250" || len(r.out) == 0 {
				t.Errorf("opened %q", r.opened())
			}
			n := 0
			for _, m := range r.out {
				if _, ok := m.(msg.OpenPlayer); ok {
					n++
				}
			}
			if n != 1 {
				t.Errorf("%d players were opened", n)
			}
		})
	}
}

func TestCancelAndCloseEndTheRequest(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string]func(*rig){
		"esc":   func(r *rig) { r.press("esc") },
		"text":  func(r *rig) { r.typed("7") },
		"close": func(r *rig) { r.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, "")
			r.start()
			r.double.SetFaults(demo.Fault{Kind: demo.KindHang, Path: "lookup"})
			r.typed("1250")
			cmd := r.Update(keypress.Of("enter"))
			r.sees("looking up …", "esc cancels", "Looking up player id 1250")
			answer := make(chan tea.Msg)
			go func() { answer <- cmd() }()
			stop(r)
			a := <-answer // ends, since the context did
			r.do(r.Update(a))
			if r.search.done || r.search.asking || r.opened() != "" {
				t.Error("the cancelled look-up left something")
			}
		})
	}
}

func TestRecentsFilterPinForget(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	for i, id := range []string{"1007", "1250", "20000"} {
		pid, err := models.ParsePlayerID(id)
		if err != nil {
			t.Fatal(err)
		}
		r.now = start.Add(time.Duration(i-5) * time.Hour)
		name := []string{"Pim Okafor", "Mirelle Ashdown", "Bastion"}[i]
		r.do(r.Update(msg.PlayerKnown{Player: models.Player{ID: pid, Name: text.Of(name), Platform: text.Of("steam")}}))
	}
	r.now = start
	r.sees("Bastion 20000", "3 hours ago", "Pim Okafor 1007")
	r.press("down", "down", "down", "ctrl+t") // Pim, the oldest, is pinned and stays under the cursor
	if p, _ := r.player(); p.ID.String() != "1007" {
		t.Errorf("the cursor is on %s", p.ID)
	}
	r.sees("▌ ★ Pim Okafor 1007")
	r.press("ctrl+t")
	if n, _ := last[msg.Note](r); n.Text != "Pim Okafor is unpinned" {
		t.Errorf("note %q", n.Text)
	}
	r.typed("ash")
	r.sees("Mirelle Ashdown")
	if strings.Contains(r.screen(), "Bastion") {
		t.Error("the filter lets everybody through")
	}
	r.press("down", "ctrl+x")
	r.press("esc")
	if s := r.screen(); strings.Contains(s, "Mirelle") || !strings.Contains(s, "Bastion") {
		t.Errorf("forgotten the wrong one:\n%s", s)
	}
	other := &rig{Model: r.model(theme.Plain()), t: t, client: r.client, double: r.double, path: r.path}
	other.start()
	other.sees("Bastion 20000", "Pim Okafor 1007")
	other.press("down", "enter")
	if other.opened() != "20000" {
		t.Errorf("%q was opened", other.opened())
	}
	other.press("ctrl+g")
	if other.opened() != "universal inventory" {
		t.Errorf("%q was opened", other.opened())
	}
}

// What the key opens is known only after the first request: the list of another
// environment must not stay on the screen.
func TestListFollowsTheEnvironment(t *testing.T) {
	t.Parallel()
	r := newRig(t, "prod_0000000000000000000000000000000000")
	store := recents.Open(r.path, func() string { return "unknown https://api.lootlocker.io" })
	pid, err := models.ParsePlayerID("5")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Visit(models.Player{ID: pid, Name: text.Of("Old Acquaintance")}, start); err != nil {
		t.Fatal(err)
	}
	r.start()
	r.sees("Old Acquaintance")
	r.typed("Pim Okafor")
	r.press("enter")
	r.do(r.Update(msg.Tick{Now: start.Add(time.Second)}))
	if s := r.screen(); strings.Contains(s, "Old") || !strings.Contains(s, "Pim Okafor") {
		t.Errorf("the list is another's:\n%s", s)
	}
}

// What the command line asks for besides the player is opened with the player.
func TestLookUpForTheCommandLine(t *testing.T) {
	t.Parallel()
	character, err := models.ParseCharacterID("20011")
	if err != nil {
		t.Fatal(err)
	}
	then := msg.OpenHolder{Holder: models.Holder{Kind: models.CharacterHolder, Character: character}, Query: "rarity:epic"}
	r := newRig(t, "")
	r.start()
	r.do(r.LookUp(models.ParsePlayerRef("Pim Okafor"), msg.OpenHolder{}))
	if o, ok := last[msg.OpenPlayer](r); !ok || o.Player.ID.String() != "1007" {
		t.Errorf("opened %q", r.opened())
	}
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "lookup", Times: 1})
	r.do(r.LookUp(models.ParsePlayerRef("Nova"), then))
	r.sees("The look-up failed")
	r.press("enter") // still knows what was asked for
	r.sees("3 players are found")
	other, err := models.ParsePlayerID("77")
	if err != nil {
		t.Fatal(err)
	}
	r.do(r.Update(msg.PlayerKnown{Player: models.Player{ID: other, Name: text.Of("Nova's friend")}}))
	r.press("down", "down", "down", "enter") // a recent player: the character is not theirs
	if o, ok := last[msg.OpenPlayer](r); !ok || o.Player.ID != other || r.opened() != "77" {
		t.Errorf("opened %q", r.opened())
	}
	r.press("up", "up", "up", "enter")
	o, ok := last[msg.OpenHolder](r)
	if !ok || o.Holder.String() != "player 2001 › character 20011" || o.Query != then.Query || o.Player.Name.Raw() != "Nova" {
		t.Errorf("opened %+v", o)
	}
}

// Lists of the file may come in any order.
func TestOlderListIsDropped(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	var lists []recents.List
	for i, id := range []string{"1", "2"} {
		pid, err := models.ParsePlayerID(id)
		if err != nil {
			t.Fatal(err)
		}
		l, err := r.kept.store.Visit(models.Player{ID: pid}, start.Add(time.Duration(i)*time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		lists = append(lists, l)
	}
	r.SetRecents(lists[1])
	r.SetRecents(lists[0])
	r.Update(keptMsg{scope: r.kept.store.Scope(), list: lists[0]})
	if n := len(r.kept.list.Players); n != 2 {
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

func TestPasteIsBoundedAndOneLine(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	r.do(r.Update(tea.PasteMsg{Content: strings.Repeat("line\x1b[2J\u202e\n\t名", 1500)}))
	if n := len([]rune(r.field.Value())); n > maxText {
		t.Errorf("%d characters were taken", n)
	}
	if strings.ContainsAny(r.field.Value(), "\n\t\r") {
		t.Error("the field holds line breaks")
	}
	r.sees("no more than 256 characters are taken")
	r.press("enter")
	r.screen()
}

func TestMouse(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	r.typed("Nova")
	r.press("enter")
	lines := strings.Split(r.screen(), "\n")
	y := 0
	for i, l := range lines {
		if strings.Contains(l, "2003") {
			y = i
		}
	}
	click := tea.MouseClickMsg{X: 5, Y: y, Button: tea.MouseLeft}
	r.do(r.Update(click))
	if p, _ := r.player(); p.ID.String() != "2003" || r.opened() != "" {
		t.Errorf("the click chose %s and opened %q", p.ID, r.opened())
	}
	r.do(r.Update(click))
	if r.opened() != "2003" {
		t.Errorf("the second click opened %q", r.opened())
	}
	for _, e := range []tea.Mouse{{X: 0, Y: y, Button: tea.MouseLeft}, {X: 5, Y: 99, Button: tea.MouseLeft}, {X: -1, Y: -1, Button: tea.MouseLeft}, {X: 5, Y: y - 1, Button: tea.MouseRight}} {
		before := r.cursor
		r.do(r.Update(tea.MouseClickMsg(e)))
		if r.cursor != before {
			t.Errorf("%v moved the cursor", e)
		}
	}
	for range 2000 {
		r.do(r.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown}))
	}
	r.screen()
	for range 2000 {
		r.do(r.Update(tea.MouseWheelMsg{Button: tea.MouseWheelUp}))
	}
	r.sees("players are found by name Nova")
	r.do(r.Update(tea.MouseClickMsg{X: 5, Y: 1, Button: tea.MouseLeft}))
	if r.cursor != -1 {
		t.Error("a click into the field leaves the cursor in the list")
	}
}

// states are the looks of the screen, each reached by keys.
func states(t *testing.T, th theme.Theme) map[string]*rig {
	t.Helper()
	all := map[string]*rig{}
	add := func(name, key string, keys func(*rig)) {
		r := newRig(t, key)
		r.Model = r.model(th)
		r.start()
		keys(r)
		all[name] = r
	}
	add("welcome", "dev_0000000000000000000000000000000000", func(*rig) {})
	add("demo", "", func(r *rig) { r.SetEnvironment(api.Demo) })
	add("several", "", func(r *rig) { r.typed("Nova"); r.press("enter") })
	add("nobody", "", func(r *rig) { r.typed("99"); r.press("enter") })
	add("failed", "", func(r *rig) {
		r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "lookup"})
		r.typed("1250")
		r.press("enter")
	})
	add("hostile", "", func(r *rig) {
		r.typed("1337")
		r.press("enter")
		r.typed("name:\x1b]0;x")
		for i, name := range []string{"\u202egnp\x1b[2J", strings.Repeat("名", 4000), "👩‍👩‍👧‍👦🏽 ❤️", "Z̷̢̗͙͖͎͛͌̈́", "", strings.Repeat("w", 5000)} {
			pid, err := models.ParsePlayerID("1844674407370955161" + string(rune('0'+i)))
			if err != nil {
				t.Fatal(err)
			}
			p := models.Player{ID: pid, Name: text.Of(name), ULID: text.Of(name), PublicUID: text.Of(name), Platform: text.Of(name)}
			r.do(r.Update(msg.PlayerKnown{Player: p}))
		}
		r.field.Set("")
		r.search.found = []models.Player{{Name: text.Of("no id\x1b[1m")}, {Name: text.Of("no id")}}
		r.search.done, r.search.tried = true, []api.Try{{Ref: models.PlayerRef{Kind: models.RefName, Value: "\x1b[2J" + strings.Repeat("名", 300)}}}
		r.arrange()
		r.press("down", "down")
	})
	add("looking", "", func(r *rig) { r.hold = true; r.typed("1250"); r.press("enter") })
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
				for range 30 {
					r.press("down")
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
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for kind, th := range map[string]theme.Theme{"plain": theme.Plain(), "dark": theme.Dark()} {
		for name, r := range states(t, th) {
			if name == "hostile" || name == "looking" || kind == "dark" && name != "several" {
				continue
			}
			for _, size := range [][2]int{{60, 15}, {140, 38}} {
				got := r.View(size[0], size[1], true)
				_, host, _ := strings.Cut(r.client.BaseURL(), "://")
				got = strings.ReplaceAll(got, host, strings.Repeat("h", len(host)))
				file := filepath.Join("testdata", name+"-"+kind+"-"+map[int]string{60: "60x15", 140: "140x38"}[size[0]]+".golden")
				if *update {
					if err := os.WriteFile(file, []byte(got+"\n"), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if got+"\n" != string(want) {
					t.Errorf("%s differs:\n%s", file, got)
				}
			}
		}
	}
}

func BenchmarkView(b *testing.B) {
	r := newRig(b, "")
	r.Model = r.model(theme.Dark())
	r.start()
	for i := range recents.MaxPlayers {
		pid, err := models.ParsePlayerID(strconv.Itoa(1000 + i))
		if err != nil {
			b.Fatal(err)
		}
		p := models.Player{ID: pid, Name: text.Of("Łukasz Wójcik 名前"), ULID: text.Of("01J8ZQ5T3V9X7Y2K4M6N8P0RST")}
		r.do(r.Update(msg.PlayerKnown{Player: p}))
	}
	for i := 0; b.Loop(); i++ {
		r.move(i % 30)
		r.View(140, 38, true)
	}
}
