package keymap

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// sequences are what terminals send for the keys that have a name.
var sequences = map[string]string{
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
	"pgup": "\x1b[5~", "pgdown": "\x1b[6~", "delete": "\x1b[3~", "insert": "\x1b[2~", "enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z",
	"esc": "\x1b", "backspace": "\x7f", "space": " ", "f1": "\x1bOP", "f5": "\x1b[15~",
	"alt+left": "\x1b[1;3D", "alt+right": "\x1b[1;3C", "ctrl+left": "\x1b[1;5D", "ctrl+right": "\x1b[1;5C",
	"alt+backspace": "\x1b\x7f", "alt+delete": "\x1b[3;3~", "alt+b": "\x1bb", "alt+f": "\x1bf", "alt+d": "\x1bd",
}

// decode is the message that the framework makes of what a terminal sends.
func decode(t *testing.T, bytes string) tea.KeyPressMsg {
	t.Helper()
	var d uv.EventDecoder
	n, ev := d.Decode([]byte(bytes))
	k, ok := ev.(uv.KeyPressEvent)
	if !ok || n != len(bytes) {
		t.Fatalf("%q is read as %T", bytes, ev)
	}
	return tea.KeyPressMsg(k)
}

// press is the press of the key with this name.
func press(t *testing.T, name string) tea.KeyPressMsg {
	t.Helper()
	bytes, ok := sequences[name]
	if letter, found := strings.CutPrefix(name, "ctrl+"); !ok && found && len(letter) == 1 {
		bytes, ok = string(letter[0]&0x1f), true
	}
	if !ok && len([]rune(name)) == 1 {
		bytes, ok = name, true
	}
	if !ok {
		t.Fatalf("no terminal sends %q", name)
	}
	return decode(t, bytes)
}

func TestTable(t *testing.T) {
	t.Parallel()
	id := regexp.MustCompile(`^[a-z]+(\.[a-z]+)?$`)
	seen := map[Action]bool{}
	for _, r := range table {
		if !id.MatchString(string(r.action)) || r.in == 0 || r.desc == "" || r.title == "" || len(r.keys) == 0 || seen[r.action] {
			t.Errorf("%+v is incomplete, or there twice", r)
		}
		seen[r.action] = true
		for _, k := range r.keys {
			if got := press(t, k).String(); got != k {
				t.Errorf("%s: the key %q arrives as %q", r.action, k, got)
			}
			if err := checkKey(k); err != nil {
				t.Errorf("%s: %v", r.action, err)
			}
		}
	}
	if len(table) < 90 {
		t.Errorf("only %d actions", len(table))
	}
}

// Every key that help shows asks for its action, in every place.
func TestResolve(t *testing.T) {
	t.Parallel()
	m := Default()
	for _, p := range Places() {
		for _, r := range table {
			for _, k := range r.keys {
				want := r.action
				if r.in&p == 0 {
					continue
				}
				if p.Typing() && printable(k) {
					want = None
				}
				if got := m.Resolve(p, press(t, k)); got != want {
					t.Errorf("place %b: %q is %q, want %q", p, k, got, want)
				}
			}
		}
		for _, k := range []string{"esc", "ctrl+c", "ctrl+z", "f1", "ctrl+p"} {
			if m.Resolve(p, press(t, k)) == None {
				t.Errorf("place %b: %s does nothing", p, k)
			}
		}
	}
}

func TestTypedKeysAreText(t *testing.T) {
	t.Parallel()
	m := Default()
	for _, p := range Places() {
		if !p.Typing() {
			continue
		}
		for _, k := range strings.Split(" !\"#$%&'()*+,-./0123456789:;<=>?@ABCXYZ[\\]^_`abcxyz{|}~üйЙοא№", "") {
			if a := m.Resolve(p, press(t, k)); a != None {
				t.Errorf("place %b: %q is %s", p, k, a)
			}
		}
	}
}

// On other layouts a letter acts as the Latin one on its key, and a modifier with it too; a letter of a Latin layout
// acts as itself, wherever its key is.
func TestLayouts(t *testing.T) {
	t.Parallel()
	m := Default()
	for _, tt := range []struct {
		name, bytes string
		in          Place
		want        Action
	}{
		{"Cyrillic j", "о", InList, MoveDown},
		{"Cyrillic q", "й", InList, Back},
		{"Cyrillic J", "О", InDetail, DetailNextItem},
		{"Cyrillic :", "Ж", InList, Palette},
		{"Cyrillic [", "х", InList, Backward},
		{"Cyrillic #", "№", InList, ListJump},
		{"Ukrainian s", "і", InList, ListSort},
		{"Greek j", "ξ", InList, MoveDown},
		{"Greek G", "Γ", InList, MoveBottom},
		{"Hebrew j", "ח", InList, MoveDown},
		{"Cyrillic ctrl+c", "\x1b[1089;5u", InPicker, Quit},
		{"Cyrillic ctrl+c with caps lock", "\x1b[1089;69u", InPicker, Quit},
		{"Greek ctrl+p", "\x1b[960;5u", InPicker, Palette},
		{"Hebrew ctrl+c", "\x1b[1489;5u", InQuery, Quit},
		{"Cyrillic ctrl+z", "\x1b[1103;5u", InQuery, Suspend},
		{"Cyrillic ctrl+u", "\x1b[1075;5u", InPicker, EditClear},
		{"Cyrillic alt+b", "\x1b[1080;3u", InPicker, EditWordLeft},
		{"alternate key of ctrl+c", "\x1b[1089::99;5u", InPicker, Quit},
		{"alternate key of a layout without a table", "\x1b[4316::99;5u", InPicker, Quit},
		{"Dvorak ctrl+c is on the US i", "\x1b[99::105;5u", InPicker, Quit},
		{"German ctrl+z is on the US y", "\x1b[122::121;5u", InPicker, PickerUndo},
		{"an unbound Latin letter", "ö", InList, None},
		{"Cyrillic text", "о", InQuery, None},
	} {
		if got := m.Resolve(tt.in, decode(t, tt.bytes)); got != tt.want {
			t.Errorf("%s (%q) is %q, want %q", tt.name, tt.bytes, got, tt.want)
		}
	}
	for _, l := range layouts {
		if len([]rune(l.from)) != len([]rune(l.to)) {
			t.Errorf("%q and %q are not as long as each other", l.from, l.to)
		}
	}
}

