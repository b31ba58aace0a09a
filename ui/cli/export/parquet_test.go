package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/models/saved"
	"lootlens/ui/cli/export"
)

// row is a row of a Parquet file as Go's own reader maps it.
type row struct {
	Player      *string    `parquet:"player,optional"`
	PlayerID    *int64     `parquet:"player_id,optional"`
	HolderKind  *string    `parquet:"holder_kind,optional"`
	HolderID    *int64     `parquet:"holder_id,optional"`
	Environment *string    `parquet:"environment,optional"`
	ReadAt      *time.Time `parquet:"read_at,optional,timestamp(microsecond)"`
	Instance    *int64     `parquet:"instance_id,optional"`
	Asset       *int64     `parquet:"asset_id,optional"`
	Name        *string    `parquet:"name,optional"`
	Acquired    *time.Time `parquet:"acquired,optional,timestamp(microsecond)"`
	Left        *int64     `parquet:"rental_left_seconds,optional"`
	Variation   *int64     `parquet:"variation_id,optional"`
	Active      *bool      `parquet:"active,optional"`
	Price       *float64   `parquet:"price,optional"`
	Fault       *string    `parquet:"fault,optional"`
	Item        *string    `parquet:"item,optional"`
	Error       *string    `parquet:"error,optional"`
}

func readParquet(t *testing.T, body string) (*parquet.File, []map[string]any, []row) {
	t.Helper()
	file, err := parquet.OpenFile(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	typed := parquet.NewGenericReader[row](strings.NewReader(body))
	rows := make([]row, file.NumRows())
	if n, err := typed.Read(rows); n != len(rows) || err != nil && !errors.Is(err, io.EOF) {
		t.Fatalf("%d of %d rows, %v", n, len(rows), err)
	}
	list := make([]map[string]any, len(rows))
	raw := make([]parquet.Row, len(rows))
	untyped := parquet.NewReader(file)
	for read := 0; read < len(raw); {
		n, err := untyped.ReadRows(raw[read:])
		for i, r := range raw[read : read+n] {
			list[read+i] = values(file.Schema(), r)
		}
		if read += n; err != nil && read < len(raw) {
			t.Fatalf("%d of %d rows, %v", read, len(raw), err)
		}
	}
	return file, list, rows
}

// values are those of a row that are not null, by their columns.
func values(schema *parquet.Schema, r parquet.Row) map[string]any {
	out, keys := map[string]any{}, []string{}
	for _, v := range r {
		path := schema.Columns()[v.Column()]
		switch last := path[len(path)-1]; {
		case last == "key" && v.DefinitionLevel() > 0 && out[path[0]] == nil:
			out[path[0]] = map[string]any{}
			fallthrough
		case last == "key" && !v.IsNull():
			keys = append(keys, v.String())
		case last == "value" && !v.IsNull():
			out[path[0]].(map[string]any)[keys[0]] = v.String()
			keys = keys[1:]
		case len(path) > 1 || v.IsNull():
		case v.Kind() == parquet.Int64:
			out[last] = v.Int64()
		case v.Kind() == parquet.Double:
			out[last] = v.Double()
		case v.Kind() == parquet.Boolean:
			out[last] = v.Boolean()
		default:
			out[last] = v.String()
		}
	}
	return out
}

func same[T comparable](a, b *T) bool { return a == b || a != nil && b != nil && *a == *b }

func ptr[T any](v T, ok bool) *T {
	if !ok {
		return nil
	}
	return &v
}

func TestParquetHasTheValuesOfTheJSON(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, all []*models.Item) {
		opt := export.Options{Environment: "stage", Reference: "Nova", Meta: saved.Meta{Holder: holders["odd"]}}
		file, list, rows := readParquet(t, write(t, export.Parquet, opt, export.Summary{Complete: true}, all))
		if len(rows) != len(all) {
			t.Fatalf("%d rows for %d items", len(rows), len(all))
		}
		if meta, ok := file.Lookup("lootlens"); !ok || !strings.Contains(meta, `"complete":true`) || !strings.Contains(meta, fmt.Sprintf(`"count":%d`, len(all))) {
			t.Errorf("the metadata is %s", meta)
		}
		for i, it := range all {
			r := rows[i]
			if *r.Player != "Nova" || *r.PlayerID != int64(demo.PlayerHostile) || *r.HolderKind != "character" || *r.Environment != "stage" || r.Error != nil || !r.ReadAt.Equal(it.Origin().Fetched) {
				t.Fatalf("row %d is of %v", i, list[i])
			}
			if want := string(it.AppendPortable(nil)); r.Item == nil || *r.Item != want {
				t.Fatalf("row %d has the JSON %v, want %s", i, r.Item, want)
			}
			id, err := strconv.ParseInt(it.Instance().String(), 10, 64)
			if !same(r.Instance, ptr(id, err == nil)) {
				t.Errorf("row %d: instance_id is %v, want %s", i, r.Instance, it.Instance())
			}
			if err != nil && r.Fault == nil {
				t.Errorf("row %d: no fault for instance %s", i, it.Instance())
			}
			at, ok := models.ParseDate(it.Details().Acquired.Raw())
			if (r.Acquired != nil) != ok || ok && !r.Acquired.Equal(at.Truncate(time.Microsecond)) {
				t.Errorf("row %d: acquired is %v, want %v", i, r.Acquired, at)
			}
			asset := it.Asset()
			if asset == nil {
				continue
			}
			if name := strings.ToValidUTF8(asset.Name.Raw(), "\ufffd"); name != "" && (r.Name == nil || *r.Name != name) {
				t.Errorf("row %d: name is %v, want %q", i, r.Name, name)
			}
			price, ok := asset.Price.Float()
			if !same(r.Price, ptr(price, ok)) || !same(r.Active, ptr(asset.Active == models.FlagYes, asset.Active != models.FlagUnset)) {
				t.Errorf("row %d: price %v, active %v of %s", i, r.Price, r.Active, asset.JSON())
			}
			got, _ := list[i]["storage"].(map[string]any)
			want := map[string]string{}
			for _, p := range asset.Storage {
				if before, ok := want[p.Key.Raw()]; ok {
					want[p.Key.Raw()] = before + "\n" + p.Value.Raw()
				} else {
					want[p.Key.Raw()] = p.Value.Raw()
				}
			}
			if len(got) != len(want) {
				t.Errorf("row %d: storage is %v, want %v", i, got, want)
			}
		}
	})
}

