package terminal

import (
	"bytes"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// How long the rest of something that came in part may take.
const (
	// escapeWait is how long a lone ESC may still become a sequence. It delays the
	// escape key on terminals that do not tell the two apart.
	escapeWait = 150 * time.Millisecond
	// distinctWait is escapeWait on a terminal that sends the escape key as a sequence.
	distinctWait = time.Second
	// partWait is the longest silence inside a paste, and behind the two bytes that may
	// also be a key with alt.
	partWait = time.Second
	// sequenceWait is the longest silence inside a sequence that is longer.
	sequenceWait = 2 * time.Second
	// sequenceLimit bounds a sequence from its first byte to its last.
	sequenceLimit = 3 * time.Second
	// chordWait separates a key pressed after the escape key from one pressed with alt,
	// which a terminal sends in one piece.
	chordWait = 30 * time.Millisecond
)

// Sizes in bytes.
const (
	maxSequence = 64 << 10
	maxPaste    = 1 << 20 // the rest of a longer paste is dropped
	maxText     = 1 << 10 // of one piece of text
)

const (
	esc        = 0x1b
	escapeKey  = "\x1b[27u" // needs no wait to be told from a sequence
	pasteStart = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
)

// splitter divides what a terminal sends into pieces that can be decoded on their
// own: text, a key, a whole sequence, a whole paste. Bubble Tea's decoder waits only
// 50 ms for the rest of a sequence and looks for the end of a paste inside what it
// takes for sequences, so that a slow link turns sequences into keys, and some pastes
// never end.
type splitter struct {
	part     []byte    // an incomplete sequence or character, or an unfinished paste
	pasting  bool      // part is a paste, without its start
	began    time.Time // when part began
	last     time.Time // when the last byte came
	spaced   bool      // part is ESC and one byte that came later than an alt chord's would
	distinct bool      // the terminal sends the escape key as a sequence
	pieces   [][]byte  // what is whole
	quit     bool      // ctrl+c was pressed
}

// feed takes what was read at a time.
func (s *splitter) feed(b []byte, now time.Time) {
	switch {
	case len(s.part) == 0 && !s.pasting:
		s.began = now
	case s.pasting && isInterrupt(string(b)):
		// Typed: a pasted one comes with other text. The end of this paste never came.
		s.endPaste()
	case !s.pasting && now.Sub(s.began) > sequenceLimit:
		s.part = nil
	case len(s.part) == 1 && s.part[0] == esc && now.Sub(s.last) > chordWait:
		s.spaced = true
		if len(b) > 0 && !introduces(b[0]) {
			s.escape()
		}
	}
	s.last = now
	rest := append(s.part, b...)
	s.part = nil
	for len(rest) > 0 || s.pasting {
		if s.pasting {
			text, after, ended := bytes.Cut(rest, []byte(pasteEnd))
			if !ended {
				if len(rest) > maxPaste { // the end may have come in part
					rest = append(rest[:maxPaste], rest[len(rest)-len(pasteEnd):]...)
				}
				s.part = rest
				return
			}
			s.paste(text)
			rest = after
			continue
		}
		n, kind := split(rest)
		if kind == partial {
			s.part = bytes.Clone(rest)
			return
		}
		if kind == whole {
			s.take(rest[:n])
		}
		rest = rest[n:]
		s.spaced = false
		s.began = now
	}
}

// take adds a whole piece.
func (s *splitter) take(piece []byte) {
	switch text := string(piece); {
	case text == pasteStart:
		s.pasting = true
	case text == pasteEnd: // of a paste that was ended before
	case text == "\x1b":
		s.escape()
	case isInterrupt(text):
		s.quit = true
	default:
		if flags, ok := strings.CutPrefix(text, "\x1b[?"); ok && strings.HasSuffix(flags, "u") {
			n, _ := strconv.Atoi(strings.TrimSuffix(flags, "u"))
			s.distinct = n&1 != 0
		}
		s.pieces = append(s.pieces, bytes.Clone(piece))
	}
}

func (s *splitter) escape() {
	s.pieces = append(s.pieces, []byte(escapeKey))
	s.part, s.spaced = nil, false
}

// paste adds a paste without what the decoder might take for a sequence.
func (s *splitter) paste(text []byte) {
	s.pasting, s.part = false, nil
	s.pieces = append(s.pieces, []byte(pasteStart))
	text = bytes.Map(func(r rune) rune {
		if r == esc || r == utf8.RuneError || r >= 0x80 && r < 0xa0 {
			return -1
		}
		return r
	}, text[:min(len(text), maxPaste)])
	for len(text) > 0 {
		n := min(len(text), maxText)
		for n < len(text) && !utf8.RuneStart(text[n]) {
			n--
		}
		s.pieces = append(s.pieces, text[:n:n])
		text = text[n:]
	}
	s.pieces = append(s.pieces, []byte(pasteEnd))
}

// endPaste ends a paste whose end has not come. A part of the end may have, and its
// rest may follow.
func (s *splitter) endPaste() {
	text := s.part
	n := len(pasteEnd) - 1
	for n > 0 && !bytes.HasSuffix(text, []byte(pasteEnd[:n])) {
		n--
	}
	end := bytes.Clone(text[len(text)-n:])
	s.paste(text[:len(text)-n])
	if n > 1 { // a single ESC is more likely a pasted one
		s.part = end
	}
}

// wait returns when expire is due; false where nothing is incomplete.
func (s *splitter) wait() (time.Time, bool) {
	switch {
	case s.pasting:
		return s.last.Add(partWait), true
	case len(s.part) == 0:
		return time.Time{}, false
	case len(s.part) == 2 || s.part[0] != esc:
		return s.last.Add(partWait), true
	case len(s.part) > 2:
		return s.last.Add(sequenceWait), true
	case s.distinct:
		return s.last.Add(distinctWait), true
	}
	return s.last.Add(escapeWait), true
}

// expire ends what has been incomplete for too long.
func (s *splitter) expire(now time.Time) {
	due, ok := s.wait()
	if !ok || now.Before(due) {
		return
	}
	switch {
	case s.pasting:
		s.began, s.last = now, now
		s.endPaste()
	case len(s.part) == 1 && s.part[0] == esc:
		s.escape()
	case len(s.part) == 2 && s.part[0] == esc:
		// Nothing followed: it was a key after the escape key, or with alt.
		key := s.part
		if s.spaced {
			s.escape()
			key = key[1:]
		}
		s.pieces = append(s.pieces, key)
		s.part, s.spaced = nil, false
	default:
		s.part = nil
	}
}

// kind is what split found.
type kind int8

const (
	whole kind = iota
	partial
	broken // to be dropped
)

// introduces reports whether ESC and b begin a sequence of more than two bytes.
func introduces(b byte) bool { return strings.IndexByte("[O]P_^X", b) >= 0 }

// split returns the length of the first piece of b, which must not be empty.
func split(b []byte) (int, kind) {
	if b[0] != esc {
		return splitText(b)
	}
	switch {
	case len(b) == 1:
		return 1, partial
	case b[1] == '[':
		return splitCSI(b)
	case b[1] == 'O': // SS3: a key of old terminals, with a digit for its modifiers at times
		for i := 2; i < len(b); i++ {
			switch {
			case b[i] >= '0' && b[i] <= '9' && i < 6:
			case b[i] >= 0x40 && b[i] < 0x7f:
				return i + 1, whole
			default:
				return i, broken
			}
		}
		return len(b), partial
	case introduces(b[1]):
		return splitString(b)
	case b[1] == esc, b[1] == 0x03: // the escape key, and then another
		return 1, whole
	case !utf8.FullRune(b[1:]):
		return len(b), partial
	}
	_, n := utf8.DecodeRune(b[1:])
	return 1 + n, whole
}

// splitText returns a run of text and keys that are one byte each.
func splitText(b []byte) (int, kind) {
	if b[0] == 0x03 {
		return 1, whole
	}
	n := 0
	for n < len(b) && n < maxText && b[n] != esc && b[n] != 0x03 {
		r, size := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && size == 1 || unicode.IsControl(r) && r >= 0x80 {
			switch {
			case n > 0:
				return n, whole
			case !utf8.FullRune(b):
				return len(b), partial
			}
			return size, broken
		}
		n += size
	}
	return n, whole
}

// splitCSI returns a control sequence: parameters, intermediate bytes and a final one.
func splitCSI(b []byte) (int, kind) {
	switch {
	case len(b) > 2 && b[2] == '[': // a function key of the Linux console
		return fixed(b, 4)
	case len(b) > 2 && b[2] == 'M': // a mouse report with three bytes behind
		return fixed(b, 6)
	}
	for i := 2; i < len(b) && i < maxText; i++ {
		switch c := b[i]; {
		case c == '$' && b[2] != '?': // the final byte of rxvt's shifted keys
			return i + 1, whole
		case c >= 0x20 && c < 0x40:
		case c >= 0x40 && c < 0x7f:
			return i + 1, whole
		default:
			return i, broken
		}
	}
	if len(b) >= maxText {
		return len(b), broken
	}
	return len(b), partial
}

func fixed(b []byte, n int) (int, kind) {
	if len(b) < n {
		return len(b), partial
	}
	return n, whole
}

// splitString returns a sequence that holds text up to BEL or ST, such as the answer
// to a query. A control character in it is a key: the end was lost.
func splitString(b []byte) (int, kind) {
	for i := 2; i < len(b); i++ {
		switch {
		case b[i] == '\a':
			return i + 1, whole
		case b[i] == esc && i+1 == len(b):
			return len(b), partial
		case b[i] == esc && b[i+1] == '\\':
			return i + 2, whole
		case b[i] < 0x20 || b[i] == 0x7f || i >= maxSequence:
			return i, broken
		}
	}
	return len(b), partial
}

// isInterrupt reports whether a piece is ctrl+c, in any of the forms that terminals
// send: the character, modifyOtherKeys, and the Kitty protocol with the letter of the
// key on a Latin layout in the third place.
func isInterrupt(piece string) bool {
	if piece == "\x03" {
		return true
	}
	body, ok := strings.CutPrefix(piece, "\x1b[")
	if !ok || len(body) == 0 {
		return false
	}
	fields := strings.Split(body[:len(body)-1], ";")
	switch body[len(body)-1] {
	case 'u':
		keys := strings.Split(fields[0], ":")
		return len(fields) >= 2 && (keys[0] == "99" || len(keys) == 3 && keys[2] == "99") && isCtrl(fields[1])
	case '~':
		return len(fields) == 3 && fields[0] == "27" && fields[2] == "99" && isCtrl(fields[1])
	}
	return false
}

// isCtrl reports whether a field of modifiers is a press with ctrl alone, whatever the
// locks.
func isCtrl(field string) bool {
	const ctrl, locks, release = 4, 64 | 128, "3"
	modifiers, event, _ := strings.Cut(field, ":")
	n, err := strconv.Atoi(modifiers)
	return err == nil && event != release && (n-1)&^locks == ctrl
}
