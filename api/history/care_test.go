package history

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ncruces/go-sqlite3"

	"lootlens/models"
)

// TestForget leaves no byte of a player in the files.
func TestForget(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openAt(t, filepath.Join(dir, "history.db"))
	ctx := context.Background()
	b := must(s.In(ctx, scope))
	other := models.Holder{Kind: models.PlayerHolder, Player: must(models.ParsePlayerID("70000001"))}
	var list []thing
	for id := range 500 {
		list = append(list, thing{id: 77_000_000 + id, name: fmt.Sprintf("Xyzzy's own blade %d", id)})
	}
	for n := range 4 {
		items := things(t, day(n), list[n*10:]...)
		if _, err := b.Record(ctx, Snapshot{Holder: other, Aliases: []models.Holder{{Kind: models.CharacterHolder, Player: other.Player, Character: must(models.ParseCharacterID("99887766"))}}, Ended: day(n), Complete: true, Items: items}); err != nil {
			t.Fatal(err)
		}
		record(t, b, things(t, day(n), thing{id: 1, name: "sword"}), day(n))
	}
	secrets := []string{"Xyzzy", "70000001", "99887766"}
	if n := found(t, dir, secrets); n != len(secrets) {
		t.Fatalf("%d of the texts are in the files", n)
	}
	removed, err := b.Forget(ctx, other.Player)
	if err != nil || removed != (Removed{Inventories: 1, Looks: 4, Versions: 500}) {
		t.Errorf("%+v %v", removed, err)
	}
	if n := found(t, dir, secrets); n != 0 {
		t.Errorf("%d of the texts are in the files still", n)
	}
	if looks := must(b.Looks(ctx, own)); len(looks) != 4 {
		t.Errorf("%d looks of the other player", len(looks))
	}
	if removed, err = b.Forget(ctx, other.Player); err != nil || removed != (Removed{}) {
		t.Errorf("the second time: %+v %v", removed, err)
	}
}

// found is how many of the texts are in the files of a folder.
func found(t *testing.T, dir string, texts []string) (n int) {
	t.Helper()
	var all []byte
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	for _, text := range texts {
		if bytes.Contains(all, []byte(text)) {
			n++
		}
	}
	return n
}

