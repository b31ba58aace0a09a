package cli

import (
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"lootlens/api/demo"
)

func TestKeyCommand(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.env["LOOTLENS_BASE_URL"] = b.base
	b.file("key", demo.Key+"\n", 0o600)
	for name, c := range map[string]struct {
		config string
		code   int
		stdout string
	}{
		"works":           {argv(t, demo.Key+"\n", "noise", 0), 0, `key +demo dev_… from command.*ok +session`},
		"fails":           {argv(t, liveKey, "vault is sealed\x1b[2J\x1b]52;c;x\x07", 1), 2, `failed \(exit status 7\): vault is sealed␛`},
		"fails with it":   {argv(t, legacyKey, "bad "+legacyKey+" and "+liveKey, 1), 2, `failed \(exit status 7\): bad \[secret\] and prod_…`},
		"fails silently":  {argv(t, liveKey, "", 1), 2, `it wrote nothing to stderr`},
		"writes nothing":  {argv(t, " \n", "", 0), 2, `wrote no key`},
		"writes too much": {argv(t, strings.Repeat(liveKey, 400), "", 0), 2, `wrote more than 4096 bytes`},
		"writes two":      {argv(t, liveKey+"\n"+liveKey, "", 0), 2, `wrote more than one line`},
		"writes for ever": {"[profiles.a]\nkey_command = [\"yes\"]\n", 2, `wrote more than 4096 bytes`},
		"leaves a child":  {"[profiles.a]\nkey_command = [\"sh\", \"-c\", \"cat key; sleep 9 &\"]\n", 0, `key +demo dev_… from command`},
		"takes too long":  {"[profiles.a]\nkey_command = [\"sleep\", \"60\"]\nkey_command_timeout = \"200ms\"\n", 2, `key_command sleep took longer than 200ms: set key_command_timeout`},
		"is a folder":     {"[profiles.a]\nkey_command = [\"/\"]\n", 2, `cannot be run \((is a directory|permission denied)`},
		"is not there":    {"[profiles.a]\nkey_command = [\"/no/such\", \"" + legacyKey + "\"]\n", 2, `/no/such cannot be run \(no such file`},
		"has no shell":    {"[profiles.a]\nkey_command = [\"echo " + legacyKey + "\"]\n", 2, `cannot be run`},
		"another game":    {strings.Replace(argv(t, liveKey, "", 0), "\n", "\nenvironment = \"stage\"\n", 1), 2, `the key from key_command is a live key \(prod_…\), but profile a is marked stage at \S+:2`},
		"another, live":   {strings.Replace(argv(t, stageKey, "", 0), "\n", "\nenvironment = \"live\"\n", 1), 2, `is a stage key \(dev_…\), but profile a is marked live`},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "has no shell" || name == "is not there" {
				c.config = strings.ReplaceAll(c.config, legacyKey, "argument")
			}
			b.t = t
			b.config(c.config)
			b.run("doctor").want(t, c.code, c.stdout, "(^$|key_command .* is running)")
		})
	}
}

func TestNoKey(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.call("doctor", "--base-url", b.base).want(t, 2, "fail +key +no server key: LOOTLOCKER_SERVER_KEY is not set, and the keyring has no key for this profile; set it, run `lootlens login`.*ok +tcp", "")
	b.env[testRing] = ""
	b.call("doctor", "--base-url", b.base).want(t, 2, "no system keyring answers; set it, or give the profile a key_command", "")
	b.config("[profiles.a]\nkey_source = \"env\"\n")
	b.call("doctor", "--base-url", b.base).want(t, 2, "key_source is env, but LOOTLOCKER_SERVER_KEY is not set", "")
	b.config("[profiles.a]\nkey_source = \"prompt\"\n")
	b.call("doctor", "--base-url", b.base).want(t, 2, "there is no terminal to prompt at", "")
}

