package report

import (
	"errors"
	"strings"
	"testing"
	"time"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/text"
)

var at = time.Date(2026, 9, 1, 17, 3, 12, 0, time.FixedZone("CEST", 7200))

func total(n uint64) models.Total { return models.Total{Known: true, N: n} }

// The answer says "no" only where everything was looked at.
func TestVerdict(t *testing.T) {
	t.Parallel()
	whole := Place{Name: "own inventory", Read: 58, Total: total(58)}
	part := Place{Name: "character Quill (20031)", Read: 200, Total: total(1250), Problem: "the search was stopped"}
	unchecked := Place{Name: "own inventory", Read: 58, Unknown: 3}
	found := Place{Name: "own inventory", Read: 1250, Matches: 2, Found: []string{"Saltcured Helm, instance 7", "Moonlit Helm, instance 9"}}
	for _, tt := range []struct {
		name           string
		places         []Place
		problems       []string
		verdict, scope string
	}{
		{"nothing in one", []Place{whole}, nil, "No item matches “helm”.", "Searched all 58 items of Nova (2002), own inventory, read 2026-09-01 17:03:12 CEST."},
		{"one item", []Place{{Name: "own inventory", Read: 1}}, nil, "No item matches “helm”.", "Searched the 1 item of Nova (2002), own inventory, read 2026-09-01 17:03:12 CEST."},
		{"empty", []Place{{Name: "own inventory"}}, nil, "No item matches “helm”.", "Searched Nova (2002), own inventory, which is empty, read 2026-09-01 17:03:12 CEST."},
		{"an absurd total", []Place{{Name: "own inventory", Read: 3, Total: total(1<<64 - 1), Problem: "may be incomplete"}}, nil, "Nothing found for “helm” so far: not everything was searched.",
			"Searched 3 of 18,446,744,073,709,551,615 items of Nova (2002), own inventory, read 2026-09-01 17:03:12 CEST."},
		{"more inventories than are known", []Place{whole, whole}, []string{"Could not read the heroes"}, "Nothing found for “helm” so far: not everything was searched.", "Searched 116 items in 2 inventories of Nova (2002), read 2026-09-01 17:03:12 CEST."},
		{"nothing in two", []Place{whole, whole}, nil, "No item matches “helm”.", "Searched all 116 items in 2 of 2 inventories of Nova (2002), read 2026-09-01 17:03:12 CEST."},
		{"a part", []Place{whole, part}, nil, "Nothing found for “helm” so far: not everything was searched.", "Searched 258 items in 1 of 2 inventories of Nova (2002), read 2026-09-01 17:03:12 CEST."},
		{"one part", []Place{part}, nil, "Nothing found for “helm” so far: not everything was searched.", "Searched 200 of 1,250 items of Nova (2002), character Quill (20031), read 2026-09-01 17:03:12 CEST."},
		{"not checked", []Place{unchecked}, nil, "Nothing found for “helm” so far: not everything was searched.", "Searched all 58 items of Nova (2002), own inventory, 3 of them not checked, read 2026-09-01 17:03:12 CEST."},
		{"unknown inventories", []Place{whole}, []string{"Could not read the heroes"}, "Nothing found for “helm” so far: not everything was searched.", "Searched all 58 items of Nova (2002), own inventory, read 2026-09-01 17:03:12 CEST."},
		{"nowhere", nil, nil, "Nothing found for “helm” so far: not everything was searched.", "Searched nothing."},
		{"found", []Place{found}, nil, "2 items match “helm”.", "Searched all 1,250 items of Nova (2002), own inventory, read 2026-09-01 17:03:12 CEST."},
		{"found in a part", []Place{found, part}, nil, "At least 2 items match “helm”: not everything was searched.", "Searched 1,450 items in 1 of 2 inventories of Nova (2002), read 2026-09-01 17:03:12 CEST."},
	} {
		r := Report{Query: "helm", Who: "Nova (2002)", Places: tt.places, Problems: tt.problems, At: at}
		if got := r.Verdict(); got != tt.verdict {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.verdict)
		}
		if got := r.Scope(); got != tt.scope {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.scope)
		}
	}
}

// Without a query the answer is whether there is any item.
func TestEmptyInventory(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]Place{
		"This inventory is empty.":                                    {Name: "own inventory"},
		"This inventory is empty: 1 item that was there is gone.":     {Name: "own inventory", Gone: []string{"Lost Helm"}},
		"This inventory is empty: 12 items that were there are gone.": {Name: "own inventory", Gone: []string{"Lost Helm"}, Went: 12},
		"The server sent no item, but there may be some.":             {Name: "own inventory", Problem: "the server says that there are 5 items"},
	} {
		if got := (Report{Places: []Place{p}, At: at}).Verdict(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// What is copied is plain text of safe lines.
func TestText(t *testing.T) {
	t.Parallel()
	r := Report{
		Query: "he\x1b[2Jlm", Who: "Nova (2001)", At: at, Problems: []string{"Could not read the heroes"}, Notes: []string{"no rarity “x” here"},
		Places: []Place{
			{Name: "own inventory", Read: 143, Matches: 3, Found: []string{"Saltcured Helm, instance 7"}},
			{Name: "character A (1)", Read: 37},
			{Name: "character B (2)", Read: 10, Total: total(20), Problem: "403"},
			{Name: "character C (3)", Read: 5, Unknown: 2},
			{Name: "character D (4)"},
			{Name: "character E (5)", Problem: "403"},
		},
	}
	want := `At least 3 items match “he␛[2Jlm”: not everything was searched.
Searched 195 items in 4 inventories of Nova (2001), 2 of them not checked, read 2026-09-01 17:03:12 CEST.
- own inventory: 3 matches in all 143 items
  - Saltcured Helm, instance 7
  - and 2 more
- character A (1): none of its 37 items
- character B (2): none found in 10 of 20 items
  not complete: 403
- character C (3): none found in all 5 items
  not checked: 2 items
- character D (4): it is empty
- character E (5): not read
  not complete: 403
Not complete: Could not read the heroes
Note: no rarity “x” here
Source: https://api.example
`
	if got := r.Text("https://api.example"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	universal := Report{Query: "x", At: at, Places: []Place{{Name: "universal inventory", Read: 1}}}
	if got := universal.Scope(); !strings.HasPrefix(got, "Searched the 1 item of the universal inventory, read") {
		t.Errorf("%q", got)
	}
}

func TestFailure(t *testing.T) {
	t.Parallel()
	got := strings.Join(Failure(&api.Error{Status: 503, Method: "GET", Tries: 5, RequestID: text.Of("01M1D47Z")}), "|")
	if want := "The service failed|503 · 5 tries · request id 01M1D47Z|Try again later."; got != strings.Replace(want, "failed|", "failed.|", 1) {
		t.Errorf("%q", got)
	}
	if got := Failure(errors.New("no player is chosen")); len(got) != 1 || got[0] != "No player is chosen." {
		t.Errorf("%q", got)
	}
}
