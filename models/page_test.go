package models

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/jsonscan"
)

func decodePage(t testing.TB, body string) Page {
	t.Helper()
	p, err := DecodePage([]byte(body), NewPool(), Origin{})
	if err != nil {
		t.Fatalf("DecodePage: %v", err)
	}
	return p
}

func seed(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/character-inventory.json")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// canonical is the value of a JSON text, whatever its white space and order.
func canonical(t testing.TB, raw []byte) string {
	t.Helper()
	v := jsontext.Value(raw).Clone()
	if err := v.Canonicalize(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true), jsontext.CanonicalizeRawFloats(false), jsontext.CanonicalizeRawInts(false)); err != nil {
		t.Fatalf("not JSON: %v: %.200s", err, raw)
	}
	return string(v)
}

func TestReferenceExampleKeepsEveryItem(t *testing.T) {
	t.Parallel()
	body := seed(t)
	page := decodePage(t, string(body))
	if len(page.Items) != 3 || page.Total != (Total{19272073, true}) {
		t.Fatalf("%d items of %+v, want 3 of 19272073", len(page.Items), page.Total)
	}
	want := jsonscan.Elements(jsonscan.Member(body, "items"))
	for i := range page.Items {
		it := &page.Items[i]
		if it.Fault() != "" {
			t.Errorf("item %d is marked: %s", i, it.Fault())
		}
		if got := string(it.Raw()); got != string(want[i]) {
			t.Errorf("item %d: raw differs:\n%s\nwant\n%s", i, got, want[i])
		}
		if extra := it.Details().Extra; len(extra) > 0 {
			t.Errorf("item %d: unknown members %v", i, extra)
		}
		if extra := it.Asset().Details().Extra; len(extra) > 0 {
			t.Errorf("item %d: unknown asset members %v", i, extra)
		}
	}
	first := &page.Items[0]
	if first.Instance().String() != "-55392494" || first.Asset().ID.String() != "51" || first.Asset().Rarity.Color.Raw() != "lime" {
		t.Errorf("first item: %v %v %v", first.Instance(), first.Asset().ID, first.Asset().Rarity)
	}
	if s := first.Rental(time.Now()).State; s != RentalContradictory {
		t.Errorf("first item's rental is %v: its values are negative", s)
	}

	inv := NewInventory(Cursor{})
	if added := inv.Append(page); added != 3 {
		t.Errorf("added %d, want 3", added)
	}
	if !inv.Ended() || !strings.Contains(inv.Notice(), "-") {
		t.Errorf("ended %v with %q, want an end that names the negative id", inv.Ended(), inv.Notice())
	}
}

