package export_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"lootlens/models"
	"lootlens/models/saved"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/cli/export"
)

func TestTableFitsAndKeepsIDs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, all []*models.Item) {
		wide := write(t, export.Table, export.Options{}, export.Summary{}, all)
		if n := strings.Count(wide, "\n"); n != len(all)+1 {
			t.Errorf("%d lines for %d items", n, len(all))
		}
		narrow := strings.Split(write(t, export.Table, export.Options{Width: 80}, export.Summary{}, all), "\n")
		for i, it := range all {
			if !strings.HasPrefix(strings.TrimLeft(narrow[i+1], " "), it.Instance().String()) {
				t.Errorf("line %d is not item %s: %s", i, it.Instance(), narrow[i+1])
			}
			if !strings.Contains(wide, it.Name().Line()) {
				t.Errorf("%q is cut where nothing cuts", it.Name().Line())
			}
			if strings.HasSuffix(narrow[i+1], " ") {
				t.Errorf("line %d ends in blanks", i)
			}
		}
	})
}

func TestTableColoursOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	all := items(t, holders["usual"])[:20]
	plain := write(t, export.Table, export.Options{}, export.Summary{}, all)
	dark := write(t, export.Table, export.Options{Theme: theme.Dark()}, export.Summary{}, all)
	if strings.Contains(plain, "\x1b") || !strings.Contains(dark, "\x1b[38;2;") {
		t.Errorf("plain: %.300q\ndark: %.300q", plain, dark)
	}
}

func TestTableStreams(t *testing.T) {
	t.Parallel()
	all := items(t, holders["usual"])
	var b bytes.Buffer
	w, _ := export.New(export.Table, &b, export.Options{})
	for _, it := range all[:3] {
		w.Write(it)
	}
	if b.Len() > 0 {
		t.Error("a row is written before the widths are known")
	}
	w.Flush()
	if n := strings.Count(b.String(), "\n"); n != 4 {
		t.Errorf("%d lines after the flush", n)
	}
	w.Write(all[3])
	w.Flush()
	if n := strings.Count(b.String(), "\n"); n != 5 {
		t.Errorf("%d lines after the next flush", n)
	}
}

func TestMarkdownKeepsItsShape(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, all []*models.Item) {
		opt := export.Options{Meta: saved.Meta{Holder: holders["odd"], Time: clock, Query: "name:`|<b>"}}
		out := write(t, export.Markdown, opt, export.Summary{Notice: "it stops <here>"}, all)
		var html strings.Builder
		if err := goldmark.New(goldmark.WithExtensions(extension.GFM)).Convert([]byte(out), &html); err != nil {
			t.Fatal(err)
		}
		page := html.String()
		if n := strings.Count(page, "<tr>"); n != len(all)+1 {
			t.Errorf("%d rows for %d items", n, len(all))
		}
		if n := strings.Count(page, "<td"); n != len(all)*9 {
			t.Errorf("%d cells for %d items", n, len(all))
		}
		for _, no := range []string{"<a ", "<img", "<script", "<code", "<em", "<del", "<b>"} {
			if strings.Contains(page, no) {
				t.Errorf("%s came through", no)
			}
		}
		if !strings.Contains(page, "There may be more: it stops &lt;here&gt;") {
			t.Errorf("no notice in %s", out[max(0, len(out)-300):])
		}
	})
}

func FuzzMarkdownText(f *testing.F) {
	for _, s := range []string{"a|b", "`x`", "<b>", "[a](http://x.y)", "www.x.y", "a@b.c", "\\|", "&#27;", ":tada:", "12:30", "~~a~~", "$x$"} {
		f.Add(s)
	}
	md := goldmark.New(goldmark.WithExtensions(extension.GFM))
	f.Fuzz(func(t *testing.T, s string) {
		line := text.Of(s).Line()
		var html strings.Builder
		if err := md.Convert([]byte("| a |\n| --- |\n| "+export.MarkdownText(line)+" |\n"), &html); err != nil {
			t.Fatal(err)
		}
		_, cell, _ := strings.Cut(html.String(), "<td>")
		cell, _, _ = strings.Cut(cell, "</td>")
		cell = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&amp;", "&").Replace(cell)
		if want := strings.Trim(line, " "); strings.TrimSpace(cell) != strings.TrimSpace(want) {
			t.Errorf("%q shows as %q", line, cell)
		}
	})
}
