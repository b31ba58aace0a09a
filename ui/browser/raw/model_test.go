package raw

import (
	"os"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"lootlens/keymap"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/remote"
	"lootlens/ui/internal/geometry"
	"lootlens/ui/internal/panetest"
	"lootlens/ui/parts"
)

// run gives the model a message, and then what its commands answer. It returns
// what was meant for the root.
func run(m *Model, message tea.Msg) []tea.Msg {
	r := panetest.Rig{Update: panetest.Updater(m), Goes: func(answer tea.Msg) bool {
		switch answer.(type) {
		case remote.Answer[*document], remote.Answer[found]:
			return false
		}
		return true
	}}
	r.Send(message)
	return r.Up
}

func open(t testing.TB, th theme.Theme, raw string, w, h int) *Model {
	t.Helper()
	m := New(th)
	m.Resize(w, h)
	if cmd := m.Open("item 1001", []byte(raw)); cmd != nil {
		m.Update(cmd())
	}
	return m
}

func keys(m *Model, names ...string) (sent []tea.Msg) {
	for _, n := range names {
		sent = append(sent, run(m, panetest.KeyPress(n))...)
	}
	return sent
}

func seed(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/item.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestGoldens(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		th   theme.Theme
		keys []string
	}{
		{"plain", theme.Plain(), nil},
		{"dark", theme.Dark(), nil},
		{"search", theme.Plain(), []string{"/", "r", "a", "r", "enter", "n"}},
		{"folded", theme.Plain(), []string{"z", "pgdown"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := open(t, tt.th, seed(t), 100, 24)
			keys(m, tt.keys...)
			v := m.View(100, 24, true)
			if err := geometry.Check(v, 100, 24); err != nil {
				t.Error(err)
			}
			golden.RequireEqual(t, []byte(v))
		})
	}
}

func TestEverySize(t *testing.T) {
	t.Parallel()
	docs := []string{seed(t), "", "<html>\n\x1b[2J日本語\t" + strings.Repeat("x", 5000), `{"日本語":"` + strings.Repeat("語", 300) + `","\u202e":[[[[{}]]]]}`}
	for _, raw := range docs {
		m := open(t, theme.Dark(), raw, 80, 24)
		panetest.Sweep(t, func(w, h int, focused bool) string {
			m.Resize(w, h)
			if w%3 == 0 {
				keys(m, "g")
			} else {
				keys(m, "G", "right")
			}
			return m.View(w, h, focused)
		})
	}
}

func TestSearchKeys(t *testing.T) {
	t.Parallel()
	m := open(t, theme.Plain(), `{"a":{"x":1,"deep":{"needle":1}},"b":"needle needle"}`, 80, 20)
	keys(m, "z")
	if rows := len(m.list.Rows()); rows != 4 {
		t.Fatalf("%d rows after folding all", rows)
	}
	keys(m, "/", "n", "e", "e", "d", "q")
	if m.Place() != keymap.InPrompt || !strings.Contains(m.View(80, 20, true), "no match") {
		t.Errorf("a key typed into the field is not text:\n%s", m.View(80, 20, true))
	}
	keys(m, "backspace", "l", "e", "enter")
	if m.Place() != keymap.InRaw || m.cursor().line != 4 {
		t.Errorf("the first match is on line 4, hidden; the cursor is on %d", m.cursor().line)
	}
	if v := ansi.Strip(m.View(80, 20, true)); !strings.Contains(v, "1 of 3 matches") || !strings.Contains(v, `"needle": 1`) {
		t.Errorf("\n%s", v)
	}
	keys(m, "n", "n")
	if v := m.View(80, 20, true); !strings.Contains(v, "3 of 3 matches") {
		t.Errorf("\n%s", v)
	}
	keys(m, "n", "N", "g", "N")
	if m.match != 2 {
		t.Errorf("before the first comes the last match, not %d", m.match)
	}
	keys(m, "/", "x", "esc")
	if m.Place() != keymap.InRaw || m.query != "" || m.cursor().line != 7 {
		t.Errorf("esc does not end the search where it began, but on line %d", m.cursor().line)
	}
}

// The letters that are keys of the view are text while a search is typed.
func TestEveryLetterIsTyped(t *testing.T) {
	t.Parallel()
	m := open(t, theme.Plain(), `{"a":{"x":1}}`, 80, 20)
	keys(m, "/")
	typed := "nNzZiapyjkhlgGq?:[]LE -_/."
	for _, r := range typed {
		if sent := keys(m, string(r)); len(sent) > 0 {
			t.Errorf("%q sends %v", r, sent)
		}
	}
	if m.field.Value() != typed || len(m.list.Rows()) != 5 {
		t.Errorf("the field holds %q, %d rows", m.field.Value(), len(m.list.Rows()))
	}
}

