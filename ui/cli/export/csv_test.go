package export_test

import (
	"encoding/csv"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"lootlens/models"
	"lootlens/ui/cli/export"
)

// rows4180 reads CSV by the letter of RFC 4180, and fails on anything else.
func rows4180(t *testing.T, s string) (rows [][]string) {
	t.Helper()
	var row []string
	for at := s; ; {
		cell, rest := "", ""
		if strings.HasPrefix(at, `"`) {
			for rest = at[1:]; ; {
				before, after, ok := strings.Cut(rest, `"`)
				if !ok {
					t.Fatalf("a quote is not closed: %.80q", at)
				}
				cell, rest = cell+before, after
				if !strings.HasPrefix(rest, `"`) {
					break
				}
				cell, rest = cell+`"`, rest[1:]
			}
		} else {
			n := strings.IndexAny(at, "\",\r\n")
			if n < 0 {
				t.Fatalf("no CRLF at the end: %.80q", at)
			}
			cell, rest = at[:n], at[n:]
		}
		row = append(row, cell)
		switch {
		case strings.HasPrefix(rest, ","):
			at = rest[1:]
			continue
		case !strings.HasPrefix(rest, "\r\n"):
			t.Fatalf("neither comma nor CRLF: %.80q", rest)
		}
		rows, row, at = append(rows, row), nil, rest[2:]
		if at == "" {
			return rows
		}
	}
}

func TestCSVIsStrictAndRunsNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, all []*models.Item) {
		for _, storage := range []bool{false, true} {
			out := write(t, export.CSV, export.Options{StorageColumns: storage}, export.Summary{}, all)
			rows := rows4180(t, out)
			if len(rows) != len(all)+1 || !utf8.ValidString(out) {
				t.Fatalf("%d rows for %d items", len(rows), len(all))
			}
			fixed := len(export.CSVColumns())
			if got := rows[0][:fixed]; strings.Join(got, ",") != strings.Join(export.CSVColumns(), ",") {
				t.Errorf("columns are %q", got)
			}
			if storage == (len(rows[0]) == fixed) && len(all) > 10 {
				t.Errorf("storage %v gives %d columns", storage, len(rows[0]))
			}
			for i, row := range rows[1:] {
				if len(row) != len(rows[0]) {
					t.Fatalf("row %d has %d cells of %d", i, len(row), len(rows[0]))
				}
				if row[0] != all[i].Instance().String() {
					t.Errorf("row %d is item %s", i, row[0])
				}
				for c, cell := range row {
					if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) && strings.Trim(cell, "-0123456789.eE+") != "" {
						t.Errorf("%s of row %d runs: %.60q", rows[0][c], i, cell)
					}
				}
			}
			if _, err := csv.NewReader(strings.NewReader(out)).ReadAll(); err != nil {
				t.Error(err)
			}
		}
	})
}

// page decodes one made-up item.
func page(t *testing.T, item string) []*models.Item {
	t.Helper()
	p, err := models.DecodePage([]byte(`{"items":[`+item+`]}`), models.NewPool(), models.Origin{Fetched: clock})
	if err != nil || len(p.Items) != 1 {
		t.Fatal(err)
	}
	return []*models.Item{&p.Items[0]}
}

