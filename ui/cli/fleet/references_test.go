package fleet

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf16"
)

// read is each reference as "line kind:value" or "line !error".
func read(text, column string) (list []string, err error) {
	for r, wrong := range readReferences(strings.NewReader(text), column) {
		switch {
		case wrong != nil:
			err = errors.Join(err, wrong)
		case r.Err != nil:
			list = append(list, fmt.Sprintf("%d !%s", r.Line, strings.TrimPrefix(r.Err.Error(), fmt.Sprintf("line %d: ", r.Line))))
		default:
			list = append(list, fmt.Sprintf("%d %s", r.Line, r.Kinds[0].Typed()))
		}
	}
	return list, err
}

func utf16le(s string) string {
	var b strings.Builder
	for _, u := range append([]uint16{0xfeff}, utf16.Encode([]rune(s))...) {
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

func TestReadReferences(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, column, want, err string }{
		"lines":               {"363\n\n# staff\n  Nova \nsteam:76561198000000000\n", "", "1 id:363|4 name:Nova|5 steam:76561198000000000", ""},
		"no line break":       {"363\nNova", "", "1 id:363|2 name:Nova", ""},
		"CRLF and a mark":     {"\ufeff363\r\nNova\r\n", "", "1 id:363|2 name:Nova", ""},
		"CR":                  {"363\rNova\r\r\nsteam:1\r", "", "1 id:363|2 name:Nova|4 steam:1", ""},
		"CR, CSV":             {"a,player_id\r1,363\r\"x\ry\",1007\r", "", "2 id:363|3 id:1007", ""},
		"CR, objects":         {"{\"player_id\":363}\r{\"player_id\":1007}", "", "1 id:363|2 id:1007", ""},
		"CR, UTF-16":          {utf16le("363\rJürgen\r"), "", "1 id:363|2 name:Jürgen", ""},
		"CR at a block's end": {strings.Repeat("x", 4095) + "\r\n363\r\n", "", "1 name:" + strings.Repeat("x", 4095) + "|2 id:363", ""},
		"UTF-16":              {utf16le("363\r\nJürgen\r\n"), "", "1 id:363|2 name:Jürgen", ""},
		"only comments":       {"# none\n\n", "", "", ""},
		"nothing":             {"", "", "", ""},
		"a prefix alone":      {"steam:\n363\n", "", "1 !the reference is only a prefix: give a value after the colon|2 id:363", ""},
		"bytes":               {"\xff\xfa\n363\n", "", "1 !the reference is not UTF-8|2 id:363", ""},
		"a long line":         {strings.Repeat("x", 3*maxLine) + "\n363\n", "", fmt.Sprintf("1 !the line is longer than %d bytes|2 id:363", maxLine), ""},
		"a name in quotes":    {"\"Ace\" Vale\n363\n", "", "1 name:\"Ace\" Vale|2 id:363", ""},
		"a comma in a name":   {"name:Vale, Tamsin\n363\n", "", "1 name:Vale, Tamsin|2 id:363", ""},

		"CSV":                        {"email,player_id\na@b,363\nc@d,1007\n", "", "2 id:363|3 id:1007", ""},
		"CSV, names are no ids":      {"name;level\n363;9\n", "", "2 name:363", ""},
		"CSV, tabs":                  {"Player ID\tlevel\n363\t9\n", "", "2 id:363", ""},
		"CSV, one column":            {"ulid\n01H9YATCD6A33C3FQC000031N1\n", "", "2 ulid:01H9YATCD6A33C3FQC000031N1", ""},
		"CSV, quotes":                {"\"name\",\"level\"\n\"Vale, \"\"T\"\"\",9\n", "", "2 name:Vale, \"T\"", ""},
		"CSV, lines in a cell":       {"note,player_id\n\"a\nb\",363\nc,1007\n", "", "2 id:363|4 id:1007", ""},
		"CSV, short and empty":       {"a,player_id\n1\n2,\n\n3,363\n", "", "2 !the line ends before column 2, which has the player|3 !the entry names no player|5 id:363", ""},
		"CSV, named column":          {"who,player_id\nsteam:1,363\n", "WHO", "2 steam:1", ""},
		"CSV, the column's kind":     {"player_id,name\n363,9\n", "name", "2 name:9", ""},
		"CSV after comments":         {"# list\n\nlevel,player\n9,363\n", "", "4 id:363", ""},
		"CSV, several":               {"level,player_id,name\n9,363,Nova\n", "", "", "several columns may hold the player: choose one of player_id, name with --player-column"},
		"CSV, none":                  {"a,b\n1,2\n", "", "", "the first line is not a header with a column such as player_id: name the column of a, b with --player-column, or write name: before a name that has a comma"},
		"CSV, no such column":        {"a,b\n1,2\n", "c", "", `there is no column "c": the first line has a, b`},
		"CSV, one name twice":        {"player_id,player_id\n363,1007\n", "player_id", "", `2 columns are called "player_id": give the one with the players another name`},
		"CSV, one name twice, found": {"a,player_id,Player_ID\n1,363,1007\n", "", "", `2 columns are called "player_id": give the one with the players another name`},
		"CSV, an open quote":         {"a,player_id\n1,363\n2,\"3\n4,5\n", "", "2 id:363", `line 3: extraneous or missing " in quoted-field`},

		"an array":           {"[363,1007]\n", "", "", "line 1: this is JSON, but not one value a line: `jq -c` writes objects so, and `jq -c .[]` the elements of an array"},
		"a long array":       {"\n[\n363\n]\n", "", "", "line 2: this is JSON, but not one value a line: `jq -c` writes objects so, and `jq -c .[]` the elements of an array"},
		"a long object":      {"{\n\"player_id\": 363\n}\n", "", "", "line 1: this is JSON, but not one value a line: `jq -c` writes objects so, and `jq -c .[]` the elements of an array"},
		"a name in brackets": {"[GM] Bob\n", "", "1 name:[GM] Bob", ""},
		"objects":            {`{"level":9,"player_id":363}` + "\n" + `{"player_id":null,"player":"Nova"}` + "\n" + `{"name":"363","ulid":""}` + "\n", "", "1 id:363|2 name:Nova|3 name:363", ""},
		"an id and a name":   {`{"id":363,"name":"Nova"}` + "\n" + `{"name":"Nova","id":363,"steam_id":"7"}` + "\n", "", "1 !id and the name may be those of different players: choose one with --player-column|2 steam:7", ""},
		"an id, chosen":      {`{"id":363,"name":"Nova"}` + "\n", "id", "1 id:363", ""},
		"strings, numbers":   {"\"Nova\"\n363\n\"18446744073709551615\"\n", "", "1 name:Nova|2 id:363|3 id:18446744073709551615", ""},
		"a named member":     {`{"who":"steam:1","player_id":3}` + "\n", "who", "1 steam:1", ""},
		"malformed":          {`{"player_id":363}` + "\n" + `{"player_id":` + "\nnull\n[1]\n" + `{"a":1}` + "\n", "", "1 id:363|2 !the line is not a JSON object, string or number|3 !the line is not a JSON object, string or number|4 !the line is not a JSON object, string or number|5 !the object has no member such as player_id that names a player", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := read(c.text, c.column)
			if s := strings.Join(got, "|"); s != c.want {
				t.Errorf("got  %s\nwant %s", s, c.want)
			}
			if (err == nil) != (c.err == "") || err != nil && err.Error() != c.err {
				t.Errorf("the error is %v, want %q", err, c.err)
			}
		})
	}
}