// decoded are items of one made-up answer.
func decoded(t *testing.T, items string) []*models.Item {
	t.Helper()
	page, err := models.DecodePage([]byte(`{"items":[`+items+`]}`), models.NewPool(), models.Origin{Fetched: clock})
	if err != nil {
		t.Fatal(err)
	}
	var all []*models.Item
	for i := range page.Items {
		all = append(all, &page.Items[i])
	}
	return all
}

func TestParquetValuesThatDoNotFit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		item, column string
		want         any // nil: null
		fault        string
	}{
		"id of 64 bits":         {`{"instance_id":9223372036854775807}`, "instance_id", int64(9223372036854775807), ""},
		"negative id":           {`{"instance_id":-5}`, "instance_id", int64(-5), ""},
		"id above":              {`{"instance_id":9223372036854775808}`, "instance_id", nil, "instance_id"},
		"id above, no asset":    {`{"instance_id":9223372036854775808,"asset":[1]}`, "instance_id", nil, "instance_id"},
		"no id, odd price":      {`{"asset":{"price":"abc"}}`, "price", nil, "price"},
		"price that is a word":  {`{"instance_id":1,"asset":{"price":"abc"}}`, "price", nil, "price"},
		"price as a text":       {`{"instance_id":1,"asset":{"price":"12.5"}}`, "price", 12.5, ""},
		"price too large":       {`{"instance_id":1,"asset":{"price":1e999}}`, "price", nil, "price"},
		"no price":              {`{"instance_id":1,"asset":{"price":null}}`, "price", nil, ""},
		"name that is a list":   {`{"instance_id":1,"asset":{"name":["x"]}}`, "name", nil, "name"},
		"empty name":            {`{"instance_id":1,"asset":{"name":""}}`, "name", "", ""},
		"no name":               {`{"instance_id":1,"asset":{}}`, "name", nil, ""},
		"name no UTF-8":         {"{\"instance_id\":1,\"asset\":{\"name\":\"a\xffb\"}}", "name", "a\ufffdb", ""},
		"control characters":    {`{"instance_id":1,"asset":{"name":"\u001b[2J=1+1"}}`, "name", "\x1b[2J=1+1", ""},
		"flag as a text":        {`{"instance_id":1,"asset":{"active":"true"}}`, "active", true, ""},
		"date with a fraction":  {`{"instance_id":1,"acquisition_date":"2026-01-02T03:04:05.678901Z"}`, "acquired", time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC), ""},
		"no date":               {`{"instance_id":1,"acquisition_date":"soon"}`, "acquired", nil, "acquisition_date"},
		"zero date":             {`{"instance_id":1,"acquisition_date":"0001-01-01T00:00:00Z"}`, "acquired", nil, ""},
		"variation with a part": {`{"instance_id":1,"variation_id":12.5}`, "variation_id", nil, "variation_id"},
		"variation as float":    {`{"instance_id":1,"variation_id":12.0}`, "variation_id", int64(12), ""},
		"storage that is text":  {`{"instance_id":1,"asset":{"storage":"x"}}`, "storage", nil, "storage"},
		"empty storage":         {`{"instance_id":1,"asset":{"storage":[]}}`, "storage", map[string]any{}, ""},
		"equal keys":            {`{"instance_id":1,"asset":{"storage":[{"key":"a","value":"1"},{"key":"b","value":"2"},{"key":"a","value":"3"}]}}`, "storage", map[string]any{"a": "1\n3", "b": "2"}, ""},
		"item that is a text":   {`"x"`, "item", `"x"`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, rows, _ := readParquet(t, write(t, export.Parquet, export.Options{}, export.Summary{}, decoded(t, c.item)))
			got := rows[0][c.column]
			if at, ok := got.(int64); ok && c.column == "acquired" {
				got = time.UnixMicro(at).UTC()
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("%s is %T %v, want %T %v", c.column, got, got, c.want, c.want)
			}
			if fault := fmt.Sprint(rows[0]["fault"]); c.item[0] == '{' && strings.Contains(fault, cmpColumn(c.fault)) != (c.fault != "") {
				t.Errorf("the fault is %s", fault)
			}
		})
	}
}

