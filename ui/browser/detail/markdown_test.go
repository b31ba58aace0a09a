package detail

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/parts"
)

func checkRendered(t *testing.T, source string, width int, th theme.Theme) {
	t.Helper()
	lines, err := renderMarkdown(source, width, th)
	if (err != nil) != (tooMuch(text.Markdown(source)) != "") {
		t.Fatalf("%q: %v", source, err)
	}
	for _, l := range lines {
		if n := parts.Width(l); n > width {
			t.Fatalf("%q at %d: a line of %d cells: %q", source, width, n, l)
		}
		if strings.HasSuffix(ansi.Strip(l), " ") {
			t.Fatalf("%q at %d: blanks at the end of %q", source, width, l)
		}
		// The corners of boxes mean something to Check only.
		plain := strings.NewReplacer("╭", "+", "╮", "+", "╰", "+", "╯", "+").Replace(l)
		if err := parts.Check(parts.Fit(plain, width), width, 1); err != nil {
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

// described makes items of assets that differ in their description.
func described(t *testing.T, descriptions ...string) (out []*models.Item) {
	t.Helper()
	for i, d := range descriptions {
		quoted, _ := json.Marshal(d)
		body := fmt.Sprintf(`{"items":[{"instance_id":%d,"asset":{"id":%d,"name":"n","description":%s}}]}`, i+1, i+1, quoted)
		p, err := models.DecodePage([]byte(body), models.NewPool(), models.Origin{Fetched: noon})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, &p.Items[0])
	}
	return out
}

// A short description is on the screen as it is meant to be read in the frame that
// brings the item; of the assets that are passed by in a burst none is rendered.
func TestShortDescription(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	w.Resize(60, 300)
	items := described(t, "**bold** words", "*other* words", "~~last~~ words")
	for _, it := range items {
		if w.run(w.Update(msg.Selected{Item: it})); w.rendering {
			t.Fatal("a command renders it")
		}
	}
	if s := ansi.Strip(w.View(60, 300, true)); !strings.Contains(s, "last words") || strings.Contains(s, "~~") {
		t.Errorf("\n%s", s)
	}
	for i, it := range items {
		if a, ok := w.assets.get(it.Asset()); (ok && a.rendered.width > 0) != (i == 2) {
			t.Errorf("item %d: rendered is %v", i, ok && a.rendered.width > 0)
		}
	}
}

func TestShort(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]bool{
		"": true, "words": true, strings.Repeat("a", mostAtOnce): true, strings.Repeat("a", mostAtOnce+1): false,
		"```json\n{}\n```": true, "a\n```json\n{}\n```\nb\n\n```json\n[]\n```\n": true, "```json\n{": true,
		"```\n{}\n```": false, "```go\n```": false, "~~~json\n~~~": false, "```json x\n```": false, "````json\n````": false,
		"```json\n{}\n```\n```\nx\n```": false, "- ```json\n  ```": false, "```json\n```json\n```go\n": false,
	} {
		if got := short(source); got != want {
			t.Errorf("%q: %v", source, got)
		}
	}
}

// The words of a long one are there before the markdown is rendered, and after.
func TestLongDescription(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Dark())
	w.Resize(60, 300)
	long := strings.Repeat("word ", mostAtOnce/5)
	code := "```go\nfunc a() {}\n```"
	items := described(t, long+"**a**", long+"**b**", code)
	w.Update(msg.Selected{Item: items[0]})
	first := ansi.Strip(w.View(60, 300, true))
	if !strings.Contains(first, "**a**") || w.asset().rendered.width != 0 {
		t.Fatalf("\n%s", first)
	}
	// One at a time: what was passed by is not rendered.
	w.rendering = false
	cmd := w.render()
	for _, it := range items[1:] {
		w.Update(msg.Selected{Item: it})
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
