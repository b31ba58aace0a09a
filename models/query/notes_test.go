package query_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lootlens/models"
	"lootlens/models/query"
	"lootlens/models/text"
)

// stock is three assets in six items.
func stock(t testing.TB) []*models.Item {
	t.Helper()
	var list []string
	for i := range 6 {
		a, left := i%3, ""
		if i == 0 {
			left = `,"time_left":9000`
		}
		list = append(list, fmt.Sprintf(`{"instance_id":%[1]d,"acquisition_source":%[2]q,"asset":{"id":%[3]d,"name":"n%[7]d","context":"Weapon","rarity":{"name":%[4]q},"character_classes":["Rogue"],"storage":[{"key":"Durability","value":"9%[7]d/100"}]},"rental":{"is_rental":%[5]v,"is_active":%[5]v%[6]s}}`,
			90+i, []string{"drop_table", "store"}[i%2], 5001+a, []string{"Common", "Rare", "Legendary"}[a], i == 0, left, a))
	}
	return decode(t, nil, list...)
}

func notes(q query.Query, items []*models.Item) []string {
	s := q.Survey()
	s.Add(items, now)
	return s.Notes()
}

func values(items []*models.Item, field string) []query.Value {
	var c query.Census
	c.Add(items, now)
	return c.Values(field)
}

// rowWords are the texts of an item's row.
func rowWords(it *models.Item) []string {
	words := []string{it.Name().Raw(), it.Rarity().Name.Raw(), it.Rarity().Short.Raw()}
	if a := it.Asset(); a != nil {
		words = append(words, a.Context.Raw(), a.ID.String())
		for _, class := range a.Details().CharacterClasses {
			words = append(words, class.Raw())
		}
		if a.Active == models.FlagNo {
			words = append(words, "asset inactive")
		}
	}
	words = append(words, it.Instance().String(), it.Source().Raw(), query.SourceWords(it.Source().Raw()), query.RentalWord(it.Rental(now).State))
	return slices.DeleteFunc(words, func(s string) bool { return s == "" })
}

func TestNotes(t *testing.T) {
	t.Parallel()
	list := stock(t)
	for _, tt := range []struct {
		query string
		want  []string
	}{
		{"", nil},
		{"nothing", nil}, // that it finds nothing says the same
		{"name:nothing", nil},
		{"nothing rare", []string{"no “nothing” here"}},
		{"-nothing", []string{"no “nothing” here"}},
		{"legndary", []string{"no “legndary” here; near: Legendary (rarity:legendary, 2)"}},
		{"rare|legndary", []string{"no “legndary” here; near: Legendary (rarity:legendary, 2)"}},
		{"LEGNDÁRY", []string{"no “LEGNDÁRY” here; near: Legendary (rarity:legendary, 2)"}},
		{"wepon", []string{"no “wepon” here; near: Weapon (context:weapon, 6)"}},
		{"rouge", []string{"no “rouge” here; near: Rogue (class:rogue, 6)"}},
		{"tabel", []string{"no “tabel” here; near: table (source:table, 3)"}},
		{"drop_tabel", []string{"no “drop_tabel” here; near: drop_table (source:drop_table, 3)"}},
		{"equiped", []string{"no “equiped” here; near: equipped (equipped:true)"}},
		{"runing", []string{"no “runing” here; near: running (rental:running, 1)"}},
		{"legendary store drop running owned 91 equipped new removed", nil},
		{"name:n9", nil},
		{"has:price", nil},
		{"has:price n0", []string{"no item here has “price”"}},
		{"has:=descripton", []string{"no item here has “descripton”; near: description (has:description)"}},
		{"has:rarity has:storage has:class has:acquisition_source", nil},
		{"storage.durability:95/100", []string{"no value of storage.durability “95/100” here; there are 90/100, 91/100, 92/100"}},
		{"storage.durability:91", nil},
		{"rarity:legendary|rare context:weapon class:rogue source:store source:drop rental:active|any|owned", nil},
		{"rarity:legndary", []string{"no rarity “legndary” here; there are Legendary, Common, Rare"}},
		{"-rarity:legndary rarity:legndary", []string{"no rarity “legndary” here; there are Legendary, Common, Rare"}},
		{"rarity:epic|rare", []string{"no rarity “epic” here; there are Common, Legendary, Rare"}},
		{"rarity:=legend", []string{"no rarity “legend” here; there are Legendary, Common, Rare"}},
		{"context:wepon", []string{"no context “wepon” here; there is Weapon"}},
		{"class:mage", []string{"no class “mage” here; there is Rogue"}},
		{`source:"drop  table"`, []string{"no source “drop  table” here; there are drop_table, store"}},
		{"rental:expired", []string{"no rental “expired” here; there are owned, running"}},
		{"storage.durabilty:5", []string{"no storage key “durabilty” here; there is Durability"}},
		{"has:storage.level", []string{"no storage key “level” here; there is Durability"}},
		{"storage.DURABILITY:95", nil},
		{"storage.durability:>0", []string{"the key durability holds no number here but texts such as “90/100”, and a comparison finds numbers only"}},
		{"istorage.level:>0", []string{"no instance storage was read, so nothing is known of istorage.level"}},
		{"has:istorage.level", []string{"no instance storage was read, so nothing is known of istorage.level"}},
		{"-has:istorage istorage:x", []string{"no instance storage was read, so nothing is known of istorage"}},
		{"instance:5001", []string{"5001 is an asset: 2 items of it, asset:5001 shows them"}},
		{"5001", []string{"5001 is an asset: 2 items of it, asset:5001 shows them"}},
		{"instance:90", nil},
		{"instance:>5001", nil},
		{"-instance:5001", nil},
		{"instance:7", nil},
		{"rarity:\"a\u202eb\"", []string{"no rarity “a⟨U+202E⟩b” here; there are Common, Legendary, Rare"}},
	} {
		if got := notes(parse(t, tt.query), list); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.query, got, tt.want)
		}
	}
	if got := notes(parse(t, "rarity:epic"), nil); got != nil {
		t.Errorf("nothing was looked at: %q", got)
	}
	if got := notes(parse(t, "rarity:epic"), decode(t, nil, `{"instance_id":1}`)); len(got) != 1 || got[0] != "no rarity “epic” here; no item has any" {
		t.Errorf("no item has a rarity: %q", got)
	}
	if got := query.AssetNote(list[:1], id(t, "5001")); got != "5001 is an asset: 1 item of it, asset:5001 shows it" {
		t.Errorf("one item: %q", got)
	}
	if got := query.AssetNote(list, id(t, "90")); got != "" {
		t.Errorf("an instance: %q", got)
	}
	common := decode(t, nil, `{"instance_id":1,"asset":{"rarity":{"name":"Common"}}}`, `{"instance_id":2,"asset":{"rarity":{"name":"Uncommon"}}}`)
	if got := notes(parse(t, "comon"), common); len(got) != 1 || got[0] != "no “comon” here; near: Common (rarity:=common, 1)" {
		t.Errorf("a rarity that is a part of another: %q", got)
	}
	universal := decode(t, nil, `{"universal_id":1}`)
	if got := notes(parse(t, "has:istorage"), universal); len(got) != 1 || got[0] != "universal items have no instance storage: istorage finds none" {
		t.Errorf("universal items: %q", got)
	}
	// Page by page it is the same.
	s := parse(t, "rarity:epic instance:5001").Survey()
	for i := range list {
		s.Add(list[i:i+1], now)
	}
	if got, want := s.Notes(), notes(parse(t, "rarity:epic instance:5001"), list); len(got) != 2 || !slices.Equal(got, want) {
		t.Errorf("page by page %q, at once %q", got, want)
	}
}