func TestCSVCells(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ item, column, want string }{
		"formula":         {`{"instance_id":1,"asset":{"name":"=HYPERLINK(1)"}}`, "name", "'=HYPERLINK(1)"},
		"plus":            {`{"instance_id":1,"asset":{"name":"+1"}}`, "name", "'+1"},
		"at":              {`{"instance_id":1,"acquisition_source":"@SUM(A1)"}`, "source", "'@SUM(A1)"},
		"tab":             {`{"instance_id":1,"asset":{"context":"\t=1"}}`, "context", "'\t'=1"},
		"newline":         {`{"instance_id":1,"asset":{"context":"\n=1"}}`, "context", "'\n'=1"},
		"line break":      {`{"instance_id":1,"asset":{"context":"a\r\nb\rc\nd"}}`, "context", "a\nb␍c\nd"},
		"blanks":          {`{"instance_id":1,"asset":{"context":" \u00a0=1"}}`, "context", "' \u00a0=1"},
		"quote":           {`{"instance_id":1,"asset":{"context":"\"=1"}}`, "context", "'\"=1"},
		"semicolon":       {`{"instance_id":1,"asset":{"context":"a;=1;b;c; -1"}}`, "context", "a;'=1;b;c;' -1"},
		"no formula":      {`{"instance_id":1,"asset":{"context":"a=b; c-d+e@f, +5 '=1"}}`, "context", "a=b; c-d+e@f, +5 '=1"},
		"full width":      {`{"instance_id":1,"asset":{"context":"＝1"}}`, "context", "'＝1"},
		"minus in text":   {`{"instance_id":1,"asset":{"ulid":"-1"}}`, "ulid", "'-1"},
		"negative id":     {`{"instance_id":-55}`, "instance_id", "-55"},
		"negative number": {`{"instance_id":1,"variation_id":-7}`, "variation_id", "-7"},
		"number as text":  {`{"instance_id":1,"rental_option_id":"44"}`, "rental_option_id", "44"},
		"largest id":      {`{"instance_id":18446744073709551615}`, "instance_id", "18446744073709551615"},
		"formula as id":   {`{"instance_id":1,"variation_id":-1+cmd|x}`, "variation_id", "'-1+cmd|x"},
		"escape":          {`{"instance_id":1,"asset":{"name":"a\u001b[2Jb"}}`, "name", "a␛[2Jb"},
		"emoji stays":     {`{"instance_id":1,"asset":{"name":"👩‍👧 ❤️"}}`, "name", "👩‍👧 ❤️"},
		"quotes":          {`{"instance_id":1,"asset":{"name":"a\",\"b"}}`, "name", `a","b`},
		"date":            {`{"instance_id":1,"acquisition_date":"2026-08-31T12:00:00+02:00"}`, "acquired", "2026-08-31T10:00:00Z"},
		"no date":         {`{"instance_id":1,"acquisition_date":"-yesterday"}`, "acquired", "'-yesterday"},
		"rental":          {`{"instance_id":1,"rental":{"is_rental":true,"time_left":"60","duration":3600,"is_active":"true"}}`, "rental_left_seconds", "60"},
		"rental state":    {`{"instance_id":1,"rental":{"is_rental":true,"time_left":0,"duration":3600}}`, "rental_state", "expired"},
		"rental length":   {`{"instance_id":1,"rental":{"is_rental":true,"time_left":0,"duration":3600}}`, "rental_duration_seconds", "3600"},
		"expired left":    {`{"instance_id":1,"rental":{"is_rental":true,"time_left":0,"duration":3600}}`, "rental_left_seconds", "0"},
		"owned left":      {`{"instance_id":1}`, "rental_left_seconds", ""},
		"active":          {`{"instance_id":1,"asset":{"active":true}}`, "active", "true"},
		"storage":         {`{"instance_id":1,"asset":{"storage":[{"key":"level","value":"3"},null]}}`, "storage", `[{"key":"level","value":"3"}]`},
		"storage JSON":    {`{"instance_id":1,"asset":{"storage":[{"key":"a","value":"b;=1"}]}}`, "storage", `[{"key":"a","value":"b\u003b=1"}]`},
		"semicolon there": {`{"instance_id":1,"asset":{"storage":[{"key":"a","value":"b;=1"}]}}`, "storage.a", "b;'=1"},
		"storage key":     {`{"instance_id":1,"asset":{"storage":[{"key":"level","value":"-3"}]}}`, "storage.level", "-3"},
		"storage formula": {`{"instance_id":1,"asset":{"storage":[{"key":"level","value":"=1"}]}}`, "storage.level", "'=1"},
		"storage twice":   {`{"instance_id":1,"asset":{"storage":[{"key":"k","value":"1"},{"key":"k","value":"2"}]}}`, "storage.k", "1\n2"},
		"odd storage key": {`{"instance_id":1,"asset":{"storage":[{"key":"\u001b\n","value":"1"}]}}`, "storage.␛␊", "1"},
		"fault":           {`{"asset":{"id":4}}`, "fault", "the server sent no instance_id"},
		"two faults":      {`{"asset":{"price":[1],"uuid":{"a":1}}}`, "fault", "the server sent no instance_id; unexpected kind of value: uuid, price"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows := rows4180(t, write(t, export.CSV, export.Options{StorageColumns: true}, export.Summary{}, page(t, c.item)))
			for i, column := range rows[0] {
				if column == c.column {
					if rows[1][i] != c.want {
						t.Errorf("%q, want %q", rows[1][i], c.want)
					}
					return
				}
			}
			t.Errorf("no column %q in %q", c.column, rows[0])
		})
	}
}

func TestChosenColumns(t *testing.T) {
	t.Parallel()
	all := page(t, `{"instance_id":1,"rental":{"is_rental":true,"time_left":60,"duration":3600,"is_active":true},"asset":{"name":"=a","storage":[{"key":"k","value":"1"},{"key":"k","value":"=2"},{"key":"x","value":"-3"}]}}`)
	for _, c := range []struct {
		columns []string
		storage bool
		want    string
	}{
		{[]string{"name"}, false, "name\r\n'=a\r\n"},
		{[]string{"ulid"}, false, "ulid\r\n\"\"\r\n"}, // no empty line
		{[]string{"storage.k", "instance_id"}, false, "storage.k,instance_id\r\n\"1\n'=2\",1\r\n"},
		{[]string{"storage.none", "rental_state"}, false, "storage.none,rental_state\r\n,active\r\n"},
		{[]string{"storage.=x;=y"}, false, "\"storage.'=x;'=y\"\r\n\"\"\r\n"},
		{[]string{"name", "storage.k"}, true, "name,storage.k,storage.x\r\n'=a,\"1\n'=2\",-3\r\n"},
	} {
		if got := write(t, export.CSV, export.Options{Columns: c.columns, StorageColumns: c.storage}, export.Summary{}, all); got != c.want {
			t.Errorf("%q: %q, want %q", c.columns, got, c.want)
		}
	}
	for _, f := range []export.Format{export.CSV, export.Table, export.Markdown} {
		if _, err := export.New(f, io.Discard, export.Options{Columns: []string{"nmae"}}); err == nil {
			t.Errorf("%s takes a column that does not exist", f)
		}
		for _, name := range append(export.Columns(), "storage.k") {
			if out := write(t, f, export.Options{Columns: []string{name}}, export.Summary{}, all); strings.Count(out, "\n") < 2 || !export.IsColumn(name) {
				t.Errorf("%s: column %s gives %q", f, name, out)
			}
		}
	}
}

// Cells that items share are those that each item has by itself.
func TestSharedCells(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, all []*models.Item) {
		opt := export.Options{Columns: append(export.Columns(), "storage.level", "storage.durability")}
		got := write(t, export.CSV, opt, export.Summary{}, all)
		opt.Rows = true // without a header
		var want strings.Builder
		for _, it := range all {
			want.WriteString(write(t, export.CSV, opt, export.Summary{}, []*models.Item{it}))
		}
		if _, rows, _ := strings.Cut(got, "\r\n"); rows != want.String() {
			t.Errorf("together the items are\n%s\nand alone\n%s", rows, want.String())
		}
	})
}
