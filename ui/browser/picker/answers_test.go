package picker

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"lootlens/api/demo"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/remote"
	"lootlens/ui/internal/panetest"
)

func TestSeveralPlayersOfOneName(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	r.Type("Nova")
	r.Keys("enter")
	if r.opened() != "" {
		t.Fatalf("%s was opened without a choice", r.opened())
	}
	r.sees("3 players are called “Nova”: which one?", "2001", "2002", "psn")
	r.Keys("down", "enter")
	if r.opened() != "2002" {
		t.Errorf("%q was opened", r.opened())
	}
	r.sees("2001") // still there for the next choice
	r.Keys("up", "ctrl+t")
	if n, _ := last[msg.Note](r); n.Text != "Nova is pinned" {
		t.Errorf("note %q", n.Text)
	}
	r.sees("★ Nova steam 2001")
	r.Keys("esc", "esc")
	if r.field.Value() != "" || r.search.answer.State() != remote.Idle {
		t.Error("esc leaves something behind")
	}
	r.sees("★ Nova steam 2001", "Nova psn 2002")
	r.Keys("esc")
	if _, ok := last[msg.Back](r); !ok {
		t.Error("esc on an empty picker does not go back")
	}
}

func TestNobodyFound(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	r.Type("99")
	r.Keys("enter")
	r.sees("No player found for “99”: no such player id, no such public UID, no such name. Names must match whole.", "Open player 99 anyway")
	r.Keys("down", "enter")
	if r.opened() != "99" {
		t.Errorf("%q was opened", r.opened())
	}
	r.Keys("esc", "esc")
	r.Type("No Such Name")
	r.Keys("enter")
	r.sees("No player found for “No Such Name”: no such name, no such guest id. Names must match whole.")
	r.sees("This key reads DEMO only; the player may be in another environment")
	if strings.Contains(r.screen(), "anyway") {
		t.Error("a name can be opened anyway")
	}
}

func TestFailureStaysAndCanBeTriedAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "lookup"})
	r.Type("1250")
	r.Keys("enter")
	r.sees("The look-up failed", "request id", "enter tries again", "Open player 1250 anyway")
	if got := r.Word(keymap.PickerOpen); got != "try again" {
		t.Errorf("the footer says that enter does %q", got)
	}
	if _, ok := last[msg.Failed](r); !ok {
		t.Error("the root is not told")
	}
	r.Keys("enter")
	r.sees("The look-up failed")
	r.Keys("down", "enter")
	if r.opened() != "1250" {
		t.Errorf("%q was opened", r.opened())
	}
	r.double.SetFaults()
	r.Up = nil
	r.Keys("up", "enter")
	if r.opened() != "1250" {
		t.Errorf("%q was opened", r.opened())
	}
}

func TestRefusedReferenceGoesOn(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 400, Path: "lookup", Times: 1})
	r.Type("4001x")
	r.Keys("enter")
	r.sees("No player found for “4001x”: no such guest id.", "The service refused it as a name")
}

// Answers come in every order, and after the question has changed.
func TestStaleAnswers(t *testing.T) {
	t.Parallel()
	for name, order := range map[string][]int{"as asked": {0, 1}, "other way round": {1, 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, "")
			r.start()
			r.Hold = true
			r.Type("1007")
			r.Keys("enter")
			r.Keys("esc") // cancels
			r.Type("0")   // another text
			r.Keys("enter")
			r.Type("\b")
			r.field.Set("1250")
			r.Keys("enter")
			r.Hold = false
			if len(r.Held) != 3 {
				t.Fatalf("%d answers", len(r.Held))
			}
			for _, i := range append([]int{2}, order...) {
				r.Run(r.Update(r.Held[i]))
			}
			if r.opened() != "1250" || len(r.Up) == 0 {
				t.Errorf("opened %q", r.opened())
			}
			n := 0
			for _, m := range r.Up {
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
		"esc":   func(r *rig) { r.Keys("esc") },
		"text":  func(r *rig) { r.Type("7") },
		"close": func(r *rig) { r.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, "")
			r.start()
			r.double.SetFaults(demo.Fault{Kind: demo.KindHang, Path: "lookup"})
			r.Type("1250")
			cmd := r.Update(panetest.KeyPress("enter"))
			r.sees("Looking up…", "esc cancels", "Looking up the player id “1250”")
			answer := make(chan tea.Msg)
			go func() { answer <- cmd() }()
			stop(r)
			a := <-answer // ends, since the context did
			r.Run(r.Update(a))
			if r.search.answer.State() != remote.Idle || r.opened() != "" {
				t.Error("the cancelled look-up left something")
			}
		})
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
	r.Run(r.LookUp(models.ParsePlayerRef("Pim Okafor"), msg.OpenHolder{}))
	if o, ok := last[msg.OpenPlayer](r); !ok || o.Player.ID.String() != "1007" {
		t.Errorf("opened %q", r.opened())
	}
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "lookup", Times: 1})
	r.Run(r.LookUp(models.ParsePlayerRef("Nova"), then))
	r.sees("The look-up failed")
	r.Keys("enter") // still knows what was asked for
	r.sees("3 players are called")
	other, err := models.ParsePlayerID("77")
	if err != nil {
		t.Fatal(err)
	}
	r.Run(r.Update(msg.PlayerKnown{Player: models.Player{ID: other, Name: text.Of("Nova's friend")}}))
	r.Keys("down", "down", "down", "enter") // a recent player: the character is not theirs
	if o, ok := last[msg.OpenPlayer](r); !ok || o.Player.ID != other || r.opened() != "77" {
		t.Errorf("opened %q", r.opened())
	}
	r.Keys("up", "up", "up", "enter")
	o, ok := last[msg.OpenHolder](r)
	if !ok || o.Holder.String() != "player 2001 › character 20011" || o.Query != then.Query || o.Player.Name.Raw() != "Nova" {
		t.Errorf("opened %+v", o)
	}
}
