package recents

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/text"
)

var start = time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)

func player(t testing.TB, id int, name string) models.Player {
	t.Helper()
	pid, err := models.ParsePlayerID(fmt.Sprint(id))
	if err != nil {
		t.Fatal(err)
	}
	return models.Player{ID: pid, Name: text.Of(name)}
}

func open(t testing.TB, path, scope string) *Store {
	t.Helper()
	return Open(path, func() string { return scope })
}

// names is a list in one line: "*363 1007".
func names(l List) string {
	var out []string
	for _, p := range l.Players {
		s := p.ID.String()
		if p.Pinned {
			s = "*" + s
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func must(t testing.TB) func(List, error) List {
	return func(l List, err error) List {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
}

func TestOrderPinsAndRemoval(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new", "recents.json")
	s := open(t, path, "stage")
	if l := must(t)(s.Load()); len(l.Players) != 0 {
		t.Fatalf("a missing file gives %v", l)
	}
	if _, err := os.Stat(filepath.Dir(path)); !errors.Is(err, os.ErrNotExist) {
		t.Error("reading made the folder")
	}
	for i, id := range []int{1, 2, 3} {
		must(t)(s.Visit(player(t, id, "p"), start.Add(time.Duration(i)*time.Minute)))
	}
	older := must(t)(s.PinPlayer(player(t, 1, ""), start))
	newer := must(t)(s.Visit(player(t, 2, ""), start.Add(time.Hour)))
	if !older.Older(newer) || newer.Older(older) {
		t.Error("the lists do not tell which is older")
	}
	l := must(t)(open(t, path, "stage").Load())
	if got := names(l); got != "*1 2 3" {
		t.Errorf("list is %q", got)
	}
	if l.Players[1].Name.Raw() != "p" {
		t.Error("a visit without a name forgot the name")
	}
	must(t)(s.PinPlayer(player(t, 1, ""), start))
	l = must(t)(s.RemovePlayer(player(t, 3, "").ID))
	if got := names(l); got != "2 1" {
		t.Errorf("list is %q", got)
	}
	if l := must(t)(open(t, path, "live").Load()); len(l.Players) != 0 {
		t.Errorf("live shows stage's %q", names(l))
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "recents.json")
	all := map[string]List{}
	var l List
	for i := range 300 {
		l.Players = append(l.Players, Player{Player: player(t, i+1, "n"), Opened: start.Add(time.Duration(i) * time.Second), Pinned: i < maxPins})
	}
	all["stage"] = l
	for i := range 2 * maxScopes {
		all[fmt.Sprint("other ", i)] = List{Queries: []Query{{Text: "q", Used: start.Add(-time.Duration(i) * time.Hour)}}}
	}
	if err := write(path, all); err != nil {
		t.Fatal(err)
	}
	s := open(t, path, "stage")
	long := strings.Repeat("名", 5000)
	l = must(t)(s.Visit(player(t, 1000, long), start.Add(time.Hour)))
	if len(l.Players) != maxPins+MaxPlayers {
		t.Errorf("%d players are kept", len(l.Players))
	}
	p := l.Players[maxPins]
	if p.ID.String() != "1000" || len([]rune(p.Name.Raw())) != maxName {
		t.Errorf("the newest is %s with %d runes", p.ID, len([]rune(p.Name.Raw())))
	}
	if _, err := s.PinPlayer(p.Player, start); !errors.Is(err, ErrTooMany) {
		t.Errorf("one pin too many: %v", err)
	}
	if l := must(t)(s.Load()); l.Players[maxPins].ID != p.ID || l.Players[maxPins].Pinned {
		t.Error("a refused pin changed the file")
	}
	scopes, err := read(path)
	if err != nil || len(scopes) != maxScopes {
		t.Errorf("%d scopes are kept, %v", len(scopes), err)
	}
	if _, ok := scopes["other 0"]; !ok {
		t.Error("the newest other scope was dropped")
	}
	if _, err := s.Visit(models.Player{}, start); !errors.Is(err, ErrNoID) {
		t.Errorf("a player without an id: %v", err)
	}
	if _, err := s.SaveQuery(strings.Repeat("q", maxQuery+1), start); err == nil {
		t.Error("an endless query is kept")
	}
}

func TestQueries(t *testing.T) {
	t.Parallel()
	s := open(t, filepath.Join(t.TempDir(), "recents.json"), "live")
	hostile := "name:\"\x1b]52;c;AAAA\a\u202e\" rental:active"
	for i, q := range []string{"rarity:epic", hostile, "rarity:epic"} {
		must(t)(s.SaveQuery(q, start.Add(time.Duration(i)*time.Minute)))
	}
	must(t)(s.PinQuery(hostile, start))
	l := must(t)(s.Load())
	if len(l.Queries) != 2 || l.Queries[0].Text != hostile || !l.Queries[0].Pinned || l.Queries[1].Text != "rarity:epic" {
		t.Errorf("queries are %+v", l.Queries)
	}
	body, err := os.ReadFile(s.path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(string(body), "\x1b\a\u202e") {
		t.Error("the file drives a terminal that shows it")
	}
}

func TestOddFiles(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body   string
		broken bool
		want   string
	}{
		"empty":         {"", true, ""},
		"cut":           {`{"scopes":{"stage":{"players":[{"id":"3`, true, ""},
		"binary":        {"\x00\xff\xfe", true, ""},
		"other shape":   {`{"scopes":[1,2]}`, true, ""},
		"huge":          {`{"scopes":{}` + strings.Repeat(" ", maxFile) + "}", true, ""},
		"nothing in it": {`{}`, false, ""},
		"odd entries": {`{"more":1,"scopes":{"stage":{"players":[null,7,{"id":5},{"id":"x"},{"id":"363","name":null},
			{"id":"363"},{"id":"18446744073709551615","name":"n","opened":"2026-01-01T00:00:00Z","new":{}}],"queries":[{},3]}}}`,
			false, "18446744073709551615 363"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "recents.json")
			if err := os.WriteFile(path, []byte(c.body), 0o600); err != nil {
				t.Fatal(err)
			}
			s := open(t, path, "stage")
			l, err := s.Load()
			if errors.Is(err, ErrSetAside) != c.broken || !c.broken && err != nil {
				t.Fatalf("error %v", err)
			}
			if names(l) != c.want {
				t.Errorf("list is %q, want %q", names(l), c.want)
			}
			if kept, err := os.ReadFile(path + ".broken"); c.broken && (err != nil || string(kept) != c.body) {
				t.Errorf("what was broken is gone: %v", err)
			}
			must(t)(s.Visit(player(t, 9, "x"), start.Add(time.Hour)))
			if l := must(t)(s.Load()); names(l) != strings.TrimSpace("9 "+c.want) {
				t.Errorf("list after a visit is %q", names(l))
			}
		})
	}
}

func TestFileIsPrivate(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "lootlens")
	s := open(t, filepath.Join(dir, "recents.json"), "stage")
	must(t)(s.Visit(player(t, 1, "x"), start))
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(e.Name(), ".tmp") {
			t.Errorf("%s is left behind", e.Name())
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s is %v", e.Name(), info.Mode())
		}
	}
}