// A failure of the reader is not the end of the list.
func TestReadReferencesFails(t *testing.T) {
	t.Parallel()
	failure := errors.New("the disk is gone")
	for _, text := range []string{"363\nNova\n", "player_id,a\n363,1\n", `{"player_id":363}` + "\n"} {
		var last error
		for _, err := range readReferences(io.MultiReader(strings.NewReader(text), failing{failure}), "") {
			last = err
		}
		if !errors.Is(last, failure) {
			t.Errorf("%q ends with %v", text, last)
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func FuzzReadReferences(f *testing.F) {
	for _, s := range []string{"363\nNova\n", "\ufeffplayer_id,a\r\n363,1\r\n", `{"player_id":1}` + "\n\"x\"\n3\n", "name\n\"a\nb\"\n", utf16le("1\n2\n"), "#\n\n;\n"} {
		f.Add(s, "")
		f.Add(s, "player_id")
	}
	f.Fuzz(func(t *testing.T, text, column string) {
		last := 0
		for r, err := range readReferences(strings.NewReader(text), column) {
			switch {
			case err != nil:
				return
			case r.Line < last:
				t.Errorf("line %d comes after line %d", r.Line, last)
			case r.Err == nil && (len(r.Kinds) == 0 || r.Text == ""):
				t.Errorf("line %d names nobody, without an error", r.Line)
			case len(r.Text) > 4*len(text)+3:
				t.Errorf("line %d has a reference of %d bytes", r.Line, len(r.Text))
			}
			last = r.Line
		}
	})
}

func TestShards(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"0/4", "5/4", "1/0", "a/b", "1", "01/4", "-1/4", "1/4/2", "+1/4"} {
		if _, err := ParseShard(s); err == nil {
			t.Errorf("%q is taken for a shard", s)
		}
	}
	var counts [4]int
	for id := range 10_000 {
		in := 0
		for i := range counts {
			sh, err := ParseShard(fmt.Sprintf("%d/%d", i+1, len(counts)))
			if err != nil {
				t.Fatal(err)
			}
			if sh.has(fmt.Sprint(100_001 + id)) {
				counts[i]++
				in++
			}
		}
		if in != 1 {
			t.Fatalf("player %d is in %d shards", 100_001+id, in)
		}
	}
	for i, n := range counts {
		if n < 2_300 || n > 2_700 {
			t.Errorf("shard %d has %d of 10,000 players", i+1, n)
		}
	}
}