func TestItemShapes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, item string
		check      func(it *Item) any
		want       any
	}{
		{"numeric id", `{"instance_id":18446744073709551615}`, func(it *Item) any { return it.Instance().String() }, "18446744073709551615"},
		{"id beyond a float", `{"instance_id":9007199254740993}`, func(it *Item) any { return it.Instance().String() }, "9007199254740993"},
		{"id as a string", `{"instance_id":"7"}`, func(it *Item) any { return it.Instance().String() + it.Fault() }, "7"},
		{"lowest id", `{"instance_id":-9223372036854775808}`, func(it *Item) any { return it.Instance().String() }, "-9223372036854775808"},
		{"universal id", `{"universal_id":9}`, func(it *Item) any { return fmt.Sprint(it.Instance(), it.Universal()) }, "9 true"},
		{"id null", `{"instance_id":null}`, func(it *Item) any { return it.Fault() }, faultNoInstance},
		{"id missing", `{"asset":{"id":1,"name":"Sword"}}`, func(it *Item) any { return it.Name().Raw() + it.Fault() }, "Sword" + faultNoInstance},
		{"name of blanks", `{"instance_id":1,"asset":{"id":5,"name":" \u3000\t"}}`, func(it *Item) any { return it.Name().Raw() }, "(unnamed asset 5)"},
		{"id as a float", `{"instance_id":1.5}`, func(it *Item) any { return it.Fault() }, faultInstanceShape},
		{"id too large", `{"instance_id":18446744073709551616}`, func(it *Item) any { return it.Fault() }, faultInstanceShape},
		{"item null", `null`, func(it *Item) any { return it.Fault() }, faultNotObject},
		{"item a string", `"x"`, func(it *Item) any { return it.Fault() }, faultNotObject},
		{"item a list", `[1,{"instance_id":2}]`, func(it *Item) any { return it.Fault() }, faultNotObject},
		{"not a number", `{"instance_id":1,"rental":{"time_left":NaN}}`, func(it *Item) any { return it.Fault() + it.Instance().String() }, faultNotJSON + "1"},
		{"missing comma", `{"instance_id":1 "x":2}`, func(it *Item) any { return it.Fault() + it.Instance().String() }, faultNotJSON + "1"},
		{"asset null", `{"instance_id":1,"asset":null}`, func(it *Item) any { return it.Asset() == nil && it.Fault() == "" }, true},
		{"asset a string", `{"instance_id":1,"asset":"gone"}`, func(it *Item) any { return it.Name().Raw() + it.Fault() }, "gone"},
		{"asset a number", `{"instance_id":1,"asset":5}`, func(it *Item) any { return it.Fault() }, faultAssetShape},
		{"repeated member", `{"instance_id":1,"instance_id":2,"asset":{"name":"a"},"asset":{"name":"b"}}`, func(it *Item) any { return it.Instance().String() + it.Name().Raw() }, "2b"},
		{"escaped names", `{"inst\u0061nce_id":3,"\u0061sset":{"n\u0061me":"x"}}`, func(it *Item) any { return it.Instance().String() + it.Name().Raw() }, "3x"},
		{"lone surrogate", `{"instance_id":1,"asset":{"name":"a\ud800b"}}`, func(it *Item) any { return it.Name().Raw() }, "a\ufffdb"},
		{"invalid UTF-8", "{\"instance_id\":1,\"asset\":{\"name\":\"a\xff\"}}", func(it *Item) any { return it.Name().Line() + it.Fault() }, "a\ufffd"},
		{"source", `{"instance_id":1,"acquisition_source":"grant_admin"}`, func(it *Item) any { return it.Source().Raw() }, "grant_admin"},
		{"date", `{"instance_id":1,"acquisition_date":"2026-01-02T03:04:05Z"}`, func(it *Item) any { d, ok := it.Acquired(); return fmt.Sprint(d.UTC(), ok) }, "2026-01-02 03:04:05 +0000 UTC true"},
		{"no date", `{"instance_id":1,"acquisition_date":"soon"}`, func(it *Item) any {
			_, ok := it.Acquired()
			return fmt.Sprint(ok, it.Details().Acquired.Raw())
		}, "falsesoon"},
		{"variation as a string", `{"instance_id":1,"variation_id":"12","rental_option_id":34}`, func(it *Item) any { d := it.Details(); return string(d.Variation + d.RentalOption) }, "1234"},
		{"unknown member", `{"instance_id":1,"weight":{"kg":2}}`, func(it *Item) any { e := it.Details().Extra; return e[0].Name.Raw() + string(e[0].Raw) }, `weight{"kg":2}`},
		{"known member of a strange shape", `{"instance_id":1,"balance":{"a":1}}`, func(it *Item) any { e := it.Details().Extra; return e[0].Name.Raw() + string(e[0].Raw) }, `balance{"a":1}`},
		{"rarity a string", `{"instance_id":1,"asset":{"rarity":"Epic"}}`, func(it *Item) any { return it.Rarity().Name.Raw() }, "Epic"},
		{"storage with null", `{"instance_id":1,"asset":{"storage":[null,{"key":"k","value":"v"}]}}`, func(it *Item) any { return fmt.Sprint(it.Asset().Storage) }, "[{ k v}]"},
		{"storage value an object", `{"instance_id":1,"asset":{"storage":[{"key":"k","value":{"a":1}}]}}`, func(it *Item) any { return it.Asset().Storage[0].Value.Raw() }, `{"a":1}`},
		{"storage a number", `{"instance_id":1,"asset":{"storage":5}}`, func(it *Item) any { return fmt.Sprint(it.Asset().Details().Extra[0].Name) }, "storage"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			page := decodePage(t, `{"items":[`+tt.item+`]}`)
			if len(page.Items) != 1 {
				t.Fatalf("%d items, want 1", len(page.Items))
			}
			it := &page.Items[0]
			if got := tt.check(it); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if got := string(it.Raw()); got != tt.item {
				t.Errorf("raw is %s, want %s", got, tt.item)
			}
			if out := it.AppendJSON(nil); !valid(out) {
				t.Errorf("AppendJSON is not JSON: %s", out)
			}
		})
	}
}