func TestRebind(t *testing.T) {
	t.Parallel()
	m, err := Default().Rebind(map[string][]string{"list.sort": {"f5", "ctrl+s"}, "list.watch": nil, "move.down": {"t", "down"}})
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range map[string]Action{"s": None, "f5": ListSort, "ctrl+s": ListSort, "w": None, "t": MoveDown, "j": None, "down": MoveDown} {
		if got := m.Resolve(InList, press(t, k)); got != want {
			t.Errorf("%s is %q, want %q", k, got, want)
		}
	}
	if got := m.Key(ListSort); got != "f5" {
		t.Errorf("the footer shows %q", got)
	}
	if h := m.Binding(InList, ListSort, "").Help(); h.Key != "f5" || h.Desc != "sort" {
		t.Errorf("the footer's hint is %v", h)
	}
	if !slices.ContainsFunc(m.Commands(InList), func(e Entry) bool { return e.Action == ListWatch && e.Keys == "" }) {
		t.Error("the palette lacks an action without a key")
	}
	if got := Default().Resolve(InList, press(t, "s")); got != ListSort {
		t.Errorf("one map changed another: s is %q", got)
	}
	m, err = Default().Rebind(map[string][]string{"quit": {"ctrl+q"}})
	if err != nil || m.Resolve(InPicker, press(t, "ctrl+c")) != Quit || m.Resolve(InPicker, press(t, "ctrl+q")) != Quit {
		t.Errorf("ctrl+c does not quit: %v", err)
	}
	if _, err := Default().Rebind(nil); err != nil {
		t.Error(err)
	}
}

func TestRebindRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		id   string
		keys []string
		want []string
	}{
		{"list.srt", []string{"s"}, []string{`"list.srt"`, `"list.sort"`}},
		{"sort", []string{"s"}, []string{`"sort"`}},
		{"list.sort", []string{"ctlr+s"}, []string{"list.sort", `"ctlr+s"`, `"ctrl+s"`}},
		{"list.sort", []string{"pagedown"}, []string{`"pgdown"`}},
		{"list.sort", []string{"ctrl+S"}, []string{`"ctrl+s"`}},
		{"list.sort", []string{"shift+s"}, []string{`"S"`}},
		{"list.sort", []string{"ctrl+i"}, []string{`"tab"`}},
		{"list.sort", []string{""}, []string{"no key"}},
		{"list.sort", []string{"e"}, []string{`"e"`, "list.sort", "list.save"}},
		{"list.sort", []string{"ctrl+c"}, []string{`"ctrl+c"`, "list.sort", "quit"}},
		{"requests", []string{"Z"}, []string{"requests", "raw.unfoldall"}},
		{"edit.kill", []string{"ctrl+p"}, []string{"edit.kill", "palette"}},
		{"picker.pin", []string{"p"}, []string{"picker.pin", "text"}},
		{"back", nil, []string{"back"}},
		{"back", []string{"q"}, []string{"back", "esc"}},
	} {
		_, err := Default().Rebind(map[string][]string{tt.id: tt.keys})
		for _, want := range tt.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s = %q: %v, want %q in it", tt.id, tt.keys, err, want)
			}
		}
	}
}

func TestGroups(t *testing.T) {
	t.Parallel()
	m := Default()
	for _, tt := range []struct {
		in   Place
		has  []string // keys and title
		none []string
	}{
		{InList, []string{"y Copy…", "y m Copy a summary for a ticket", "esc/q Go back, stop or cancel", "↓/j Down"}, []string{"Fold all", "Complete"}},
		{InHolders, []string{"y i Copy the id"}, []string{"Copy the asset id", "Sort by the next column"}},
		{InRaw, []string{"z Fold all", "?/f1 Show all keys"}, []string{"Sort by the next column"}},
		{InRequests, []string{"f Follow the newest request"}, []string{"Sort by the next column"}},
		{InPicker, []string{"f1 Show all keys", "ctrl+p Run a command by name", "esc Go back, stop or cancel", " Show the request log"}, []string{"Down"}},
		{InPrompt, []string{"enter Accept"}, []string{"Complete"}},
	} {
		all := ""
		for _, g := range m.Groups(tt.in) {
			for _, e := range g.Entries {
				all += "\n" + e.Keys + " " + e.Title + "\n"
			}
		}
		for _, want := range tt.has {
			if !strings.Contains(all, "\n"+want+"\n") {
				t.Errorf("place %b lacks %q:%s", tt.in, want, all)
			}
		}
		for _, not := range tt.none {
			if strings.Contains(all, " "+not+"\n") {
				t.Errorf("place %b has %q", tt.in, not)
			}
		}
	}
	for _, e := range m.Commands(InList) {
		if strings.HasPrefix(string(e.Action), "move.") {
			t.Errorf("%s is a command", e.Action)
		}
	}
}
