package markdown

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/charmbracelet/x/ansi"

	"lootlens/models/text"
	"lootlens/theme"
)

func fill(unit string, bytes int) string { return strings.Repeat(unit, max(1, bytes/len(unit))) }

// fences returns the code in blocks that become a fence of the language, at the
// latest when the source has been cleaned.
func fences(language, code string) []string {
	return []string{
		"```" + language + "\n" + code + "\n```",
		"~~~" + language + "\n" + code + "\n~~~",
		"   ```" + language + "\n" + code + "\n   ```",
		"`\uFE0F`\uFE0F`\uFE0F" + language + "\n" + code + "\n`\uFE0F``",
		"````" + language + " x\n" + code,
		"> ```" + language + "\n> " + code + "\n> ```",
		"- ```" + language + "\n  " + code + "\n  ```",
		"&#96;``" + language + "\n" + code + "\n```",
		"```&#" + language + "\n" + code,
	}
}

// Code of any language ends, and is drawn without a lexer, unless it is JSON.
func TestLanguages(t *testing.T) {
	t.Parallel()
	hostile := []string{`"`, "\"" + fill(`\\`, 200), fill("/*", 200), fill("(", 200), fill("a ", 200), fill("<", 200), "`" + fill("$", 200)}
	plain := rendered(t, theme.Dark(), "```\nif true { return 12 }\n```", 40)
	for i, language := range append(lexers.Names(true), "", "json", "JSONC", "nothing") {
		if testing.Short() && i%7 > 0 {
			continue
		}
		language, _, _ = strings.Cut(language, " ")
		all := fences(language, hostile[i%len(hostile)])
		if language != "jsonata" && language != "json" { // the others one form each
			all = all[i%len(all):][:1]
		}
		for _, src := range all {
			if _, err := Render(t.Context(), src, 40, theme.Dark()); err != nil {
				t.Errorf("%q: %v", src, err)
			}
		}
		if got := rendered(t, theme.Dark(), "```"+language+"\nif true { return 12 }\n```", 40); got != plain {
			t.Errorf("%s is highlighted: %q", language, got)
		}
	}
	for _, tt := range []struct {
		code string
		want bool
	}{{`{"a":1}`, true}, {`{"a":1`, false}, {`{"a":1,"a":2}`, true}, {`{"a":"\\\\"}`, true}, {`"` + fill(`\\`, 40), false}, {`// {}`, false}} {
		out := rendered(t, theme.Dark(), "```json\n"+tt.code+"\n```", 60)
		if got := strings.Count(out, "38;2;") > 1; got != tt.want {
			t.Errorf("%s highlighted: %v", tt.code, got)
		}
		if !strings.Contains(ansi.Strip(out), tt.code) {
			t.Errorf("%s became %s", tt.code, out)
		}
	}
}

// worst are units of which a source is made that takes long.
var worst = []string{
	"> ", "- ", "1. ", "* a\n", "- - ", "[", "![", "[a](", "[a](<b", "[a][b]", "**a", "*a_", "a*", "~~a", "`", "`` ` ", "<", "<b>", "</b>\n", "<!--",
	"<div>\n\n", "&amp;", "&amp;amp;", "&#38;", "|", "|a|\n", "www.a.b ", "a@b.c ", "http://", "# a\n", "a\n===\n", "> a\n\n", "- a\n\n", "1. a\n", "[a]: b\n",
	"a:\n: b\n", "    a\n\nb\n\n", "```\n", "~~~x\n~~~\n", "---\n", "[x](javascript:a)", "![a](b)", "[a](b 'c')", "[[[a]]](b)", "\n", "a\n\n", "火", "\"\\\\", "\uFE0F`",
}

func table(columns, bytes int) string {
	row := "|" + strings.Repeat("a|", columns) + "\n"
	return row + "|" + strings.Repeat("-|", columns) + "\n" + fill(row, bytes-2*len(row))
}

