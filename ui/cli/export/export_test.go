package export_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/models/saved"
	"lootlens/models/text"
	"lootlens/ui/cli/export"
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
	client, err := api.New(api.Config{BaseURL: server.URL, Now: func() time.Time { return clock }, Key: func(context.Context) (api.Key, error) { return api.NewKey(demo.Key) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	var all []*models.Item
	for page, err := range client.Walk(t.Context(), h, api.WalkOptions{}) {
		var ended *api.IncompleteError
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
			if f == export.Parquet { // which is no text
				continue
			}
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

// Some readers refuse an object that has a name twice, others take the last: so do we.
func TestJSONHasNoNameTwice(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"instance_id":1,"a":1,"a":2}`:                                            `{"instance_id":1,"a":2}`,
		`{"instance_id":1,"asset":{"id":5,"x":[{"k":1,"l":2,"\u006b":3}],"x2":0}}`: `{"instance_id":1,"asset":{"id":5,"x":[{"l":2,"k":3}],"x2":0}}`,
		`{"instance_id":1,"\ud800":1,"\udfff":2}`:                                  "{\"instance_id\":1,\"\ufffd\":2}",
		`{"instance_id":1,"big":1e999,"n":123456789012345678901234567890}`:         `{"instance_id":1,"big":1e999,"n":123456789012345678901234567890}`,
	} {
		all := decoded(t, in)
		for range 2 { // the second time the asset is known
			all = append(all, all[0])
		}
		got := write(t, export.NDJSON, export.Options{}, export.Summary{}, all)
		if got != strings.Repeat(want+"\n", 3) {
			t.Errorf("%s is\n%s", in, got)
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
			if back.HasMeta != (f == export.JSON) || len(back.Items) != len(all) {
				t.Errorf("%s: told %v, %d items of %d", f, back.HasMeta, len(back.Items), len(all))
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
