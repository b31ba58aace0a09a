package raw

import (
	"fmt"
	"os"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/panetest"
	"lootlens/ui/parts"
)

// run gives the model a message, and then what its commands answer. It returns
// what was meant for the root.
func run(m *Model, message tea.Msg) []tea.Msg {
	r := panetest.Rig{Update: panetest.Updater(m), Goes: func(answer tea.Msg) bool {
		switch answer.(type) {
		case indexedMsg, foundMsg:
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
			if err := parts.Check(v, 100, 24); err != nil {
				t.Error(err)
			}
			golden.RequireEqual(t, []byte(v))
		})
	}
}

func TestEverySize(t *testing.T) {
	t.Parallel()
	docs := []string{seed(t), "", "<html>\n\x1b[2J日本語\t" + strings.Repeat("x", 5000), `{"日本語":"` + strings.Repeat("語", 300) + `","\u202e":[[[[{}]]]]}`}
	for i, raw := range docs {
		m := open(t, theme.Dark(), raw, 80, 24)
		for w := 0; w <= 200; w += 1 + w/8 {
			for h := 0; h <= 60; h += 1 + h/5 {
				m.Resize(w, h)
				keys(m, "G", "right")
				if err := parts.Check(m.View(w, h, true), w, h); err != nil {
					t.Fatalf("text %d at %dx%d: %v", i, w, h, err)
				}
				keys(m, "g")
				if err := parts.Check(m.View(w, h, false), w, h); err != nil {
					t.Fatalf("text %d at %dx%d: %v", i, w, h, err)
				}
			}
		}
	}
}

func TestSearchKeys(t *testing.T) {
	t.Parallel()
	m := open(t, theme.Plain(), `{"a":{"x":1,"deep":{"needle":1}},"b":"needle needle"}`, 80, 20)
	keys(m, "z")
	if m.folds.count(m.doc) != 4 {
		t.Fatalf("%d lines after folding all", m.folds.count(m.doc))
	}
	keys(m, "/", "n", "e", "e", "d", "q")
	if !m.typing || !strings.Contains(m.View(80, 20, true), "no match") {
		t.Errorf("a key typed into the field is not text:\n%s", m.View(80, 20, true))
	}
	run(m, tea.KeyPressMsg{Code: tea.KeyBackspace})
	keys(m, "l", "e", "enter")
	if m.typing || m.cur != 4 {
		t.Errorf("the first match is on line 4, hidden; the cursor is on %d", m.cur)
	}
	if v := ansi.Strip(m.View(80, 20, true)); !strings.Contains(v, "1 of 3 matches") || !strings.Contains(v, `"needle": 1`) {
		t.Errorf("\n%s", v)
	}
	keys(m, "n", "n")
	if v := m.View(80, 20, true); !strings.Contains(v, "3 of 3 matches") {
		t.Errorf("\n%s", v)
	}
	keys(m, "n", "N", "g", "N")
	if m.search.at != 2 {
		t.Errorf("before the first comes the last match, not %d", m.search.at)
	}
	keys(m, "/", "esc")
	if m.typing || m.search.query != "" {
		t.Error("esc does not give the search up")
	}
}

func TestMatchFarToTheRight(t *testing.T) {
	t.Parallel()
	m := open(t, theme.Plain(), `{"a":"`+strings.Repeat("語", 2000)+`needle"}`, 60, 10)
	keys(m, "/", "n", "e", "e", "enter")
	if v := m.View(60, 10, true); !strings.Contains(ansi.Strip(v), "needle") {
		t.Errorf("\n%s", v)
	}
	keys(m, "left")
	if m.left == 0 {
		t.Error("one step to the left is all the way")
	}
}

