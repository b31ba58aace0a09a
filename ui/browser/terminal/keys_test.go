package terminal

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
)

// typed is what comes at a time, after a pause.
type typed struct {
	pause time.Duration
	bytes string
}

// play feeds a splitter by a clock of its own, and lets all that is incomplete expire.
func play(s *splitter, all ...typed) (pieces []string, quit bool) {
	now := time.Unix(0, 0)
	pass := func(until time.Time) {
		for due, ok := s.wait(); ok && !due.After(until); due, ok = s.wait() {
			s.expire(due)
		}
		now = until
	}
	for _, t := range all {
		pass(now.Add(t.pause))
		s.feed([]byte(t.bytes), now)
	}
	pass(now.Add(time.Hour))
	for _, p := range s.pieces {
		pieces = append(pieces, string(p))
	}
	return pieces, s.quit
}

func TestSplit(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	paste := func(text string) []string { return []string{pasteStart, text, pasteEnd} }
	for name, tt := range map[string]struct {
		typed []typed
		want  []string
		quit  bool
	}{
		"text":                        {[]typed{{0, "ab"}, {0, "c"}}, []string{"ab", "c"}, false},
		"a letter in two parts":       {[]typed{{0, "a\xe2\x82"}, {500 * ms, "\xacb"}}, []string{"a", "€b"}, false},
		"a letter's second byte late": {[]typed{{0, "\xc3"}, {500 * ms, "\xa9"}}, []string{"é"}, false},
		"bytes that are no text":      {[]typed{{0, "a\x9b\xffb"}}, []string{"a", "b"}, false},
		"a C1 character":              {[]typed{{0, "a\u009b31mb"}}, []string{"a", "31mb"}, false},
		"an arrow":                    {[]typed{{0, "\x1b[B"}}, []string{"\x1b[B"}, false},
		"an arrow in two parts":       {[]typed{{0, "\x1b"}, {60 * ms, "[B"}}, []string{"\x1b[B"}, false},
		"an arrow in three parts":     {[]typed{{0, "\x1b"}, {120 * ms, "["}, {120 * ms, "B"}}, []string{"\x1b[B"}, false},
		"an arrow of SS3":             {[]typed{{0, "\x1bO"}, {300 * ms, "B"}}, []string{"\x1bOB"}, false},
		"two arrows":                  {[]typed{{0, "\x1b[A\x1b[B"}}, []string{"\x1b[A", "\x1b[B"}, false},
		"the escape key":              {[]typed{{0, "\x1b"}}, []string{escapeKey}, false},
		"the escape key twice":        {[]typed{{0, "\x1b"}, {10 * ms, "\x1b"}}, []string{escapeKey, escapeKey}, false},
		"escape, then a letter":       {[]typed{{0, "\x1b"}, {60 * ms, "j"}}, []string{escapeKey, "j"}, false},
		"escape, then a bracket":      {[]typed{{0, "\x1b"}, {60 * ms, "["}}, []string{escapeKey, "["}, false},
		"escape, then a late bracket": {[]typed{{0, "\x1b"}, {time.Second, "["}}, []string{escapeKey, "["}, false},
		"alt and a letter":            {[]typed{{0, "\x1bj"}}, []string{"\x1bj"}, false},
		"alt and a bracket":           {[]typed{{0, "\x1b["}}, []string{"\x1b["}, false},
		"a slow escape key where it is a sequence": {
			[]typed{{0, "\x1b[?1u"}, {0, "\x1b"}, {700 * ms, "[B"}}, []string{"\x1b[?1u", "\x1b[B"}, false,
		},
		"a mouse report in parts":  {[]typed{{0, "\x1b[<64;1"}, {900 * ms, "0;10M"}}, []string{"\x1b[<64;10;10M"}, false},
		"a mouse report's begin":   {[]typed{{0, "\x1b[<64;1"}, {5 * time.Second, "j"}}, []string{"j"}, false},
		"an old mouse report":      {[]typed{{0, "\x1b[M"}, {100 * ms, " !"}, {100 * ms, "!j"}}, []string{"\x1b[M !!", "j"}, false},
		"a colour in parts":        {[]typed{{0, "\x1b]11;rgb:ff"}, {200 * ms, "ff/ffff/ffff\x1b"}, {200 * ms, "\\j"}}, []string{"\x1b]11;rgb:ffff/ffff/ffff\x1b\\", "j"}, false},
		"a colour that never ends": {[]typed{{0, "\x1b]11;rgb:ff"}, {5 * time.Second, "j"}}, []string{"j"}, false},
		"a string that keys cut":   {[]typed{{0, "\x1b]0;x"}, {0, "\x1b[B"}, {0, "\x1bPq"}, {0, "\rj"}}, []string{"\x1b[B", "\rj"}, false},
		"keys on end in a string": {
			append([]typed{{0, "\x1b]"}}, slices.Repeat([]typed{{900 * ms, "j"}}, 6)...), []string{"j", "j", "j"}, false,
		},
		"a broken sequence":           {[]typed{{0, "\x1b[1;\rj"}}, []string{"\rj"}, false},
		"a key of rxvt":               {[]typed{{0, "\x1b[7$"}}, []string{"\x1b[7$"}, false},
		"a key of the Linux console":  {[]typed{{0, "\x1b[["}, {60 * ms, "A"}}, []string{"\x1b[[A"}, false},
		"a mode's state":              {[]typed{{0, "\x1b[?2026;2$y"}}, []string{"\x1b[?2026;2$y"}, false},
		"a paste":                     {[]typed{{0, "\x1b[200~q\r\x03\x1b[201~j"}}, append(paste("q\r\x03"), "j"), false},
		"a paste of nothing":          {[]typed{{0, "\x1b[200~\x1b[201~j"}}, []string{pasteStart, pasteEnd, "j"}, false},
		"the end of a paste in parts": {[]typed{{0, "\x1b[200~1250\x1b[20"}, {60 * ms, "1~j"}}, append(paste("1250"), "j"), false},
		"the end behind a string":     {[]typed{{0, "\x1b[200~a\x1b]0;x\x1b[201~"}}, paste("a]0;x"), false},
		"the end behind a C1 string":  {[]typed{{0, "\x1b[200~a\u009d0;x\x90\x1b[201~"}}, paste("a0;x"), false},
		"the end behind ESC":          {[]typed{{0, "\x1b[200~a\x1b\x1b[201~"}}, paste("a"), false},
		"no end":                      {[]typed{{0, "\x1b[200~a"}, {5 * time.Second, "j"}}, append(paste("a"), "j"), false},
		"half an end":                 {[]typed{{0, "\x1b[200~a\x1b[20"}, {1500 * ms, "1~"}, {0, "j"}}, append(paste("a"), "j"), false},
		"only half an end":            {[]typed{{0, "\x1b[200~a\x1b[20"}, {5 * time.Second, "j"}}, append(paste("a"), "j"), false},
		"an end alone":                {[]typed{{0, "\x1b[201~j"}}, []string{"j"}, false},
		"no end, then ctrl+c":         {[]typed{{0, "\x1b[200~a"}, {200 * ms, "b"}, {200 * ms, "\x03"}}, paste("ab"), true},
		"half an end, then ctrl+c":    {[]typed{{0, "\x1b[200~a\x1b[2"}, {200 * ms, "\x1b[99;5u"}}, paste("a"), true},
		"ctrl+c":                      {[]typed{{0, "\x03"}}, nil, true},
		"ctrl+c behind text":          {[]typed{{0, "abc\x03"}}, []string{"abc"}, true},
		"ctrl+c in a sequence":        {[]typed{{0, "\x1b[1;"}, {0, "\x03"}}, nil, true},
		"ctrl+c in a string":          {[]typed{{0, "\x1b]0;x"}, {0, "\x03"}}, nil, true},
		"escape, then ctrl+c":         {[]typed{{0, "\x1b\x03"}}, []string{escapeKey}, true},
		"ctrl+c as modifyOtherKeys":   {[]typed{{0, "\x1b[27;5;99~"}}, nil, true},
		"ctrl+c of Kitty":             {[]typed{{0, "\x1b[99;5u"}}, nil, true},
		"ctrl+c on a Russian layout":  {[]typed{{0, "\x1b[1089::99;5u"}}, nil, true},
		"ctrl+c with caps lock":       {[]typed{{0, "\x1b[99;69:1u"}}, nil, true},
		"ctrl+c let go":               {[]typed{{0, "\x1b[99;5:3u"}}, []string{"\x1b[99;5:3u"}, false},
		"ctrl+shift+c":                {[]typed{{0, "\x1b[99;6u"}}, []string{"\x1b[99;6u"}, false},
		"c":                           {[]typed{{0, "\x1b[99u"}}, []string{"\x1b[99u"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, quit := play(&splitter{}, tt.typed...)
			if !slices.Equal(got, tt.want) || quit != tt.quit {
				t.Errorf("%q, ctrl+c %v; want %q, %v", got, quit, tt.want, tt.quit)
			}
		})
	}
}