func TestLogin(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.env["LOOTLENS_BASE_URL"] = b.base
	b.config("profile = \"s\"\n[profiles.s]\nenvironment = \"stage\"\n[profiles.l]\nenvironment = \"live\"\n")

	b.runWith(demo.Key+"\n", "login", "--stdin").want(t, 0, "", "saved the demo key dev_… for profile s")
	b.run("doctor").want(t, 0, "key +demo dev_… from keyring.*ok +session.*ok +clock", "")
	b.run("doctor", "--profile", "l").want(t, 2, "has no key for this profile", "")

	b.runWith(liveKey+"\n", "login", "--stdin").want(t, 2, "", "the key from standard input is a live key \\(prod_…\\), but profile s is marked stage")
	b.runWith(stageKey+"\n", "login", "--stdin").want(t, 2, "", "the key was not saved: the service refuses the server key")
	b.run("doctor").want(t, 0, "ok +session", "") // the old key is still there
	b.runWith("", "login", "--stdin").want(t, 2, "", "standard input is empty")
	b.runWith("a b\n", "login", "--stdin").want(t, 2, "", "characters that no key has")
	b.runWith(liveKey, "login", "--stdin", "--no-check", "--profile=l").want(t, 0, "", "saved the live key prod_… for profile l")

	b.env["LOOTLOCKER_SERVER_KEY"] = demo.Key
	b.runWith(demo.Key, "login", "--stdin").want(t, 0, "", "not used as long as LOOTLOCKER_SERVER_KEY sets")
	delete(b.env, "LOOTLOCKER_SERVER_KEY")

	b.run("logout").want(t, 0, "", "removed the key of profile s")
	b.run("logout").want(t, 0, "", "has no key for profile s")
	b.run("doctor").want(t, 2, "has no key", "")
	b.env[testRing] = ""
	b.runWith(demo.Key, "login", "--stdin").want(t, 2, "", "Secret Service.*LOOTLOCKER_SERVER_KEY.*key_command")
}

func TestDoctorExitCodes(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.env["LOOTLOCKER_SERVER_KEY"] = demo.Key
	b.run("doctor", "--base-url", b.base).want(t, 0, "ok +config.*ok +tcp.*ok +session.*ok +clock.*warn +terminal", "")
	b.run("doctor", "--base-url", "http://127.0.0.1:1").want(t, 3, "fail +tcp +nothing answers at 127.0.0.1:1", "")
	b.run("doctor", "--base-url", "http://127.0.0.1:1", "--format", "json", "--error-format", "json").want(t, 3, `"ok": ?false`, `^\{"error":\{"code":3,"kind":"api","message":"nothing answers at 127.0.0.1:1`)
	b.env["LOOTLOCKER_SERVER_KEY"] = stageKey
	b.run("doctor", "--base-url", b.base).want(t, 2, "fail +session +the service refuses the server key", "")
	b.config("nonsense\n")
	b.run("doctor").want(t, 2, "fail +config.*not TOML", "")

	// A certificate that nobody vouches for.
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	b.config("")
	b.run("doctor", "--base-url", s.URL).want(t, 3, "ok +tcp.*fail +tls +the connection to 127.0.0.1:\\d+ cannot be trusted", "")
}

func TestLog(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.env["LOOTLOCKER_SERVER_KEY"] = demo.Key
	b.env["LOOTLENS_BASE_URL"] = b.base
	if err := os.Mkdir(filepath.Join(b.dir, "out"), 0o700); err != nil {
		t.Fatal(err)
	}
	b.run("doctor", "--log", "out/log").want(t, 0, "ok +session", "")
	path := filepath.Join(b.dir, "out", "log")
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(body), "method=POST path=/server/session attempt=1 status=200") || strings.Contains(string(body), demo.Key) {
		t.Errorf("the log is %s", body)
	}
	if runtime.GOOS == "windows" {
		return // modes say nothing there
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	b.file("out/wide", "", 0o644)
	b.run("doctor", "--log", "out/wide").want(t, 2, "fail +client +--log: out/wide is open to other users: run `chmod 600 out/wide`", "")
	b.run("doctor", "--log", "no/such/folder").want(t, 5, "fail +client +--log: ", "")
	b.run("doctor", "--log", "").want(t, 2, "", "--log is empty")
}

