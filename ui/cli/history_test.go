package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/api/history"
	"lootlens/models"
	"lootlens/ui/cli/config"
)

// lookAt is a recorded look of a test. A part reaches up to the id through.
type lookAt struct {
	at      string
	items   []string
	through string
	// character is whose inventory it is; "" is the player's own.
	character string
}

// withLooks is a box whose history has looks at the inventory of player 42.
func withLooks(t *testing.T, looks ...lookAt) *box {
	t.Helper()
	b := toDouble(t)
	b.env["LOOTLENS_HISTORY"] = filepath.Join(b.dir, "past.db")
	key, err := api.NewKey(demo.Key)
	if err != nil {
		t.Fatal(err)
	}
	store, err := history.Open(t.Context(), b.env["LOOTLENS_HISTORY"])
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	book, err := store.In(t.Context(), history.Scope{BaseURL: b.env["LOOTLENS_BASE_URL"], Key: key.Fingerprint()})
	if err != nil {
		t.Fatal(err)
	}
	player, err := models.ParsePlayerID("42")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range looks {
		at, err := time.Parse("2006-01-02 15:04", l.at)
		if err != nil {
			t.Fatal(err)
		}
		page, err := models.DecodePage([]byte(`{"items":[`+strings.Join(l.items, ",")+`]}`), models.NewPool(), models.Origin{Fetched: at})
		if err != nil {
			t.Fatal(err)
		}
		snap := history.Snapshot{Holder: models.Holder{Player: player}, Ended: at, Items: pointers(page.Items), Complete: l.through == ""}
		if l.character != "" {
			snap.Holder.Kind = models.CharacterHolder
			snap.Holder.Character, _ = models.ParseCharacterID(l.character)
		}
		if l.through != "" {
			snap.Through, _ = models.ParseInstanceID(l.through)
		}
		if _, err := book.Record(t.Context(), snap); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func rented(id, left int) string {
	return fmt.Sprintf(`{"instance_id":%d,"asset":{"id":5,"name":"Axe"},"rental":{"is_rental":true,"is_active":true,"time_left":%d,"duration":604800}}`, id, left)
}

func priced(id int, name string, price int) string {
	return fmt.Sprintf(`{"instance_id":%d,"asset":{"id":%d,"name":%q,"price":%d}}`, id, id, name, price)
}

// november is a rental that ends and vanishes, an item that changes and then goes, and one that goes and comes back.
var november = []lookAt{
	{at: "2024-11-17 14:02", items: []string{rented(7, 155400), priced(8, "Bow", 1), priced(9, "Cap", 1)}},
	{at: "2024-11-18 09:00", items: []string{rented(7, 87120), priced(8, "Bow", 2), priced(9, "Cap", 1)}},
	{at: "2024-11-19 09:00", items: []string{rented(7, 720), priced(8, "Bow", 2)}},
	{at: "2024-11-19 10:00", items: []string{priced(8, "Bow", 2), priced(9, "Cap", 1)}},
	{at: "2024-11-21 09:00", through: "8"},
}

// An item that another inventory of the player has is not lost.
func TestHistoryOfAMove(t *testing.T) {
	t.Parallel()
	b := withLooks(t, lookAt{at: "2024-11-17 14:02", items: []string{priced(8, "Bow", 1)}}, lookAt{at: "2024-11-18 09:00"},
		lookAt{at: "2024-11-18 09:01", items: []string{priced(8, "Bow", 1)}, character: "5"})
	b.call("history", "42").want(t, 0, "gone since some time between Sun 2024-11-17 14:02 and Mon 2024-11-18 09:00 UTC: player 42 › character 5 has it now", "")
	b.call("history", "42", "--format", "csv").want(t, 0, `,moved,\r\n$`, "")
	b.call("history", "42", "--character", "6").want(t, exitNotFound, "", "nothing was recorded of player 42 › character 6 .*; recorded are player 42 › character 5, player 42\n$")
	b.call("history", "42", "--character", "5", "--query", "gone:false").want(t, 0, "8  Bow", "")
}

func TestHistory(t *testing.T) {
	t.Parallel()
	b := withLooks(t, november...)
	for _, tt := range []struct {
		args   string
		code   int
		stdout string
		stderr string
	}{
		{"history 42", 0, `INSTANCE  NAME +RARITY +FIRST SEEN \(UTC\) +LAST SEEN \(UTC\)
 +7  Axe +2024-11-17 14:02 +2024-11-19 09:00
    gone since Tue 2024-11-19, between 09:00 and 10:00 UTC: the rental ended 09:12
 +8  Bow +2024-11-17 14:02 +2024-11-19 10:00
    2024-11-18 09:00 UTC +asset.price: 1 → 2
    gone since some time between Tue 2024-11-19 10:00 and Thu 2024-11-21 09:00 UTC: why is not known
 +9  Cap +2024-11-17 14:02 +2024-11-19 10:00
    2024-11-19 10:00 UTC +back again: it was gone since 2024-11-19 09:00
$`, ""},
		{"history 42 --tz Europe/Berlin --query gone:2024-11-19", 0, `INSTANCE.*7  Axe.*between 10:00 and 11:00 CET: the rental ended 10:12.*8  Bow`, ""},
		{"history 42 --since 2024-11-20", 0, `^INSTANCE[^\n]*\n +8  Bow[^\n]*\n    [^\n]*\n    [^\n]*\n$`, ""},
		{"history 42 --query seen:2024-11-18", 0, `Axe.*Bow.*Cap`, ""},
		{"history 42 --query last:<2024-11-19", 0, `SEEN \(UTC\)\n$`, "no item of 3 that were recorded matches"},
		{"history 42 --query name:axe --format ndjson", 0,
			`^\{"item":\{"instance_id":7,.*\},"first_seen":"2024-11-17T14:02:00Z","last_seen":"2024-11-19T09:00:00Z","changes":\[\],"gone":\{"after":"2024-11-19T09:00:00Z","by":"2024-11-19T10:00:00Z","reason":"rental_ended","rental_ended":"2024-11-19T09:12:00Z"\}\}\n$`, ""},
		{"history 42 --query name:bow --format json", 0, `^\{"holder":"player 42","looks":5,"first_look":"2024-11-17T14:02:00Z","last_look":"2024-11-21T09:00:00Z","items":\[\{.*"changes":\[\{"after":"2024-11-17T14:02:00Z","by":"2024-11-18T09:00:00Z","fields":\[\{"path":"asset.price","old":1,"new":2\}\]\}\],"gone":\{`, ""},
		{"history 42 --query name:cap --format json", 0, `"changes":\[\{"after":"2024-11-18T09:00:00Z","by":"2024-11-19T10:00:00Z","gone_by":"2024-11-19T09:00:00Z","fields":\[\]\}\],"gone":null\}\]\}`, ""},
		{"history 42 --query name:axe --format csv", 0, `\r\n7,5,Axe,.*,2024-11-17T14:02:00Z,2024-11-19T09:00:00Z,2024-11-19T09:00:00Z,2024-11-19T10:00:00Z,rental_ended,2024-11-19T09:12:00Z\r\n$`, ""},
		{"export 42 --at 2024-11-18 --format csv --columns instance_id,price", 0, "^instance_id,price\r\n7,\r\n8,2\r\n9,1\r\n$", "look of Mon 2024-11-18 09:00:00 UTC answers: 3 items in player 42"},
		{"export 42 --at 2024-11-18T08:59 --format csv --columns instance_id,price", 0, "^instance_id,price\r\n7,\r\n8,1\r\n9,1\r\n$", "look of Sun 2024-11-17 14:02:00 UTC answers"},
		{"export 42 --at 2024-11-30 --format csv --columns instance_id", 0, "^instance_id\r\n9\r\n$", "look of Tue 2024-11-19 10:00:00 UTC"},
		{"export 42 --at 2024-11-18 --query rental:active --format csv --columns instance_id,rental_left_seconds", 0, "^instance_id,rental_left_seconds\r\n7,87120\r\n$", "answers"},
		{"export 42 --at 2024-11-18 --format json", 0, `"look":"2024-11-18T09:00:00Z"`, "answers"},
		{"export 42 --at 2024-11-18 --query gone:true --format csv --columns instance_id", 0, "^instance_id\r\n7\r\n8\r\n$", "answers"},
		{"export 42 --at 2024-11-16", exitNotFound, "", "no look at player 42 is as old as Sat 2024-11-16 23:59:59 UTC: the first complete one is of Sun 2024-11-17 14:02:00 UTC"},
		{"export 42 --at 2999-01-01", exitUsage, "", "is still to come"},
		{"export 42 --at tomorow", exitUsage, "", "is not a date"},
		{"diff 42 --from 2024-11-17 --to 2024-11-18", exitNo, `^~ 8  Bow  asset 8\n    asset.price: 1 → 2\n0 added, 0 removed, 1 changed \(3 items in the look of Sun 2024-11-17 14:02:00 UTC, 3 in the look of Mon 2024-11-18 09:00:00 UTC\)`, ""},
		{"diff 42 --from 2024-11-17 --to 2024-11-17T15:00", exitUsage, "", "is before --from"},
		{"diff 42 --from 2024-11-18 --to 2024-11-18", exitDone, "no difference", ""},
		{"diff 42 --from 2024-11-18 --to 2024-11-19T10:00 --query rental:any", exitNo, `^- 7  Axe  asset 5  its rental ended at 2024-11-19 09:12:00 UTC\n0 added, 1 removed, 0 changed`, ""},
		{"diff 42 --from 2024-11-18 --to 2024-11-19T10:00 --format json", exitNo, `"ended_rentals":\[7\],.*"old_look":"2024-11-18T09:00:00Z","new_look":"2024-11-19T10:00:00Z"\}`, ""},
		{"diff 42 --from 2024-11-18 --to 2024-11-19T10:00 --swap", exitNo, `^\+ 7  Axe`, ""},
		{"show 42 --instance 7", 0, `^Item\n  name +Axe\n  gone +since Tue 2024-11-19, between 09:00 and 10:00 UTC: the rental ended 09:12\n.*Seen\n  first  Sun 2024-11-17 14:02:00 UTC\n  last   Tue 2024-11-19 09:00:00 UTC\n`, ""},
		{"history 43", exitNotFound, "", "nothing was recorded of player 43 with this server key"},
		{"history --universal", exitNotFound, "", "nothing was recorded of the universal inventory with this server key: `lootlens snapshot --universal` records it"},
		{"history prune --older 2024-11-19", 0, "deleted what is older than Tue 2024-11-19 00:00:00 UTC: 2 looks, 2 states of items, 0 whole inventories", ""},
		{"history 42 --query name:bow", 0, `Bow +2024-11-18 09:00`, ""},
	} {
		b.call(strings.Fields(tt.args)...).want(t, tt.code, tt.stdout, tt.stderr)
	}
	b.env["LOOTLOCKER_SERVER_KEY"] = stageKey
	b.call("history", "42").want(t, exitNotFound, "", "nothing was recorded of player 42 with this server key")
}

// A history that cannot be used is one clear line, and the command's answer is the same.
func TestHistoryThatIsBroken(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body string
		mode os.FileMode
		want string
	}{
		"no database": {strings.Repeat("no database ", 100), 0o600, "damaged"},
		"read only":   {"", 0o400, "cannot be written"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.mode == 0o400 && (runtime.GOOS == "windows" || os.Getuid() == 0) {
				return // modes do not stop these
			}
			b := toDouble(t)
			path := b.file("past.db", c.body, c.mode)
			r := b.call("verify", "1007", "--query", "fault:false", "--history", path)
			r.want(t, 0, "holds", c.want)
			if strings.Count(r.stderr, "\n") != 1 {
				t.Errorf("stderr is %q", r.stderr)
			}
			b.call("history", "1007", "--history", path).want(t, exitLocal, "", c.want)
			b.call("snapshot", "1007", "--history", path).want(t, exitLocal, "", c.want)
		})
	}
}

