package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"lootlens/api/demo"
	"lootlens/ui/cli/export"
)

// inventoryRow is a row of an export of many players, in Parquet and in NDJSON.
type inventoryRow struct {
	Player     string          `parquet:"player,optional"`
	PlayerID   *int64          `parquet:"player_id,optional" json:"player_id"`
	HolderKind string          `parquet:"holder_kind,optional" json:"holder_kind"`
	HolderID   *int64          `parquet:"holder_id,optional" json:"holder_id"`
	ReadAt     time.Time       `parquet:"read_at,optional,timestamp(microsecond)" json:"read_at"`
	Instance   *int64          `parquet:"instance_id,optional" json:"-"`
	Name       *string         `parquet:"name,optional" json:"-"`
	Price      *float64        `parquet:"price,optional" json:"-"`
	Item       json.RawMessage `parquet:"item,optional,json"`
	Error      string          `parquet:"error,optional"`
}

// passing is what differs between two exports of the same items.
var passing = regexp.MustCompile(`"(time_left|is_active)":[^,}]*|(request|trace) id \w+`)

// key is what two exports have in common.
func (r *inventoryRow) key() string {
	id := func(n *int64) string {
		if n == nil {
			return "none"
		}
		return strconv.FormatInt(*n, 10)
	}
	return passing.ReplaceAllString(fmt.Sprintf("%q %s %q %s %t %s %s", r.Player, id(r.PlayerID), r.HolderKind, id(r.HolderID), r.ReadAt.IsZero(), r.Item, r.Error), "")
}

func keys(rows []inventoryRow) []string {
	list := make([]string, len(rows))
	for i := range rows {
		list[i] = rows[i].key()
	}
	slices.Sort(list)
	return list
}

func parquetRows(t *testing.T, name string) []inventoryRow {
	t.Helper()
	rows, err := parquet.ReadFile[inventoryRow](name)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func ndjsonRows(t *testing.T, name string) (rows []inventoryRow) {
	t.Helper()
	body, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(body)) {
		var r inventoryRow
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		rows = append(rows, r)
	}
	return rows
}

// Parquet of many players has the rows of the NDJSON, also with hostile values and errors.
func TestExportPlayersParquet(t *testing.T) {
	t.Parallel()
	b := toFleet(t, 2)
	b.file("list", fmt.Sprintln("1007 \n1337\n1338\nnobody-has-this-name\n999999999\n363\nid:", demo.FleetFirst), 0o600)
	for _, out := range []string{"many.parquet", "many.ndjson"} {
		b.run("export", "--players", "list", "--ordered", "--quiet", "-o", out).want(t, exitNotFound, "", "no answer for ")
	}
	got, want := parquetRows(t, filepath.Join(b.dir, "many.parquet")), ndjsonRows(t, filepath.Join(b.dir, "many.ndjson"))
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	failed := 0
	for i := range got {
		r, w := &got[i], &want[i]
		if r.key() != w.key() {
			t.Errorf("row %d is\n%s\nwant\n%s", i, r.key(), w.key())
		}
		if w.Error != "" {
			failed++
			continue
		}
		var item struct {
			Instance json.RawMessage `json:"instance_id"`
			Asset    json.RawMessage
		}
		if json.Unmarshal(w.Item, &item) != nil {
			continue // an odd element of the list
		}
		id, err := strconv.ParseInt(string(item.Instance), 10, 64)
		if (r.Instance != nil) != (err == nil) || err == nil && *r.Instance != id {
			t.Errorf("row %d has the instance %v, want %s", i, r.Instance, item.Instance)
		}
		var asset struct {
			Name  *string
			Price *float64
		}
		if json.Unmarshal(item.Asset, &asset) != nil {
			continue // the columns of another type are null, which TestParquetValuesThatDoNotFit has
		}
		if asset.Name != nil && (r.Name == nil || *r.Name != *asset.Name) {
			t.Errorf("row %d has the name %v, want %q", i, r.Name, *asset.Name)
		}
		if (r.Price != nil) != (asset.Price != nil) || r.Price != nil && *r.Price != *asset.Price {
			t.Errorf("row %d has the price %v, want %v", i, r.Price, asset.Price)
		}
	}
	if failed != 2 {
		t.Errorf("%d rows have an error, want 2", failed)
	}
}