// A key to the right stops where every line on the screen has ended.
func TestRightEnds(t *testing.T) {
	t.Parallel()
	m := open(t, theme.Plain(), `{"a":"`+strings.Repeat("x", 100)+`"}`, 60, 10)
	for range 50 {
		keys(m, "right")
	}
	if v := m.View(60, 10, true); !strings.Contains(v, `x"`) {
		t.Errorf("scrolled to nothing:\n%s", v)
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
	if v := ansi.Strip(m.View(60, 20, true)); !strings.Contains(v, `"y": […] 2 lines`) || m.cur != 3 {
		t.Errorf("cursor on %d\n%s", m.cur, v)
	}
	keys(m, "left")
	if m.cur != 1 {
		t.Errorf("left of a folded line is its parent, not %d", m.cur)
	}
	keys(m, "Z")
	if m.folds.count(m.doc) != m.doc.lines() {
		t.Error("something is still folded")
	}
}

func TestCopyAndBack(t *testing.T) {
	t.Parallel()
	raw := "{\"a\" : 1e400,\n\"a\":\"\\u001b\"}"
	m := open(t, theme.Plain(), raw, 60, 20)
	sent := keys(m, "y", "esc")
	if len(sent) != 2 || sent[0] != (msg.Copy{What: "JSON", Text: raw}) || sent[1] != (msg.Back{}) {
		t.Errorf("%#v", sent)
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
	if m.doc.lines() != 3 || !strings.Contains(m.View(60, 20, true), "second") {
		t.Errorf("the first text is on the screen:\n%s", m.View(60, 20, true))
	}
	keys(m, "/")
	old := panetest.Update(m, panetest.KeyPress("1"))
	run(m, panetest.KeyPress("x"))
	m.Update(old())
	if len(m.search.found) != 0 {
		t.Error("an older search is shown")
	}
	late := m.find("1")
	m.Open("third", []byte(`[2]`))
	m.Update(late())
	if len(m.search.found) != 0 || m.search.query != "" {
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
			if strings.ContainsAny(v, "╭╮╰╯") {
				v = strings.NewReplacer("╭", "+", "╮", "+", "╰", "+", "╯", "+").Replace(v)
			}
			if err := parts.Check(v, 80, 10); err != nil {
				t.Fatalf("from cell %d: %v", m.left, err)
			}
			keys(m, "right")
		}
	}
	m := open(t, theme.Plain(), `{"a":"\u001b[2J"}`, 80, 10)
	if v := m.View(80, 10, true); !strings.Contains(v, `\u001b[2J`) {
		t.Errorf("the escape is not shown as it came:\n%s", v)
	}
}

// The wheel moves the lines; the cursor stays on the screen.
func TestMouse(t *testing.T) {
	t.Parallel()
	m := open(t, theme.Plain(), seed(t), 80, 12)
	for range 2000 {
		run(m, tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	}
	if last := m.doc.lines() - 1; m.folds.line(m.top+m.rows()-1) != last || m.cur != m.top {
		t.Errorf("top %d, cursor %d, %d lines", m.top, m.cur, last+1)
	}
	run(m, tea.MouseClickMsg{Button: tea.MouseLeft, X: 10, Y: 3})
	if m.cur != m.top+2 {
		t.Errorf("a click on the third line puts the cursor on %d", m.cur-m.top)
	}
}

// big is JSON of about size bytes.
func big(size int) []byte {
	var b strings.Builder
	b.WriteString(`{"items":[`)
	for i := 0; b.Len() < size; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"instance_id":%d,"asset":{"name":"Sword of item %d","price":%d,"storage":[{"key":"a","value":"b"}]},"rental":null}`, i, i, i*7)
	}
	b.WriteString(`]}`)
	return []byte(b.String())
}

func BenchmarkOpen32MiB(b *testing.B) {
	raw := big(32 << 20)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		newDoc(raw)
	}
}

func BenchmarkSearch32MiB(b *testing.B) {
	d := newDoc(big(32 << 20))
	b.SetBytes(int64(len(d.raw)))
	for b.Loop() {
		d.search(b.Context(), newNeedle("item 99999"))
	}
}

func BenchmarkFoldAll32MiB(b *testing.B) {
	d := newDoc(big(32 << 20))
	for b.Loop() {
		var f folds
		f.all(d)
		f.update(d)
	}
}

func BenchmarkKey(b *testing.B) {
	for _, size := range []int{4 << 10, 32 << 20} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			m := New(theme.Dark())
			if cmd := m.Open("", big(size)); cmd != nil {
				m.Update(cmd())
			}
			m.View(140, 40, true)
			b.ReportAllocs()
			for b.Loop() {
				panetest.Update(m, panetest.KeyPress("j"))
				m.View(140, 40, true)
			}
		})
	}
}
