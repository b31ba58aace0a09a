package detail

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"lootlens/api/demo"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/geometry"
	"lootlens/ui/internal/panetest"
	"lootlens/ui/parts"
)

// solid is a screen or text without blanks and borders, so that wrapped text is
// one again.
func solid(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("│┃─╭╮╰╯", r) {
			return -1
		}
		return r
	}, s)
}

var flags = []string{"active", "purchasable", "initially_purchasable", "detachable", "unique_instance", "featured", "popular", "context_locked"}

// keyed are the members whose own members have names of the game's.
var keyed = map[string]bool{"links": true, "external_identifiers": true, "default_loadouts": true}

// missing lists the values of an item's JSON that are not on the screen.
func missing(screen, name string, v any, keys bool) (out []string) {
	lacks := func(any ...string) {
		for _, s := range any {
			if strings.Contains(screen, solid(s)) {
				return
			}
		}
		out = append(out, fmt.Sprintf("%s: %q", name, any[0]))
	}
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			if keys && e != nil {
				lacks(text.Of(k).Line())
			}
			out = append(out, missing(screen, k, e, keys || keyed[k])...)
		}
	case []any:
		for _, e := range v {
			out = append(out, missing(screen, name, e, keys)...)
		}
	case bool:
		word := map[bool]string{true: "yes", false: "no"}[v]
		switch label := strings.ReplaceAll(name, "_", " "); {
		case slices.Contains(flags, name) && v:
			lacks(", "+label, "Flags "+label)
		case slices.Contains(flags, name):
			lacks("not " + label)
		case name == "can_equip":
			lacks(map[bool]string{true: "can equip", false: "cannot equip"}[v])
		case name == "is_rental" && !v:
			lacks("is_rental false", "Not a rental")
		default:
			lacks(fmt.Sprint(v), word)
		}
	case json.Number:
		lacks(v.String())
	case string:
		if v == "" {
			return nil
		}
		if at, err := time.Parse(time.RFC3339, v); err == nil {
			lacks(at.In(noon.Location()).Format("2006-01-02 15:04:05 MST"), v)
			return out
		}
		if name == "description" { // rendered: its words without its marks and entities
			for _, word := range strings.FieldsFunc(html.UnescapeString(strings.ReplaceAll(v, "```json", "")), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
				lacks(text.Of(word).Line(), text.Of(v).Block())
			}
			return out
		}
		quoted, _ := json.Marshal(v)
		lacks(text.Of(v).Block(), text.Of(v).Line(), text.Of(string(quoted)).Line())
	}
	return out
}

func TestNothingIsMissing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	seen := 0
	for _, it := range w.items() {
		w.Update(msg.Selected{Holder: player(1), Item: it})
		w.View(80, 10, true)
		screen := solid(ansi.Strip(w.View(80, w.lines()+2, true)))
		d := json.NewDecoder(bytes.NewReader(it.Raw()))
		d.UseNumber()
		var tree any
		if err := d.Decode(&tree); err != nil {
			if it.Valid() {
				t.Errorf("%s: %v", it.Raw(), err)
			}
			if !strings.Contains(screen, solid(text.Of(string(it.Raw())).Block())) {
				t.Errorf("%s is not on the screen", it.Raw())
			}
			continue
		}
		if m := missing(screen, "item", tree, false); len(m) > 0 {
			t.Errorf("item %s: missing %q\nin %s", it.Instance(), m, ansi.Strip(w.View(80, 150, true)))
			if seen++; seen > 5 {
				t.FailNow()
			}
		}
	}
}

func TestGoldens(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		th    theme.Theme
		press []string
	}{
		{"plain", theme.Plain(), nil},
		{"dark", theme.Dark(), nil},
		{"end", theme.Plain(), []string{"n", "n", "G"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, tt.th)
			h := player(demo.PlayerLarge)
			var it *models.Item
			for _, i := range w.page(h, 200) {
				if i.Rental(noon).State == models.RentalActive && len(i.Asset().Storage) > 0 && !i.Asset().Details().Description.Empty() {
					it = i
					break
				}
			}
			w.selectItem(h, it)
			w.give(msg.Selected{Holder: h, Item: it, Changes: []msg.Change{
				{Path: "rental.time_left", Old: text.Of("7200"), New: text.Of("3600")}, {Path: "variation_id", New: text.Of("12")},
			}})
			w.press(tt.press...)
			v := w.View(64, 38, true)
			if err := geometry.Check(v, 64, 38); err != nil {
				t.Error(err)
			}
			golden.RequireEqual(t, []byte(v))
		})
	}
}

