package browser

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yuin/goldmark"

	"lootlens/api/demo"
	"lootlens/models"
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

// A summary for a ticket says what the screen says of the item, without what is true only for a moment.
func TestSummarySaysWhatTheScreenSays(t *testing.T) {
	t.Parallel()
	o, server := options(t)
	id := playerID(t, "1250")
	o.Start = Start{Refs: models.ParsePlayerRef(id.String()), Holder: models.Holder{Player: id}, HasHolder: true}
	r := run(t, o, 140, 40)
	defer r.stop()
	r.server = server
	says := func(want string) {
		t.Helper()
		r.settled(5)
		r.look(func(m *model) {
			if got := m.summary(m.selected); !strings.Contains(got, want) || strings.Contains(got, " ago)") {
				t.Errorf("%q is missing in\n%s", want, got)
			}
		})
	}
	r.waitFor("238 of 1,250 loaded")
	r.keys("/")
	r.typed("rental:expired instance:110000142")
	r.keys("enter")
	r.waitFor("1 match in 1,250", "Rental over. It ran 1h", "Equipped by")
	says("- **Rental:** over. It ran 1h; the server does not send when it ended (not before 2023-")
	says("- **Equipped:** by ")
	says("- **Source:** `drop table (drop_table)`\n")
	r.keys("/", "ctrl+u")
	r.typed("instance:110000026")
	r.keys("enter")
	r.waitFor("Hearty Stamina Tonic")
	r.until("that nobody has it equipped, once all loadouts have come", func(m *model) bool {
		known, got := m.detail.EquippedBy(), m.summary(m.selected)
		if len(known) != 1 || !strings.Contains(got, "- **Equipped:** "+code(known[0])+"\n") || known[0] != "no" && known[0] != "not known: not all loadouts were read" {
			t.Fatalf("%q is known, and the summary is\n%s", known, got)
		}
		return known[0] == "no"
	})
	r.keys("esc", "x")
	r.waitFor("COUNT")
	r.keys("home")
	says(" items of the asset in the list\n")
	r.keys("x", "b")
	if _, err := server.Grant(demo.PlayerLarge, server.Assets()[3]); err != nil {
		t.Fatal(err)
	}
	r.keys("r")
	r.waitFor("1 new")
	r.keys("/")
	r.typed("new:true")
	r.keys("enter")
	r.waitFor("1 match in 1,251")
	says(" UTC:** new\n")
}
