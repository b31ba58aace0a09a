package cli

import (
	"slices"
	"strings"
	"testing"
)

// Completion as the scripts request it. .../e2e runs it in the real shells.
func TestCompletion(t *testing.T) {
	t.Parallel()
	b := toDouble(t)
	b.config("[profiles.stage]\n[profiles.live]\n")
	for _, c := range []struct {
		line, want string // want matches the output
	}{
		{"lootlens ", "^done\n.*doctor\tCheck settings.*\n"},
		{"lootlens --th", "^done\n--theme\tcolours: auto, .*terminal\n$"},
		{"lootlens --theme ", "^done\nauto\t\ndark\t\nlight\t\nhigh-contrast\t\ncolour-blind\t\nterminal\t\n$"},
		{"lootlens --profile ", "^done\nlive\t\nstage\t\n$"},
		{"lootlens --count ", "^done\n$"},
		{"lootlens --query new", "^open\nnew:\tnot in the baseline\n$"},
		{"lootlens demo --fault ", "^done\n429\t\n503\t\n.*"},
		{"lootlens demo --query '", "^open\nname:\t.*removed:\t.*"},
		{"lootlens completion ", "^done\nbash\t\nzsh\t\nfish\t\npowershell\t\n$"},
		{"lootlens help ", "^done\n.*export\t.*query\tThe query language\n"},
		{"lootlens help demo s", "^done\nserve\t"},
		{"lootlens export 1 --sort le", "^done\nleft\t\nleft:desc\t\n$"},
		{"lootlens export 1 --format ", "^done\nndjson\t\n.*csv\t\n.*"},
		{"lootlens export 1 --error-format ", "^done\ntext\t\njson\t\n$"},
		{"lootlens export 1 --columns name,", "^open\nname,instance_id\t\n.*name,storage.\t\n$"},
		{"lootlens export 1 -o ", "^files\n$"},
		{"lootlens export 1 -o=", "^files\n$"},
		{"lootlens serve --authorized-keys ", "^files\n$"},
		{"lootlens serve --trusted-user-ca ", "^files\n$"},
		{"lootlens serve --host-key ", "^files\n$"},
		{"lootlens serve --audit ", "^files\n$"},
		{"lootlens serve --listen ", "^done\n$"},
		{"lootlens man ", "^folders\n$"},
		{"lootlens verify 1 --wait ", "^done\n$"},
		{`lootlens tail 1 --query "rarity:epic -ren`, "^open\nrarity:epic -rental:\towned, running.*\n$"},
		{"lootlens verify 1 --query equipped:", "^done\nequipped:true\t\nequipped:false\t\n$"},
		{"lootlens verify 1 --query 'rental:not", "^done\nrental:\"not started\"\t\n$"},
		{"lootlens verify 1 --query RARI", "^open\nrarity:\t.*\n$"},
		{"lootlens export 1 --query new", "^done\n$"}, // refused there
		{"lootlens export 1 --query rarity:", "^done\n$"},
		{"lootlens export 1250 --character ", "^done\ndefault\t\n12501\tKestrel\n(125..\t[^\n]*\n)*$"},
		{"lootlens show 1250 --hero 30", "^done\n301\tSer Halloran\n302\t.*\n303\t.*\n$"},
		{"lootlens diff old.json --player 1250 --hero 301", "^done\n301\t.*\n$"},
		{"lootlens export Nova --character ", "^done\n$"}, // several players
		{"lootlens export --character ", "^done\n$"},
		{"lootlens demo 1250 --hero 301", "^done\n301\tSer Halloran\n$"},
		{"LOOTLENS_COUNT=5 /opt/lootlens --th", "^done\n--theme\t"},
		{"", "^done\n.*doctor\t"},
	} {
		t.Run(c.line, func(t *testing.T) {
			t.Parallel()
			mine := *b
			mine.t = t
			mine.env = map[string]string{"LOOTLENS_LINE": c.line}
			for k, v := range b.env {
				mine.env[k] = v
			}
			mine.call("__line", "fish").want(t, 0, c.want, "")
		})
	}
}

// A completion asks for no key, on a terminal either.
func TestCompletionWithoutKey(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.env["LOOTLENS_LINE"] = "lootlens export 1250 --character "
	if code, screen := b.onTerminal("", "", "__line", "bash"); code != 0 || screen != "done\r\n" {
		t.Errorf("exit code %d, %q", code, screen)
	}
}