// A paste of any length ends, and what is kept of it is bounded.
func TestLongPaste(t *testing.T) {
	t.Parallel()
	for _, size := range []int{maxPaste - 3, maxPaste, 3 * maxPaste} {
		all := pasteStart + strings.Repeat("é\n", size/3) + pasteEnd + "j"
		var in []typed
		for rest := all; rest != ""; {
			n := min(len(rest), 4093)
			in = append(in, typed{0, rest[:n]})
			rest = rest[n:]
		}
		got, _ := play(&splitter{}, in...)
		text := strings.Join(got[1:max(1, len(got)-2)], "")
		if !slices.Equal(got[len(got)-2:], []string{pasteEnd, "j"}) {
			t.Errorf("%d bytes: it ends with %q", size, got[len(got)-2:])
		}
		if len(text) > maxPaste || len(text) < min(size, maxPaste)-3 || !strings.HasPrefix(all, pasteStart+text) {
			t.Errorf("of %d bytes %d were kept", size, len(text))
		}
	}
}

// The decoder of Bubble Tea takes every piece for what it is: after a paste, whatever
// it holds, keys are keys.
func TestPasteDecodes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"a\x1b]0;x", "\x1b", "\x1b[", "\x1bP", "\x9d", "a\x1b[200~b", "\xff", "", "\x1bO", "line\nline\r"} {
		got, _ := play(&splitter{}, typed{0, pasteStart + text + pasteEnd + "j"})
		var d uv.EventDecoder
		var events []uv.Event
		for b := []byte(strings.Join(got, "")); len(b) > 0; {
			n, e := d.Decode(b)
			events = append(events, e)
			b = b[n:]
		}
		if _, ok := events[len(events)-2].(uv.PasteEndEvent); !ok {
			t.Errorf("%q: before the last key comes %T", text, events[len(events)-2])
		}
		if k, ok := events[len(events)-1].(uv.KeyPressEvent); !ok || k.Text != "j" {
			t.Errorf("%q: the last event is %v", text, events[len(events)-1])
		}
	}
}

