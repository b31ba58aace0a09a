package models

import (
	"math"
	"strconv"

	"lootlens/models/text"
)

// Number is a JSON number exactly as the server sent it, since a float would change large ones; "" when null or absent.
type Number string

// Int64 is the number as a whole one, cut towards zero. It is false when the number is absent or does not fit.
func (n Number) Int64() (int64, bool) {
	if i, err := strconv.ParseInt(string(n), 10, 64); err == nil {
		return i, true
	}
	f, err := strconv.ParseFloat(string(n), 64)
	if err != nil || math.Abs(f) >= 1<<63 {
		return 0, false
	}
	return int64(f), true
}

// Float is the number as a float64, rounded where it has to be.
func (n Number) Float() (float64, bool) {
	f, err := strconv.ParseFloat(string(n), 64)
	return f, err == nil
}

// Flag is a boolean that may be null or absent.
type Flag int8

// The three values of a Flag.
const (
	FlagUnset Flag = iota
	FlagNo
	FlagYes
)

// String is "yes", "no", or "" when unset.
func (f Flag) String() string { return [...]string{"", "no", "yes"}[f] }

// StoragePair is one key and value that a game keeps on an asset or an instance.
type StoragePair struct {
	ID         Number // only instance storage has one
	Key, Value text.Text
}
