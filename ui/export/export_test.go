package export_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/models/saved"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/export"
)

var clock = time.Unix(demo.Epoch, 0).UTC()

// holders are inventories that between them hold every oddity of the double.
var holders = map[string]models.Holder{
	"usual":     {Player: player(demo.PlayerLarge)},
	"empty":     {Player: player(demo.PlayerEmpty)},
	"hostile":   {Player: player(demo.PlayerHostile)},
	"odd":       {Kind: models.CharacterHolder, Player: player(demo.PlayerHostile), Character: character(demo.CharacterOdd)},
	"reference": {Kind: models.CharacterHolder, Player: player(demo.PlayerReference), Character: character(demo.CharacterReference)},
	"universal": {Kind: models.UniversalHolder},
}

func player(n uint64) (id models.PlayerID) {
	id, _ = models.ParsePlayerID(models.CursorAt(n).String())
	return id
}

func character(n uint64) (id models.CharacterID) {
	id, _ = models.ParseCharacterID(models.CursorAt(n).String())
	return id
}

// items reads a whole inventory over HTTP.
func items(t testing.TB, h models.Holder) []*models.Item {
	t.Helper()
	server := httptest.NewServer(demo.New(demo.Options{Now: func() time.Time { return clock }}))
	t.Cleanup(server.Close)
	client, err := api.New(api.Config{BaseURL: server.URL, Key: func(context.Context) (api.Key, error) { return api.NewKey(demo.Key) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	var all []*models.Item
	for page, err := range client.Walk(t.Context(), h, api.WalkOptions{}) {
		var ended *api.Ended
		if err != nil && !errors.As(err, &ended) {
			t.Fatal(err)
		}
		for i := range page.Items {
			all = append(all, &page.Items[i])
		}
	}
	return all
}

// write writes items in one go.
func write(t testing.TB, f export.Format, opt export.Options, s export.Summary, all []*models.Item) string {
	t.Helper()
	var b bytes.Buffer
	w, err := export.New(f, &b, opt)
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range all {
		if err := w.Write(it); err != nil {
			t.Fatal(err)
		}
	}
	if w.Count() != uint64(len(all)) {
		t.Errorf("%s counts %d of %d items", f, w.Count(), len(all))
	}
	if err := w.Close(s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// each runs a test against each inventory.
func each(t *testing.T, test func(t *testing.T, all []*models.Item)) {
	for name, h := range holders {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := items(t, h)
			if len(all) == 0 && name != "empty" {
				t.Fatal("no items")
			}
			test(t, all)
		})
	}
}

func TestNothingDrivesTheTerminal(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, all []*models.Item) {
		for _, f := range export.Formats() {
			for _, storage := range []bool{false, true} {
				opt := export.Options{StorageColumns: storage, Width: 100}
				opt.Meta.Player.Name = text.Of("\x1b]0;x\a\u202e\u009b2J")
				for i, r := range write(t, f, opt, export.Summary{}, all) {
					allowed := r == '\n' || f == export.CSV && (r == '\r' || r == '\t')
					if !allowed && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
						t.Errorf("%s writes %U at byte %d", f, r, i)
						break
					}
				}
			}
		}
	})
}

func TestJSONLines(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, all []*models.Item) {
		out := write(t, export.NDJSON, export.Options{}, export.Summary{}, all)
		var lines []string
		for l := range strings.Lines(out) {
			lines = append(lines, strings.TrimSuffix(l, "\n"))
		}
		if len(lines) != len(all) {
			t.Fatalf("%d lines for %d items", len(lines), len(all))
		}
		for i, it := range all {
			sameTokens(t, lines[i], string(it.AppendJSON(nil)))
		}
	})
}

