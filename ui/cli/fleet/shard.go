package fleet

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
)

// Shard is one of several parts of a list, which different runs do. The zero Shard is
// the whole list.
type Shard struct{ I, N int } // I from 1 to N

// ParseShard reads I/N, such as 1/4. "" is the whole list.
func ParseShard(s string) (Shard, error) {
	if s == "" {
		return Shard{}, nil
	}
	i, n, _ := strings.Cut(s, "/")
	var sh Shard
	var err1, err2 error
	sh.I, err1 = strconv.Atoi(i)
	sh.N, err2 = strconv.Atoi(n)
	if err1 != nil || err2 != nil || sh.I < 1 || sh.I > sh.N || sh.String() != s {
		return Shard{}, fmt.Errorf("%q is not a shard: give I/N with I from 1 to N, such as 1/4", s)
	}
	return sh, nil
}

// String is I/N, or "" for the whole list.
func (s Shard) String() string {
	if s.N == 0 {
		return ""
	}
	return strconv.Itoa(s.I) + "/" + strconv.Itoa(s.N)
}

// has reports whether the shard holds the player or text of this name.
func (s Shard) has(name string) bool {
	return s.N <= 1 || hash(name)%uint64(s.N) == uint64(s.I-1)
}

// hash is the same for the same text on every machine.
func hash(s string) uint64 {
	sum := sha256.Sum256([]byte(s))
	return binary.BigEndian.Uint64(sum[:])
}

func hex16(n uint64) string { return fmt.Sprintf("%016x", n) }
