package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"lootlens/api/demo"
)

// rawItem is what the evaluator below knows of an item.
type rawItem struct {
	ID       uint64    `json:"instance_id"`
	Source   string    `json:"acquisition_source"`
	Acquired time.Time `json:"acquisition_date"`
	Asset    struct {
		Rarity struct{ Name string }
	}
}

// evaluator counts items without the program: over the raw answers of the double.
type evaluator struct {
	t     *testing.T
	base  string
	token string
}

func newEvaluator(t *testing.T, base string) *evaluator {
	e := &evaluator{t: t, base: base}
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/server/session", strings.NewReader(`{"game_version":"1.0.0.0"}`))
	req.Header.Set("x-server-key", demo.Key)
	var session struct{ Token string }
	e.send(req, &session)
	e.token = session.Token
	return e
}

func (e *evaluator) send(req *http.Request, into any) int {
	e.t.Helper()
	req.Header.Set("LL-Version", "2021-03-01")
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("x-auth-token", e.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		e.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode == http.StatusOK {
		err = json.Unmarshal(body, into)
	}
	if err != nil {
		e.t.Fatal(err)
	}
	return res.StatusCode
}

// items are all items below a path such as /server/player/1250; false if there is no
// such inventory.
func (e *evaluator) items(path string) (all []rawItem, ok bool) {
	e.t.Helper()
	after := ""
	for {
		req, _ := http.NewRequestWithContext(e.t.Context(), http.MethodGet, e.base+path+"/inventory?count=200"+after, nil)
		var page struct{ Items []rawItem }
		if e.send(req, &page) != http.StatusOK {
			return nil, false
		}
		if len(page.Items) == 0 {
			return all, true
		}
		all = append(all, page.Items...)
		after = fmt.Sprintf("&after=%d", page.Items[len(page.Items)-1].ID)
	}
}

func count(items []rawItem, match func(rawItem) bool) (n int64) {
	for _, it := range items {
		if match(it) {
			n++
		}
	}
	return n
}

// verifyRow is a row of verify as a reader has it.
type verifyRow struct {
	PlayerID *uint64 `json:"player_id"`
	Player   string
	Check    string
	Holds    *bool
	Matched  int64
	Read     int64
	Complete bool
	Stopped  string
	Error    string
}

func verifyRows(t *testing.T, ndjson string) (rows []verifyRow) {
	t.Helper()
	for line := range strings.Lines(ndjson) {
		var r verifyRow
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		rows = append(rows, r)
	}
	return rows
}

// Every answer is the evaluator's, however early the reading stops and in whatever order
// the items come.
func TestVerifyAnswers(t *testing.T) {
	t.Parallel()
	day := 24 * time.Hour
	queries := map[string]func(rawItem) bool{
		"rarity:=epic":                   func(it rawItem) bool { return it.Asset.Rarity.Name == "Epic" },
		"acquired:<7d":                   func(it rawItem) bool { return !it.Acquired.IsZero() && time.Since(it.Acquired) < 7*day },
		"acquired:<90d":                  func(it rawItem) bool { return !it.Acquired.IsZero() && time.Since(it.Acquired) < 90*day },
		"source:=purchase|grant_admin":   func(it rawItem) bool { return it.Source == "purchase" || it.Source == "grant_admin" },
		"acquired:<1h rarity:=legendary": func(it rawItem) bool { return false },
	}
	for _, fault := range []string{"none", "descending", "shuffled", "reversed", "overlap:n=7", "short:n=50", "total:value=missing", "total:value=absurd", "total:value=zero"} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			b := toDouble(t)
			items, ok := newEvaluator(t, b.env["LOOTLENS_BASE_URL"]).items("/server/player/1250")
			if !ok || len(items) != 1250 {
				t.Fatalf("%d items", len(items))
			}
			if fault != "none" {
				f, err := demo.ParseFault(fault)
				if err != nil {
					t.Fatal(err)
				}
				b.server.SetFaults(f)
			}
			var file strings.Builder
			want := map[string]bool{}
			numbers := map[string]int64{}
			for q, match := range queries {
				n := count(items, match)
				for _, bounds := range [][2]int64{{1, -1}, {n, -1}, {n + 1, -1}, {0, 0}, {0, n}, {0, max(0, n-1)}, {n, n}, {2, 40}} {
					name := fmt.Sprintf("%s %v", q, bounds)
					if _, there := want[name]; there {
						continue
					}
					fmt.Fprintf(&file, "[checks.%q]\nquery = %q\nmin = %d\n", name, q, bounds[0])
					if bounds[1] >= 0 {
						fmt.Fprintf(&file, "max = %d\n", bounds[1])
					}
					want[name], numbers[name] = n >= bounds[0] && (bounds[1] < 0 || n <= bounds[1]), n
				}
			}
			path := b.file("checks.toml", file.String(), 0o600)
			r := b.call("verify", "1250", "--checks", path, "--format", "ndjson", "--quiet")
			rows := verifyRows(t, r.stdout)
			if len(rows) != len(want) {
				t.Errorf("%d rows, want %d: %s", len(rows), len(want), r.stderr)
			}
			for _, row := range rows {
				row.agrees(t, want[row.Check], numbers[row.Check])
			}
			// Each alone, so that the reading stops as early as it can.
			for name := range want {
				q, bounds, _ := strings.Cut(name, " [")
				if q != "rarity:=epic" && q != "acquired:<90d" {
					continue
				}
				var least, most int64
				fmt.Sscanf(bounds, "%d %d", &least, &most)
				args := []string{"verify", "1250", "--query", q, "--format", "ndjson", "--min", fmt.Sprint(least)}
				if most >= 0 {
					args = append(args, "--max", fmt.Sprint(most))
				}
				r := b.call(args...)
				for _, row := range verifyRows(t, r.stdout) {
					row.Check = name
					row.agrees(t, want[name], numbers[name])
					if wrong := map[bool]int{true: 0, false: 1}[want[name]]; row.Holds != nil && r.code != wrong {
						t.Errorf("%s: exit code %d", name, r.code)
					}
				}
			}
		})
	}
}

// agrees checks a row against what the evaluator found.
func (r verifyRow) agrees(t *testing.T, holds bool, n int64) {
	t.Helper()
	switch {
	case r.Holds == nil:
		if r.Error == "" || !strings.Contains(r.Error, "incomplete") {
			t.Errorf("%s: no answer: %s", r.Check, r.Error)
		}
	case *r.Holds != holds:
		t.Errorf("%s: holds is %v, of %d items", r.Check, *r.Holds, n)
	case r.Complete && (r.Matched != n || r.Stopped != ""), !r.Complete && r.Matched > n, r.Complete == (r.Stopped != "") && r.Error == "" && r.Complete:
		t.Errorf("%s: %d of %d matched, complete %v, stopped %q", r.Check, r.Matched, n, r.Complete, r.Stopped)
	}
}