func TestNotesOnInstanceStorage(t *testing.T) {
	t.Parallel()
	for q, want := range map[string]string{
		"has:istorage":            "",
		"has:istorage.level":      "",
		"has:istorage.levle":      "no instance storage key “levle” here; there are level, dye",
		"istorage.levle:3":        "no instance storage key “levle” here; there are level, dye",
		"istorage.dye:cobalt":     "",
		"istorage.dye:cobolt":     "no value of istorage.dye “cobolt” here; there is Cobalt",
		"istorage.level:4":        "",
		"istorage.dye:>4":         "the key dye holds no number here but texts such as “Cobalt”, and a comparison finds numbers only",
		"-istorage.level:>=5 dye": "no “dye” here",
	} {
		s := parse(t, q).Survey()
		s.Add(stock(t), now)
		s.AddInstanceStorage(nil)
		s.AddInstanceStorage([]models.StoragePair{{Key: text.Of("level"), Value: text.Of("3")}, {Key: text.Of("dye"), Value: text.Of("Cobalt")}})
		s.AddInstanceStorage([]models.StoragePair{{Key: text.Of("level"), Value: text.Of("5")}})
		if got := strings.Join(s.Notes(), "; "); got != want {
			t.Errorf("%s: %q, want %q", q, got, want)
		}
	}
}