func TestSplitLine(t *testing.T) {
	t.Parallel()
	const breaks = " \t\n\"'@><=;|&(:"
	for _, c := range []struct {
		shell, line string
		words       string // joined with /
		text        string
		quote       rune
		from        int // in bash
	}{
		{"bash", "lootlens", "", "lootlens", 0, 0},
		{"bash", "lootlens ", "", "", 0, 0},
		{"bash", "a  b c", "b", "c", 0, 0},
		{"bash", `a "b c" 'd "e`, "b c", `d "e`, '\'', 0},
		{"bash", `a "b \"c`, "", `b "c`, '"', 0},
		{"bash", `a "b \n`, "", `b \n`, '"', 0},
		{"bash", `a 'b \`, "", `b \`, '\'', 0},
		{"bash", `a b\ c:d`, "", `b c:d`, 0, 4},
		{"bash", `a --query="b`, "", `--query=b`, '"', 8},
		{"bash", `a "" b`, "", "b", 0, 0},
		{"bash", `X=1 Y= a b `, "b", "", 0, 0},
		{"bash", `a b\`, "", `b\`, 0, 0},
		{"fish", `a 'it\'s`, "", "it's", '\'', 0},
		{"fish", `a "b\$c`, "", "b$c", '"', 0},
		{"powershell", "& 'a b' 'it''s", "", "it's", '\'', 0},
		{"powershell", "a \"b\"\"c`\"d", "", `b"c"d`, '"', 0},
		{"powershell", "a b`  'c' ", "b /c", "", 0, 0},
		{"powershell", `a c:\d\e`, "", `c:\d\e`, 0, 0},
	} {
		shellBreaks := ""
		if c.shell == "bash" {
			shellBreaks = breaks
		}
		words, last := splitLine(c.shell, c.line, shellBreaks)
		words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
		if got := strings.Join(words, "/"); got != c.words || last.text != c.text || last.quote != c.quote || c.shell == "bash" && last.from != c.from {
			t.Errorf("%s: %s: %q, %q %q %d", c.shell, c.line, words, last.text, last.quote, last.from)
		}
	}
}

// What a shell gets is one word for it: splitting it again gives the candidate.
func FuzzCandidate(f *testing.F) {
	for _, s := range []string{"name", "it's", `rental:"not started"`, "a b", "$x `y` \\", "a\"", "'", "", "€…"} {
		f.Add(s, uint8(len(s)))
	}
	f.Fuzz(func(t *testing.T, s string, n uint8) {
		if strings.ContainsAny(s, "\n\t\x00") || !strings.ContainsAny(s, "abc") {
			return
		}
		quote := []rune{0, '"', '\''}[n%3]
		open := string(quote)
		if quote == 0 {
			open = ""
		}
		s = strings.ToValidUTF8(s, "")
		line := (word{quote: quote}).lines("bash", []candidate{{text: s}}, false, true)[0]
		if _, got := splitLine("bash", "lootlens "+open+line, ""); got.text != s {
			t.Errorf("bash: %q becomes %q with %q", s, got.text, line)
		}
		whole, _, _ := strings.Cut((word{quote: quote}).lines("powershell", []candidate{{text: s}}, false, true)[0], "\t")
		if _, got := splitLine("powershell", "lootlens "+whole, ""); got.text != s || got.quote != 0 {
			t.Errorf("powershell: %q becomes %q with %s", s, got.text, whole)
		}
	})
}

func TestPowerShell(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		quote rune
		text  string
		open  bool
		want  string
	}{
		{0, "name:", true, "name:"},
		{0, "rarity:epic name:", true, "'rarity:epic name:"},
		{0, `rental:"not started"`, false, `'rental:"not started"'`},
		{'\'', "it's", false, "'it''s'"},
		{'"', `rental:"not started"`, false, "\"rental:`\"not started`\"\""},
		{'"', "rarity:epic name:", true, `"rarity:epic name:`},
	} {
		if got := (word{quote: c.quote}).powershell(c.text, c.open); got != c.want {
			t.Errorf("%q %s: %s, want %s", c.quote, c.text, got, c.want)
		}
	}
}
