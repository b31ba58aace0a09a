package text

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

func TestFoldEqual(t *testing.T) {
	t.Parallel()
	for _, words := range [][]string{
		{"wind kiln", "Wind Kiln", "WIND KILN", "Ｗｉｎｄ　Ｋｉｌｎ", "Wi\u00ADnd\u200B Kiln"},
		{"epee", "Épée", "e\u0301pe\u0301e", "ÉPÉE", "E\u0301PE\u0301E"},
		{"angstrom", "Ångström", "\u212Bngstro\u0308m", "A\u030Angstro\u0308m"},
		{"strasse", "Straße", "STRASSE", "STRAẞE"},
		{"σισυφοσ", "σισυφος", "ΣΊΣΥΦΟΣ", "σίσυφος", "Σι\u0301συφοσ"},
		{"lodz", "Łódź", "ŁÓDŹ"},
		{"smorrebrod", "Smørrebrød"},
		{"istanbul", "İstanbul", "ISTANBUL", "ıstanbul"},
		{"aegir", "Ægir", "ÆGIR"},
		{"finale", "ﬁnale"},
		{"αι", "ᾳ", "ᾼ", "ΑΙ"}, // Unicode folds the iota subscript to an iota
		{"елка", "ёлка", "ЁЛКА", "е\u0308лка"},
		{"שלום", "שָׁלוֹם"},
		{"が", "か\u3099"},
		{"각", "\u1100\u1161\u11A8"},
		{"❤", "❤\uFE0F"},
	} {
		for _, w := range words {
			if got := Fold(w); got != words[0] {
				t.Errorf("Fold(%+q) = %+q, want %+q", w, got, words[0])
			}
		}
	}
}

// Other letters stay other letters.
func TestFoldDistinct(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{{"か", "が"}, {"कि", "कु"}, {"가", "각"}, {"a", "b"}, {"", "\u0301"}, {"", "\u200B"}, {"1", "I"}} {
		if Fold(pair[0]) == Fold(pair[1]) {
			t.Errorf("%+q and %+q fold to the same %+q", pair[0], pair[1], Fold(pair[0]))
		}
	}
}

// Every character folds to the same as its case foldings and normal forms.
func TestFoldEveryRune(t *testing.T) {
	t.Parallel()
	full := cases.Fold()
	step := rune(1)
	if testing.Short() {
		step = 7
	}
	for r := rune(0); r <= utf8.MaxRune; r += step {
		if !unicode.IsGraphic(r) {
			continue
		}
		s := "x" + string(r) + "x"
		want := Fold(s)
		for _, form := range []string{
			want, full.String(s), strings.ToUpper(s), strings.ToLower(s),
			norm.NFC.String(s), norm.NFD.String(s), norm.NFKC.String(s), norm.NFKD.String(s),
		} {
			if got := Fold(form); got != want {
				t.Fatalf("U+%04X: Fold(%+q) = %+q, Fold(%+q) = %+q", r, s, want, form, got)
			}
		}
	}
}

func TestFoldAllocations(t *testing.T) {
	for s, want := range map[string]float64{"": 0, "wind kiln": 0, "Wind Kiln": 1} {
		if got := testing.AllocsPerRun(10, func() { Fold(s) }); got > want {
			t.Errorf("Fold(%q) allocates %v times, want %v", s, got, want)
		}
	}
}

func BenchmarkFold(b *testing.B) {
	for _, s := range []string{"saltcured helm of the last watch", "Saltcured Helm of the Last Watch", "Épée du Dernier Guet"} {
		b.Run(s, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Fold(s)
			}
		})
	}
}
