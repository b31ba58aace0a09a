package history

import (
	"context"
	"fmt"
	"testing"

	"lootlens/models"
)

// TestOddItems records items that are not as they should be. What came must come back, byte for byte, and what differs must
// be counted.
func TestOddItems(t *testing.T) {
	t.Parallel()
	const (
		noID   = `{"asset":{"id":1,"name":"x"},"acquisition_source":"store"}`
		twin   = `{"instance_id":5,"asset":{"id":1},"balance":1}`
		twin2  = `{"instance_id":5,"asset":{"id":1},"balance":2}`
		twin3  = `{"instance_id":5,"asset":{"id":1},"balance":3}`
		broken = `{"instance_id":7,"asset":{"id":1,}}`
	)
	tests := []struct {
		name                    string
		first, second           []string
		added, removed, changed int
	}{
		{"no id, the same", []string{noID, noID}, []string{noID, noID}, 0, 0, 0},
		{"no id, one less", []string{noID, noID}, []string{noID}, 0, 1, 0},
		{"no id, another", []string{noID}, []string{`{"asset":{"id":2}}`}, 1, 1, 0},
		{"twins, the same in another order", []string{twin, twin2}, []string{twin2, twin}, 0, 0, 0},
		{"twins, one changed", []string{twin, twin2}, []string{twin3, twin}, 0, 0, 1},
		{"twins, one gone", []string{twin, twin2}, []string{twin2}, 0, 1, 0},
		{"twins, one more", []string{twin}, []string{twin, twin2, twin3}, 2, 0, 0},
		{"malformed", []string{broken}, []string{broken}, 0, 0, 0},
		{"malformed, changed", []string{broken}, []string{`{"instance_id":7,"asset":{"id":2,}}`}, 0, 0, 1},
		{"malformed outside of the asset", []string{"{\"instance_id\":7,\"a\x00\":1,\"asset\":{\"id\":1}}"}, nil, 0, 1, 0},
		{"not objects", []string{`1`, `"x"`, `null`, `[1]`}, []string{`1`, `"x"`, `null`, `[1]`}, 0, 0, 0},
		{"other spelling, same meaning", []string{`{"instance_id":1,"a":null,"asset":{"id":1,"name":"\u0041"}}`}, []string{`{ "asset": {"name":"A","id":1}, "instance_id":1}`}, 0, 0, 0},
		{"ids at the ends", []string{`{"instance_id":18446744073709551615}`, `{"instance_id":-9223372036854775808}`, `{"instance_id":9223372036854775808}`, `{"instance_id":0}`}, []string{`{"instance_id":9223372036854775808}`, `{"instance_id":"0"}`}, 0, 2, 1},
		{"members twice", []string{`{"instance_id":1,"instance_id":2,"asset":{"id":1},"asset":{"id":2},"rental":{"time_left":5,"time_left":6},"acquisition_date":"2026-01-01T00:00:00Z","acquisition_date":"2026-01-02T00:00:00Z"}`}, nil, 0, 1, 0},
		{"dates that are not plain", []string{`{"instance_id":1,"acquisition_date":"2026-02-30T00:00:00Z"}`, `{"instance_id":2,"acquisition_date":1767323045}`, `{"instance_id":3,"acquisition_date":"2026-02-20T00:00:00+01:00"}`, `{"instance_id":4,"acquisition_date":"0000-01-01T00:00:00Z"}`}, nil, 0, 4, 0},
		{"times that are not plain", []string{`{"instance_id":1,"rental":{"time_left":1e3}}`, `{"instance_id":2,"rental":{"time_left":"60"}}`, `{"instance_id":3,"rental":{"time_left":-0}}`, `{"instance_id":4,"rental":[{"time_left":1}]}`, `{"instance_id":5,"rental":{"time_left":99999999999999999999}}`}, nil, 0, 5, 0},
		{"assets that are no objects", []string{`{"instance_id":1,"asset":"sword"}`, `{"instance_id":2,"asset":null}`, `{"instance_id":3,"asset":7}`, `{"instance_id":4}`}, nil, 0, 4, 0},
		{"text that looks like a slot", []string{`{"instance_id":1,"a":"null","b":null,"asset":{"x":null},"rental":null,"acquisition_date":null}`}, nil, 0, 1, 0},
		{"names with escapes", []string{`{"instance\u005fid":1,"asset":{"id":1},"rental":{"time\u005fleft":5}}`}, nil, 0, 1, 0},
		{"white space", []string{"{ \"instance_id\" :\t1 ,\n\"asset\" : {\"id\": 1} , \"rental\" : { \"time_left\" : 7 } }"}, nil, 0, 1, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b, ctx := openBook(t), context.Background()
			for n, jsons := range [][]string{tt.first, tt.second} {
				items := page(t, day(n), jsons...)
				l, err := b.Record(ctx, Snapshot{Holder: own, Ended: day(n), Complete: true, Items: items})
				if err != nil {
					t.Fatal(err)
				}
				if n == 1 && (l.Added != tt.added || l.Removed != tt.removed || l.Changed != tt.changed) {
					t.Errorf("%+v", l)
				}
				_, back, err := b.At(ctx, own, day(n))
				if err != nil {
					t.Fatal(err)
				}
				if n == 0 || !l.Same() {
					sameBytes(t, back, items)
				}
			}
		})
	}
}

