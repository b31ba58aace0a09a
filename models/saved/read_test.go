package saved_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"lootlens/models/saved"
)

// ids are what was read, in order; "?" where an item has none.
func ids(f *saved.File) string {
	var out []string
	for _, it := range f.Items {
		if it.Instance().IsZero() {
			out = append(out, "?")
		} else {
			out = append(out, it.Instance().String())
		}
	}
	return strings.Join(out, " ")
}

func TestRead(t *testing.T) {
	t.Parallel()
	var many, manyIDs []string
	for i := range 1000 {
		many, manyIDs = append(many, fmt.Sprintf(`{"instance_id":%d}`, i+1)), append(manyIDs, strconv.Itoa(i+1))
	}
	for name, c := range map[string]struct{ file, want string }{
		"an answer":             {`{"total":2,"items":[{"instance_id":1},{"instance_id":2}]}`, "1 2"},
		"an answer with layout": {"\n{ \"success\" : true,\n \"items\" : [ {\"instance_id\":1} ] }\n", "1"},
		"total behind":          {`{"items":[{"instance_id":1}],"total":9}`, "1"},
		"universal":             {`{"global_assets":[{"universal_id":4}]}`, "4"},
		"empty answer":          {`{"items":[]}`, ""},
		"null items":            {`{"items":null}`, ""},
		"lines":                 {"{\"instance_id\":1}\n{\"instance_id\":18446744073709551615}\n", "1 18446744073709551615"},
		"one line":              {`{"instance_id":1,"asset":{"items":[1]}}`, "1"},
		"lists in items":        {"{\"instance_id\":1,\"items\":[7]}\n{\"instance_id\":2,\"items\":[]}\n", "1 2"},
		"no line end":           {"{\"instance_id\":1}\n{\"instance_id\":2}", "1 2"},
		"odd lines":             {"7\nnull\n{\"instance_id\":1}\n", "? ? 1"},
		"empty file":            {"", ""},
		"blank file":            {" \n\n", ""},
		"an object beside":      {"{\"a\":1}\n{\"instance_id\":1}\n{\"b\":2}\n", "? 1 ?"},
		"a byte order mark":     {"\ufeff{\"instance_id\":1}\n", "1"},
		"UTF-16":                {"\xff\xfe{\x00\"\x00i\x00t\x00e\x00m\x00s\x00\"\x00:\x00[\x00]\x00}\x00", ""},
		"an item that was text": {`{"items":["abc",null,7]}`, "? ? ?"},
		"a malformed item":      {`"{\"instance_id\":3,\"a\":NaN}"`, "3"},
		"not one item":          {`"{\"instance_id\":3 ], x"`, "?"},
		"hides a second item":   {`"{\"instance_id\":3,\"a\":NaN},{\"instance_id\":4}"`, "?"},
		"no UTF-8":              {"{\"items\":[{\"instance_id\":1,\"asset\":{\"name\":\"\xff\"}}]}", "1"},
		"many":                  {`{"items":[` + strings.Join(many, ",") + `]}`, strings.Join(manyIDs, " ")},
		"put together":          {"{\"instance_id\":1}\n{\"instance_id\":2}\n{\"instance_id\":1}\n{\"instance_id\":2}\n", "1 2"},
		"a rental counted down": {`{"items":[{"instance_id":1,"rental":{"is_rental":true,"time_left":"90"}},{"instance_id":1,"rental":{"is_rental":true,"time_left":"80"}}]}`, "1"},
		"one id, two items":     {"{\"instance_id\":1,\"a\":1}\n{\"instance_id\":1,\"a\":2}\n{\"instance_id\":1,\"a\":1}\n", "1 1"},
		"no id, twice":          {"{\"instance_id\":1}\n{\"a\":2}\n{\"a\":2}\n", "1 ? ?"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, r := range []io.Reader{strings.NewReader(c.file), iotest.OneByteReader(strings.NewReader(c.file))} {
				f, err := saved.Read(r)
				if err != nil {
					t.Fatal(err)
				}
				if got := ids(f); got != c.want {
					t.Errorf("read %s, want %s", got, c.want)
				}
			}
		})
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	const meta = `"lootlens":{"holder":{"kind":"universal"},`
	for name, c := range map[string]struct{ file, want string }{
		"whole":              {`{` + meta + `"complete":true,"count":1},"items":[{"instance_id":1}],"total":1}`, ""},
		"of a query":         {`{` + meta + `"query":"rarity:epic","complete":true,"count":1},"items":[{"instance_id":1}],"total":9}`, ""},
		"cut off":            {`{` + meta + `"complete":false,"notice":"the server said so","count":1},"items":[{"instance_id":1}]}`, "the server said so"},
		"cut off, no notice": {`{` + meta + `"complete":false,"count":1},"items":[{"instance_id":1}]}`, "its export was not finished"},
		"items taken out":    {`{` + meta + `"complete":true,"count":3},"items":[{"instance_id":1}],"total":3}`, "its export wrote 3 items, and the file has 1"},
		"items doubled":      {`{` + meta + `"complete":true,"count":2},"items":[{"instance_id":1},{"instance_id":1}]}`, "its export wrote 2 items, and the file has 1"},
		"an answer":          {`{"items":[{"instance_id":1}],"total":1}`, ""},
		"a page":             {`{"items":[{"instance_id":1}],"total":3}`, "the server said that there are 3 items, and the file has 1"},
		"lines":              {`{"instance_id":1}`, ""},
	} {
		f, err := saved.Read(strings.NewReader(c.file))
		if err != nil {
			t.Fatal(name, err)
		}
		if got := f.Missing(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestReadReference(t *testing.T) {
	t.Parallel()
	in, err := os.Open("../testdata/character-inventory.json")
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	f, err := saved.Read(in)
	if err != nil || len(f.Items) != 3 || f.Total.N != 19272073 || f.HasMeta {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestReadDatesItems(t *testing.T) {
	t.Parallel()
	f, err := saved.Read(strings.NewReader(`{"items":[{"instance_id":1}],"lootlens":{"time":"2026-09-01T00:00:00Z","until":"2026-09-01T00:10:00Z","complete":true,"count":1}}`))
	if err != nil || !f.HasMeta || !f.Meta.Complete {
		t.Fatal(f, err)
	}
	o := f.Items[0].Origin()
	if want := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC); !o.Fetched.Equal(want) || o.Within < 10*time.Minute {
		t.Errorf("fetched %s within %s", o.Fetched, o.Within)
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"csv":             "instance_id,name\r\n1,x\r\n",
		"html":            "<html><body>502</body></html>",
		"a list":          `[{"instance_id":1}]`,
		"numbers":         "1\n2\n",
		"list of players": "{\"player_id\":363}\n{\"player_id\":1007}\n",
		"many players":    `{"player":"363","player_id":363,"item":{"instance_id":1}}`,
		"many, JSON":      `{"players":[{"player":"363","player_id":363,"items":[{"instance_id":1}]}]}`,
		"a history":       `{"holder":"player 363","looks":1,"items":[{"item":{"instance_id":1},"first_seen":"2026-09-01T00:00:00Z"}]}`,
		"verify's answer": `{"holds":true,"matched":101,"items":[{"instance_id":1}],"items_omitted":100}`,
		"verify's rows":   `{"rows":[{"player_id":363,"holds":true}]}`,
		"objects":         "{\"a\":1}\n7\n",
		"cut answer":      `{"total":2,"items":[{"instance_id":1},{"inst`,
		"cut list":        `{"items":[{"instance_id":1}`,
		"cut end":         `{"items":[{"instance_id":1}]`,
		"cut line":        "{\"instance_id\":1}\n{\"insta",
		"two answers":     `{"items":[]}{"items":[]}`,
		"bad meta":        `{"items":[],"lootlens":7}`,
		"malformed":       `{"items":[{"a":NaN}]}`,
		"binary":          "\x00\x01\x02",
		"answer's list":   `{"items":[{"instance_id":1}},"a"`,
	} {
		if f, err := saved.Read(strings.NewReader(file)); err == nil {
			t.Errorf("%s: read %s", name, ids(f))
		} else if name != "bad meta" && !errors.Is(err, saved.ErrNotExport) {
			t.Errorf("%s: %v", name, err)
		}
	}
	broken := errors.New("broken")
	if _, err := saved.Read(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("a broken disk: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{`{"items":[{"instance_id":1}],"total":1}`, "{\"instance_id\":1}\n\"{NaN\"", `{"lootlens":{"time":"2026-09-01T00:00:00Z"},"items":[]}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := saved.Read(strings.NewReader(s))
		if (got == nil) == (err == nil) {
			t.Errorf("%v and %v", got, err)
		}
	})
}
