package demo

import "fmt"

// mix hashes x (the finaliser of splitmix64). It is the game's only source of chance, so
// that everything can be computed from its index.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// ulid is a valid ULID: 48 bits of milliseconds, then 80 bits given as two
// halves of 40.
func ulid(ms, hi, lo uint64) string {
	var b [26]byte
	put := func(at, n int, v uint64) {
		for i := at + n - 1; i >= at; i-- {
			b[i] = crockford[v&31]
			v >>= 5
		}
	}
	put(0, 10, ms&(1<<48-1))
	put(10, 8, hi)
	put(18, 8, lo)
	return string(b[:])
}

// seedULID is a ULID that follows from seed.
func seedULID(seed uint64) string {
	h := mix(seed)
	ms := uint64(Epoch)*1000 - h%(3*365*86_400_000)
	return ulid(ms, mix(h), mix(h+1))
}

// serialULID counts: the kind and number stay readable at its end.
func serialULID(kind, n uint64) string { return ulid(uint64(Epoch)*1000, kind, n) }

// uuid is a version 4 UUID for seed.
func uuid(seed uint64) string {
	a, b := mix(seed), mix(seed^0x5bd1e995)
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x",
		uint32(a), uint16(a>>32), uint16(a>>48)&0xfff, uint16(b)&0x3fff|0x8000, b>>16)
}

// publicUID is eight upper-case letters and digits.
func publicUID(seed uint64) string {
	var b [8]byte
	for i := range b {
		b[i] = uidAlphabet[mix(seed+uint64(i)<<32)%uint64(len(uidAlphabet))]
	}
	return string(b[:])
}
