package cli

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestConfigFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, want string }{
		"mistyped key":      {"[profiles.a]\n\npage_sise = 5\n", `config.toml:3: profiles.a.page_sise is not a setting: did you mean "page_size"\?`},
		"unknown key":       {"[profiles.a]\nfrobnicate = 5\n", `config.toml:2: profiles.a.frobnicate is not a setting: there are base_url, `},
		"mistyped table":    {"[profile.a]\n", "config.toml:1: profile must be the name of a profile"},
		"unknown table":     {"[profils.a]\n", `config.toml:1: profils is not a setting: did you mean "profiles"\?`},
		"outside a profile": {"theme = \"dark\"\n", "config.toml:1: theme belongs in a profile"},
		"wrong type":        {"[profiles.a]\npage_size = \"5\"\n", "config.toml:2: profiles.a.page_size must be a number"},
		"out of range":      {"[profiles.a]\npage_size = 201\n", "config.toml:2: page_size must be a number from 1 to 200"},
		"rate, text":        {"[profiles.a]\nrate = \"5\"\n", "config.toml:2: profiles.a.rate must be a number of requests a minute, without quotes"},
		"rate, too low":     {"[profiles.a]\nrate = 0\n", "config.toml:2: rate must be a number of requests a minute from 1 to"},
		"not text":          {"[profiles.a]\ntimeout = 5\n", "config.toml:2: profiles.a.timeout must be text in quotes"},
		"no duration":       {"[profiles.a]\ntimeout = \"-5s\"\n", "config.toml:2: timeout must be a duration"},
		"a shell's command": {"[profiles.a]\nkey_command = \"op read x\"\n", "key_command must be a list of words"},
		"an empty command":  {"[profiles.a]\nkey_command = []\n", "key_command must be a list of words"},
		"no command":        {"[profiles.a]\nkey_source = \"command\"\n", "config.toml:2: key_source is command, but the profile has no key_command"},
		"key source":        {"[profiles.a]\nkey_source = \"keyrin\"\n", `did you mean "keyring"`},
		"both addresses":    {"[profiles.a]\nbase_url = \"https://a.b\"\ndomain_key = \"x\"\n", "config.toml:3: profiles.a.domain_key and base_url are mutually exclusive"},
		"domain key":        {"[profiles.a]\ndomain_key = \"evil.example/\"\n", "must be the domain key"},
		"default profile":   {"profile = \"stag\"\n[profiles.stage]\n", `config.toml:1: profile names no profile of this file: did you mean "stage"\?`},
		"a key":             {"[profiles.a]\nkey = \"" + liveKey + "\"\n", "no file may hold a server key"},
		"a legacy key":      {"[profiles.a]\nserver_key = \"" + legacyKey + "\"\n", "no file may hold a server key"},
		"a key elsewhere":   {"[profiles.a]\ngame_version = \"" + liveKey + "\"\n", "holds a server key, which no file may"},
		"a key in argv":     {"[profiles.a]\nkey_command = [\"echo\", \"" + liveKey + "\"]\n", "holds a server key, which no file may"},
		"a key as a name":   {"[profiles.a]\n" + liveKey + " = 1\n", "prod_…"},
		"no TOML":           {"[profiles.a]\nkey " + legacyKey + "\n", "config.toml:2: not TOML"},
		"hostile":           {"\"\\u001b[2J\" = 1\n", "is not a setting"},
		"table twice":       {"[profiles.a]\n[profiles.a]\n", "config.toml:2: a table or key is defined twice"},
		"key twice":         {"[profiles.a]\ntheme = \"dark\"\ntheme = \"dark\"\n", "config.toml:3: a table or key is defined twice"},
		"column twice":      {"[profiles.a]\ncolumns = [\"name\", \"name\"]\n", "config.toml:2: columns must not have name twice"},
		"game version":      {"[profiles.a]\ngame_version = \"1\"\n", "config.toml:2: game_version must be two to four numbers with dots"},
		"LL-Version":        {"[profiles.a]\nll_version = \"2021\\r\\nx: y\"\n", "config.toml:2: ll_version must be a date"},
		"no such date":      {"[profiles.a]\nll_version = \"2021-13-45\"\n", "config.toml:2: ll_version must be a date"},
		"no such port":      {"[profiles.a]\nbase_url = \"http://127.0.0.1:99999\"\n", "config.toml:2: base_url must have a port from 1 to 65535"},
		"port 0":            {"[profiles.a]\nbase_url = \"https://a.b:0/\"\n", "config.toml:2: base_url must have a port"},
		"no host name":      {"[profiles.a]\ndomain_key = \"x-\"\n", "config.toml:2: domain_key must be the domain key"},
		"BOM and CRLF":      {"\ufeff[profiles.a]\r\ntheme = \"drak\"\r\n", "config.toml:2: theme must be one of"},
		"profile name":      {"[profiles.\"a b\"]\n", "named with letters"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBox(t)
			b.config(c.body)
			b.call("config").want(t, 2, "", c.want)
		})
	}
}