// A known member that lists and queries read and whose value is none that they understand marks its item.
func TestOddValuesAreFaults(t *testing.T) {
	t.Parallel()
	const one, many = " has a value that is not understood", " have values that are not understood"
	for item, want := range map[string]string{
		`"asset":{"price":"abc"}`:                                       "its asset's price" + one,
		`"asset":{"name":["a"]}`:                                        "its asset's name" + one,
		`"asset":{"storage":"str"}`:                                     "its asset's storage" + one,
		`"asset":{"rarity":7}`:                                          "its asset's rarity" + one,
		`"asset":{"rarity":{"name":{"en":"Epic"}}}`:                     "its asset's rarity.name" + one,
		`"asset":{"rarity":{"tier":3}}`:                                 "its asset's rarity" + one,
		`"asset":{"active":"perhaps","context":[1]}`:                    "its asset's context, active" + many,
		`"asset":{"id":1.5}`:                                            "its asset's id" + one,
		`"variation_id":[1]`:                                            "its variation_id" + one,
		`"acquisition_source":{"by":"x"},"balance":"much"`:              "its balance, acquisition_source" + many,
		`"asset":{"price":null,"storage":{},"rarity":{},"name":""}`:     "",
		`"asset":{"storage":[7,"x"],"rarity":{"name":null},"price":""}`: "",
		`"asset":{"rarity":{"name":"Epic","tier":3},"storage":[{"key":"k","value":"v","is_public":true}]}`: "",
	} {
		it := decodePage(t, `{"items":[{"instance_id":1,`+item+`}]}`).Items[0]
		if got := it.Fault(); got != want || !it.Valid() {
			t.Errorf("%s: %q, want %q", item, got, want)
		}
	}
}

