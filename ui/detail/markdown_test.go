package detail

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/frame"
	"lootlens/ui/msg"
)

func checkRendered(t *testing.T, source string, width int, th theme.Theme) {
	t.Helper()
	lines, err := renderMarkdown(source, width, th)
	if (err != nil) != (tooMuch(text.Markdown(source)) != "") {
		t.Fatalf("%q: %v", source, err)
	}
	for _, l := range lines {
		if n := frame.Width(l); n > width {
			t.Fatalf("%q at %d: a line of %d cells: %q", source, width, n, l)
		}
		if strings.HasSuffix(ansi.Strip(l), " ") {
			t.Fatalf("%q at %d: blanks at the end of %q", source, width, l)
		}
		// The corners of boxes mean something to Check only.
		plain := strings.NewReplacer("╭", "+", "╮", "+", "╰", "+", "╯", "+").Replace(l)
		if err := frame.Check(frame.Fit(plain, width), width, 1); err != nil {
			t.Fatalf("%q at %d: %v", source, width, err)
		}
	}
}

func TestRenderedFits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Dark())
	seen := map[string]bool{}
	for _, it := range w.items() {
		if it.Asset() == nil {
			continue
		}
		source := it.Asset().Details().Description.Raw()
		if seen[source] {
			continue
		}
		seen[source] = true
		// All widths that break something, but not all for each.
		checkRendered(t, source, []int{1, 2, 7, 30}[len(seen)%4], theme.Dark())
		checkRendered(t, source, 62, []theme.Theme{theme.Plain(), theme.Light()}[len(seen)%2])
	}
	if len(seen) < 50 {
		t.Errorf("only %d descriptions", len(seen))
	}
}

// The words are there before the markdown is rendered, and after.
func TestDescription(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Dark())
	h := player(demo.PlayerLarge)
	items := w.page(h, 10)
	w.Resize(60, 300)
	w.Update(msg.Selected{Holder: h, Item: items[0]})
	first := ansi.Strip(w.View(60, 300, true))
	if !strings.Contains(first, "Description") || w.asset().rendered.width != 0 {
		t.Fatalf("\n%s", first)
	}
	// One at a time: what was passed by is not rendered.
	w.rendering = false
	cmd := w.render()
	for _, it := range items[1:] {
		w.Update(msg.Selected{Holder: h, Item: it})
		if w.render() != nil {
			t.Fatal("two are rendered at once")
		}
	}
	w.run(cmd)
	for i, it := range items {
		a, ok := w.assets.get(it.Asset())
		done := ok && a.rendered.width == w.textWidth()
		if want := i == 0 || i == len(items)-1; done != want {
			t.Errorf("item %d rendered: %v, want %v", i, done, want)
		}
	}
	w.SetTheme(theme.Plain())
	if w.render() == nil {
		t.Error("another theme needs no rendering")
	}
}

// What the renderer would take minutes for is shown as it was written.
func TestTooMuch(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]bool{
		strings.Repeat("> ", 8) + "a":     false,
		strings.Repeat("> ", 9) + "a":     true,
		strings.Repeat("- ", 60) + "a":    true,
		strings.Repeat("> - ", 5) + "a":   true,
		strings.Repeat("- a\n", 100):      false,
		strings.Repeat("# a\n", 500):      false,
		strings.Repeat("# a\n", 501):      true,
		strings.Repeat("a", mostSource+1): true,
	} {
		if got := tooMuch(source) != ""; got != want {
			t.Errorf("%.40q: %v", source, got)
		}
	}
	w := newWorld(t, theme.Plain())
	body := `{"items":[{"instance_id":1,"asset":{"name":"n","description":"` + strings.Repeat("> ", 60) + `deep words"}}]}`
	p, err := models.DecodePage([]byte(body), models.NewPool(), models.Origin{Fetched: noon})
	if err != nil {
		t.Fatal(err)
	}
	w.give(msg.Selected{Item: &p.Items[0], Holder: models.Holder{Kind: models.UniversalHolder}})
	if s := ansi.Strip(w.View(64, 38, true)); !strings.Contains(s, "deep words") || !strings.Contains(s, "nests too deep") {
		t.Errorf("\n%s", s)
	}
}

func FuzzDescription(f *testing.F) {
	for _, s := range []string{"# a\n\n&#27;[2J `x`", "| a |\n|---|\n| 火 |", "```json\n{\x1b\n```", "[x](https://e.example/)", "- a\n  1. b\n> c", "<b>&#x9b;</b>", "a\tb\u202e"} {
		f.Add(s, 20)
	}
	f.Fuzz(func(t *testing.T, source string, width int) {
		checkRendered(t, source, 1+max(0, width)%120, theme.Dark())
	})
}