// What is no file is refused at once: opening a pipe would wait for its writer.
func TestConfigThatIsNoFile(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.env["LOOTLENS_CONFIG"] = b.dir
	b.run("config").want(t, 2, "", "is not a file")
	b.env["LOOTLENS_CONFIG"] = filepath.Join(b.dir, "pipe")
	if err := exec.Command("mkfifo", b.env["LOOTLENS_CONFIG"]).Run(); err != nil {
		t.Fatal(err)
	}
	b.run("config").want(t, 2, "", "is not a file")
}

// A demo needs no config file, not even a right one, and no variables.
func TestDemoKnowsItsSettings(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.config("nonsense\n")
	b.env["LOOTLENS_BASE_URL"] = "nonsense"
	b.env["LOOTLOCKER_SERVER_KEY"] = liveKey
	if code, screen := b.onTerminal("", "", "demo", "--theme", "light"); code != 0 || !strings.Contains(screen, "demo=true plain=false theme=light") {
		t.Errorf("exit code %d, %q", code, screen)
	}
	if code, screen := b.onTerminal("", "", "demo", "--profile", "x"); code != exitUsage || !strings.Contains(screen, "leave --profile out") {
		t.Errorf("exit code %d, %q", code, screen)
	}
}

func TestPrecedence(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.config(`profile = "stage"
[profiles.stage]
domain_key = "AbC1"
theme = "light"
timeout = "3s"
columns = ["name", "rarity"]
[profiles.live]
base_url = "https://live.example"
environment = "live"
`)
	b.call("config").want(t, 0, `profile +stage +\S+config.toml:1\nbase_url +https://abc1.api.lootlocker.com +\S+:3\n.*timeout +3s +\S+:5\n.*theme +light +\S+:4\n.*columns +name,rarity +\S+:6\nkey_source +keyring +default`, "")
	b.env["LOOTLENS_THEME"] = "dark"
	b.env["LOOTLENS_BASE_URL"] = "https://env.example"
	b.env["LOOTLENS_PROFILE"] = "live"
	b.call("config").want(t, 0, `profile +live +LOOTLENS_PROFILE\nbase_url +https://env.example +LOOTLENS_BASE_URL\nenvironment +live +\S+:9.*theme +dark +LOOTLENS_THEME`, "")
	b.call("config", "--theme=auto", "--domain-key=z", "--profile=stage").
		want(t, 0, `profile +stage +--profile\nbase_url +https://z.api.lootlocker.com +--domain-key.*theme +auto +--theme`, "")
	b.env["LOOTLOCKER_SERVER_KEY"] = legacyKey
	b.call("config").want(t, 0, `key_source +env +LOOTLOCKER_SERVER_KEY\nserver key +… +LOOTLOCKER_SERVER_KEY`, "")
	b.env["LOOTLENS_COUNT"] = "many"
	b.call("config").want(t, 2, "", "^lootlens: LOOTLENS_COUNT must be a number")
}

