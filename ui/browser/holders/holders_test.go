package holders

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/keymap"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
)

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
	balances, err := r.client.Balances(context.Background(), wallet.ID)
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
	hero := 5
	for _, c := range []struct {
		row  int
		a    keymap.Action
		want tea.Msg
	}{
		{0, keymap.CopyInstance, msg.Copy{What: "player id", Text: "1250"}},
		{0, keymap.CopyULID, msg.Copy{What: "player's ULID", Text: p.ULID.Raw()}},
		{0, keymap.CopyName, msg.Copy{What: "player's name", Text: "Mirelle Ashdown"}},
		{0, keymap.CopyJSON, msg.Copy{What: "player's JSON", Text: string(p.Raw)}},
		{1, keymap.CopyInstance, msg.Copy{What: "character id", Text: "12501"}},
		{1, keymap.CopyName, msg.Copy{What: "character's name", Text: "Kestrel"}},
		{1, keymap.CopyCommand, msg.CopyCommand{Holder: r.rows[1].holder}},
		{hero, keymap.CopyInstance, msg.Copy{What: "hero id", Text: "301"}},
		{hero, keymap.CopyULID, msg.Copy{What: "hero's ULID"}}, // the root says that there is none
	} {
		r.move(c.row)
		r.out = nil
		r.do(r.Update(c.a))
		if len(r.out) != 1 || r.out[0] != c.want {
			t.Errorf("row %d: %s posts %v, want %v", c.row, c.a, r.out, c.want)
		}
	}
	// What is pasted must not end a bracketed paste.
	r.move(0)
	r.rows[0].name = text.Of("Nova\x1b[201~\ntouch x\n")
	r.out = nil
	r.do(r.Update(keymap.CopyName))
	if want := (msg.Copy{What: "player's name", Text: "Nova␛[201~ touch x "}); len(r.out) != 1 || r.out[0] != want {
		t.Errorf("a hostile name is copied as %q", r.out)
	}
	r.move(0)
	r.press("esc")
	if _, ok := last[msg.Back](r); !ok {
		t.Error("esc does not go back")
	}
	r.press("p")
	if pin, ok := last[msg.Pin](r); !ok || pin.Player.ID != p.ID {
		t.Error("p does not pin")
	}
}