func TestEverySize(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Dark())
	items := append(w.page(player(demo.PlayerHostile), 60), w.page(character(demo.PlayerHostile, demo.CharacterOdd), 200)...)
	items = append(items, w.page(player(demo.PlayerLarge), 20)...)
	for i, it := range items {
		for width := i % 29; width <= 200; width += 29 {
			h := (width*7 + i) % 61
			w.Resize(width, h)
			w.Update(msg.Selected{Holder: player(1), Item: it, Changes: []msg.Change{{Path: "a.b", Old: it.Name(), New: text.Of("火")}}})
			w.run(w.render())
			for _, y := range []int{0, 20, 1 << 30} {
				w.scrollTo(y)
				if err := geometry.Check(w.View(width, h, y == 0), width, h); err != nil {
					t.Fatalf("item %s at %dx%d from %d: %v", it.Instance(), width, h, y, err)
				}
				w.drawn.valid = false
			}
		}
	}
	w.Update(msg.Selected{})
	panetest.Sweep(t, w.View) // without an item
}

// Keys may come faster than drawings: the end is that of the item, not of the last drawing.
func TestEndBeforeADrawing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	w.Resize(64, 20)
	w.Update(msg.Selected{Holder: player(demo.PlayerLarge), Item: w.page(player(demo.PlayerLarge), 10)[3]})
	w.Update(keymap.MoveBottom)
	if want := w.lines() - w.rows(); w.top != want || want < 1 {
		t.Errorf("the top line is %d, want %d", w.top, want)
	}
}

func TestFaultIsAtTheTop(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	for _, it := range w.page(character(demo.PlayerHostile, demo.CharacterOdd), 200) {
		w.Update(msg.Selected{Holder: player(1), Item: it})
		lines := strings.Split(ansi.Strip(w.View(200, 40, true)), "\n")
		if want := "Not understood: " + it.Fault(); (it.Fault() != "") != strings.Contains(lines[1], want) {
			t.Errorf("%q: %q", it.Fault(), lines[1])
		}
	}
}