// More than LootLocker takes is for those whose profile says so, and for this machine.
func TestRate(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.config("[profiles.a]\n[profiles.b]\nrate = 600\n")
	for _, c := range []struct {
		args, want string // a row of `config`, or an error
	}{
		{"", `rate +270 +default`},
		{"--rate 280", `rate +280 +--rate`},
		{"--rate 281", `--rate: rate 281 is more than the 280 requests a minute below which .*: write rate = 281 into the profile`},
		{"--rate 281 --profile a", `rate 281 is more`},
		{"--profile b", `rate +600 +\S+config.toml:3`},
		{"--rate 599 --profile b", `rate +599 +--rate`},
		{"--rate 601 --profile b", `rate 601 is more`},
		{"--rate 1000000 --base-url http://127.0.0.1:1", `rate +1000000 +--rate`},
		{"--rate 0", `: --rate must be a number of requests a minute from 1 to 1000000`},
		{"--rate many", `: --rate must be a number`},
	} {
		r := b.call(append([]string{"config"}, strings.Fields(c.args)...)...)
		if strings.Contains(c.want, " +") {
			r.want(t, 0, c.want, "")
		} else {
			r.want(t, 2, "", c.want)
		}
	}
	b.env["LOOTLENS_RATE"] = "900"
	b.call("config").want(t, 2, "", "LOOTLENS_RATE: rate 900 is more")
}

func TestConfigInit(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	path := strings.TrimSpace(b.run("config", "path").stdout)
	if want := filepath.Join(b.dir, "lootlens", "config.toml"); path != want {
		t.Fatalf("path is %q, want %q", path, want)
	}
	b.run("config", "init").want(t, 0, "", "wrote .*config.toml")
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	b.run("config").want(t, 0, "profile +stage", "")
	b.run("config", "init").want(t, 2, "", "exists already")
	b.run("config", "init", "--print").want(t, 0, "\\[profiles.stage\\]", "")
	// With every comment taken away, each setting of the template is one.
	body, _ := os.ReadFile(path)
	all := strings.ReplaceAll(string(body), "\n# ", "\n")
	all = all[strings.Index(all, "profile ="):]
	all = strings.Replace(all, "base_url", "# base_url", 1)
	all = strings.Replace(all, "\nKeys of", "\n# Keys of", 1)
	b.config(all)
	b.run("config").want(t, 0, "https://abc123.api.lootlocker.com.*key_command +op …", "")
	b.env["LOOTLENS_CONFIG"] = filepath.Join(b.dir, "other.toml")
	b.run("config", "path").want(t, 0, "other.toml", "")
}

func TestConfigOfOthersIsRefused(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		return // modes say nothing there
	}
	b := newBox(t)
	const plain, runs = "[profiles.a]\n", "[profiles.a]\nkey_command = [\"true\"]\n"
	for _, c := range []struct {
		body string
		mode os.FileMode
		code int
		want string
	}{
		{plain, 0o644, 0, ""},
		{plain, 0o664, 2, "run `chmod go-w "},
		{plain, 0o646, 2, "run `chmod go-w "},
		{runs, 0o600, 0, ""},
		{runs, 0o640, 2, "run `chmod 600 "},
		{runs, 0o604, 2, "run `chmod 600 "},
		{runs, 0o666, 2, "run `chmod go-w "},
	} {
		b.file("lootlens/config.toml", c.body, c.mode)
		r := b.call("config")
		if r.code != c.code || !strings.Contains(r.stderr, c.want) {
			t.Errorf("%q %o: exit code %d, %q", c.body, c.mode, r.code, r.stderr)
		}
	}
}

// argv is the key_command that writes and exits so.
func argv(t testing.TB, stdout, stderr string, code int) string {
	list, err := json.Marshal([]string{os.Args[0], "-keycommand",
		hex.EncodeToString([]byte(stdout)), hex.EncodeToString([]byte(stderr)), fmt.Sprint(code)})
	if err != nil {
		t.Fatal(err)
	}
	return "[profiles.a]\nkey_command = " + string(list) + "\n"
}
