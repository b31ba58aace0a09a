package text

import "testing"

func TestJSONHasNoLoneSurrogates(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`"\ud83d"`:             `"\ufffd"`,
		`"\uDE00 \uD83D x"`:    `"\ufffd \ufffd x"`,
		`"\ud83d\ude00"`:       `"\ud83d\ude00"`,
		`"\ud83d\ud83d\ude00"`: `"\ufffd\ud83d\ude00"`,
		`"\\ud83d"`:            `"\\ud83d"`,
		`"\\\ud83d"`:           `"\\\ufffd"`,
		`"\u0041\ud83d`:        `"\u0041\ufffd`,
		`"\ud83`:               `"\ud83`,
		`"\`:                   `"\`,
		`{"a":"\ud83d\n","b"}`: `{"a":"\ufffd\n","b"}`,
	} {
		src := []byte(in)
		if got := string(JSON(src)); got != want {
			t.Errorf("JSON(%s) = %s, want %s", in, got, want)
		}
		if string(src) != in {
			t.Errorf("JSON changed its input %s", in)
		}
	}
}
