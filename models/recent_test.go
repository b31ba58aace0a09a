package models

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// sameItem fails where an item differs from the same bytes decoded by another pool.
func sameItem(t testing.TB, got, want *Item) {
	t.Helper()
	now := time.Unix(1e9, 0)
	show := func(it *Item) string {
		at, ok := it.Acquired()
		return fmt.Sprint(string(it.Raw()), it.Instance(), it.Universal(), at, ok, it.Rental(now), it.Source().Raw(), it.Fault(), it.Name().Raw(), it.Asset() != nil, it.Details())
	}
	if g, w := show(got), show(want); g != w || !got.SameJSON(want) {
		t.Errorf("read by a recent template:\n%s\nalone:\n%s", g, w)
	}
}

// An item that fits a recent template is what it is when it is scanned.
func TestRecentTemplates(t *testing.T) {
	t.Parallel()
	asset := `{"id":5,"name":"` + strings.Repeat("long ", 30) + `"}`
	usual := []string{
		`{"instance_id":1,"asset":` + asset + `,"rental":{"time_left":5},"acquisition_date":"2024-01-02T03:04:05Z"}`,
		`{"instance_id":1,"asset":` + asset + `,"rental":{"time_left":"5"},"acquisition_date":null}`,
		`{"universal_id":1,"asset":null,"acquisition_date":"2024-01-02 03:04"}`,
		`{"instance_id":1}`, `{"instance_id":1,"instance_id":2}`, `{"instance_id":1,"instance_id":"2"}`,
		`{"asset":` + asset + `,"instance_id":1,"acquisition_date":"2024-01-02T03:04:05Z","acquisition_date":null}`,
	}
	replaced := []string{
		"1", "2", "-1", "0", "-0", "01", "1.5", "1e3", `"1"`, "null", "18446744073709551615", "18446744073709551616", "1 ", "--1", "1-", "",
		"5", "9223372036854775808", "2024-02-30T03:04:05Z", "2024-01-02T03:04:05.5Z", "2024-01-02T03:04:05+00:00", "0000-00-00T00:00:00Z", `","x":"`,
		asset, asset[:len(asset)-1] + `,"id":6}`, `{}`, `"s"`, asset[:80],
	}
	for _, item := range usual {
		pool := NewPool()
		answer := func(item string) string { return `{"items":[` + item + `,` + item + `]}` }
		for range 3 {
			decodePageWith(t, pool, answer(item))
		}
		for _, old := range []string{"1", "2", "5", "2024-01-02T03:04:05Z", "2024-01-02 03:04", asset, asset[:len(asset)-1]} {
			for _, with := range replaced {
				body := []byte(answer(strings.Replace(item, old, with, 1)))
				got, gotErr := DecodePage(body, pool, Origin{})
				want, wantErr := DecodePage(body, NewPool(), Origin{})
				if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) || len(got.Items) != len(want.Items) {
					t.Fatalf("%s: %d items (%v), alone %d (%v)", body, len(got.Items), gotErr, len(want.Items), wantErr)
				}
				for i := range got.Items {
					sameItem(t, &got.Items[i], &want.Items[i])
				}
			}
		}
		for cut := range len(item) {
			body := []byte(`{"items":[` + item[:cut])
			got, gotErr := DecodePage(body, pool, Origin{})
			want, wantErr := DecodePage(body, NewPool(), Origin{})
			if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) || len(got.Items) != len(want.Items) {
				t.Fatalf("%s: %d items (%v), alone %d (%v)", body, len(got.Items), gotErr, len(want.Items), wantErr)
			}
		}
	}
}

// Templates that are rare do not displace those of most items.
func TestFrequentTemplatesStayRecent(t *testing.T) {
	t.Parallel()
	pool := NewPool()
	item := func(id, n int) string { return fmt.Sprintf(`{"instance_id":%d,"n":%d}`, id, n) }
	for n := range 10 * mostRecent {
		decodePageWith(t, pool, `{"items":[`+strings.Join([]string{item(1, -1), item(2, n), item(3, n), item(4, -1)}, ",")+`]}`)
	}
	if n := len(pool.recent); n != mostRecent || !strings.Contains(pool.recent[0].text, "-1") {
		t.Errorf("of %d recent templates the first is %s", n, pool.recent[0].text)
	}
}
