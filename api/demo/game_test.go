package demo

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"
)

func TestAssetsHaveEveryShape(t *testing.T) {
	t.Parallel()
	g := theGame(Epoch)
	contexts, rarity, names := map[string]int{}, map[int]int{}, map[string]bool{}
	count, fields := 0, map[string]map[string]bool{}
	for _, a := range g.byID {
		m := decode[map[string]any](t, a.json())
		for k, v := range m {
			if fields[k] == nil {
				fields[k] = map[string]bool{}
			}
			fields[k][shape(v)] = true
		}
		if a.hostile {
			continue
		}
		count++
		contexts[a.kind.context]++
		rarity[a.rarity]++
		if names[a.name] {
			t.Errorf("two assets are called %s", a.name)
		}
		names[a.name] = true
	}
	if count < 380 || count > 420 || len(contexts) != 12 || len(rarity) != 6 {
		t.Errorf("%d assets, contexts %v, rarities %v", count, contexts, rarity)
	}
	for field, shapes := range map[string][]string{
		"description": {"string", "null"}, "sales_price": {"number", "string", "null"},
		"links": {"object", "array", "null"}, "files": {"array", "null"}, "storage": {"array", "null"},
		"asset_candidate": {"number", "object", "null"}, "drop_table_max_picks": {"number", "string", "null"},
		"unlocks_context": {"string", "object", "bool", "null"}, "package_contents": {"array", "null"},
		"variations": {"array", "null"}, "filters": {"array", "null"}, "data_entities": {"array", "null"},
		"hero_equip_exceptions": {"array", "null"}, "external_identifiers": {"object", "null"},
		"rental_options": {"array", "null"}, "default_loadouts": {"object", "null"},
		"season": {"string"}, "collection": {"object"},
	} {
		for _, s := range shapes {
			if !fields[field][s] {
				t.Errorf("no asset has a %s as %s", s, field)
			}
		}
	}
}

func shape(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case string:
		return "string"
	case float64:
		return "number"
	case bool:
		return "bool"
	case []any:
		return "array"
	}
	return "object"
}

func TestSizeAndSharedBytes(t *testing.T) {
	t.Parallel()
	_, c := server(t, Options{Items: 3000})
	assets, bytesAll, items := map[uint64]json.RawMessage{}, 0, 0
	states := map[string]int{}
	for after := uint64(0); ; {
		b := c.get("/server/player/20000/inventory?count=200&after=" + itoa(after))
		p := decode[page](t, b)
		if len(p.Items) == 0 {
			break
		}
		bytesAll += len(b)
		items += len(p.Items)
		for _, it := range p.Items {
			after = it.ID
			id := decode[struct{ ID uint64 }](t, it.Asset).ID
			if was, ok := assets[id]; ok && !bytes.Equal(was, it.Asset) {
				t.Fatalf("asset %d came with other bytes", id)
			}
			assets[id] = it.Asset
			states[rentalState(t, it.Rental)]++
		}
	}
	if each := bytesAll / items; items != 3000 || each < 2000 || each > 2200 {
		t.Errorf("%d items of %d bytes, want about 2,100", items, each)
	}
	for _, s := range []string{"owned", "active", "expired", "waiting", "contradictory", "text"} {
		if states[s] < 10 {
			t.Errorf("%d of 3,000 rentals are %s", states[s], s)
		}
	}
}

// rentalState tells states apart by what was sent.
func rentalState(t *testing.T, raw json.RawMessage) string {
	t.Helper()
	m := decode[map[string]any](t, raw)
	rental, ok := m["is_rental"].(bool)
	if !ok {
		t.Fatalf("rental %s", raw)
	}
	left, _ := m["time_left"].(float64)
	duration, _ := m["duration"].(float64)
	switch active := m["is_active"] == true; {
	case shape(m["duration"]) == "string":
		return "text"
	case !rental && m["time_left"] == nil:
		return "owned"
	case rental && active && left > 0 && left <= duration:
		return "active"
	case rental && !active && m["time_left"] != nil && left == 0:
		return "expired"
	case rental && !active:
		return "waiting"
	}
	return "contradictory"
}

