package export_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/saved"
	"lootlens/ui/cli/export"
)

// additions are copies of a JSON text, each with one unknown member in one object or
// one odd element in one list, for all objects and lists in it.
func additions(raw []byte) (list [][]byte, places []string) {
	dec := jsontext.NewDecoder(bytes.NewReader(raw))
	for {
		token, err := dec.ReadToken()
		if err != nil {
			return list, places
		}
		var puts []string
		switch token.Kind() {
		case '}':
			puts = []string{`"lootlens_unknown":{"a":[1]}`}
		case ']':
			puts = []string{"null", `"odd"`, "7", "[[1]]", `{"lootlens_odd":1}`}
		}
		end := int(dec.InputOffset()) - 1
		before := strings.TrimRight(string(raw[:end]), " \t\r\n")
		for _, put := range puts {
			comma := ","
			if strings.HasSuffix(before, "{") || strings.HasSuffix(before, "[") {
				comma = ""
			}
			list = append(list, []byte(before+comma+put+string(raw[end:])))
			places = append(places, put+" at "+string(dec.StackPointer()))
		}
	}
}

// asCSV are the rows of an answer of LootLocker's, in all columns and those of storage.
func asCSV(t *testing.T, body []byte) [][]string {
	t.Helper()
	page, err := models.DecodePage(body, models.NewPool(), models.Origin{Fetched: clock})
	if err != nil {
		t.Fatal(err)
	}
	var items []*models.Item
	for i := range page.Items {
		items = append(items, &page.Items[i])
	}
	columns := slices.DeleteFunc(export.Columns(), func(c string) bool { return c == "item" || c == "error" })
	opt := export.Options{Columns: append(columns, "storage.Color"), StorageColumns: true, Environment: "stage", Reference: "Nova",
		Meta: saved.Meta{Holder: holders["odd"]}}
	rows, err := csv.NewReader(strings.NewReader(write(t, export.CSV, opt, export.Summary{}, items))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// What the server may add some day, anywhere in an answer, changes no column.
func TestKindsThroughCSV(t *testing.T) {
	t.Parallel()
	reference, err := os.ReadFile("../../../models/testdata/character-inventory.json")
	if err != nil {
		t.Fatal(err)
	}
	// What the reference has no value for.
	full := []byte(`{"total":1,"items":[{"instance_id":7,"variation_id":12,"rental_option_id":3,"acquisition_source":"store","acquisition_date":"2026-01-02T03:04:05Z",
		"asset":{"id":9,"uuid":"u","ulid":"v","name":"Full","context":"Weapon","active":true,"price":5,"rarity":{"name":"Epic","short_name":"E","color":"lime"},
		"storage":[{"key":"Color","value":"red"},{"key":"l","value":"w"}],"rental_options":[{"id":3,"duration":60}]},
		"rental":{"is_rental":true,"time_left":60,"duration":3600,"is_active":true}}]}`)
	for name, body := range map[string][]byte{"reference": reference, "full": full} {
		want := asCSV(t, body)
		filled := map[string]bool{}
		for _, row := range want[1:] {
			for i, cell := range row {
				if cell != "" {
					filled[want[0][i]] = true
				}
			}
		}
		for _, column := range want[0] {
			if name == "full" && !filled[column] && column != "fault" {
				t.Errorf("column %s is empty", column)
			}
		}
		list, places := additions(body)
		if len(list) < 10 {
			t.Fatalf("%d places", len(list))
		}
		for i, changed := range list {
			got := asCSV(t, changed)
			if len(got) < len(want) || !slices.Equal(got[0], want[0]) {
				t.Errorf("%s, %s: %d rows of %d, columns %q", name, places[i], len(got), len(want), got[0])
				continue
			}
			for row := range want {
				if !slices.Equal(got[row], want[row]) {
					t.Errorf("%s, %s: row %d is\n%q, want\n%q", name, places[i], row, got[row], want[row])
				}
			}
		}
	}
}