// Every byte of a long line can be read: it goes on in the next rows.
func TestLongLinesAreWrapped(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("abcdefghij", 500)
	for name, raw := range map[string]string{
		"value": `{"a":"` + long + `"}`, "name": `{"` + long + `":1}`, "wide": `["` + strings.Repeat("語", 1000) + `"]`,
		"escapes": `["` + strings.Repeat(`\u001b`, 300) + `",2]`, "invisible": `["` + strings.Repeat("\u202e", 300) + `"]`, "text": "<b>" + long,
	} {
		for _, w := range []int{20, 60, 140} {
			m := open(t, theme.Plain(), raw, w, 10)
			d, read := m.doc(), 0
			var shown strings.Builder
			for _, r := range m.list.Rows() {
				if int(r.from) != 0 && int(r.from) != read {
					t.Fatalf("%s at %d: a row begins at byte %d, want %d", name, w, r.from, read)
				}
				read = d.line(int(r.line)).rowEnd(int(r.from), m.room(r))
				s := ansi.Strip(m.draw(r, false, w-2))
				shown.WriteString(ansi.Cut(s, m.gutter+m.margin(r), 1000))
				if n := parts.Width(s); n > w-2 && m.room(r) > 8 {
					t.Fatalf("%s at %d: a row has %d cells", name, w, n)
				}
			}
			if want := text.Of(strings.ReplaceAll(string(joined(d)), "\n", "")).Block(); shown.String() != want {
				t.Errorf("%s at %d: %.300q\nwant %.300q", name, w, shown.String(), want)
			}
		}
	}
}

func TestMatchFarInALongLine(t *testing.T) {
	t.Parallel()
	m := open(t, theme.Plain(), `{"a":"`+strings.Repeat("語", 2000)+`needle"}`, 60, 10)
	keys(m, "/", "n", "e", "e", "enter")
	if v := ansi.Strip(m.View(60, 10, true)); !strings.Contains(v, "needle") {
		t.Errorf("\n%s", v)
	}
	before := m.cursor()
	m.Resize(100, 10)
	if after := m.cursor(); after.line != before.line || after.from > before.from {
		t.Errorf("resized, the cursor goes from %v to %v", before, after)
	}
}

func TestFolds(t *testing.T) {
	t.Parallel()
	m := open(t, theme.Plain(), `{"a":[1,{"b":2}],"c":{"d":[3]},"e":4}`, 80, 24)
	// 0 { 1 "a":[ 2 1 3 { 4 "b":2 5 } 6 ] 7 "c":{ 8 "d":[ 9 3 10 ] 11 } 12 "e":4 13 }
	shown := func() (lines []uint32) {
		for i, r := range m.list.Rows() {
			lines = append(lines, r.line)
			if m.rowOf(r) != i {
				t.Errorf("%v is row %d, want %d", r, m.rowOf(r), i)
			}
		}
		return lines
	}
	if got := shown(); len(got) != 14 {
		t.Fatalf("%v", got)
	}
	keys(m, "j", "j", "j", "j", "z")
	if got := shown(); !slices.Equal(got, []uint32{0, 1, 7, 12, 13}) || m.cursor().line != 1 {
		t.Errorf("all folded: %v, the cursor is on line %d", got, m.cursor().line)
	}
	m.reveal(4)
	if got := shown(); !slices.Equal(got, []uint32{0, 1, 2, 3, 4, 5, 6, 7, 12, 13}) {
		t.Errorf("line 4 revealed: %v", got)
	}
	keys(m, "Z")
	if got := shown(); len(got) != 14 {
		t.Errorf("nothing is folded, but something is hidden: %v", got)
	}
}

func TestFoldKeys(t *testing.T) {
	t.Parallel()
	m := open(t, theme.Plain(), `{"a":{"x":1,"y":[2,3]},"b":4}`, 60, 20)
	keys(m, "j", "enter")
	if v := ansi.Strip(m.View(60, 20, true)); !strings.Contains(v, `"a": {…} 5 lines`) || strings.Contains(v, `"x"`) {
		t.Errorf("\n%s", v)
	}
	keys(m, "right", "j", "j", "j", "enter") // inside of y
	if v := ansi.Strip(m.View(60, 20, true)); !strings.Contains(v, `"y": […] 2 lines`) || m.cursor().line != 3 {
		t.Errorf("cursor on %v\n%s", m.cursor(), v)
	}
	keys(m, "left")
	if m.cursor().line != 1 {
		t.Errorf("left of a folded line is its parent, not %v", m.cursor())
	}
	keys(m, "Z")
	if len(m.list.Rows()) != m.doc().lines() {
		t.Error("something is still folded")
	}
}