// cmpColumn is the word that a fault has for a column.
func cmpColumn(column string) string {
	if column == "" {
		return "value"
	}
	return column
}

// Row groups are bounded, by rows and by bytes.
func TestParquetRowGroups(t *testing.T) {
	t.Parallel()
	long := decoded(t, `{"instance_id":1,"asset":{"description":"`+strings.Repeat("x", 1<<20)+`"}}`)
	short := decoded(t, `{"instance_id":1}`)
	for name, c := range map[string]struct {
		item *models.Item
		n    int
		want []int64
	}{
		"rows":  {short[0], 50_001, []int64{50_000, 1}},
		"bytes": {long[0], 70, []int64{32, 32, 6}},
	} {
		all := make([]*models.Item, c.n)
		for i := range all {
			all[i] = c.item
		}
		file, err := openParquet(write(t, export.Parquet, export.Options{}, export.Summary{}, all))
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		for _, g := range file.RowGroups() {
			got = append(got, g.NumRows())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: the groups have %d rows, want %d", name, got, c.want)
		}
	}
}

func openParquet(body string) (*parquet.File, error) {
	return parquet.OpenFile(bytes.NewReader([]byte(body)), int64(len(body)))
}

// In a folder environment=… the column is left out: a reader has it from the path, and
// some refuse a table that has it twice.
func TestParquetColumns(t *testing.T) {
	t.Parallel()
	all := items(t, holders["reference"])
	for name, c := range map[string]struct {
		opt  export.Options
		want string
	}{
		"usual":       {export.Options{}, "player player_id holder_kind holder_id environment read_at instance_id asset_id name rarity context source acquired rental_state rental_left_seconds rental_duration_seconds variation_id rental_option_id ulid uuid active price storage fault item error"},
		"partitioned": {export.Options{Partitioned: true}, "player player_id holder_kind holder_id read_at instance_id asset_id name rarity context source acquired rental_state rental_left_seconds rental_duration_seconds variation_id rental_option_id ulid uuid active price storage fault item error"},
		"chosen":      {export.Options{Columns: []string{"storage", "name", "instance_id"}}, "storage name instance_id"},
	} {
		file, err := openParquet(write(t, export.Parquet, c.opt, export.Summary{}, all))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range file.Schema().Fields() {
			got = append(got, f.Name())
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %s", name, s)
		}
	}
	if _, err := export.New(export.Parquet, io.Discard, export.Options{Columns: []string{"storage.level"}}); err == nil {
		t.Error("a column of a storage key is taken")
	}
}

// With TextCells a spreadsheet keeps each text as it is.
func TestTextCells(t *testing.T) {
	t.Parallel()
	item := func(name string) []*models.Item {
		b, _ := json.Marshal(name)
		return decoded(t, `{"instance_id":9007199254740993,"acquisition_date":"2026-01-02T03:04:05Z","variation_id":12,"asset":{"active":true,"price":12.5,"name":`+string(b)+`,"storage":[{"key":"serial","value":"0042"}]}}`)
	}
	for name, want := range map[string]string{
		"007": `="007"`, "1e5": `="1e5"`, "1/2": `="1/2"`, "2026-01-02": `="2026-01-02"`, "TRUE": `="TRUE"`, "Mar 1": `="Mar 1"`,
		"12": `="12"`, `say "hi"`: `="say ""hi"""`, "=1+1": "'=1+1", "-5": "'-5", "a\nb": "a\nb", strings.Repeat("9", 256): strings.Repeat("9", 256),
	} {
		opt := export.Options{TextCells: true, StorageColumns: true, Columns: []string{"instance_id", "name", "acquired", "variation_id", "active", "price"}}
		rows, err := csv.NewReader(strings.NewReader(write(t, export.CSV, opt, export.Summary{}, item(name)))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if got := rows[1]; !slices.Equal(got, []string{`="9007199254740993"`, want, `="2026-01-02T03:04:05Z"`, "12", "true", "12.5", `="0042"`}) {
			t.Errorf("%q is %q", name, got)
		}
	}
	for price, want := range map[string]string{"12.25": "12.25", "-123456789012345": "-123456789012345", "0.12345678901234567": `="0.12345678901234567"`, "1234567890123456": `="1234567890123456"`} {
		it := decoded(t, `{"instance_id":1,"asset":{"price":`+price+`}}`)
		rows, err := csv.NewReader(strings.NewReader(write(t, export.CSV, export.Options{TextCells: true, Columns: []string{"price", "instance_id"}}, export.Summary{}, it))).ReadAll()
		if err != nil || rows[1][0] != want {
			t.Errorf("a price of %s is %q, want %q: %v", price, rows, want, err)
		}
	}
}