func TestRentalsRunDownWithTheClock(t *testing.T) {
	t.Parallel()
	a := theGame(Epoch).byID[firstAsset]
	if len(a.rentals) == 0 {
		t.Fatal("the first asset cannot be rented")
	}
	r := uint64(7)
	for r%9 == 0 || r%16 != 7 {
		r++
	}
	now, _, _ := a.rentalOf(r, Epoch, 0)
	soon, _, _ := a.rentalOf(r, Epoch+1, 0)
	before, _, _ := a.rentalOf(r, Epoch-10*86_400, 0)
	if want := (now.TimeLeft+now.Duration-2)%now.Duration + 1; soon.TimeLeft != want {
		t.Errorf("%d s left, then %d", now.TimeLeft, soon.TimeLeft)
	}
	if before.TimeLeft < 1 || before.TimeLeft > before.Duration {
		t.Errorf("before the epoch: %+v", before)
	}
}

func TestServersAreDeterministic(t *testing.T) {
	t.Parallel()
	_, a := server(t, Options{Items: 500})
	_, b := server(t, Options{Items: 500})
	for _, path := range []string{
		"/server/player/20000/inventory?count=200", "/server/player/1337/inventory?count=200",
		"/server/player/1250/characters", "/server/player/1250/heroes", "/server/player/1250/loadout",
		"/server/players/lookup/name?player_name=nova", "/server/inventory/universal",
		"/server/player/1337/characters/13372/inventory",
	} {
		if !bytes.Equal(a.get(path), b.get(path)) {
			t.Errorf("%s: two servers differ", path)
		}
	}
	if a.token != b.token {
		t.Error("two servers issue different tokens")
	}
	_, x := a.call("GET", "/server/nowhere", nil)
	_, y := b.call("GET", "/server/nowhere", nil)
	if !bytes.Equal(x, y) {
		t.Errorf("errors differ: %s %s", x, y)
	}
}

func TestTenMillionItemsAreNotStored(t *testing.T) {
	theGame(Epoch)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	s := New(Options{Items: 10_000_000, Now: fixed})
	token := s.startSession()
	last := s.Instances(Holder{Player: PlayerHuge}, 1)[0]
	for _, cursor := range []uint64{0, last - 70_000_000, last - 2000, last} {
		r := httptest.NewRequest(http.MethodGet, "/server/player/20000/inventory?count=200&after="+itoa(cursor), nil)
		r.Header.Set("LL-Version", "2021-03-01")
		r.Header.Set("x-auth-token", token)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		p := decode[page](t, w.Body.Bytes())
		if p.Total != "10000000" || (len(p.Items) == 0) != (cursor == last) {
			t.Errorf("after %d: total %s, %d items", cursor, p.Total, len(p.Items))
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grew := int64(after.HeapAlloc) - int64(before.HeapAlloc); grew > 16<<20 {
		t.Errorf("the heap grew by %d bytes", grew)
	}
	if _, err := s.Grant(PlayerHuge, firstAsset); err != nil {
		t.Error(err)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New(Options{})
	}
}

func BenchmarkTheGame(b *testing.B) {
	for b.Loop() {
		newGame(Epoch)
	}
}

func BenchmarkAllAssets(b *testing.B) {
	for b.Loop() {
		for _, a := range newGame(Epoch).byID {
			a.json()
		}
	}
}

func TestBandwidthAndLatencyStillAnswer(t *testing.T) {
	t.Parallel()
	_, c := server(t, Options{Latency: time.Millisecond, Bandwidth: 4 << 20})
	if p := c.page("/server/player/1250/inventory?count=200"); len(p.Items) != 200 {
		t.Errorf("%d items", len(p.Items))
	}
}
