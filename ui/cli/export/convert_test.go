package export_test

import (
	"bufio"
	"bytes"
	"strings"
	"testing"

	"lootlens/ui/cli/export"
)

// Rows that were kept are those of the players, and damaged ones are an error.
func TestConvertRows(t *testing.T) {
	t.Parallel()
	const head = `{"player":"1","player_id":1,"holder_kind":"player","holder_id":1,"read_at":"2026-01-02T03:04:05Z","item":`
	good := head + `{"instance_id":1,"asset":null}}` + "\n" + head + `"{\"instance_id\":2 3}"}` + "\n" + head + "null}\n" +
		`{"player":"two","player_id":null,"error":"no such player"}` + "\n" + `{"player":"two","player_id":null,"error":"nor this"}` + "\n" + head + `{"instance_id":4}}` + "\n"
	convert := func(rows string) (string, error) {
		var out bytes.Buffer
		w, err := export.New(export.CSV, &out, export.Options{Many: true, Columns: []string{"player", "player_id", "instance_id", "error"}})
		if err != nil {
			t.Fatal(err)
		}
		err = export.Convert(bufio.NewReaderSize(strings.NewReader(rows), 16), func() (export.Writer, error) { return w, nil })
		if closed := w.Close(export.Summary{}); closed != nil {
			t.Fatal(closed)
		}
		return strings.ReplaceAll(out.String(), "\r\n", "\n"), err
	}
	want := "player,player_id,instance_id,error\n1,1,1,\n1,1,2,\n1,1,,\ntwo,,,no such player\ntwo,,,nor this\n1,1,4,\n"
	if got, err := convert(good); err != nil || got != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
	for _, damage := range []string{
		head, head + `{"instance_id":5`, head + `{"instance_id":5}` + "\n", head + `{"instance_id":5]}` + "\n", head + `{"instance_id":5},{"instance_id":6}}` + "\n",
		head + "}\n", head + `{"instance_id":5 6}}` + "\n", `{"player":"1"` + "\n", "\x00\x00\n",
	} {
		if _, err := convert(good + damage); err == nil {
			t.Errorf("%q is no error", damage)
		}
	}
}