func TestPrune(t *testing.T) {
	t.Parallel()
	b, ctx := openBook(t), context.Background()
	if newest := must(b.store.Newest(ctx)); !newest.IsZero() {
		t.Errorf("an empty history has a look of %s", newest)
	}
	old := models.Holder{Kind: models.PlayerHolder, Player: must(models.ParsePlayerID("9"))}
	for n := range 10 {
		list := []thing{{id: 1, name: "sword"}, {id: 10 + n, name: fmt.Sprint("daily ", n)}}
		record(t, b, things(t, day(n), list...), day(n))
		if n < 3 {
			if _, err := b.Record(ctx, Snapshot{Holder: old, Ended: day(n), Complete: true, Items: things(t, day(n), list...)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if newest := must(b.store.Newest(ctx)); !newest.Equal(day(9)) {
		t.Errorf("the newest look is of %s", newest)
	}
	removed, err := b.store.Prune(ctx, day(5))
	if err != nil || removed != (Removed{Inventories: 1, Looks: 8, Versions: 9}) {
		t.Errorf("%+v %v", removed, err)
	}
	st := must(b.store.Status(ctx))
	if st.Players != 1 || st.Inventories != 1 || st.Looks != 5 || st.Items != 6 || !st.Oldest.Equal(day(5)) || !st.Newest.Equal(day(9)) || st.Schema != len(migrations) || st.Size <= 0 {
		t.Errorf("%+v", st)
	}
	list := must(b.Items(ctx, own))
	if len(list) != 6 || !list[0].First().Equal(day(0)) || !list[0].Last().Equal(day(9)) {
		t.Errorf("%+v", list)
	}
	if _, items, err := b.At(ctx, own, day(5)); err != nil || len(items) != 2 {
		t.Errorf("%d items, %v", len(items), err)
	}
	if _, _, err := b.At(ctx, own, day(4)); !errors.Is(err, ErrNoLook) {
		t.Errorf("%v", err)
	}
	if n := must(b.store.number(`SELECT count(*) FROM asset`)); n != 6 {
		t.Errorf("%d assets are left", n)
	}
	if err := b.store.Vacuum(ctx); err != nil {
		t.Error(err)
	}
}

// TestPruneTogether: several who record, delete what is old and read at the same time wait for each other.
func TestPruneTogether(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history.db")
	ctx := context.Background()
	var all sync.WaitGroup
	for n := range 4 {
		b := must(openAt(t, path).In(ctx, scope))
		holder := models.Holder{Kind: models.PlayerHolder, Player: must(models.ParsePlayerID(fmt.Sprint(100 + n)))}
		all.Go(func() {
			for k := range 8 {
				if _, err := b.Record(ctx, Snapshot{Holder: holder, Ended: day(k), Complete: true, Items: things(t, day(k), thing{id: k, name: "sword"})}); err != nil {
					t.Error(err)
				}
				if _, err := b.Looks(ctx, holder); err != nil {
					t.Error(err)
				}
				if _, err := b.store.Prune(ctx, day(k-2)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

// TestViews reads the views as the sqlite3 shell does, with the shell itself where there is one.
func TestViews(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history.db")
	s := openAt(t, path)
	b := must(s.In(context.Background(), scope))
	record(t, b, things(t, day(0), thing{id: 1, name: "sword"}, thing{id: 2, name: "helm", left: 3600, duration: 604800}), day(0))
	record(t, b, things(t, day(1), thing{id: 1, name: "axe"}), day(1))
	record(t, b, things(t, day(2), thing{id: 1, name: "axe"}), day(2))
	tests := []struct{ sql, want string }{
		{`SELECT player, holder, ended, complete, items, added, removed, changed FROM looks ORDER BY ended`,
			"363|player|2026-11-01T12:00:00.000Z|1|2|0|0|0\n363|player|2026-11-02T12:00:00.000Z|1|1|0|1|1\n363|player|2026-11-03T12:00:00.000Z|1|1|0|0|0\n"},
		{`SELECT instance_id, asset_id, name, rarity, source, acquired, rental_ends, first_seen, last_seen, missed, state FROM item_versions ORDER BY 1, first_seen`,
			"1|5|sword|Rare|store|2026-10-02T03:04:05Z||2026-11-01T12:00:00.000Z|2026-11-01T12:00:00.000Z|2026-11-02T12:00:00.000Z|changed\n" +
				"1|3|axe|Rare|store|2026-10-02T03:04:05Z||2026-11-02T12:00:00.000Z|2026-11-03T12:00:00.000Z||here\n" +
				"2|4|helm|Rare|store|2026-10-02T03:04:05Z|2026-11-01T13:00:00Z|2026-11-01T12:00:00.000Z|2026-11-01T12:00:00.000Z|2026-11-02T12:00:00.000Z|gone\n"},
		{`SELECT player, holder, instance_id, name, first_seen, last_seen FROM items_now`,
			"363|player|1|axe|2026-11-02T12:00:00.000Z|2026-11-03T12:00:00.000Z\n"},
	}
	shell, err := exec.LookPath("sqlite3")
	for _, tt := range tests {
		if got := table(t, s, tt.sql); got != tt.want {
			t.Errorf("%s\ngot  %s\nwant %s", tt.sql, got, tt.want)
		}
		if err != nil {
			continue
		}
		if out, err := exec.Command(shell, path, tt.sql).CombinedOutput(); err != nil || string(out) != tt.want {
			t.Errorf("the shell: %s\ngot  %s\nwant %s\n%v", tt.sql, out, tt.want, err)
		}
	}
}

// table is a query's result as the shell writes it.
func table(t *testing.T, s *Store, sql string) string {
	t.Helper()
	var b strings.Builder
	err := s.query(sql, func(r *sqlite3.Stmt) error {
		for i := range r.ColumnCount() {
			if i > 0 {
				b.WriteByte('|')
			}
			b.WriteString(r.ColumnText(i))
		}
		b.WriteByte('\n')
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
