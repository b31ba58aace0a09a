package items

import (
	"errors"
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	"lootlens/api/demo"
	"lootlens/models/query"
)

// What came of an instance's storage completes the next query, also after the list was
// loaded again from a view.
func TestInstanceStorageCompletesQueries(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	if err := b.server.SetStorage(idNumber(t, b.Loaded()[0].Instance()), demo.Pair{Key: "owner_note", Value: "found me"}); err != nil {
		t.Fatal(err)
	}
	offered := func(typed string) bool {
		b.Type("/")
		b.Send(tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl})
		b.Type(typed)
		defer b.Press(tea.KeyEscape)
		return slices.ContainsFunc(b.prompt.query.Offers(), func(c query.Completion) bool { return c.Text == "istorage.owner_note:" })
	}
	if offered("istorage.own") {
		t.Error("a key is offered that has not been seen")
	}
	b.Run(b.setQuery("istorage.owner_note:found"))
	if len(b.Shown()) != 1 || !offered("istorage.own") {
		t.Errorf("%d shown, and the key that was found is not offered", len(b.Shown()))
	}
	b.Run(b.Return(b.Leave()))
	if !offered("istorage.own") {
		t.Error("after a view was shown again the key is not offered")
	}
}

// An error may be a key source's, whose words are not the client's own.
func TestErrorsAreSafeOnTheScreen(t *testing.T) {
	t.Parallel()
	hostile := errors.New("a\x1b[2Jb\nc")
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	b.load.failed.err = hostile
	b.shows("a␛[2Jb c · r tries again")
	b.load.failed.err = nil
	b.watch.on, b.watch.err = true, hostile
	b.shows("watching: a␛[2Jb c")
}
