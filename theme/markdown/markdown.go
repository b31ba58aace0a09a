package markdown

import (
	"sync"

	"charm.land/glamour/v2/ansi"
	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/styles"

	"lootlens/theme"
)

// formatter is chroma's output in true colour.
const formatter = "terminal16m"

// Glamour registers the code colours that it is given once for the process, whatever
// the theme, so each theme has a registered chroma style.
const (
	darkCode  = "lootlens-dark"
	lightCode = "lootlens-light"
)

var register = sync.OnceFunc(func() {
	styles.Register(codeStyle(darkCode, theme.Dark()))
	styles.Register(codeStyle(lightCode, theme.Light()))
})

// Style returns the explicit style for t, without a margin around the document and, for the plain theme, without any
// colour. Safe for use by several goroutines.
func Style(t theme.Theme) ansi.StyleConfig {
	head := ansi.StyleBlock{StylePrimitive: prim(t.Title)}
	head.BlockSuffix = "\n"
	level := func(prefix string) ansi.StyleBlock {
		return ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Prefix: prefix}}
	}
	hr := prim(t.Faint)
	hr.Format = "\n────────\n"
	link := prim(t.Link)
	linkText := prim(t.Link)
	linkText.Bold = yes()
	linkText.Underline = nil
	image := prim(t.Muted)
	image.Format = "image: {{.text}}"
	code := prim(t.JSON.String)
	if t.Kind == theme.PlainKind {
		code.Prefix, code.Suffix = "`", "`"
	}
	return ansi.StyleConfig{
		Document: ansi.StyleBlock{StylePrimitive: prim(t.Text), Margin: of[uint](0)},
		BlockQuote: ansi.StyleBlock{
			StylePrimitive: prim(t.Muted), Indent: of[uint](1), IndentToken: of("│ "),
		},
		List:    ansi.StyleList{LevelIndent: 2},
		Heading: head,
		H1:      level(""), H2: level(""), H3: level("› "), H4: level("› "), H5: level("› "), H6: level("› "),
		Strikethrough:  ansi.StylePrimitive{CrossedOut: yes()},
		Emph:           ansi.StylePrimitive{Italic: yes()},
		Strong:         ansi.StylePrimitive{Bold: yes()},
		HorizontalRule: hr,
		Item:           ansi.StylePrimitive{BlockPrefix: "• "},
		Enumeration:    ansi.StylePrimitive{BlockPrefix: ". "},
		Task:           ansi.StyleTask{Ticked: "[x] ", Unticked: "[ ] "},
		Link:           link,
		LinkText:       linkText,
		Image:          prim(t.Link),
		ImageText:      image,
		Code:           ansi.StyleBlock{StylePrimitive: code},
		CodeBlock: ansi.StyleCodeBlock{
			StyleBlock: ansi.StyleBlock{StylePrimitive: prim(t.Muted), Margin: of[uint](2)},
			Theme:      codeTheme(t.Kind),
		},
		Table: ansi.StyleTable{
			CenterSeparator: of("┼"), ColumnSeparator: of("│"), RowSeparator: of("─"),
		},
		DefinitionDescription: ansi.StylePrimitive{BlockPrefix: "\n  "},
		HTMLBlock:             ansi.StyleBlock{StylePrimitive: prim(t.Faint)},
		HTMLSpan:              ansi.StyleBlock{StylePrimitive: prim(t.Faint)},
	}
}

func codeTheme(k theme.Kind) string {
	register()
	switch k {
	case theme.DarkKind:
		return darkCode
	case theme.LightKind:
		return lightCode
	}
	return "" // no highlighting
}

func codeStyle(name string, t theme.Theme) *chroma.Style {
	return chroma.MustNewStyle(name, chroma.StyleEntries{
		chroma.Comment:         t.Faint.Foreground(),
		chroma.Keyword:         t.JSON.Bool.Foreground(),
		chroma.KeywordConstant: t.JSON.Bool.Foreground(),
		chroma.NameTag:         t.JSON.Key.Foreground(),
		chroma.NameAttribute:   t.JSON.Key.Foreground(),
		chroma.NameFunction:    t.JSON.Key.Foreground(),
		chroma.LiteralNumber:   t.JSON.Number.Foreground(),
		chroma.LiteralString:   t.JSON.String.Foreground(),
		chroma.Error:           t.Error.Foreground(),
	})
}

func prim(i theme.Ink) ansi.StylePrimitive {
	var p ansi.StylePrimitive
	if c := i.Foreground(); c != "" {
		p.Color = &c
	}
	if c := i.Background(); c != "" {
		p.BackgroundColor = &c
	}
	if i.Bold() {
		p.Bold = yes()
	}
	if i.Underline() {
		p.Underline = yes()
	}
	return p
}

func of[T any](v T) *T { return &v }

func yes() *bool { return of(true) }
