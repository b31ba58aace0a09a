package models

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestParseInstanceID(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"0", "1", "-1", "9007199254740993", "9223372036854775807", "9223372036854775808", "18446744073709551615", "-9223372036854775807", "-9223372036854775808",
	} {
		i, err := ParseInstanceID(s)
		if err != nil || i.String() != s || i.IsZero() {
			t.Errorf("%s: %q, %v", s, i, err)
		}
		if b, err := json.Marshal(i); err != nil || string(b) != s {
			t.Errorf("%s: JSON %s, %v", s, b, err)
		}
	}
	for _, s := range []string{
		"", "-", "+1", "01", "-0", "-01", "1.0", "1e3", " 1", "1 ", "0x1", "१", "1_000", "18446744073709551616", "18446744073709551625", "99999999999999999999",
		"184467440737095516150", "-9223372036854775809", "-18446744073709551615", strings.Repeat("9", 1000), "null",
	} {
		i, err := ParseInstanceID(s)
		if err == nil || !i.IsZero() {
			t.Errorf("%.30q is taken for %s", s, i)
			continue
		}
		if !strings.Contains(err.Error(), "an instance id") || !strings.Contains(err.Error(), "2^64-1") {
			t.Errorf("%.30q: %v", s, err)
		}
	}
}

func TestAbsentID(t *testing.T) {
	t.Parallel()
	var i InstanceID
	if b, err := json.Marshal(i); !i.IsZero() || i.String() != "" || string(b) != "null" || err != nil {
		t.Errorf("absent is %q, %s, %v", i, b, err)
	}
	zero, _ := ParseInstanceID("0")
	if zero.IsZero() || zero == i {
		t.Error("0 is an id, and not the absence of one")
	}
}

func TestIDsParseAlike(t *testing.T) {
	t.Parallel()
	type anyID interface {
		String() string
		IsZero() bool
	}
	for what, parse := range map[string]func(string) (anyID, error){
		"a player id":    func(s string) (anyID, error) { return ParsePlayerID(s) },
		"a character id": func(s string) (anyID, error) { return ParseCharacterID(s) },
		"a hero id":      func(s string) (anyID, error) { return ParseHeroID(s) },
		"an instance id": func(s string) (anyID, error) { return ParseInstanceID(s) },
	} {
		if i, err := parse("18446744073709551615"); err != nil || i.String() != "18446744073709551615" {
			t.Errorf("%s: %v, %v", what, i, err)
		}
		if i, err := parse("x\x1b"); err == nil || !i.IsZero() || !strings.Contains(err.Error(), what) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%s: %v, %v", what, i, err)
		}
	}
}

func TestIDsAreOrderedByValue(t *testing.T) {
	t.Parallel()
	order := []string{"", "-9223372036854775808", "-2", "-1", "0", "1", "9", "10", "9223372036854775808", "18446744073709551615"}
	ids := make([]InstanceID, len(order))
	for i, s := range order {
		ids[i], _ = ParseInstanceID(s)
	}
	for i, a := range ids {
		for j, b := range ids {
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			if got := a.Compare(b); got != want {
				t.Errorf("%q to %q is %d, want %d", a, b, got, want)
			}
		}
	}
	shuffled := []InstanceID{ids[5], ids[9], ids[0], ids[2], ids[7], ids[1], ids[8], ids[3], ids[6], ids[4]}
	slices.SortFunc(shuffled, InstanceID.Compare)
	if !slices.Equal(shuffled, ids) {
		t.Errorf("sorted: %v", shuffled)
	}
}

func TestIDIsAMapKey(t *testing.T) {
	t.Parallel()
	a, _ := ParsePlayerID("7")
	b, _ := ParsePlayerID("7")
	c, _ := ParsePlayerID("-7")
	m := map[PlayerID]bool{a: true}
	if !m[b] || m[c] || m[PlayerID{}] {
		t.Error("equal ids are not one key")
	}
}

func TestCursor(t *testing.T) {
	t.Parallel()
	tests := []struct {
		id, after, before string // "" is none
	}{
		{"", "", ""},
		{"0", "0", ""},
		{"1", "1", "0"},
		{"-1", "", ""},
		{"-9223372036854775808", "", ""},
		{"9223372036854775808", "9223372036854775808", "9223372036854775807"},
		{"18446744073709551615", "18446744073709551615", "18446744073709551614"},
	}
	for _, tt := range tests {
		i, _ := ParseInstanceID(tt.id)
		if c, ok := CursorAfter(i); c.String() != tt.after || ok != (tt.after != "") || c.IsZero() == ok {
			t.Errorf("after %q: %q, %v", tt.id, c, ok)
		}
		if c, ok := CursorBefore(i); c.String() != tt.before || ok != (tt.before != "") || c.IsZero() == ok {
			t.Errorf("before %q: %q, %v", tt.id, c, ok)
		}
	}
	if c := CursorAt(5); c.Uint64() != 5 || c.String() != "5" || c.IsZero() {
		t.Errorf("at 5: %v", c)
	}
	if c := (Cursor{}); c.Uint64() != 0 || c.String() != "" || !c.IsZero() || c == CursorAt(0) {
		t.Errorf("the first page: %v", c)
	}
}

func FuzzScanID(f *testing.F) {
	for _, s := range []string{"0", "-1", "18446744073709551615", "-9223372036854775808", "007", "1e5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if i, err := ParseInstanceID(s); err == nil && i.String() != s {
			t.Fatalf("%q became %q", s, i)
		}
	})
}