func TestAssetShapes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, asset string
		check       func(d AssetDetails) any
		want        any
	}{
		{"links as an object", `{"links":{"wiki":"https://x"}}`, func(d AssetDetails) any { return fmt.Sprint(d.Links) }, "[{ wiki https://x}]"},
		{"links as a list", `{"links":[{"a":"1"},{"b":"2"},null]}`, func(d AssetDetails) any { return fmt.Sprint(d.Links) }, "[{ a 1} { b 2}]"},
		{"filters", `{"filters":[null,{"key":"k","value":"v"}]}`, func(d AssetDetails) any { return fmt.Sprint(d.Filters) }, "[{ k v}]"},
		{"file of the SDK", `{"files":[{"url":"u","tags":["a","b"]}]}`, func(d AssetDetails) any { return fmt.Sprint(d.Files) }, "[{u  [a b] []}]"},
		{"file of the reference", `{"files":[{"id":1,"name":"n","duration":5}]}`, func(d AssetDetails) any { return fmt.Sprint(d.Files) }, "[{ n [] [{ id 1} { duration 5}]}]"},
		{"candidate as a number", `{"asset_candidate":5}`, func(d AssetDetails) any { return string(d.CandidateID) }, "5"},
		{"candidate as an object", `{"asset_candidate":{"created_by_player_id":7,"created_by_player_uid":"U"}}`, func(d AssetDetails) any { return string(d.CandidateBy) + d.CandidateByUID.Raw() }, "7U"},
		{"package of the reference", `{"package_contents":[{"asset":"Reference not found"}]}`, func(d AssetDetails) any { return d.Package[0].Asset.Name.Raw() }, "Reference not found"},
		{"package of the SDK", `{"package_contents":[{"variation_id":null,"quantity":3,"asset":{"id":9,"name":"Gem"}}]}`, func(d AssetDetails) any {
			return string(d.Package[0].Quantity) + d.Package[0].Asset.Name.Raw() + d.Package[0].Asset.ID.String()
		}, "3Gem9"},
		{"unlocks_context", `{"unlocks_context":true,"marked_new":"yes"}`, func(d AssetDetails) any { return d.UnlocksContext.Raw() + d.MarkedNew.Raw() }, "trueyes"},
		{"unlocks_context an object", `{"unlocks_context":{"a":1}}`, func(d AssetDetails) any { return d.Extra[0].Name.Raw() + string(d.Extra[0].Raw) }, `unlocks_context{"a":1}`},
		{"data entities", `{"data_entities":[null,"s",{"name":"n","data":"d"},true]}`, func(d AssetDetails) any { return fmt.Sprint(d.DataEntities) }, "[{  s} { n d} {  true}]"},
		{"classes", `{"character_classes":[null,"Mage",3]}`, func(d AssetDetails) any { return fmt.Sprint(d.CharacterClasses) }, "[Mage 3]"},
		{"heroes", `{"hero_equip_exceptions":[null,{"can_equip":true,"hero_id":19019711,"hero_name":"h"}]}`, func(d AssetDetails) any { return fmt.Sprint(d.HeroExceptions) }, "[{19019711 h yes}]"},
		{"external", `{"external_identifiers":{"psn":{"sku_id":"s"},"steam":null}}`, func(d AssetDetails) any { return fmt.Sprint(d.ExternalIdentifiers) }, "[{psn [{ sku_id s}]}]"},
		{"sales price as a string", `{"sales_price":"12","drop_table_max_picks":"3"}`, func(d AssetDetails) any { return string(d.SalesPrice + d.DropTableMaxPicks) }, "123"},
		{"variations", `{"variations":[null,{"id":4,"name":"Gold","primary_color":"#fff"}]}`, func(d AssetDetails) any { return fmt.Sprint(d.Variations) }, "[{4 Gold [{ primary_color #fff}]}]"},
		{"unknown member", `{"weight":2}`, func(d AssetDetails) any { return fmt.Sprint(d.Extra[0].Name, d.Extra[0].Value()) }, "weight 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			page := decodePage(t, `{"items":[{"instance_id":1,"asset":`+tt.asset+`}]}`)
			if got := tt.check(page.Items[0].Asset().Details()); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestPageShapes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		items      int
		total      Total
		err        error
	}{
		{"empty list", `{"total":0,"items":[]}`, 0, Total{0, true}, nil},
		{"null list", `{"items":null}`, 0, Total{}, nil},
		{"universal", `{"global_assets":[{"universal_id":1}]}`, 1, Total{}, nil},
		{"total negative", `{"total":-4,"items":[]}`, 0, Total{}, nil},
		{"total a string", `{"total":"12","items":[]}`, 0, Total{12, true}, nil},
		{"total null", `{"total":null,"items":[]}`, 0, Total{}, nil},
		{"unknown members", `{"a":{"b":[1,2]},"items":[{"instance_id":1}],"c":"]}"}`, 1, Total{}, nil},
		{"white space", " {\n \"items\" : [ {\"instance_id\" : 1 } , {\"instance_id\":2}\n] } \n", 2, Total{}, nil},
		{"failed", `{"success":false,"items":[],"total":0}`, 0, Total{0, true}, ErrNoItems},
		{"failed, with items", `{"success":false,"items":[{"instance_id":1}]}`, 1, Total{}, nil},
		{"two lists", `{"items":[{"instance_id":1}],"global_assets":[{"universal_id":2}]}`, 2, Total{}, nil},
		{"list twice", `{"items":[{"instance_id":1}],"items":[{"instance_id":2}]}`, 2, Total{}, nil},
		{"total a fraction", `{"total":12.5,"items":[]}`, 0, Total{}, nil},
		{"total twice", `{"total":1,"items":[],"total":2}`, 0, Total{2, true}, nil},
		{"total of 2^64", `{"total":18446744073709551616,"items":[]}`, 0, Total{}, nil},
		{"escaped names", `{"\u0069tems":[{"instance\u005fid":1}],"\u0074otal":3}`, 1, Total{3, true}, nil},
		{"empty", ``, 0, Total{}, ErrNotJSON},
		{"HTML", `<html>Bad gateway</html>`, 0, Total{}, ErrNotJSON},
		{"trailing text", `{"items":[{"instance_id":1}]} oops`, 1, Total{}, ErrNotJSON},
		{"no list", `{"success":true}`, 0, Total{}, ErrNoItems},
		{"list is an object", `{"items":{"a":1}}`, 0, Total{}, ErrNoItems},
		{"cut in an item", `{"items":[{"instance_id":1},{"instance_id":2,"as`, 1, Total{}, ErrCut},
		{"cut after an item", `{"items":[{"instance_id":1},`, 1, Total{}, ErrCut},
		{"cut behind the list", `{"items":[{"instance_id":1}]`, 1, Total{}, ErrCut},
		{"cut in the total", `{"total":12`, 0, Total{}, ErrCut},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			page, err := DecodePage([]byte(tt.body), NewPool(), Origin{})
			if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Errorf("error %v, want %v", err, tt.err)
			}
			if len(page.Items) != tt.items || page.Total != tt.total {
				t.Errorf("%d items of %+v, want %d of %+v", len(page.Items), page.Total, tt.items, tt.total)
			}
			if page.Cut != errors.Is(err, ErrCut) {
				t.Errorf("cut is %v with error %v", page.Cut, err)
			}
		})
	}
}

