package models

import (
	"hash/maphash"
	"runtime"
	"sync"
	"sync/atomic"
	"weak"
)

// assetStore keeps assets that several pools have once, for as long as one of them does.
type assetStore struct {
	assets sync.Map // weak.Pointer[Asset] by the hash of all bytes
}

var sharedAssets atomic.Pointer[assetStore]

// ShareAssets makes all pools of the process keep equal assets once, for a server of many
// inventories at a time. That takes some 100 bytes more for each asset.
func ShareAssets() { sharedAssets.CompareAndSwap(nil, &assetStore{}) }

// get returns the one Asset for these bytes. A nil store makes a new one.
func (s *assetStore) get(raw []byte) *Asset {
	if s == nil {
		return readAsset(raw)
	}
	if p, ok := s.assets.Load(maphash.Bytes(contents, raw)); ok {
		if a := p.(weak.Pointer[Asset]).Value(); a != nil && a.raw == string(raw) {
			return a
		}
	}
	a := readAsset(raw)
	p := weak.Make(a)
	s.assets.Store(a.hash, p)
	runtime.AddCleanup(a, func(hash uint64) { s.assets.CompareAndDelete(hash, p) }, a.hash)
	return a
}