// Whatever the source is made of, it is rendered or refused, and a rendering after
// it is not held up.
func TestWorst(t *testing.T) {
	t.Parallel()
	for i, src := range append(worst, table(1, maxSource), table(30, maxSource), table(200, maxSource), table(4000, maxSource)) {
		if testing.Short() && i%3 > 0 {
			continue
		}
		if !strings.HasPrefix(src, "|a|") {
			src = fill(src, maxSource)
		}
		checkRendered(t, src, []int{1, 90}[i%2], theme.Dark())
		checkRendered(t, "*after*", 20, theme.Dark())
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		src  string
		want error
	}{
		{fill("> ", 16) + "a", nil}, {fill("> ", 18) + "a", errNested}, {fill("> ", 10_000) + "a", errNested},
		{fill("- ", 18) + "a", errNested}, {fill("> - ", 20) + "a", errNested},
		{fill("- a\n", 400), nil}, {fill("# a\n", 2000), nil}, {fill("# a\n", 4004), errBlocks}, {table(200, 9000), errBlocks},
		{strings.Repeat("a", maxSource), nil}, {strings.Repeat("a", maxSource+1), errSource},
	} {
		if _, err := Render(t.Context(), tt.src, 40, theme.Plain()); !errors.Is(err, tt.want) {
			t.Errorf("%.20q: %v, want %v", tt.src, err, tt.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Render(ctx, "a", 40, theme.Plain()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := render(ctx, "a", 40, theme.Plain()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled while it renders: %v", err)
	}
}

func checkRendered(t *testing.T, src string, width int, th theme.Theme) {
	t.Helper()
	lines, err := Render(t.Context(), src, width, th)
	if err != nil && !errors.Is(err, errSource) && !errors.Is(err, errNested) && !errors.Is(err, errBlocks) && !errors.Is(err, errTime) {
		t.Fatalf("%.40q: %v", src, err)
	}
	for _, l := range lines {
		plain := ansi.Strip(l)
		switch {
		case ansi.StringWidth(l) > width || ansi.StringWidthWc(l) > width:
			t.Fatalf("%.40q at %d: %q is wider", src, width, l)
		case strings.HasSuffix(plain, " "):
			t.Fatalf("%.40q at %d: blanks at the end of %q", src, width, l)
		case text.Of(plain).Line() != plain:
			t.Fatalf("%.40q at %d: %q is not safe", src, width, l)
		case text.Styled(l) != strings.ReplaceAll(l, "\a", "\x1b\\"):
			t.Fatalf("%.40q at %d: %q does not stand alone", src, width, l)
		}
	}
}

func FuzzRender(f *testing.F) {
	for _, s := range []string{"# a\n\n&#27;[2J `x`", "| a |\n|---|\n| 火 |", "```json\n{\x1b\n```", "[x](https://e.example/)", "- a\n  1. b\n> c", "<b>&#x9b;</b>", "a\tb\u202e", "``\uFE0F`jsonata\n\"\n```"} {
		f.Add(s, 20)
	}
	f.Fuzz(func(t *testing.T, src string, width int) {
		checkRendered(t, src, 1+max(0, width)%120, theme.Dark())
	})
}

// BenchmarkWorst renders the sources of TestWorst that take the longest, at a
// quarter of the size that is allowed, at half, and at all of it.
func BenchmarkWorst(b *testing.B) {
	for _, bb := range []struct {
		name string
		of   func(bytes int) string
	}{
		{"emphasis", func(n int) string { return fill("a*", n) }},
		{"links", func(n int) string { return fill("[a](b 'c')", n) }},
		{"quotes", func(n int) string { return fill("> ", n) }},
		{"items", func(n int) string { return fill("- a\n", min(n, 4*maxBlocks/3)) }},
		{"table", func(n int) string { return table(30, min(n, 1900)) }},
		{"json", func(n int) string { return "```json\n{\"a\":\"" + fill(`\\`, n-20) + "\"}\n```" }},
	} {
		for _, n := range []int{maxSource / 4, maxSource / 2, maxSource} {
			b.Run(bb.name+"/"+map[int]string{maxSource / 4: "4KiB", maxSource / 2: "8KiB", maxSource: "16KiB"}[n], func(b *testing.B) {
				src := bb.of(n)
				for b.Loop() {
					_, _ = render(b.Context(), src, 80, theme.Dark())
				}
			})
		}
	}
}