// sameBytes compares two lists of items without regard to their order.
func sameBytes(t *testing.T, got, want []*models.Item) {
	t.Helper()
	count := map[string]int{}
	for _, it := range want {
		count[fmt.Sprint(it.Instance(), it.Fault(), string(it.Raw()))]++
	}
	for _, it := range got {
		count[fmt.Sprint(it.Instance(), it.Fault(), string(it.Raw()))]--
	}
	for item, n := range count {
		if n != 0 {
			t.Errorf("%+d of %s", -n, item)
		}
	}
}

// FuzzItems records any JSON as an item and reads it back.
func FuzzItems(f *testing.F) {
	for _, s := range []string{`{"instance_id":1}`, `{"instance_id":1,"rental":{"time_left":5},"asset":{"id":1},"acquisition_date":"2026-01-01T00:00:00Z"}`, `{"a":[1,{"b":null}]`, `"x"`, `{"time_left":-3_id":1,"rental":{"]}`, "{\"a\x00\":1,\"asset\":\"x\"}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := models.DecodePage([]byte(`{"items":[`+s+`]}`), models.NewPool(), models.Origin{Fetched: start})
		if err != nil {
			return
		}
		for i := range p.Items {
			it := &p.Items[i]
			x, v := shapeOf(it), valuesOf(it)
			var asset []byte
			if a := it.Asset(); a != nil {
				asset = []byte(a.JSON())
			}
			back, err := x.append(nil, it.Instance(), v, asset)
			if err != nil || string(back) != string(it.Raw()) && (it.Valid() || string(back) != string(it.AppendJSON(nil))) {
				t.Errorf("%s\nbecame\n%s\n%v", it.Raw(), back, err)
			}
			// Whatever it is, it must not harm the items that it is read with.
			q, err := models.DecodePage([]byte(`{"items":[1,`+string(back)+`,2]}`), models.NewPool(), models.Origin{})
			if err != nil || len(q.Items) != 3 {
				t.Errorf("with %s a page has %d items: %v", back, len(q.Items), err)
			}
		}
	})
}

// FuzzStored reads what a damaged file may hold: it may fail, but must not panic, and must not need much memory.
func FuzzStored(f *testing.F) {
	packed, size := new(packer).pack([]byte(`{"id":1,"name":"sword","rarity":{"name":"Rare"},"storage":null,"description":"long enough to be compressed"}`))
	f.Add([]byte(`{"instance_id":null,"asset":null}`), []byte{15, byte(models.IDSlot), 13, byte(models.AssetSlot)}, packed, size)
	f.Add([]byte(`{"rental":{"time_left":null}}`), []byte{23, byte(models.LeftSlot)}, []byte{}, 0)
	f.Fuzz(func(t *testing.T, json, slots, packed []byte, size int) {
		asset, err := new(packer).unpack(packed, size)
		if err != nil {
			return
		}
		body := []byte(`{"items":[`)
		body, err = shape{json, slots}.append(body, must(models.ParseInstanceID("7")), values{}, asset)
		if err != nil {
			return
		}
		page, err := models.DecodePage(append(body, "]}"...), models.NewPool(), models.Origin{})
		if err == nil {
			for i := range page.Items {
				page.Items[i].Raw()
			}
		}
	})
}