// A value longer than what is shown is cut with a mark, and costs no more.
func TestHugeValues(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	pairs := strings.Repeat(`{"key":"k","value":"v"},`, 5000)
	body := `{"items":[{"instance_id":1,"blob":"` + strings.Repeat("b", 1<<20) + `","asset":{"name":"n","storage":[` + pairs + `null]}}]}`
	p, err := models.DecodePage([]byte(body), models.NewPool(), models.Origin{Fetched: noon})
	if err != nil {
		t.Fatal(err)
	}
	w.Update(msg.Selected{Holder: player(1), Item: &p.Items[0]})
	if n := w.View(64, 38, true); n == "" || w.lines() > 2000 {
		t.Errorf("%d lines", w.lines())
	}
	screen := ansi.Strip(w.View(64, 2000, true))
	for _, want := range []string{"4,800 more are in the raw view", "b…"} {
		if !strings.Contains(screen, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

// An asset that takes long to decode is decoded in a command.
func TestLargeAsset(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	body := `{"items":[{"instance_id":1,"asset":{"id":7,"name":"n","filters":[` + strings.Repeat(`{"name":"f","value":"v"},`, decodeApart/20) + `null]}}]}`
	p, err := models.DecodePage([]byte(body), models.NewPool(), models.Origin{Fetched: noon})
	if err != nil {
		t.Fatal(err)
	}
	w.Update(msg.Selected{Item: &p.Items[0], Holder: models.Holder{Kind: models.UniversalHolder}})
	if v := ansi.Strip(w.View(64, 38, true)); !strings.Contains(v, "reading…") {
		t.Errorf("\n%s", v)
	}
	w.run(w.decodeApart())
	if v := ansi.Strip(w.View(64, 38, true)); !strings.Contains(v, "Filters") {
		t.Errorf("\n%s", v)
	}
}

func BenchmarkSelect(b *testing.B) {
	for _, theme := range []struct {
		name string
		th   theme.Theme
	}{{"dark", theme.Dark()}, {"plain", theme.Plain()}} {
		b.Run(theme.name, func(b *testing.B) {
			w := newWorld(b, theme.th)
			items := w.page(player(demo.PlayerLarge), 200)
			h := player(demo.PlayerLarge)
			bytes, n := 0, 0
			b.ReportAllocs()
			for b.Loop() {
				w.Update(msg.Selected{Holder: h, Item: items[n%len(items)]})
				bytes += len(w.View(64, 38, false))
				n++
			}
			b.ReportMetric(float64(bytes)/float64(n), "B/view")
		})
	}
}

// 500 keys that come at once are drawn once.
func BenchmarkBurstOf500(b *testing.B) {
	w := newWorld(b, theme.Dark())
	items := w.page(player(demo.PlayerLarge), 200)
	h := player(demo.PlayerLarge)
	for b.Loop() {
		for n := range 500 {
			w.Update(msg.Selected{Holder: h, Item: items[n%len(items)]})
		}
		w.View(64, 38, false)
	}
}

func BenchmarkScroll(b *testing.B) {
	w := newWorld(b, theme.Dark())
	w.Update(msg.Selected{Holder: player(demo.PlayerLarge), Item: w.page(player(demo.PlayerLarge), 10)[3]})
	w.View(64, 20, true)
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		w.scrollTo(n % 40)
		w.drawn.valid = false
		w.View(64, 20, true)
	}
}

func BenchmarkTick(b *testing.B) {
	w := newWorld(b, theme.Dark())
	w.Update(msg.Selected{Holder: player(demo.PlayerLarge), Item: w.page(player(demo.PlayerLarge), 10)[3]})
	b.ReportAllocs()
	for b.Loop() {
		w.Update(msg.Tick{Now: noon})
		w.View(64, 38, true)
	}
}

// A wide pane has two columns that hold all lines of a narrow one.
func TestColumns(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	for _, it := range w.items() {
		w.Update(msg.Selected{Holder: player(1), Item: it})
		w.View(100, 40, true)
		sum := 0
		for b := range blocks {
			sum += len(w.blocks[b])
			for i, l := range w.blocks[b] {
				if text := strings.TrimSpace(ansi.Strip(l.text)); !strings.Contains(ansi.Strip(w.line(w.starts[b]+i).text), text) {
					t.Fatalf("%q is not in line %d, %q", text, w.starts[b]+i, ansi.Strip(w.line(w.starts[b]+i).text))
				}
			}
		}
		if n := w.lines(); n > sum || n < sum/2 {
			t.Errorf("%d lines for %d", n, sum)
		}
		if err := geometry.Check(w.View(100, 40, true), 100, 40); err != nil {
			t.Error(err)
		}
	}
}

// A section is folded by its name, and by a click on its heading in either column.
func TestFold(t *testing.T) {
	t.Parallel()
	for _, width := range []int{60, 100} {
		w := newWorld(t, theme.Plain())
		h := player(demo.PlayerSmall)
		w.selectItem(h, w.page(h, 1)[0])
		w.Resize(width, 200)
		before := w.View(width, 200, true)
		names, _ := w.Sections()
		if len(names) < 4 {
			t.Fatalf("only %q", names)
		}
		for _, name := range names {
			w.Fold(name)
			s := ansi.Strip(w.View(width, 200, true))
			if !strings.Contains(s, name+" folded, ") {
				t.Errorf("%d cells: %s is not folded\n%s", width, name, s)
				continue
			}
			// A click on the heading unfolds it.
			for y, l := range strings.Split(s, "\n") {
				if at := strings.Index(l, name+" folded, "); at >= 0 {
					w.Update(tea.MouseClickMsg{X: parts.Width(l[:at]), Y: y, Button: tea.MouseLeft})
				}
			}
			if w.View(width, 200, true) != before {
				t.Errorf("%d cells: a click on %s does not unfold it", width, name)
			}
		}
	}
}
