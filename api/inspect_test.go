package api

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// A kept body is what came, whatever it is, also after other bodies.
func TestBodyIsKept(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	random := make([]byte, 300<<10)
	for i := range random {
		random[i] = byte(rng.Uint32())
	}
	var bodies []Body
	sent := [][]byte{nil, {}, []byte("{"), bytes.Repeat([]byte(`{"id":1},`), 100<<10), random, []byte(`{"items":[]}`)}
	for _, b := range sent {
		bodies = append(bodies, NewBody(b))
	}
	for i, b := range bodies {
		got, err := b.Masked()
		if err != nil || !bytes.Equal(got, sent[i]) {
			t.Errorf("body %d is %d bytes after %d: %v", i, len(got), len(sent[i]), err)
		}
		if (b.Size() == 0) != (len(sent[i]) == 0) {
			t.Errorf("body %d takes %d bytes", i, b.Size())
		}
	}
	if n := bodies[3].Size(); n > len(sent[3])/10 {
		t.Errorf("text that repeats takes %d of %d bytes", n, len(sent[3]))
	}
}

func BenchmarkNewBody(b *testing.B) {
	body := bytes.Repeat([]byte(`{"instance_id":1001,"asset":{"name":"Sword of a thousand truths","rarity":"Legendary"}},`), 4000)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		NewBody(body)
	}
}