// --log - writes the requests to stderr, and data alone to stdout.
func TestLogToStderr(t *testing.T) {
	t.Parallel()
	b := toDouble(t)
	r := b.run("export", "1007", "--format", "csv", "--columns", "instance_id", "--log", "-")
	r.want(t, 0, `^instance_id\r\n(\d+\r\n){7}$`, "method=POST path=/server/session attempt=1 status=200 .*method=GET path=\"?/server/player/1007/inventory")
	if strings.Contains(r.stderr, demo.Key) {
		t.Errorf("the key is in the log: %s", r.stderr)
	}
	if _, err := os.Stat(filepath.Join(b.dir, "-")); err == nil {
		t.Error("there is a file called -")
	}
	// Other names of stderr and stdout, and a file that the shell has opened already.
	rows, errs := b.file("rows", "", 0o644), b.file("errs", "", 0o644)
	for _, c := range []struct {
		log      string
		code     int
		in, want string
	}{
		{errs, exitDone, errs, "method=POST"}, {rows, exitUsage, errs, "is stdout, which is for data: give - for stderr"},
		{"/dev/stderr", exitDone, errs, "method=POST"}, {"/dev/fd/2", exitDone, errs, "method=POST"}, {"/dev/stdout", exitUsage, errs, "is stdout"},
		{os.DevNull, exitDone, rows, "instance_id"},
	} {
		if _, err := os.Stat(c.log); err != nil && strings.HasPrefix(c.log, "/dev/") { // Windows
			continue
		}
		cmd := b.command("export", "1007", "--format", "csv", "--log", c.log)
		for name, to := range map[string]*io.Writer{rows: &cmd.Stdout, errs: &cmd.Stderr} {
			f, err := os.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			*to = f
		}
		_ = cmd.Run()
		got, err := os.ReadFile(c.in)
		if code := cmd.ProcessState.ExitCode(); code != c.code || err != nil || !strings.Contains(string(got), c.want) || strings.Contains(string(got), "chmod") {
			t.Errorf("--log %s: exit code %d, want %d; %v, %q", c.log, code, c.code, err, got)
		}
	}
}

// A server key among the arguments of any command is refused before anything is sent
// or logged, whether by its shape or since the program holds it.
func TestKeyAmongArguments(t *testing.T) {
	t.Parallel()
	b := toDouble(t)
	for _, args := range []string{
		"KEY", "export KEY", "verify KEY --query x", "tail KEY", "players KEY", "players name:KEY", "players Nova KEY", "characters KEY", "show KEY",
		"diff KEY", "diff none.json --player KEY", "demo KEY", "export 1 --query KEY", "export 1 --character=KEY", "doctor --profile KEY", "config KEY",
	} {
		for _, key := range []string{stageKey, "SECREToldkey9876543210"} { // by its shape, and since the program holds it
			b := *b
			b.dir = t.TempDir()
			b.env = maps.Clone(b.env)
			b.env["LOOTLOCKER_SERVER_KEY"] = key
			log := filepath.Join(b.dir, "out.log")
			b.call(append(strings.Fields(strings.ReplaceAll(args, "KEY", key)), "--log", log)...).want(t, 2, "", "looks like a server key")
			if _, err := os.Stat(log); err == nil {
				t.Errorf("%s: something was logged", args)
			}
		}
	}
	long := demo.Key // in the middle of an address or a name of a file, only a long key is one
	b.env["LOOTLOCKER_SERVER_KEY"] = stageKey
	for _, args := range []string{
		"export 1 --base-url https://KEY.example", "export 1 --base-url=https://a.example/KEY", "export 1 -oKEY.json", "export 1 -o x/KEY.json",
		"export 1 --log=x/KEY", "diff ./KEY", "export 1 --query (name:KEY)", "players x:KEY", "man ./KEY",
	} {
		b.call(strings.Fields(strings.ReplaceAll(args, "KEY", long))...).want(t, 2, "", "looks like a server key")
	}
	base := b.env["LOOTLENS_BASE_URL"]
	b.env["LOOTLENS_BASE_URL"] = "https://" + long + ".example"
	b.call("export", "1").want(t, 2, "", "LOOTLENS_BASE_URL holds what looks like a server key")
	b.env["LOOTLENS_BASE_URL"], b.env["LOOTLOCKER_SERVER_KEY"] = base, demo.Key
	b.call("completion", stageKey).want(t, 2, "", "looks like a server key")
	b.call("players", "name:dev_johnson1").want(t, 4, ".*", "no player “name:dev_…” \\(tried as name\\)")
	b.call("players", "dev_johnson1").want(t, 2, "", "a player of that name is `name:NAME`")
}