func TestLongValueIsFolded(t *testing.T) {
	t.Parallel()
	m := open(t, theme.Plain(), `{"a":"`+strings.Repeat("x", 300<<10)+`end","b":1}`, 60, 20)
	keys(m, "j", "j", "j", "enter")
	if v := ansi.Strip(m.View(60, 20, true)); len(m.list.Rows()) != 4 || !strings.Contains(v, "xx… 300 KiB") || !strings.Contains(v, `"b": 1`) {
		t.Errorf("%d rows\n%s", len(m.list.Rows()), v)
	}
	keys(m, "/", "e", "n", "d", "enter")
	if v := ansi.Strip(m.View(60, 20, true)); !strings.Contains(v, `xend"`) {
		t.Errorf("a match in a folded value is not shown\n%s", v)
	}
}

// What is copied is what came, but for what a terminal acts on.
func TestCopyAndBack(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"{\"a\" : 1e400,\n\"a\":\"\\u001b\"}": "{\"a\" : 1e400,\n\"a\":\"\\u001b\"}",
		"[\"\u009b201~\u202e\x7f é\"]":        `["\u009b201~\u202e\u007f é"]`,
		"<b>\x1b[201~\u202e\n\tx":             "<b>␛[201~⟨U+202E⟩\n\tx",
	} {
		m := open(t, theme.Plain(), raw, 60, 20)
		sent := keys(m, "y", "esc")
		if len(sent) != 2 || sent[0] != (msg.Copy{What: "JSON", Text: want}) || sent[1] != (msg.Back{}) {
			t.Errorf("%q sends %#v", raw, sent)
		}
	}
}

// Answers for what was open before, or for an older search, are dropped.
func TestStaleAnswers(t *testing.T) {
	t.Parallel()
	m := New(theme.Plain())
	m.Resize(60, 20)
	long := `["` + strings.Repeat("a", atOnce) + `"]`
	first := m.Open("first", []byte(long))
	second := m.Open("second", []byte(`[1]`+strings.Repeat(" ", atOnce)))
	m.Update(second())
	m.Update(first())
	if m.doc().lines() != 3 || !strings.Contains(m.View(60, 20, true), "second") {
		t.Errorf("the first text is on the screen:\n%s", m.View(60, 20, true))
	}
	keys(m, "/")
	old := panetest.Update(m, panetest.KeyPress("1"))
	run(m, panetest.KeyPress("x"))
	m.Update(old())
	if len(m.matches()) != 0 {
		t.Error("an older search is shown")
	}
	late := m.find("1")
	m.Open("third", []byte(`[2]`))
	m.Update(late())
	if len(m.matches()) != 0 || m.query != "" {
		t.Error("a search in another text is shown")
	}
}

func TestHostile(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	for r := range rune(0x3000) {
		if r != '"' && r != '\\' && r != '\n' {
			all.WriteRune(r)
		}
	}
	for _, raw := range []string{
		all.String(), `"` + strings.Map(func(r rune) rune {
			if r < 0x20 {
				return -1
			}
			return r
		}, all.String()) + `"`, "\x1b]52;c;eA==\a\x9b2J\xff", `{"\u001b[2J":"👩‍👩‍👧‍👧🏳️‍🌈é́́́"}`,
	} {
		m := open(t, theme.Dark(), raw, 80, 10)
		for range 60 {
			v := m.View(80, 10, true)
			v = strings.NewReplacer("╭", "+", "╮", "+", "╰", "+", "╯", "+").Replace(v)
			if err := geometry.Check(v, 80, 10); err != nil {
				t.Fatalf("at %v: %v", m.cursor(), err)
			}
			keys(m, "pgdown")
		}
	}
	m := open(t, theme.Plain(), `{"a":"\u001b[2J"}`, 80, 10)
	if v := m.View(80, 10, true); !strings.Contains(v, `\u001b[2J`) {
		t.Errorf("the escape is not shown as it came:\n%s", v)
	}
}

func TestMouse(t *testing.T) {
	t.Parallel()
	m := open(t, theme.Plain(), seed(t), 80, 12)
	for range 2000 {
		run(m, tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	}
	if top, end := m.list.Visible(); end != len(m.list.Rows()) || top != end-9 {
		t.Errorf("the wheel shows rows %d to %d of %d", top, end, len(m.list.Rows()))
	}
	run(m, tea.MouseClickMsg{Button: tea.MouseLeft, X: 10, Y: 3})
	if top, _ := m.list.Visible(); m.cursor() != m.list.Rows()[top+2] {
		t.Errorf("a click on the third row puts the cursor on %v", m.cursor())
	}
	run(m, keymap.MoveTop)
	rows := len(m.list.Rows())
	run(m, tea.MouseClickMsg{Button: tea.MouseLeft, X: 10, Y: 1})
	if n := len(m.list.Rows()); n >= rows {
		t.Errorf("a click on the selected row folds %d rows to %d", rows, n)
	}
}
