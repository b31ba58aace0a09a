package history

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

func openAt(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestFilesArePrivate: only the owner can read the files and the folder that were made, and a file that others could read.
func TestFilesArePrivate(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		return // it has no such modes
	}
	dir := filepath.Join(t.TempDir(), "data")
	path := filepath.Join(dir, "a b#%?é.db")
	record(t, must(openAt(t, path).In(context.Background(), scope)), things(t, start, thing{id: 1, name: "sword"}), start)
	files := 0
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		files++
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the mode %s", name, info.Mode())
		}
		return nil
	})
	if err != nil || files != 4 { // the folder, the file, its log and the log's index
		t.Errorf("%d files, %v", files, err)
	}
	open := filepath.Join(t.TempDir(), "open.db")
	if err := os.WriteFile(open, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	openAt(t, open)
	if info, err := os.Stat(open); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
}

// TestOpenFails names what is wrong with a file, and leaves it as it is.
func TestOpenFails(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	good := func(t *testing.T, path string) {
		s := openAt(t, path)
		record(t, must(s.In(ctx, scope)), things(t, start, thing{id: 1, name: "sword"}), start)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	sql := func(t *testing.T, path, text string) {
		s := openAt(t, path)
		if err := errors.Join(s.conn.Exec(text), s.Close()); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name string
		make func(t *testing.T, path string)
		want error
	}{
		{"some text", func(t *testing.T, path string) {
			os.WriteFile(path, []byte(strings.Repeat("my notes\n", 1000)), 0o600)
		}, ErrForeign},
		{"another program's database", func(t *testing.T, path string) {
			sql(t, path, `PRAGMA application_id = 7`)
		}, ErrForeign},
		{"a database without a mark", func(t *testing.T, path string) {
			sql(t, path, `PRAGMA application_id = 0; PRAGMA user_version = 0`)
		}, ErrForeign},
		{"a newer schema", func(t *testing.T, path string) {
			sql(t, path, fmt.Sprintf(`PRAGMA user_version = %d`, len(migrations)+1))
		}, ErrNewer},
		{"a folder", func(t *testing.T, path string) { os.Mkdir(path, 0o700) }, ErrForeign},
		{"the schema is overwritten", func(t *testing.T, path string) {
			good(t, path)
			damage(t, path, func(b []byte) { copy(b[100:4096], bytes.Repeat([]byte{0xa5}, 3996)) })
		}, ErrCorrupt},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "history.db")
			tt.make(t, path)
			before, _ := os.ReadFile(path)
			s, err := Open(ctx, path)
			if err == nil {
				s.Close()
			}
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("%v, want %v", err, tt.want)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
		})
	}
}

