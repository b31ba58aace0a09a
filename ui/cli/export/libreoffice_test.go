//go:build libreoffice

package export_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lootlens/models"
	"lootlens/ui/cli/export"
)

// traps are texts that are formulas, or become some where a program ends a cell
// elsewhere than RFC 4180 does.
var traps = []string{
	"=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", "\r\n=1+1", "＝1+1", "  =1+1", "\u00a0=1+1", "\"=1+1", "'=1+1",
	"=cmd|' /C calc'!A0", "=HYPERLINK(\"https://evil.example\",\"x\")", "=WEBSERVICE(\"https://evil.example\")", "=DDE(\"a\";\"b\";\"c\")",
	"a;=1+1;b", "a;=cmd|' /C calc'!A0;b", "a; =1+1;b", "a;\"=1+1\";b", "a;\"\"=1+1;b", "a\t=1+1\tb", "a\n=1+1\nb", "a\n=1+1;b", "a\r\n\t=1+1;b", "a\";=1+1;\"b",
	";=1+1", ";;=1+1;", "\"\n=1+1\n\"", "a,=1+1,b", "a\",=1+1,\"b", "a\"\"\",=1+1", "=1+1,\"", "line\nbreak", "quo\"te", "comma, semicolon; tab\tend", " blanks ", "two  blanks",
	"", "0x1p4", "1e5", "3/4", "12:30", "TRUE", "#N/A", "{=1+1}", "sep=;", "=1+1\x1b[2J", "\u2066=1+1", "\u200d=1+1", "\ufeff=1+1",
}

// trapped are items that have each trap in each of their texts.
func trapped(t *testing.T) []*models.Item {
	var list []string
	for i, s := range traps {
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, fmt.Sprintf(`{"instance_id":%d,"acquisition_source":%[2]s,"acquisition_date":%[2]s,"variation_id":%[2]s,"asset":{"id":%[1]d,"name":%[2]s,"ulid":%[2]s,"uuid":%[2]s,"context":%[2]s,"price":%[2]s,"rarity":{"name":%[2]s},"storage":[{"key":%[2]s,"value":%[2]s},{"key":"again","value":"x"},{"key":"again","value":%[2]s}]}}`, i+1, text))
	}
	p, err := models.DecodePage([]byte(`{"items":[`+strings.Join(list, ",")+`]}`), models.NewPool(), models.Origin{Fetched: clock})
	if err != nil || len(p.Items) != len(traps) {
		t.Fatal(len(p.Items), err)
	}
	var out []*models.Item
	for i := range p.Items {
		out = append(out, &p.Items[i])
	}
	return out
}

// LibreOffice opens what is exported: no cell holds a formula, however it is told to
// take the file apart. `.ci/csv` runs this where there is a LibreOffice.
func TestLibreOfficeRunsNothing(t *testing.T) {
	files := sheets(t)
	// Separator, text delimiter, UTF-8, from line 1, columns, language, quoted as
	// text, special numbers, as shown, formulas, without blanks, sheet, evaluate.
	for name, options := range map[string]string{
		"comma":          "44,34,76,1",
		"comma-all":      "44,34,76,1,,0,false,true,false,false,true,0,true",
		"comma-german":   "44,34,76,1,,1031,false,true,false,false,true,0,true",
		"semicolon":      "59,34,76,1",
		"semicolon-all":  "59,34,76,1,,1031,false,true,false,false,true,0,true",
		"tab":            "9,34,76,1,,0,false,true,false,false,true,0,true",
		"all-three":      "44/59/9,34,76,1,,0,false,true,false,false,true,0,true",
		"windows-1252":   "59,34,1,1,,1031,false,true,false,false,true,0,true",
		"semicolon-bare": "59,,76,1,,1031,false,true,false,false,true,0,true",
	} {
		t.Run(name, func(t *testing.T) {
			for file, sheet := range convert(t, options, "fods", files) {
				if !strings.Contains(sheet, "<table:table-cell") {
					t.Errorf("%s has no cells", file)
				}
				if n := strings.Count(sheet, "table:formula"); n > 0 {
					t.Errorf("%s: %d formulas, such as %.200s", file, n, sheet[strings.Index(sheet, "table:formula"):])
				}
			}
		})
	}
	t.Run("unguarded", func(t *testing.T) {
		// What is looked for is there to be found.
		sheet := convert(t, "44,34,76,1", "fods", map[string]string{"a": "a,b\r\n1,=1+1\r\n"})["a"]
		if strings.Count(sheet, "table:formula") != 1 {
			t.Error("a formula was not found")
		}
	})
}

// What LibreOffice saves again, having taken every column for text, is what was
// exported: all cells are whole.
func TestLibreOfficeKeepsTexts(t *testing.T) {
	for name, body := range sheets(t) {
		t.Run(name, func(t *testing.T) {
			want := rows4180(t, body)
			var columns []string
			for i := range want[0] {
				columns = append(columns, fmt.Sprintf("%d/2", i+1))
			}
			again := convert(t, "44,34,76,1,"+strings.Join(columns, "/"), "csv:Text - txt - csv (StarCalc):44,34,76,1", map[string]string{name: body})[name]
			got, err := csv.NewReader(strings.NewReader(again)).ReadAll()
			if err != nil || len(got) != len(want) {
				t.Fatalf("%d rows of %d, %v", len(got), len(want), err)
			}
			for r, cells := range want {
				for c := range cells {
					if got[r][c] != cells[c] {
						t.Errorf("row %d, column %d: %q, want %q", r, c, got[r][c], cells[c])
					}
				}
			}
		})
	}
}

// sheets are exports as CSV.
func sheets(t *testing.T) map[string]string {
	files := map[string]string{}
	for name, all := range map[string][]*models.Item{
		"usual": items(t, holders["usual"]), "hostile": items(t, holders["hostile"]), "odd": items(t, holders["odd"]), "traps": trapped(t),
	} {
		for _, storage := range []bool{false, true} {
			files[fmt.Sprintf("%s-%v", name, storage)] = write(t, export.CSV, export.Options{StorageColumns: storage}, export.Summary{}, all)
		}
	}
	return files
}

// convert lets LibreOffice open CSV files and save them in another format.
func convert(t *testing.T, options, format string, files map[string]string) map[string]string {
	t.Helper()
	dir := t.TempDir()
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless",
		"--infilter=Text - txt - csv (StarCalc):" + options, "--convert-to", format, "--outdir", filepath.Join(dir, "out")}
	for name, body := range files {
		path := filepath.Join(dir, name+".csv")
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	if out, err := exec.CommandContext(t.Context(), "soffice", args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	sheets := map[string]string{}
	for name := range files {
		end, _, _ := strings.Cut(format, ":")
		b, err := os.ReadFile(filepath.Join(dir, "out", name+"."+end))
		if err != nil {
			t.Fatal(err)
		}
		sheets[name] = string(b)
	}
	return sheets
}