// Whatever comes, in whatever parts: nothing is left waiting, ctrl+c ends the program,
// and no piece holds half a sequence or what the decoder reads as the begin of one.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"abc", "\x1b[B", "\x1b", "\x1b[200~a\x1b]0;x\x1b[201~", "\x1b]11;rgb:ffff/ffff/ffff\x1b\\", "\x1b[<64;10;10M", "\x1bOP", "\u009b\xff€"} {
		f.Add(s, 3, 60)
	}
	f.Fuzz(func(t *testing.T, all string, size, pause int) {
		size, pause = max(1, size&0xff), pause&0xfff
		var in []typed
		for rest := all; rest != ""; {
			n := min(len(rest), size)
			in = append(in, typed{time.Duration(pause) * time.Millisecond, rest[:n]})
			rest = rest[n:]
		}
		s := &splitter{}
		_, _ = play(s, in...)
		if _, ok := s.wait(); ok {
			t.Fatalf("%q is left", s.part)
		}
		depth := 0
		for _, p := range s.pieces {
			switch string(p) {
			case pasteStart:
				depth++
				continue
			case pasteEnd:
				depth--
				continue
			}
			if depth < 0 || depth > 1 {
				t.Fatalf("pastes in each other: %q", s.pieces)
			}
			i := bytes.IndexByte(p, esc)
			if i > 0 || i == 0 && depth > 0 {
				t.Fatalf("%q holds ESC", p)
			}
			if i < 0 && !utf8.Valid(p) {
				t.Fatalf("%q is no text", p)
			}
			if n, kind := split(p); i == 0 && len(p) > 2 && (n != len(p) || kind != whole) {
				t.Fatalf("%q is no whole sequence", p)
			}
		}
		now := time.Unix(1<<20, 0)
		s.quit = false
		s.feed([]byte{0x03}, now)
		if !s.quit {
			t.Fatal("ctrl+c is lost")
		}
	})
}
