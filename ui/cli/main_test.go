package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/adrg/xdg"

	"lootlens/api/demo"
	"lootlens/ui/browser"
	"lootlens/ui/cli/config"
)

const (
	// asProgram makes the test binary the program itself, so that tests run a real
	// process with real streams.
	asProgram = "LOOTLENS_TEST_PROGRAM"
	testShift = "LOOTLENS_TEST_SHIFT" // a duration that the clock is ahead
	testRing  = "LOOTLENS_TEST_RING"  // a folder that is the keyring; empty: there is none

	stageKey  = "dev_SECRETstage0123456789"
	liveKey   = "prod_SECRETlive0123456789"
	legacyKey = "SECRETlegacy0123456789"
)

func TestMain(m *testing.M) {
	switch {
	case len(os.Args) == 5 && os.Args[1] == "-keycommand":
		keyCommand(os.Args[2:])
	case os.Getenv(asProgram) != "":
		stdin := os.Stdin
		os.Stdin = nil // as in Main
		os.Exit(run(&program{
			version: "v1.2.3-test", stdin: stdin, stdout: os.Stdout, stderr: os.Stderr,
			getenv: os.Getenv, environ: os.Environ, now: shifted(os.Getenv),
			keyring: folderRing(os.Getenv(testRing)), browse: testBrowse,
		}, os.Args[1:]))
	}
	dir, err := os.MkdirTemp("", "lootlens-state")
	if err != nil {
		panic(err)
	}
	xdg.StateHome = dir // reports of panics in this process are not the user's
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// shifted is the clock of a test.
func shifted(getenv func(string) string) func() time.Time {
	shift, _ := time.ParseDuration(getenv(testShift)) // none by default
	return func() time.Time { return wallClock().Add(shift) }
}

// keyCommand is a program that writes its first argument to stdout, its second to
// stderr, both given in hex, and exits with its third.
func keyCommand(args []string) {
	for i, stream := range []io.Writer{os.Stdout, os.Stderr} {
		text, err := hex.DecodeString(args[i])
		if err != nil {
			os.Exit(9)
		}
		_, _ = stream.Write(text)
	}
	if args[2] != "0" {
		os.Exit(7)
	}
	os.Exit(0)
}

// testBrowse stands in for the browser: it panics or says what it was given.
func testBrowse(ctx context.Context, env *program, o browser.Options) error {
	if os.Getenv("LOOTLENS_TEST_PANIC") != "" {
		panic("at " + liveKey + "\x1b[2J and " + os.Getenv(config.KeyVariable))
	}
	client, settings, err := env.browserClient(ctx)
	if err != nil {
		return err
	}
	if _, err := client.Ping(ctx); err != nil {
		return err
	}
	fmt.Fprintf(env.stdout, "refs=%v holder=%v has=%v instance=%s demo=%v plain=%v theme=%s\r\n",
		o.Start.Refs, o.Start.Holder, o.Start.HasHolder, o.Start.Instance, o.Demo, o.NoColor, settings.Theme.V)
	return nil
}

// folderRing is a keyring that outlives the process.
type folderRing string

func (r folderRing) Get(_ context.Context, name string) (string, error) {
	if r == "" {
		return "", config.ErrNoKeyring
	}
	key, err := os.ReadFile(filepath.Join(string(r), name))
	if errors.Is(err, fs.ErrNotExist) {
		return "", config.ErrNotKept
	}
	return string(key), err
}

func (r folderRing) Set(_ context.Context, name, key string) error {
	if r == "" {
		return config.ErrNoKeyring
	}
	return os.WriteFile(filepath.Join(string(r), name), []byte(key), 0o600)
}

func (r folderRing) Delete(_ context.Context, name string) error {
	err := os.Remove(filepath.Join(string(r), name))
	if errors.Is(err, fs.ErrNotExist) {
		return config.ErrNotKept
	}
	return err
}

// box is a home of its own with a double to talk to.
type box struct {
	t    testing.TB
	dir  string
	base string // the double's address
	env  map[string]string

	server *demo.Server // what the program talks to after toDouble
}

func newBox(t testing.TB) *box {
	t.Helper()
	base, stop, err := demo.Start(t.Context(), demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	dir := t.TempDir()
	ring := filepath.Join(dir, "ring")
	for _, folder := range []string{ring, filepath.Join(dir, "cover")} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	b := &box{t: t, dir: dir, base: base, env: map[string]string{
		asProgram: "1", testRing: ring, "HOME": dir, "PATH": os.Getenv("PATH"),
		"XDG_CONFIG_HOME": dir, "XDG_DATA_HOME": filepath.Join(dir, "data"), "XDG_STATE_HOME": filepath.Join(dir, "state"), "TERM": "xterm-256color",
		"GOCOVERDIR": filepath.Join(dir, "cover"), // without it a program built for coverage warns on stderr
	}}
	t.Cleanup(b.searchState)
	return b
}

// searchState looks for secrets in whatever the program left behind.
func (b *box) searchState() {
	for _, dir := range []string{"state", "out"} {
		_ = filepath.WalkDir(filepath.Join(b.dir, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil
			}
			body, err := os.ReadFile(path)
			if err != nil {
				b.t.Error(err)
			}
			noSecret(b.t, path, string(body))
			return nil
		})
	}
}

func noSecret(t testing.TB, where, s string) {
	t.Helper()
	if strings.Contains(s, "SECRET") {
		t.Errorf("a secret is in %s: %.400q", where, s)
	}
}

// file writes a file that only its user can read, below the box.
func (b *box) file(name, body string, mode fs.FileMode) string {
	b.t.Helper()
	path := filepath.Join(b.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(body), mode); err != nil {
		b.t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		b.t.Fatal(err)
	}
	return path
}

func (b *box) config(body string) string { return b.file("lootlens/config.toml", body, 0o600) }

// result is what a run of the program left on its streams.
type result struct {
	code   int
	stdout string
	stderr string
}

func (b *box) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(b.t.Context(), os.Args[0], args...)
	cmd.Dir = b.dir
	for k, v := range b.env {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	return cmd
}

// call runs a command within the test, which takes a tenth of the time of a process.
// The working folder and the state folder are those of the test.
func (b *box) call(args ...string) result {
	b.t.Helper()
	return b.checked(call(b.dir, func(name string) string { return b.env[name] }, args))
}

// call runs a command whose config file is in the folder config.
func call(config string, getenv func(string) string, args []string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(&program{
		version: "v1.2.3-test", stdin: strings.NewReader(""), stdout: &out, stderr: &errs,
		getenv: func(name string) string {
			return cmp.Or(getenv(name), map[string]string{"LOOTLENS_CONFIG": filepath.Join(config, "lootlens", "config.toml")}[name])
		},
		environ: func() (list []string) {
			for _, name := range []string{"TERM", "COLORTERM", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"} {
				list = append(list, name+"="+getenv(name))
			}
			return list
		},
		now: shifted(getenv), keyring: folderRing(getenv(testRing)), browse: testBrowse,
	}, args)
	return code, out.String(), errs.String()
}

// run runs the program as a process.
func (b *box) run(args ...string) result { return b.runWith("", args...) }

func (b *box) runWith(stdin string, args ...string) result {
	b.t.Helper()
	var out, errs bytes.Buffer
	cmd := b.command(args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		b.t.Fatal(err)
	}
	return b.checked(cmd.ProcessState.ExitCode(), out.String(), errs.String())
}

// checked looks for secrets on the streams.
func (b *box) checked(code int, stdout, stderr string) result {
	b.t.Helper()
	r := result{code, stdout, stderr}
	noSecret(b.t, "stdout", r.stdout)
	noSecret(b.t, "stderr", r.stderr)
	if strings.ContainsAny(r.stderr, "\x1b\r") {
		b.t.Errorf("stderr can drive a terminal: %q", r.stderr)
	}
	return r
}

// want checks the exit code and that the streams match; "" is an empty stream.
func (r result) want(t testing.TB, code int, stdout, stderr string) {
	t.Helper()
	if r.code != code {
		t.Errorf("exit code %d, want %d", r.code, code)
	}
	for _, s := range []struct{ name, got, want string }{{"stdout", r.stdout, stdout}, {"stderr", r.stderr, stderr}} {
		if s.want == "" && s.got != "" || !regexp.MustCompile("(?s)"+s.want).MatchString(s.got) {
			t.Errorf("%s is\n%s\nwant a match of %q", s.name, s.got, s.want)
		}
	}
}

// until reads until what came holds want.
func until(t testing.TB, r io.Reader, want string) string {
	t.Helper()
	var got []byte
	buf := make([]byte, 4<<10)
	for !bytes.Contains(got, []byte(want)) {
		n, err := r.Read(buf)
		got = append(got, buf[:n]...)
		if err != nil {
			t.Fatalf("%v before %q came; so far: %q", err, want, got)
		}
	}
	return string(got)
}
