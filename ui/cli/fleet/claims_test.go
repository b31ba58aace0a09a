package fleet

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"lootlens/api"
	"lootlens/models"
)

// Who does a reference, with the journal of an earlier run that did player 1 as "one" and found nobody called "none".
func TestClaims(t *testing.T) {
	t.Parallel()
	one, err := models.ParsePlayerID("1")
	if err != nil {
		t.Fatal(err)
	}
	named := func(s string) Reference { return newReference(1, "name:", s) }
	j := &Journal{done: map[models.PlayerID]bool{one: false}, refs: map[uint64]models.PlayerID{hash(named("one").key()): one, hash(named("none").key()): {}}}
	c := newClaims(j)
	if n := c.gone(); n != 2 {
		t.Errorf("%d are gone before any reference", n)
	}
	for i, tt := range []struct {
		name string
		done bool
	}{{"one", true}, {"one", false}, {"none", true}, {"none", false}, {"another", false}} {
		if got := c.done(named(tt.name)); got != tt.done {
			t.Errorf("%d: %s is done: %v", i, tt.name, got)
		}
	}
	if n := c.gone(); n != 0 {
		t.Errorf("%d are gone", n)
	}
	if got := c.claim(&Target{Player: models.Player{ID: one}}, Shard{}); got != duplicate {
		t.Errorf("player 1 again: %d", got)
	}
	c = newClaims(&Journal{done: map[models.PlayerID]bool{one: false}})
	for i, want := range []claim{before, duplicate} {
		if got := c.claim(&Target{Player: models.Player{ID: one}}, Shard{}); got != want {
			t.Errorf("claim %d of player 1 by another name: %d, want %d", i, got, want)
		}
	}
}

// A failure that may pass is an error in all shards, since nobody knows whose player it is; nobody is in one shard only.
func TestClaimsOfShards(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err  error
		want int
	}{{fmt.Errorf("no answer: %w", api.ErrTemporary), 3}, {errors.New("no such player"), 1}} {
		n := 0
		for i := range 3 {
			c := newClaims(nil)
			if c.claim(&Target{Err: tt.err, ref: newReference(1, "name:", "x")}, Shard{i + 1, 3}) == mine {
				n++
			}
		}
		if n != tt.want {
			t.Errorf("%v: in %d shards, want %d", tt.err, n, tt.want)
		}
	}
}

// A row that is taken back leaves nothing behind: neither its bytes nor the separator that the next row would need.
func TestResetOfTheFirstRow(t *testing.T) {
	t.Parallel()
	file, err := os.Create(filepath.Join(t.TempDir(), "rows"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	out := &output{w: file, file: file, separator: "|", turn: make(chan struct{}, 1)}
	write := func(s string, keep bool) uint32 {
		t.Helper()
		r := &Row{ctx: t.Context(), out: out}
		defer r.release()
		if _, err := r.Write([]byte(s)); err != nil {
			t.Fatal(err)
		}
		if err := r.flush(); err != nil {
			t.Fatal(err)
		}
		if !keep && !r.Reset() {
			t.Fatal("a file cannot be cut")
		}
		return r.sum
	}
	if sum := write("lost", false); sum != 0 {
		t.Errorf("the sum of nothing is %x", sum)
	}
	write("a", true)
	write("lost", false)
	write("b", true)
	if got, err := os.ReadFile(file.Name()); err != nil || string(got) != "a|b" || out.at != 3 {
		t.Errorf("%q at %d: %v", got, out.at, err)
	}
}
