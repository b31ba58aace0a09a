package detail

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lootlens/models"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
)

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

// The words of a description are there at once; what the selection passes while one
// is rendered is not rendered.
func TestDescription(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Dark())
	w.Resize(60, 300)
	items := described(t, "**first** words", "*passed* words", "~~last~~ words")
	w.Update(msg.Selected{Item: items[0]})
	if s := ansi.Strip(w.View(60, 300, true)); !strings.Contains(s, "**first** words") {
		t.Fatalf("\n%s", s)
	}
	w.rendering = false
	cmd := w.render()
	for _, it := range items[1:] {
		w.Update(msg.Selected{Item: it})
		if w.render() != nil {
			t.Fatal("two are rendered at once")
		}
	}
	w.run(cmd)
	if s := ansi.Strip(w.View(60, 300, true)); !strings.Contains(s, "last words") || strings.Contains(s, "~~") {
		t.Errorf("\n%s", s)
	}
	for i, it := range items {
		a, ok := w.assets.Get(it.Asset())
		if got := ok && a.renderedFor(w.textWidth(), theme.Dark()); got != (i != 1) {
			t.Errorf("item %d rendered: %v", i, got)
		}
	}
	w.SetTheme(theme.Plain())
	if w.render() == nil {
		t.Error("another theme needs no rendering")
	}
}

// A description that would take long is shown as it was written, and says why; the
// next one is rendered.
func TestHostileDescription(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	w.Resize(60, 300)
	items := described(t, strings.Repeat("> ", 60)+"deep words", "`\uFE0F`\uFE0F`\uFE0Fjsonata\n\"\n```", "**next** words")
	for i, want := range []string{"deep words", `"`, "next words"} {
		w.give(msg.Selected{Item: items[i]})
		s := ansi.Strip(w.View(60, 300, true))
		if !strings.Contains(s, want) || strings.Contains(s, "**") || strings.Contains(s, "Shown as it was written: the markdown is nested") != (i == 0) {
			t.Errorf("item %d:\n%s", i, s)
		}
	}
}
