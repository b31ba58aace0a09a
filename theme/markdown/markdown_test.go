package markdown

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/theme"
)

const doc = `# Flame Sword

### Lore

*Forged* in **fire**, ~~not~~ ` + "`in ice`" + `. See [the wiki](https://example.com/sword) &amp; more.

- one
  - two
1. first

> quoted

| stat | value |
| --- | --- |
| attack | 12 |

` + "```json\n{\"a\": [1, true, \"x\"]}\n```" + `

---

![icon](https://example.com/i.png) <b>html</b>
`

func rendered(t *testing.T, th theme.Theme, src string, width int) string {
	t.Helper()
	lines, err := Render(t.Context(), src, width, th)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

func TestStyle(t *testing.T) {
	t.Parallel()
	for _, th := range []theme.Theme{theme.Dark(), theme.Light(), theme.Plain()} {
		out := rendered(t, th, doc, 60)
		plain := ansi.Strip(out)
		for _, want := range []string{"Flame Sword", "› Lore", "in ice", "https://example.com/sword", "& more", "• one", "1. first", "▎quoted", "attack", "true", "image: icon", "https://example.com/i.png"} {
			if !strings.Contains(plain, want) {
				t.Errorf("%+v: %q is missing in\n%s", th.Kind, want, plain)
			}
		}
		if colored := strings.Contains(out, "38;"); colored != th.Kind.Colored() {
			t.Errorf("%+v: colored is %v", th.Kind, colored)
		}
		if regexp.MustCompile(`\x1b\[(3|4|9|10)[0-7]m`).MatchString(out) {
			t.Errorf("%+v: a colour that is not the theme's: %q", th.Kind, out)
		}
	}
}

// Two themes can be in use in one process.
func TestCodeFollowsTheTheme(t *testing.T) {
	t.Parallel()
	code := "```json\n{\"a\": 1}\n```"
	dark, light := rendered(t, theme.Dark(), code, 40), rendered(t, theme.Light(), code, 40)
	for _, tt := range []struct {
		out  string
		want lipgloss.Style
	}{{dark, theme.Dark().JSON.Key}, {light, theme.Light().JSON.Key}} {
		r, g, b, _ := tt.want.GetForeground().RGBA()
		want := fmt.Sprintf("38;2;%d;%d;%d", r>>8, g>>8, b>>8) // chroma writes true colour
		if !strings.Contains(tt.out, want) {
			t.Errorf("%q lacks %s", tt.out, want)
		}
	}
}

func TestHostileMarkdown(t *testing.T) {
	t.Parallel()
	for _, src := range []string{
		"&#27;[2J", "&amp;#27;[2J", "`&#27;`", "```\n\x1b]52;c;x\a\n```", "[a](http://e.com/&#27;]0;x&#7;)", "![\x1b[31m](x\u202E)",
		"<b>\x1b[2J</b>", "# \u009b31m", "| \x1b |\n| --- |\n| &#x9b; |", "[x](javascript:alert(1))", "<http://e.com/\u202Egpj>",
	} {
		out := regexp.MustCompile(`\x1b\[[0-9;:]*m|\x1b\]8;[^;]*;((https?|mailto):[!-~]+)?\x1b\\`).ReplaceAllString(rendered(t, theme.Dark(), src, 40), "")
		for _, r := range out {
			if r < 0x20 && r != '\n' || r >= 0x7f && r < 0xa0 || r == 0x202E {
				t.Errorf("%q: %U in %q", src, r, out)
			}
		}
	}
}

// A quote has its bar on every line, whatever the width breaks.
func TestQuoteWraps(t *testing.T) {
	t.Parallel()
	for width := 20; width < 60; width++ {
		got := rendered(t, theme.Plain(), "> Plates cut from ironbark grow back, slowly, if they are watered.", width)
		for line := range strings.Lines(strings.Trim(got, "\n")) {
			if line = strings.TrimRight(ansi.Strip(line), "\n "); !strings.HasPrefix(line, "▎") || ansi.StringWidth(line) > width {
				t.Errorf("at %d cells: %q in %q", width, line, got)
			}
		}
	}
}
