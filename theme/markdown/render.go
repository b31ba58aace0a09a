// Package markdown renders descriptions, which anybody may have written, with
// glamour in the colours of a theme, in bounded time. Importing it costs
// milliseconds of start, for chroma's lexers and styles.
package markdown

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"charm.land/glamour/v2/ansi"
	uv "github.com/charmbracelet/ultraviolet"
	xansi "github.com/charmbracelet/x/ansi"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	gmtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"lootlens/models/text"
	"lootlens/theme"
)

// The limits of what is rendered. Parsing takes time quadratic in the source and
// cannot be interrupted; rendering takes time exponential in the nesting and
// quadratic in the cells of a table. At these limits the worst source found took
// 0.4 s on a busy machine (see BenchmarkWorst).
const (
	maxSource = 16 << 10 // bytes
	maxNested = 8        // quotes, list items and definitions inside each other
	maxBlocks = 1000     // paragraphs, headings, list items, table cells and so on
)

// limit is how long a rendering may take. It is enforced between any two nodes. Tests
// raise it, since they measure no time.
var limit = time.Second

// running bounds the renderings at one time, including any whose caller gave up.
var running = make(chan struct{}, 2)

var (
	errSource = errors.New("the markdown is longer than 16 KiB")
	errNested = errors.New("the markdown is nested more than 8 levels deep")
	errBlocks = errors.New("the markdown has more than 1,000 blocks")
	errTime   = errors.New("the markdown takes longer than 1s to render")
)

// Render returns markdown as lines of at most width cells. Each line is complete:
// it ends the styles and links that it opens, and has no blanks at its end. The
// source is cleaned first; what comes back holds no escape sequences but colours
// and web links. An error says why the source should be shown as it was written:
// it exceeds a limit of size, nesting or time, or the renderer failed. Safe for
// use by several goroutines.
func Render(ctx context.Context, source string, width int, th theme.Theme) ([]string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errTime)
	defer cancel()
	select {
	case running <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	type result struct {
		lines []string
		err   error
	}
	done := make(chan result, 1)
	go func() {
		defer func() { <-running }()
		lines, err := render(ctx, source, width, th)
		done <- result{lines, err}
	}()
	select {
	case r := <-done:
		return r.lines, r.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func render(ctx context.Context, source string, width int, th theme.Theme) (lines []string, err error) {
	defer func() {
		if p := recover(); p != nil {
			lines, err = nil, fmt.Errorf("the markdown cannot be rendered: %s", text.Of(fmt.Sprint(p)).Line())
		}
	}()
	src := []byte(text.Markdown(source))
	if len(src) > maxSource {
		return nil, errSource
	}
	if width < 1 {
		return nil, nil
	}
	parser := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.DefinitionList)).Parser()
	doc := parser.Parse(gmtext.NewReader(src))
	if err := check(doc); err != nil {
		return nil, err
	}
	src = limitLanguages(doc, src)
	styled := ansi.NewRenderer(ansi.Options{WordWrap: width, Styles: style(th), ChromaFormatter: formatter})
	r := renderer.NewRenderer(renderer.WithNodeRenderers(util.Prioritized(interruptible{styled, ctx}, 1)))
	var out bytes.Buffer
	if err := r.Render(&out, src, doc); err != nil {
		return nil, fmt.Errorf("the markdown cannot be rendered: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx)
	}
	return split(strings.Trim(text.Styled(out.String()), "\n"), width), nil
}

// check refuses documents that take long to render.
func check(doc ast.Node) error {
	nested, blocks := 0, 0
	return ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if n.Type() == ast.TypeInline {
			return ast.WalkSkipChildren, nil
		}
		step := 0
		switch n.Kind() {
		case ast.KindBlockquote, ast.KindListItem, extast.KindDefinitionDescription:
			step = 1
		}
		if !entering {
			nested -= step
			return ast.WalkContinue, nil
		}
		nested += step
		blocks++
		switch {
		case nested > maxNested:
			return ast.WalkStop, errNested
		case blocks > maxBlocks:
			return ast.WalkStop, errBlocks
		}
		return ast.WalkContinue, nil
	})
}

// limitLanguages makes every block of code plain text but those that are valid
// JSON and say so; it returns the source with what the changed document refers to.
//
// Most of chroma's lexers are regular expressions that can backtrack for ages, and
// without a language it tries them all. Even its JSON lexer does on a string that
// has no end: `"(\\\\|\\"|[^"])*"` reads a pair of backslashes in two ways. In
// valid JSON every string that it begins to read has an end, the first way that it
// tries leads there, and no other rule of it repeats anything that varies.
func limitLanguages(doc ast.Node, src []byte) []byte {
	name := gmtext.NewSegment(len(src), len(src)+len(plainLanguage))
	var plain []ast.Node
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.FencedCodeBlock:
			code := jsontext.Value(n.Lines().Value(src))
			if entering && (string(n.Language(src)) != jsonLanguage || !code.IsValid(jsontext.AllowDuplicateNames(true))) {
				plain = append(plain, n)
			}
		case *ast.CodeBlock:
			if entering {
				plain = append(plain, n)
			}
		}
		return ast.WalkContinue, nil
	})
	for _, n := range plain {
		fenced := ast.NewFencedCodeBlock(ast.NewTextSegment(name))
		fenced.SetLines(n.Lines())
		n.Parent().ReplaceChild(n.Parent(), n, fenced)
	}
	return append(src, plainLanguage...)
}

// interruptible is glamour's renderer, but it ends when ctx does.
type interruptible struct {
	*ansi.ANSIRenderer
	ctx context.Context
}

// RegisterFuncs implements renderer.NodeRenderer.
func (r interruptible) RegisterFuncs(to renderer.NodeRendererFuncRegisterer) {
	r.ANSIRenderer.RegisterFuncs(registerer{to, r.ctx})
}

type registerer struct {
	to  renderer.NodeRendererFuncRegisterer
	ctx context.Context
}

// Register implements renderer.NodeRendererFuncRegisterer.
func (r registerer) Register(kind ast.NodeKind, render renderer.NodeRendererFunc) {
	r.to.Register(kind, func(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if r.ctx.Err() != nil {
			return ast.WalkStop, context.Cause(r.ctx)
		}
		return render(w, src, n, entering)
	})
}

// split breaks styled text into lines of at most width cells that stand alone. A
// character that is wider than that becomes "…".
func split(s string, width int) (lines []string) {
	for _, l := range uv.NewStyledString(xansi.Hardwrap(s, width, true)).Lines(xansi.GraphemeWidth) {
		for len(l) > 0 && l[len(l)-1].Content == " " {
			l = l[:len(l)-1]
		}
		switch {
		case xansi.StringWidth(l.String()) > width:
			lines = append(lines, "…")
		case len(l) > 0 || len(lines) > 0:
			lines = append(lines, l.Render())
		}
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