// A part in a folder has what a file of the format has, with a journal and without.
func TestExportPlayersToFolder(t *testing.T) {
	t.Parallel()
	b := toFleet(t, 2)
	b.file("list", "1007\n1337\n1338\nnobody-has-this-name\n363\n", 0o600)
	read := map[export.Format]func(name string) []string{
		export.NDJSON:  func(name string) []string { return keys(ndjsonRows(t, name)) },
		export.Parquet: func(name string) []string { return keys(parquetRows(t, name)) },
		export.CSV: func(name string) []string {
			body, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			return slices.Collect(strings.Lines(passing.ReplaceAllString(string(body), "")))
		},
	}
	for format, rows := range read {
		args := func(more ...string) []string {
			args := append([]string{"export", "--players", "list", "--ordered", "--quiet", "--format", string(format)}, more...)
			if format == export.CSV { // without what passes
				args = append(args, "--columns", "player,player_id,instance_id,asset_id,name,storage,fault,error")
			}
			return args
		}
		file := "file" + format.Extension()
		b.run(args("-o", file)...).want(t, exitNotFound, "", "no answer for 1 of 5 players")
		want := rows(filepath.Join(b.dir, file))
		for folder, more := range map[string][]string{"once": nil, "journal": {"--resume", string(format) + ".journal"}} {
			folder += "-" + string(format)
			b.run(args(append(more, "-o", folder+"/")...)...).want(t, exitNotFound, "", "no answer for 1 of 5 players")
			parts, err := filepath.Glob(filepath.Join(b.dir, folder, "environment=demo", "date=*", "part-*"+format.Extension()))
			if err != nil || len(parts) != 1 {
				t.Errorf("%s has the parts %q, %v, want one", folder, parts, err)
				continue
			}
			if got := rows(parts[0]); !slices.Equal(got, want) {
				t.Errorf("%s has %d rows, want the %d of the file", folder, len(got), len(want))
			}
		}
	}
}

// An export of many players that is killed at random moments and goes on has the rows of
// one that is not, as NDJSON and as one part in a folder.
func TestExportPlayersAfterKills(t *testing.T) {
	t.Parallel()
	const n, kills = 80, 4
	b := toFleet(t, n)
	players, _ := fleetFiles(b, n)
	args := func(more ...string) []string {
		return append([]string{"export", "--players", players, "--rate", "1000000", "--quiet"}, more...)
	}
	whole := b.requests(func() { b.run(args("-o", "whole.ndjson")...).want(t, exitNotFound, "", "no answer for ") })
	want := keys(ndjsonRows(t, filepath.Join(b.dir, "whole.ndjson")))
	for name, read := range map[string]func() []inventoryRow{
		"killed.ndjson": func() []inventoryRow { return ndjsonRows(t, filepath.Join(b.dir, "killed.ndjson")) },
		"lake/": func() []inventoryRow {
			files, err := filepath.Glob(filepath.Join(b.dir, "lake", "environment=demo", "date=*", "*"))
			hidden, _ := filepath.Glob(filepath.Join(b.dir, "lake", "environment=demo", "date=*", ".*"))
			if files = append(files, hidden...); err != nil || len(files) != 1 {
				t.Fatalf("the folder has %q, %v, want one part", files, err)
			}
			return parquetRows(t, files[0])
		},
	} {
		journal := strings.TrimSuffix(name, "/") + ".journal"
		if r := b.killed(kills, whole, args("-o", name, "--resume", journal)...); r.code != exitNotFound {
			t.Errorf("%s: exit code %d: %s", name, r.code, r.stderr)
		}
		if got := keys(read()); !slices.Equal(got, want) {
			t.Errorf("%s: %d rows after kills, want the %d of the whole", name, len(got), len(want))
		}
	}
}

// A signal ends the writing of Parquet from the rows that waited, and leaves nothing half done.
func TestConvertEndsWithTheContext(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	x := exportFlags{output: filepath.Join(dir, "x.parquet")}
	spool, err := x.waiting()
	if err != nil {
		t.Fatal(err)
	}
	defer spool.Abort()
	if _, err := io.WriteString(spool, `{"started":"2026-11-27T00:00:00Z","id":"A"}`+"\n"+`{"player":"1","player_id":1,"item":{"instance_id":1}}`+"\n"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m := manyRun{spool: spool}
	if err := x.convert(ctx, &m, export.Parquet, export.Options{Many: true}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	if _, err := os.Stat(x.output); err == nil {
		t.Error("the file has its name")
	}
	if err := x.convert(t.Context(), &m, export.Parquet, export.Options{Many: true}); err != nil {
		t.Error(err)
	}
	if rows := parquetRows(t, x.output); len(rows) != 1 || rows[0].Player != "1" {
		t.Errorf("the rows are %+v", rows)
	}
}
