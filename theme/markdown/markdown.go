package markdown

import (
	"image/color"
	"strconv"
	"sync"

	"charm.land/glamour/v2/ansi"
	"charm.land/lipgloss/v2"
	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
	xansi "github.com/charmbracelet/x/ansi"
	"github.com/lucasb-eyer/go-colorful"

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

// The languages of blocks of code.
const (
	jsonLanguage  = "json"
	plainLanguage = "plaintext" // its lexer has two rules: a line, and its end
)

// All languages and styles but those in use take a megabyte of memory.
func init() {
	known := lexers.GlobalLexerRegistry
	lexers.GlobalLexerRegistry = chroma.NewLexerRegistry()
	for _, language := range []string{jsonLanguage, plainLanguage} {
		lexers.Register(known.Get(language))
	}
	clear(styles.Registry)
}

var register = sync.OnceFunc(func() {
	styles.Register(codeStyle(darkCode, theme.Dark()))
	styles.Register(codeStyle(lightCode, theme.Light()))
})

// style returns the explicit style for t, without a margin around the document and, for the plain theme, without any
// colour. Safe for use by several goroutines.
func style(t theme.Theme) ansi.StyleConfig {
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
	if !t.Kind.Colored() {
		code.Prefix, code.Suffix = "`", "`"
	}
	return ansi.StyleConfig{
		Document: ansi.StyleBlock{StylePrimitive: prim(t.Text), Margin: of[uint](0)},
		BlockQuote: ansi.StyleBlock{
			StylePrimitive: prim(t.Muted), Indent: of[uint](1), IndentToken: of("▎"), // one cell, as Indent says
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
	switch {
	case !k.Colored():
		return "" // no highlighting
	case k.Dark:
		return darkCode
	}
	return lightCode
}

func codeStyle(name string, t theme.Theme) *chroma.Style {
	return chroma.MustNewStyle(name, chroma.StyleEntries{
		chroma.Comment:         hex(t.Faint),
		chroma.Keyword:         hex(t.JSON.Bool),
		chroma.KeywordConstant: hex(t.JSON.Bool),
		chroma.NameTag:         hex(t.JSON.Key),
		chroma.NameAttribute:   hex(t.JSON.Key),
		chroma.NameFunction:    hex(t.JSON.Key),
		chroma.LiteralNumber:   hex(t.JSON.Number),
		chroma.LiteralString:   hex(t.JSON.String),
		chroma.Error:           hex(t.Error),
	})
}

// hex returns the text colour of a style as #rrggbb.
func hex(s lipgloss.Style) string {
	c, _ := colorful.MakeColor(s.GetForeground())
	return c.Hex()
}

// prim returns a style as the renderer has it. Colours are numbers of the terminal's palette where they are in s.
func prim(s lipgloss.Style) ansi.StylePrimitive {
	p := ansi.StylePrimitive{Color: name(s.GetForeground()), BackgroundColor: name(s.GetBackground())}
	if s.GetBold() {
		p.Bold = yes()
	}
	if s.GetUnderline() {
		p.Underline = yes()
	}
	return p
}

func name(c color.Color) *string {
	switch c := c.(type) {
	case lipgloss.NoColor:
		return nil
	case xansi.BasicColor:
		return of(strconv.Itoa(int(c)))
	case xansi.IndexedColor:
		return of(strconv.Itoa(int(c)))
	}
	rgb, _ := colorful.MakeColor(c)
	return of(rgb.Hex())
}

func of[T any](v T) *T { return &v }

func yes() *bool { return of(true) }
