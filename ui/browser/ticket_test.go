package browser

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
)

// A server's text in a ticket means nothing to Markdown, and reads the same where Markdown is not rendered: it is plain
// words or a code span, without entities and escapes.
func TestCode(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"Bane of Lowmarsh":             "Bane of Lowmarsh",
		"Élan Vital, 2nd":              "Élan Vital, 2nd",
		"drop_table":                   "`drop_table`",
		`sockets = [{"gem":"ruby"}]`:   "`sockets = [{\"gem\":\"ruby\"}]`",
		"a `quoted` name":              "``a `quoted` name``",
		"`":                            "`` ` ``",
		"<img src=x>":                  "`<img src=x>`",
		"**bold** [x](https://a.test)": "`**bold** [x](https://a.test)`",
		"@everyone":                    "`@everyone`",
		"1. first":                     "`1. first`",
		"- item":                       "`- item`",
		"www.a.test":                   "`www.a.test`",
	} {
		got := code(s)
		if got != want {
			t.Errorf("%q is written %q, want %q", s, got, want)
		}
		var html strings.Builder
		if err := goldmark.Convert([]byte("- **Name:** "+got), &html); err != nil {
			t.Fatal(err)
		}
		for _, tag := range []string{"<img", "<a ", "<em", "<ol", "<ul>\n<li><strong>Name:</strong>\n<ul"} {
			if strings.Contains(html.String(), tag) {
				t.Errorf("%q becomes %s", s, html.String())
			}
		}
	}
}

func TestExpandHome(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	for path, want := range map[string]string{
		"~":                home,
		"~/my items.csv":   filepath.Join(home, "my items.csv"),
		"~other/items.csv": "~other/items.csv",
		"a/~/items.csv":    "a/~/items.csv",
		"items.csv":        "items.csv",
	} {
		if got := expandHome(path); got != want {
			t.Errorf("%q is %q, want %q", path, got, want)
		}
	}
	if _, err := os.Stat(expandHome("~")); err != nil {
		t.Error(err)
	}
}