// damage changes a file's bytes.
func damage(t *testing.T, path string, change func([]byte)) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err == nil {
		change(b)
		err = os.WriteFile(path, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestOpenTogether: those who begin a history at the same time all get it.
func TestOpenTogether(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for n := range 30 {
		path := filepath.Join(dir, fmt.Sprint(n, ".db"))
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				s, err := Open(context.Background(), path)
				if err != nil {
					t.Error(err)
					return
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
}

// TestDamage writes random bytes into a history. Everything may fail afterwards, but nothing may panic or hang.
func TestDamage(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := t.TempDir()
	path := filepath.Join(dir, "history.db")
	s := openAt(t, path)
	b := must(s.In(ctx, scope))
	for n := range 3 {
		var list []thing
		for id := range 150 {
			list = append(list, thing{id: id + n*10, name: fmt.Sprintf("sword %d", id)})
		}
		record(t, b, things(t, day(n), list...), day(n))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(14, 14))
	failed := 0
	for range 60 {
		damaged := filepath.Join(dir, "damaged.db")
		bytes, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for range 1 + r.IntN(200) {
			bytes[100+r.IntN(len(bytes)-100)] = byte(r.Uint32())
		}
		if err := os.WriteFile(damaged, bytes, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(ctx, damaged)
		if err != nil {
			failed++
			continue
		}
		b := must(s.In(ctx, scope))
		_, _, err1 := b.At(ctx, own, day(1))
		_, err2 := b.Items(ctx, own)
		_, err3 := b.Holders(ctx, player)
		_, err4 := b.Record(ctx, Snapshot{Holder: own, Ended: day(9), Complete: true})
		_, err5 := s.Prune(ctx, day(1))
		_, err6 := s.Status(ctx)
		if errors.Join(err1, err2, err3, err4, err5, err6, s.Check(ctx)) != nil {
			failed++
		}
		s.Close()
	}
	if failed == 0 {
		t.Error("no damage was noticed")
	}
}

// TestDiskFull fills the space that a history may take. What was recorded before stays.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	b, ctx := openBook(t), context.Background()
	record(t, b, things(t, start, thing{id: 1, name: "sword"}), start)
	if err := b.store.conn.Exec(fmt.Sprintf(`PRAGMA max_page_count = %d`, must(b.store.number(`PRAGMA page_count`))+1)); err != nil {
		t.Fatal(err)
	}
	var many []thing
	for id := range 3000 {
		many = append(many, thing{id: id, name: fmt.Sprint("item ", id)})
	}
	if _, err := b.Record(ctx, Snapshot{Holder: own, Ended: day(1), Complete: true, Items: things(t, day(1), many...)}); !errors.Is(err, ErrFull) {
		t.Fatalf("%v, want %v", err, ErrFull)
	}
	if looks := must(b.Looks(ctx, own)); len(looks) != 1 {
		t.Errorf("%d looks", len(looks))
	}
	if err := b.store.conn.Exec(`PRAGMA max_page_count = 100000`); err != nil {
		t.Fatal(err)
	}
	if l := record(t, b, things(t, day(1), many...), day(1)); l.Added != 2999 || l.Changed != 1 {
		t.Errorf("%+v", l)
	}
}

// TestCancelled: an operation whose context ends leaves nothing behind, and the next one works.
func TestCancelled(t *testing.T) {
	t.Parallel()
	b := openBook(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := b.Record(ctx, Snapshot{Holder: own, Ended: start, Complete: true}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if looks := must(b.Looks(context.Background(), own)); len(looks) != 0 {
		t.Errorf("%d looks", len(looks))
	}
	record(t, b, nil, start)
}

// TestClosed: what comes after Close fails, also while others still record.
func TestClosed(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s := openAt(t, filepath.Join(t.TempDir(), "history.db"))
	b := must(s.In(ctx, scope))
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() { b.Record(ctx, Snapshot{Holder: own, Ended: day(n), Complete: true}) })
	}
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Error(err)
	}
	wg.Wait()
	_, err := b.Record(ctx, Snapshot{Holder: own, Ended: start, Complete: true})
	_, err2 := s.Prune(ctx, start)
	for _, err := range []error{err, err2, s.Vacuum(ctx), s.Check(ctx)} {
		if err == nil {
			t.Error("a closed history works")
		}
	}
}

// TestManyWriters records from two stores of one file in many goroutines.
func TestManyWriters(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history.db")
	ctx := context.Background()
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			s, err := Open(ctx, path)
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			b := must(s.In(ctx, scope))
			for n := range 10 {
				when := start.Add(time.Duration(n*4+w) * time.Minute)
				if _, err := b.Record(ctx, Snapshot{Holder: own, Ended: when, Complete: true, Items: things(t, when, thing{id: 1, name: "sword"}, thing{id: 2 + n, name: "helm"})}); err != nil {
					t.Error(err)
				}
				if _, _, err := b.At(ctx, own, when); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	s := openAt(t, path)
	b := must(s.In(ctx, scope))
	looks := must(b.Looks(ctx, own))
	if len(looks) != 40 {
		t.Errorf("%d looks", len(looks))
	}
	for i, l := range looks {
		want := 0
		if i%4 == 0 && i > 0 {
			want = 1
		}
		if l.Added != want || l.Removed != want {
			t.Errorf("look %d: %+v", i, l)
		}
	}
	if err := s.Check(ctx); err != nil {
		t.Error(err)
	}
}