// Where not every value is kept, nothing is said to be missing.
func TestNotesOfMoreValuesThanAreKept(t *testing.T) {
	t.Parallel()
	var list []string
	for i := range 700 {
		list = append(list, fmt.Sprintf(`{"instance_id":%d,"asset":{"id":%d,"name":"Blade %d","rarity":{"name":"r%d"},"context":"c%d"}}`, i+1, i, i, i, i%9))
	}
	items := decode(t, nil, list...)
	if got := notes(parse(t, "rarity:r699 rarity:nowhere"), items); got != nil {
		t.Errorf("%q", got)
	}
	if got := notes(parse(t, "blaed"), items); len(got) != 1 || got[0] != "no “blaed” here; near: Blade (name:blade)" {
		t.Errorf("the number of items is not known: %q", got)
	}
	if got := notes(parse(t, "context:nowhere"), items); len(got) != 1 || !strings.HasSuffix(got[0], "c0, c1, c2, c3, c4, c5 and 3 more") {
		t.Errorf("%q", got)
	}
	got := values(items, "rarity")
	if len(got) != 500 {
		t.Errorf("%d values", len(got))
	}
	for _, v := range got {
		if n, _ := strconv.Atoi(v.Text[1:]); n >= 500 {
			t.Fatalf("%s is kept, and not one of the first 500", v.Text)
		}
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	list := stock(t)
	for field, want := range map[string]string{
		"rarity":             "[{Common 2} {Legendary 2} {Rare 2}]",
		"source":             "[{drop_table 3} {store 3}]",
		"context":            "[{Weapon 6}]",
		"class":              "[{Rogue 6}]",
		"rental":             "[{owned 5} {running 1}]",
		"storage":            "[{Durability 6}]",
		"storage.Durability": "[{90/100 2} {91/100 2} {92/100 2}]",
		"name":               "[{n0 2} {n1 2} {n2 2}]",
		"istorage":           "[]",
		"nothing":            "[]",
	} {
		if got := fmt.Sprint(values(list, field)); got != want {
			t.Errorf("%s: %s, want %s", field, got, want)
		}
	}
}

// The words of a row and the query agree: each finds its item.
func TestRowWordsFindTheirItem(t *testing.T) {
	t.Parallel()
	for _, it := range append(load(t), stock(t)...) {
		for _, w := range rowWords(it) {
			q := parse(t, `"`+strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(w)+`"`)
			if q.Matcher(query.Context{Now: now}).Match(it) != query.Yes {
				t.Errorf("instance %s: %q does not find it", it.Instance(), w)
			}
		}
	}
	if got := fmt.Sprint(rowWords(stock(t)[0])); got != "[n0 Common Weapon 5001 Rogue 90 drop_table drop table running]" {
		t.Errorf("words %s", got)
	}
}

func TestPlainWords(t *testing.T) {
	t.Parallel()
	list := load(t)
	for _, tt := range []struct{ query, want string }{
		{"legendary", ""},
		{"epic", "1"},
		{"weapon", "1"},
		{"purchase", "2"},
		{`"game purchase"`, "2"},
		{"expired", "4"},
		{"exp", "4"},
		{"xpired", ""},
		{"active", "2"}, // and not the inactive asset
		{"running", "2"},
		{`=running|"not started"`, "2 3"},
		{"inactive", "2 3"},
		{"conflict", "5"},
		{`"not started"`, "3"},
		{"not started", "3"},
		{"owned", "1 18446744073709551615 -7 "},
		{"equipped", "2"},
		{`"equipped"`, ""},
		{"-equipped", "1 3 4 5 18446744073709551615 -7 "},
		{"new", "1"},
		{"changed", "2"},
		{"removed", "3"},
		{"diff:any", "1 2 3"},
		{"diff:added|removed", "1 3"},
		{"-diff:any diff:same", "4 5 18446744073709551615 -7 "},
		{"01j8j4fj", "1"},
		{"01j8", ""},
		{"55de763e-e5e6", "1"},
		{"armel", "3 4"},
		{"A\u0308rmel", "3 4"},
		{"uber", "3 4"},
		{"raw:armel", "3 4"},
		{"raw:uber", "3 4"},
		{"raw:über", "3 4"},
		{`raw:"of \"old\""`, "1"},
		{`raw:"of \\\"old"`, "1"},
	} {
		if got := found(parse(t, tt.query).Matcher(known(t)), list); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.query, got, tt.want)
		}
	}
	amp := decode(t, nil, `{"instance_id":1,"asset":{"name":"Sword \u0026 Shield"},"acquisition_source":"\ud83d\ude00 \ud83d"}`)
	for _, s := range []string{`raw:"sword & shield"`, `raw:"Sword \\u0026 Shield"`, `raw:"😀"`, `raw:"\\ud83d"`, `raw:"😀 \\ud83d"`} {
		if got := found(parse(t, s).Matcher(query.Context{}), amp); got != "1" {
			t.Errorf("%s: %q", s, got)
		}
	}
	if n := parse(t, "equipped").Needs(); !n.Loadouts {
		t.Errorf("the word equipped needs %+v", n)
	}
	if n := parse(t, `"equipped" equip`).Needs(); n.Loadouts {
		t.Errorf("other words need %+v", n)
	}
}

func TestCompleteWords(t *testing.T) {
	t.Parallel()
	var census query.Census
	census.Add(stock(t), now)
	census.AddInstanceStorage([]models.StoragePair{{Key: text.Of("owner"), Value: text.Of("x")}})
	for _, tt := range []struct{ typed, want string }{
		{"leg", "rarity:Legendary :2"},
		{"ren", "rental::0 rental:owned :5 rental:running :1"},
		{"sword drop", "source:drop_table :3"},
		{"rental:act", `running :1 "not started" :0`},
		{"rarity:", "Common :2 Legendary :2 Rare :2"},
		{"diff:n", "new :0 any :0 changed :0"},
	} {
		var got []string
		for _, c := range query.Complete(tt.typed, len(tt.typed), census.Values) {
			got = append(got, fmt.Sprintf("%s:%d", c.Text, c.Items))
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s: %q, want %q", tt.typed, s, tt.want)
		}
	}
	if c := query.Complete("pri", 3, nil); len(c) != 1 || c[0].Meaning == "" {
		t.Errorf("a field's meaning: %+v", c)
	}
}