// sameTokens compares JSON by its tokens: members' order, repeated names and the
// digits of numbers count, blanks and escapes don't. got must be strict UTF-8.
func sameTokens(t *testing.T, got, want string) {
	t.Helper()
	if !utf8.ValidString(got) {
		t.Fatalf("no UTF-8: %.200q", got)
	}
	g := jsontext.NewDecoder(strings.NewReader(got), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	w := jsontext.NewDecoder(strings.NewReader(want), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	for {
		a, errA := g.ReadToken()
		// A token is only good until the next one is read.
		kind, word := a.Kind(), ""
		if errA == nil {
			word = a.String()
		}
		b, errB := w.ReadToken()
		if errA != nil || errB != nil {
			if errA != io.EOF || errB != io.EOF {
				t.Fatalf("%v, %v in %.300s", errA, errB, got)
			}
			return
		}
		if kind != b.Kind() || word != b.String() {
			t.Fatalf("%q for %q in %.300s", word, b.String(), got)
		}
	}
}

func TestJSONReadsBackAsAnAnswer(t *testing.T) {
	t.Parallel()
	meta := saved.Meta{Holder: holders["odd"], Time: clock, BaseURL: "http://127.0.0.1:1", Query: "rarity:epic"}
	each(t, func(t *testing.T, all []*models.Item) {
		s := export.Summary{Complete: true, Total: models.Total{N: 9, Known: true}}
		out := write(t, export.JSON, export.Options{Meta: meta}, s, all)
		page, err := models.DecodePage([]byte(out), models.NewPool(), models.Origin{})
		if err != nil || page.Total != s.Total || len(page.Items) != len(all) {
			t.Fatalf("%d items of %d, %+v: %v", len(page.Items), len(all), page.Total, err)
		}
		for i, it := range all {
			if it.Valid() && page.Items[i].Instance() != it.Instance() {
				t.Fatalf("item %d is %s, was %s", i, page.Items[i].Instance(), it.Instance())
			}
			sameTokens(t, string(page.Items[i].AppendJSON(nil)), string(it.AppendJSON(nil)))
		}
		_, tail, _ := strings.Cut(out, "\"lootlens\":")
		got, err := saved.DecodeMeta([]byte(strings.TrimSuffix(strings.TrimSpace(tail), "}")))
		want := meta
		want.Complete, want.Count = true, uint64(len(all))
		if err != nil || got.Count != want.Count || !got.Complete || got.Holder != want.Holder || got.Query != want.Query || got.Time.IsZero() {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestExportsComeBackTheSame(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, all []*models.Item) {
		for _, f := range []export.Format{export.JSON, export.NDJSON} {
			back, err := saved.Read(strings.NewReader(write(t, f, export.Options{}, export.Summary{Complete: true}, all)))
			if err != nil {
				t.Fatal(err)
			}
			if back.Told != (f == export.JSON) || len(back.Items) != len(all) {
				t.Errorf("%s: told %v, %d items of %d", f, back.Told, len(back.Items), len(all))
			}
			r := compare.Diff(all, back.Items)
			for _, c := range r.Changed {
				t.Errorf("%s: item %s: %s", f, c.New.Instance(), c.Fields)
			}
			if !r.Same() {
				t.Errorf("%s: %d added, %d removed", f, len(r.Added), len(r.Removed))
			}
			if f == export.JSON && len(all) > 0 {
				from, until := all[0].Origin().Fetched, all[len(all)-1].Origin().Fetched
				got := back.Items[0].Origin()
				if got.Fetched.After(from) || got.Fetched.Add(got.Within).Before(until) {
					t.Errorf("fetched %s within %s, was %s to %s", got.Fetched, got.Within, from, until)
				}
			}
		}
	})
}

func TestJSONTellsThatItIsNotAll(t *testing.T) {
	t.Parallel()
	out := write(t, export.JSON, export.Options{}, export.Summary{Notice: "it stops"}, nil)
	for _, want := range []string{`"total":null`, `"complete":false`, `"notice":"it stops"`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in %s", want, out)
		}
	}
}

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
		"tab":             {`{"instance_id":1,"asset":{"context":"\t=1"}}`, "context", "'\t=1"},
		"newline":         {`{"instance_id":1,"asset":{"context":"\n=1"}}`, "context", "'\r\n=1"},
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
		"storage key":     {`{"instance_id":1,"asset":{"storage":[{"key":"level","value":"-3"}]}}`, "storage.level", "-3"},
		"storage formula": {`{"instance_id":1,"asset":{"storage":[{"key":"level","value":"=1"}]}}`, "storage.level", "'=1"},
		"storage twice":   {`{"instance_id":1,"asset":{"storage":[{"key":"k","value":"1"},{"key":"k","value":"2"}]}}`, "storage.k", "1\r\n2"},
		"odd storage key": {`{"instance_id":1,"asset":{"storage":[{"key":"\u001b\n","value":"1"}]}}`, "storage.␛\r\n", "1"},
		"fault":           {`{"asset":{"id":4}}`, "fault", "the server sent no instance_id"},
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

func TestTableFitsAndKeepsIDs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, all []*models.Item) {
		wide := write(t, export.Table, export.Options{}, export.Summary{}, all)
		if n := strings.Count(wide, "\n"); n != len(all)+1 {
			t.Errorf("%d lines for %d items", n, len(all))
		}
		narrow := strings.Split(write(t, export.Table, export.Options{Width: 80}, export.Summary{}, all), "\n")
		for i, it := range all {
			if !strings.HasPrefix(strings.TrimLeft(narrow[i+1], " "), it.Instance().String()) {
				t.Errorf("line %d is not item %s: %s", i, it.Instance(), narrow[i+1])
			}
			if !strings.Contains(wide, it.Name().Line()) {
				t.Errorf("%q is cut where nothing cuts", it.Name().Line())
			}
			if strings.HasSuffix(narrow[i+1], " ") {
				t.Errorf("line %d ends in blanks", i)
			}
		}
	})
}

func TestTableColoursOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	all := items(t, holders["usual"])[:20]
	plain := write(t, export.Table, export.Options{}, export.Summary{}, all)
	dark := write(t, export.Table, export.Options{Theme: theme.Dark()}, export.Summary{}, all)
	if strings.Contains(plain, "\x1b") || !strings.Contains(dark, "\x1b[38;2;") {
		t.Errorf("plain: %.300q\ndark: %.300q", plain, dark)
	}
}

func TestTableStreams(t *testing.T) {
	t.Parallel()
	all := items(t, holders["usual"])
	var b bytes.Buffer
	w, _ := export.New(export.Table, &b, export.Options{})
	for _, it := range all[:3] {
		w.Write(it)
	}
	if b.Len() > 0 {
		t.Error("a row is written before the widths are known")
	}
	w.Flush()
	if n := strings.Count(b.String(), "\n"); n != 4 {
		t.Errorf("%d lines after the flush", n)
	}
	w.Write(all[3])
	w.Flush()
	if n := strings.Count(b.String(), "\n"); n != 5 {
		t.Errorf("%d lines after the next flush", n)
	}
}

func TestMarkdownKeepsItsShape(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, all []*models.Item) {
		opt := export.Options{Meta: saved.Meta{Holder: holders["odd"], Time: clock, Query: "name:`|<b>"}}
		out := write(t, export.Markdown, opt, export.Summary{Notice: "it stops <here>"}, all)
		var html strings.Builder
		if err := goldmark.New(goldmark.WithExtensions(extension.GFM)).Convert([]byte(out), &html); err != nil {
			t.Fatal(err)
		}
		page := html.String()
		if n := strings.Count(page, "<tr>"); n != len(all)+1 {
			t.Errorf("%d rows for %d items", n, len(all))
		}
		if n := strings.Count(page, "<td"); n != len(all)*9 {
			t.Errorf("%d cells for %d items", n, len(all))
		}
		for _, no := range []string{"<a ", "<img", "<script", "<code", "<em", "<del", "<b>"} {
			if strings.Contains(page, no) {
				t.Errorf("%s came through", no)
			}
		}
		if !strings.Contains(page, "There may be more: it stops &lt;here&gt;") {
			t.Errorf("no notice in %s", out[max(0, len(out)-300):])
		}
	})
}

func FuzzMarkdownText(f *testing.F) {
	for _, s := range []string{"a|b", "`x`", "<b>", "[a](http://x.y)", "www.x.y", "a@b.c", "\\|", "&#27;", ":tada:", "12:30", "~~a~~", "$x$"} {
		f.Add(s)
	}
	md := goldmark.New(goldmark.WithExtensions(extension.GFM))
	f.Fuzz(func(t *testing.T, s string) {
		line := text.Of(s).Line()
		var html strings.Builder
		if err := md.Convert([]byte("| a |\n| --- |\n| "+export.MarkdownText(line)+" |\n"), &html); err != nil {
			t.Fatal(err)
		}
		_, cell, _ := strings.Cut(html.String(), "<td>")
		cell, _, _ = strings.Cut(cell, "</td>")
		cell = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&amp;", "&").Replace(cell)
		if want := strings.Trim(line, " "); strings.TrimSpace(cell) != strings.TrimSpace(want) {
			t.Errorf("%q shows as %q", line, cell)
		}
	})
}

func FuzzItem(f *testing.F) {
	for _, s := range []string{`{"instance_id":1}`, "[ 1 , \"a \\\" b\" ]", "{\"a\":NaN}", "\"\\ud800\xff\"", "{\"instance_id\":1,\"asset\":{\"name\":\"=1\\u001b\"}}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, _ := models.DecodePage([]byte(`{"items":[`+s+`]}`), models.NewPool(), models.Origin{})
		var all []*models.Item
		for i := range p.Items {
			all = append(all, &p.Items[i])
		}
		lines := write(t, export.NDJSON, export.Options{}, export.Summary{}, all)
		if strings.Count(lines, "\n") != len(all) {
			t.Fatalf("%d items in %q", len(all), lines)
		}
		i := 0
		for line := range strings.Lines(lines) {
			sameTokens(t, strings.TrimSuffix(line, "\n"), string(all[i].AppendJSON(nil)))
			i++
		}
		if rows := rows4180(t, write(t, export.CSV, export.Options{StorageColumns: true}, export.Summary{}, all)); len(rows) != len(all)+1 {
			t.Fatalf("%d rows for %d items", len(rows), len(all))
		}
	})
}