// A walk that is cut short says nothing of what it did not reach.
func TestHistoryOfAPart(t *testing.T) {
	t.Parallel()
	b := toDouble(t)
	b.env["LOOTLENS_HISTORY"] = filepath.Join(b.dir, "past.db")
	b.call("snapshot", "1250").want(t, 0, "1,250 items recorded", "")
	fault, err := demo.ParseFault("500:path=inventory:after=3:times=50")
	if err != nil {
		t.Fatal(err)
	}
	b.server.SetFaults(fault)
	b.env["LOOTLENS_COUNT"] = "50"
	b.call("export", "1250").want(t, exitFailed, ".", "incomplete, 150 items")
	b.call("history", "1250", "--query", "gone:true", "--format", "ndjson").want(t, 0, "", "no item of 1,250")
	if info, err := os.Stat(b.env["LOOTLENS_HISTORY"]); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// history_days deletes what is older at the first recording of a day.
func TestHistoryDays(t *testing.T) {
	t.Parallel()
	b := withLooks(t, november...)
	b.config("[profiles.a]\nhistory = true\nhistory_days = 30\n")
	b.call("history", "42").want(t, 0, "Axe", "")
	b.call("export", "1007").want(t, 0, ".", "")
	b.call("history", "42").want(t, exitNotFound, "", "nothing was recorded of player 42")
	b.call("history", "status").want(t, 0, `history +on \(LOOTLENS_HISTORY\).*kept for +30 days.*looks +1\n`, "")
}

// Programs that change the file at the same time change all of it, and one of those that make it does.
func TestConfigTogether(t *testing.T) {
	t.Parallel()
	for range 10 {
		path := filepath.Join(t.TempDir(), "lootlens", "config.toml")
		var all sync.WaitGroup
		var made atomic.Int32
		for range 4 {
			all.Go(func() {
				if err := config.Create(path); err == nil {
					made.Add(1)
				} else if !strings.Contains(err.Error(), "exists already") {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if body, err := os.ReadFile(path); err != nil || string(body) != config.Template || made.Load() != 1 {
			t.Errorf("%d have made the file: %v\n%s", made.Load(), err, body)
		}
		for _, profile := range []string{"stage", "live"} {
			all.Go(func() {
				if err := config.SetHistory(path, profile, true); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if body, err := os.ReadFile(path); err != nil || strings.Count(string(body), "\nhistory = true\n") != 2 {
			t.Errorf("a change is lost: %v\n%s", err, body)
		}
	}
}

func TestSetHistory(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, before, profile, after string }{
		{"no file", "", "", "[profiles.default]\nhistory = true\n"},
		{"a profile", "# mine\n[profiles.a]\ntheme = \"dark\"   # dark\n\n[profiles.b]\n", "a", "# mine\n[profiles.a]\nhistory = true\ntheme = \"dark\"   # dark\n\n[profiles.b]\n"},
		{"another value", "[profiles.a]\ntheme = \"dark\"\n  history = false # of the works council\n", "a", "[profiles.a]\ntheme = \"dark\"\nhistory = true   # of the works council\n"},
		{"no profile", "# nothing\n\n", "", "# nothing\n\n[profiles.default]\nhistory = true\n"},
		{"inline", "profiles = {a = {theme = \"dark\"}}\n", "a", "cannot be changed by a program"},
		{"several", "[profiles.a]\n[profiles.b]\n", "", "Name it with --profile: there are a, b"},
	} {
		path := filepath.Join(t.TempDir(), "lootlens", "config.toml")
		if tt.before != "" {
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(tt.before), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		err := config.SetHistory(path, tt.profile, true)
		got, _ := os.ReadFile(path)
		if err != nil && strings.Contains(err.Error(), tt.after) && string(got) == tt.before {
			continue
		}
		if err != nil || string(got) != tt.after {
			t.Errorf("%s: %q, %v, want %q", tt.name, got, err, tt.after)
		}
		if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v", tt.name, info.Mode(), err)
		}
	}
}

// An interruption while the history is opened is an interruption, and no fault of the file.
func TestHistoryOpenInterrupted(t *testing.T) {
	t.Parallel()
	prog, _ := fake(nil)
	defer prog.close()
	s := config.Settings{}
	s.History.V, s.HistoryFile.V = true, filepath.Join(t.TempDir(), "history.db")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := prog.openHistory(ctx, s); exitCode(ctx, err) != exitInterrupted {
		t.Errorf("%v: exit code %d", err, exitCode(ctx, err))
	}
	if _, err := prog.openHistory(t.Context(), s); err != nil {
		t.Error(err)
	}
}
