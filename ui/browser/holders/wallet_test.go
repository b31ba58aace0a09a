package holders

import (
	"context"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
)

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
	r.Run(r.Open(p))
	for _, b := range balances {
		r.sees(b.Name.Raw() + " " + grouped(b.Amount.Raw()))
	}
	if len(wallet.Modifiers) == 0 {
		t.Fatal("the double's wallet has no modifiers")
	}
	r.sees("gld ×2.0 until 2026-09-03 00:00 UTC", "evt ×1.25")
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 404, Path: "wallet"})
	r.Keys("r")
	r.sees("wallet no wallet")
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 422, Path: "wallet"})
	r.Keys("r")
	r.sees("wallet no wallet")
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "balances"})
	r.Keys("r")
	r.sees("Could not read the wallet", "request id", "r tries again")
	r.double.SetFaults()
	r.Keys("r")
	r.sees(balances[0].Name.Raw())
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "wallet"})
	r.Keys("r")
	r.sees(balances[0].Name.Raw(), "Could not read the wallet") // what was there stays
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

// Progressions and the wallets of characters are read where the user asks for them, in pages.
func TestMore(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	r.Run(r.Open(r.player(demo.PlayerLarge, true)))
	asked := func(path string) (n int) {
		for _, q := range r.double.Requests() {
			if strings.Contains(q.Path, path) {
				n++
			}
		}
		return n
	}
	r.Keys("m")
	r.sees("player: 100 of 137 progressions · m loads more", "wallet of character Mirelle (12508): ", "PROGRESSION STEP POINTS LAST LEVEL UP", "Account Level 48 114,723 of 117,600 2026-")
	r.Keys("m")
	r.sees("player: 137 progressions")
	if n := asked("/server/players/1250/progressions"); n != 2 {
		t.Errorf("%d requests for 137 progressions", n)
	}
	if n := asked("/server/players/1250/characters/12508/progressions"); n != 1 {
		t.Errorf("%d requests for the character's", n)
	}
	r.Keys("G", "k", "j") // the lines below an inventory belong to it
	if v := ansi.Strip(r.View(60, 12, true)); !strings.Contains(v, "▌") {
		t.Errorf("the cursor is off the screen:\n%s", v)
	}
	r.Keys("g", "down", "enter")
	if o, _ := last[msg.OpenHolder](r); o.Holder.Kind != models.PlayerHolder {
		t.Errorf("enter on a progression of the player opened %s", o.Holder)
	}
	r.Keys("m")
	if s := ansi.Strip(r.View(60, 40, true)); strings.Contains(s, "progression") || !strings.Contains(s, "▌ Own inventory") {
		t.Errorf("the third press hides nothing:\n%s", s)
	}

	r.Keys("down", "m")
	r.sees("wallet of character Kestrel (12501): ")
	if n := asked("/server/players/1250/characters/12501/progressions"); n != 1 {
		t.Errorf("%d requests for the other character's", n)
	}
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "progressions"})
	r.Keys("r")
	r.sees("Could not read the progressions of character Kestrel (12501)", "m tries again")
	r.double.SetFaults()
	r.Keys("m")
	if s := ansi.Strip(r.View(60, 40, true)); strings.Contains(s, "Could not") {
		t.Errorf("the failure stays:\n%s", s)
	}
}

// The pane beside the list shows the player, the wallet and the progressions; other panes are told what was read.
func TestSide(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	r.View(140, 40, true)
	p := r.player(demo.PlayerLarge, true)
	r.Run(r.Open(p))
	own := models.Holder{Kind: models.CharacterHolder, Player: p.ID, Character: r.inventories[0].Character.ID}
	r.Run(r.Update(msg.Counted{Holder: own, Items: 1250})) // another name of the own inventory
	v := ansi.Strip(r.View(140, 40, true))
	for _, want := range []string{"Mirelle Ashdown", "id          1250", "public UID  " + p.PublicUID.Raw(), "Wallet", "372,268", "100 of 137 progressions",
		"48 · 114,723 of 117,600", "… m lists all", "class Vanguard", "Search all inventories", "1  Expired rentals", "ITEMS", "1,250"} {
		if !strings.Contains(v, want) {
			t.Errorf("%q is not on the screen:\n%s", want, v)
		}
	}
	s, _ := last[msg.Summary](r)
	said := ""
	for _, f := range s.Facts {
		said += f.Label + " " + f.Value + "\n"
	}
	for _, want := range []string{"characters 8: Kestrel (12501)", "heroes 3: Ser Halloran (301)", "wallet Gold 372,268 · ", "items 1,250 in Own inventory"} {
		if !strings.Contains(said, want) || s.Player != p.ID {
			t.Errorf("other panes are told of %s\n%swithout %q", s.Player, said, want)
		}
	}
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "progressions"})
	r.Keys("r")
	if v := ansi.Strip(r.View(140, 60, true)); !strings.Contains(v, "Account Level") || !strings.Contains(v, "372,268") {
		t.Errorf("a failure takes away what was there:\n%s", v)
	}
	for _, w := range []int{60, 80, 100, 140, 200} {
		v := ansi.Strip(r.View(w, 30, true))
		for _, name := range []string{"Ysolde of the Reach", "12506", "The Tin Marquis", "Own inventory"} {
			if !strings.Contains(v, name) {
				t.Errorf("%d cells: %q is cut:\n%s", w, name, v)
			}
		}
	}
}