func TestDeepNestingIsMarkedAndKept(t *testing.T) {
	t.Parallel()
	deep := `{"instance_id":1,"asset":{"storage":` + strings.Repeat(`[`, 100_000) + strings.Repeat(`]`, 100_000) + `}}`
	page := decodePage(t, `{"items":[`+deep+`,{"instance_id":2}]}`)
	if len(page.Items) != 2 || page.Items[0].Fault() != faultNotJSON || string(page.Items[0].Raw()) != deep {
		t.Errorf("%d items, first marked %q", len(page.Items), page.Items[0].Fault())
	}
}

func FuzzDecodePage(f *testing.F) {
	f.Add(seed(f))
	f.Add([]byte(`{"items":[{"instance_id":1,"asset":{"id":1}},{"instance_id":"2","asset":"s"},null,7]}`))
	f.Add([]byte(`{"total":1,"items":[{"instance_id":1,"rental":{"is_rental":"true","time_left":"3600"}}`))
	f.Add([]byte(`{"global_assets":[{"universal_id":18446744073709551615,"asset":null}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		before := string(body)
		pool := NewPool()
		page, err := DecodePage(body, pool, Origin{})
		if string(body) != before {
			t.Fatal("the body was written to")
		}
		for i := range page.Items {
			it := &page.Items[i]
			raw := it.Raw()
			if !strings.Contains(before, string(raw)) || len(raw) == 0 {
				t.Fatalf("item %d's raw %q is not in the answer", i, raw)
			}
			if it.Valid() && !valid(raw) {
				t.Fatalf("item %d is called valid: %q", i, raw)
			}
			if !valid(it.AppendJSON(nil)) {
				t.Fatalf("item %d exports no JSON", i)
			}
			it.Details()
			_ = it.Rental(time.Unix(0, 0)).String() + it.Name().Line()
			if a := it.Asset(); a != nil {
				a.Details()
			}
		}
		if err == nil && !page.Cut && valid(body) {
			DecodePage(body, pool, Origin{})
			again, _ := DecodePage(body, pool, Origin{})
			for i := range page.Items {
				sameItem(t, &again.Items[i], &page.Items[i])
			}
		}
		inv := NewInventory(Cursor{})
		inv.Append(page)
		if inv.Len() > len(page.Items) {
			t.Fatal("more items than came")
		}
	})
}

// tenThousand is 50 pages of 200 items of 400 assets: about 21 MB. A third of the items are rentals that run.
func tenThousand() (pages [][]byte, size int) {
	assets := make([]string, 400)
	for i := range assets {
		assets[i] = fmt.Sprintf(`{"id":%d,"uuid":"55de763e-e5e6-8f82-37ff-%012d","name":"Asset %d","rarity":{"name":"Epic","short_name":"E","color":"#a335ee"},"storage":[{"key":"level","value":"%d"}],"description":"%s"}`, i, i, i, i, strings.Repeat("Some words of a description. ", 62))
	}
	id := 100_000
	for range 50 {
		var b strings.Builder
		b.WriteString(`{"total":10000,"items":[`)
		for i := range 200 {
			if i > 0 {
				b.WriteByte(',')
			}
			id += 7
			rental := `{"is_rental":false,"time_left":null,"duration":null,"is_active":null}`
			if id%3 == 0 {
				rental = fmt.Sprintf(`{"is_rental":true,"time_left":"%d","duration":"604800","is_active":"true"}`, id%604_800)
			}
			fmt.Fprintf(&b, `{"instance_id":%d,"variation_id":null,"rental_option_id":null,"acquisition_source":"grant_admin","asset":%s,"rental":%s,"acquisition_date":"2026-0%d-11T12:%02d:%02dZ"}`, id, assets[id%400], rental, 1+id%9, id%60, id/60%60)
		}
		b.WriteString(`]}`)
		pages = append(pages, []byte(b.String()))
		size += b.Len()
	}
	return pages, size
}

func BenchmarkDecode10k(b *testing.B) {
	pages, size := tenThousand()
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		inv := NewInventory(Cursor{})
		for _, body := range pages {
			p, err := DecodePage(body, inv.Pool(), Origin{})
			if err != nil {
				b.Fatal(err)
			}
			inv.Append(p)
		}
		if inv.Len() != 10_000 {
			b.Fatal(inv.Len())
		}
	}
}

// BenchmarkKept reports the bytes that stay in memory for an item.
func BenchmarkKept(b *testing.B) {
	pages, _ := tenThousand()
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		inv := NewInventory(Cursor{})
		for _, body := range pages {
			p, _ := DecodePage(body, inv.Pool(), Origin{})
			inv.Append(p)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc-400*2000)/float64(inv.Len()), "B/item")
		runtime.KeepAlive(inv)
	}
}
