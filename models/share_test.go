package models

import (
	"runtime"
	"testing"
	"time"
)

// Equal assets are one for as long as somebody has them, and leave nothing behind.
func TestAssetStore(t *testing.T) {
	t.Parallel()
	s := &assetStore{}
	count := func() (n int) {
		s.assets.Range(func(any, any) bool { n++; return true })
		return n
	}
	a := s.get([]byte(`{"id":1,"name":"Sword"}`))
	if b := s.get([]byte(`{"id":1,"name":"Sword"}`)); b != a {
		t.Error("equal assets are two")
	}
	if c := s.get([]byte(`{"id":1,"name":"Axe"}`)); c == a || c.Name.String() == a.Name.String() {
		t.Error("different assets are one")
	}
	runtime.KeepAlive(a)
	for end := time.Now().Add(20 * time.Second); count() > 0 && time.Now().Before(end); time.Sleep(time.Millisecond) {
		runtime.GC()
	}
	if n := count(); n != 0 {
		t.Errorf("%d assets are left", n)
	}
	var none *assetStore
	if x, y := none.get([]byte(`"Sword"`)), none.get([]byte(`"Sword"`)); x == y {
		t.Error("assets are shared before somebody wants that")
	}
}