// A link is kept: the file that it leads to is replaced, or created.
func TestLinkIsFollowed(t *testing.T) {
	t.Parallel()
	for _, exists := range []bool{true, false} {
		dir := t.TempDir()
		target, link := filepath.Join(dir, "elsewhere.json"), filepath.Join(dir, "recents.json")
		if exists {
			if err := os.WriteFile(target, []byte("{}"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Symlink("elsewhere.json", link); err != nil {
			t.Logf("this system makes no links: %v", err)
			return
		}
		must(t)(open(t, link, "s").Visit(player(t, 363, "x"), start))
		if to, err := os.Readlink(link); err != nil || to != "elsewhere.json" {
			t.Errorf("the link is %q, %v", to, err)
		}
		if got := names(must(t)(open(t, target, "s").Load())); got != "363" {
			t.Errorf("the file it leads to holds %q", got)
		}
	}
}

func TestDefaultPath(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_STATE_HOME", dir)
	got, err := defaultPath()
	if want := filepath.Join(dir, "lootlens", "recents.json"); got != want || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	must(t)(Open("", func() string { return "s" }).Visit(player(t, 1, "x"), start))
	if _, err := os.Stat(got); err != nil {
		t.Error(err)
	}
}

func TestScope(t *testing.T) {
	t.Parallel()
	for want, got := range map[string]string{
		"stage https://a":     Scope(api.Stage, "https://a", ""),
		"live https://a":      Scope(api.Live, "https://a", ""),
		"live https://a game": Scope(api.Live, "https://a", "game"),
		"demo":                Scope(api.Demo, "http://127.0.0.1:4711", ""),
	} {
		if got != want {
			t.Errorf("scope %q, want %q", got, want)
		}
	}
}

// Several processes, several goroutines each: no visit is lost, no read fails.
func TestConcurrentWriters(t *testing.T) {
	t.Parallel()
	const processes, each = 3, 12
	path := filepath.Join(t.TempDir(), "recents.json")
	var wg sync.WaitGroup
	for i := range processes {
		wg.Go(func() {
			cmd := exec.Command(os.Args[0], "-test.run=^TestChild$")
			cmd.Env = append(os.Environ(), "RECENTS_PATH="+path, fmt.Sprintf("RECENTS_FROM=%d", (i+1)*100))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	s := open(t, path, "stage")
	for range 50 {
		if _, err := s.Load(); err != nil {
			t.Error(err)
		}
	}
	wg.Wait()
	l := must(t)(s.Load())
	if len(l.Players) != processes*each {
		t.Errorf("%d of %d visits are kept: %s", len(l.Players), processes*each, names(l))
	}
}

// TestChild is the other process of TestConcurrentWriters; alone it has nothing to write.
func TestChild(t *testing.T) {
	path := os.Getenv("RECENTS_PATH")
	if path == "" {
		path = filepath.Join(t.TempDir(), "recents.json")
	}
	var from int
	fmt.Sscan(os.Getenv("RECENTS_FROM"), &from)
	s := open(t, path, "stage")
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			if _, err := s.Visit(player(t, from+i, "x"), start); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if l := must(t)(s.Load()); len(l.Players) < 12 {
		t.Errorf("%d of 12 visits are kept", len(l.Players))
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"scopes":{"stage":{"players":[{"id":"363","name":"x","opened":"2026-01-01T00:00:00Z"}],"queries":[{"query":"a"}]}}}`))
	f.Add([]byte(`{"scopes":{"":{"players":[null,{"id":"-1","pinned":true}]}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		all, err := decode(body)
		if err != nil {
			return
		}
		again, err := encode(all)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		back, err := decode(again)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		for scope := range all {
			if names(all[scope]) != names(back[scope]) || len(all[scope].Queries) != len(back[scope].Queries) {
				t.Fatalf("%q became %q", names(all[scope]), names(back[scope]))
			}
		}
	})
}
