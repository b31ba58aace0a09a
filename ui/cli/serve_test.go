package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/keymap"
	"lootlens/ui/browser"
	"lootlens/ui/cli/config"
	"lootlens/ui/serve"
)

// fakeSession is a session without a network. Its terminal, if any, is 80 × 24 cells.
type fakeSession struct {
	io.Reader
	out, err bytes.Buffer
	ctx      context.Context
	cancel   context.CancelCauseFunc
	terminal bool
	env      map[string]string

	mu     sync.Mutex
	events []serve.Event
	full   bool // the audit cannot be written
}

func (s *fakeSession) Write(p []byte) (int, error) { return s.out.Write(p) }
func (s *fakeSession) Stderr() io.Writer           { return &s.err }
func (s *fakeSession) MakeRaw()                    {}
func (s *fakeSession) Getenv(name string) string   { return s.env[name] }
func (s *fakeSession) ID() string                  { return "id" }
func (s *fakeSession) Context() context.Context    { return s.ctx }
func (s *fakeSession) User() serve.User {
	return serve.User{Name: "Alice", Fingerprint: "SHA256:x", Addr: netip.MustParseAddrPort("192.0.2.1:1")}
}

func (s *fakeSession) Terminal() (serve.Terminal, bool) {
	return serve.Terminal{Name: "xterm", Size: serve.Size{Width: 80, Height: 24}}, s.terminal
}

func (s *fakeSession) Audit(e serve.Event) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.full {
		s.cancel(serve.ErrAudit)
		return serve.ErrAudit
	}
	s.events = append(s.events, e)
	return nil
}

func newSession(ctx context.Context, stdin string) *fakeSession {
	s := &fakeSession{Reader: strings.NewReader(stdin)}
	s.ctx, s.cancel = context.WithCancelCause(ctx)
	return s
}

// newTestDesk is a desk on a double of its own.
func newTestDesk(t testing.TB) (*desk, *demo.Server) {
	t.Helper()
	server := demo.New(demo.Options{})
	base, stop, err := server.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	client, err := api.New(api.Config{BaseURL: base, PerMinute: -1, Key: func(context.Context) (api.Key, error) { return api.NewKey(demo.Key) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return &desk{
		prog: &program{version: "v1-test", now: time.Now}, client: client, keys: keymap.Default().OverSSH(), users: filepath.Join(t.TempDir(), "users"), host: "HOST",
		input:   config.Input{Flag: func(string) (string, bool) { return "", false }, Getenv: func(string) string { return "" }, File: &config.File{}},
		observe: func(api.Exchange) {}, onPause: func(api.Pause) {}, run: browser.Run, log: serve.NewLogger(io.Discard, false),
	}, server
}

// do runs a command line in a session.
func (d *desk) do(t testing.TB, line, stdin string) (code int, s *fakeSession) {
	t.Helper()
	words, err := serve.Split(line)
	if err != nil {
		t.Fatal(err)
	}
	s = newSession(t.Context(), stdin)
	return d.serve(s, words), s
}

// A command or flag that is not in the list does not exist in a session, a new one
// included, and what is in the list exists in the program.
func TestAllowed(t *testing.T) {
	t.Parallel()
	d, _ := newTestDesk(t)
	plain := newRoot(&program{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, getenv: func(string) string { return "" }, environ: func() []string { return nil }, now: time.Now})
	has := func(cmd *cobra.Command, flag string) bool {
		return cmd.LocalFlags().Lookup(flag) != nil || cmd.InheritedFlags().Lookup(flag) != nil
	}
	for name, flags := range allowed {
		cmd := plain
		if name != "" {
			cmd = child(plain, name)
		}
		if cmd == nil && name != "help" {
			t.Errorf("there is no command %q to allow", name)
			continue
		}
		for _, flag := range append(flags, globalFlags...) {
			if cmd != nil && !has(cmd, flag) {
				t.Errorf("%q has no flag --%s to allow", name, flag)
			}
		}
	}
	count := 0
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		words := strings.Fields(strings.TrimPrefix(cmd.CommandPath(), "lootlens"))
		name := strings.Join(words, " ")
		flags, ok := allowed[name]
		seen := map[string]bool{"help": true, "version": true}
		check := func(f *pflag.Flag) {
			if seen[f.Name] {
				return
			}
			seen[f.Name] = true
			if ok && (slices.Contains(flags, f.Name) || slices.Contains(globalFlags, f.Name)) {
				return
			}
			count++
			code, s := d.do(t, strings.TrimSpace(name+" --"+f.Name+"=1"), "")
			want := "unknown flag --" + f.Name
			if !ok {
				want = " is not available over SSH"
			}
			if code != exitUsage || !strings.Contains(s.err.String(), want) || s.out.Len() > 0 || len(s.events) > 0 {
				t.Errorf("%s --%s: exit code %d, %q, want %q", name, f.Name, code, s.err.String(), want)
			}
		}
		cmd.LocalFlags().VisitAll(check)
		cmd.InheritedFlags().VisitAll(check)
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(plain)
	if count < 50 {
		t.Errorf("only %d flags were tried", count)
	}
}

func TestSession(t *testing.T) {
	t.Parallel()
	d, server := newTestDesk(t)
	for line, want := range map[string]struct {
		code     int
		out, err string
	}{
		"lootlens players Nova":     {0, "NELCGVE6", ""},
		"players Nova":              {0, "NELCGVE6", ""},
		"lootlens":                  {2, "", "the browser needs a terminal: connect with ssh -t"},
		"":                          {2, "", "the browser needs a terminal"},
		"help":                      {0, "ssh -t HOST PLAYER", ""},
		"help export":               {0, "export reads a whole inventory", ""},
		"help query":                {0, "rarity", ""},
		"login --stdin":             {2, "", "login is not available over SSH: there are characters, diff, export,"},
		"history status":            {2, "", "history status is not available"},
		"history 1250":              {2, "", "history is off on this server"},
		"__complete export 1":       {2, "", "completion is not available"},
		"__completeNoDesc export":   {2, "", "completion is not available"},
		"diff /etc/passwd":          {2, "", "there are no files over SSH"},
		"diff - /etc/passwd":        {2, "", "there are no files over SSH"},
		"export 1250 -o x":          {2, "", "unknown flag -o"},
		"export 1250 --out x":       {2, "", "unknown flag --out"},
		"verify 1 --query x --tz X": {2, "", "--tz"},
		"players dev_" + strings.Repeat("0123456789", 4): {2, "", "looks like a server key"},
		"characters 4711999":                             {4, "", "no such player"},
	} {
		code, s := d.do(t, line, "")
		if code != want.code || !strings.Contains(s.out.String(), want.out) || !strings.Contains(s.err.String(), want.err) {
			t.Errorf("%s: exit code %d, %q, %q", line, code, s.out.String(), s.err.String())
		}
	}
	code, s := d.do(t, "export 1007 --format json", "")
	if code != 0 {
		t.Fatal(s.err.String())
	}
	if code, s = d.do(t, "diff -", s.out.String()); code != 0 {
		t.Errorf("diff -: exit code %d, %q, %q", code, s.out.String(), s.err.String())
	}
	if server.Sessions() != 1 {
		t.Errorf("%d sessions of the API, want one for all", server.Sessions())
	}
}

// The settings of the server hold, and only flags and a few variables are the user's.
func TestSessionEnvironment(t *testing.T) {
	t.Parallel()
	d, server := newTestDesk(t)
	s := newSession(t.Context(), "")
	s.env = map[string]string{
		"LOOTLENS_BASE_URL": "http://127.0.0.1:1", "LOOTLOCKER_SERVER_KEY": "dev_x", "LOOTLENS_HISTORY": "/tmp/x", "LOOTLENS_CONFIG": "/tmp/x", "LOOTLENS_TZ": "nonsense",
	}
	if code := d.serve(s, []string{"characters", "1250"}); code != 0 || len(server.Requests()) == 0 {
		t.Errorf("exit code %d, %q", code, s.err.String())
	}
	s.terminal, s.env = true, map[string]string{"TERM": "xterm-256color"}
	s.out.Reset()
	if code := d.serve(s, []string{"export", "1007", "--format", "table"}); code != 0 || !strings.Contains(s.out.String(), "\x1b[") {
		t.Errorf("a terminal got no colours: %d, %q", code, s.out.String())
	}
	s.env["NO_COLOR"] = "1"
	s.out.Reset()
	if code := d.serve(s, []string{"export", "1007", "--format", "table"}); code != 0 || strings.Contains(s.out.String(), "\x1b[3") {
		t.Errorf("NO_COLOR: %d, %q", code, s.out.String())
	}
}

func TestSessionAudit(t *testing.T) {
	t.Parallel()
	d, server := newTestDesk(t)
	_, s := d.do(t, "export 1250 --character 12501 --query rarity:epic", "")
	want := []string{
		`export 1250|character 12501|rarity:epic|["--character=12501" "--query=rarity:epic" "1250"]|`,
		`read 1250|character 12501||[]|`,
	}
	var got []string
	for _, e := range s.events {
		got = append(got, fmt.Sprintf("%s %s|%s|%s|%q|%s", e.Action, e.Player, e.Holder, e.Query, e.Args, e.Detail))
	}
	if !slices.Equal(got, want) {
		t.Errorf("audit\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}

	// Nothing is requested or shown where the audit cannot be written.
	before := len(server.Requests())
	full := newSession(t.Context(), "")
	full.full = true
	code := d.serve(full, []string{"export", "1250"})
	if code != exitLocal || full.out.Len() > 0 || len(server.Requests()) != before || !errors.Is(context.Cause(full.ctx), serve.ErrAudit) {
		t.Errorf("exit code %d, %d bytes, %d requests, %v", code, full.out.Len(), len(server.Requests())-before, context.Cause(full.ctx))
	}
}

func TestSubject(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/server/players/lookup/name?player_name=A%26B&steam_id=1": "lookup|||player_name=A&B steam_id=1|",
		"/server/player/1250/inventory?count=200":                  "read|1250|||",
		"/server/player/1250/characters":                           "read|1250|||",
		"/server/player/1250/characters/7/inventory":               "read|1250|character 7||",
		"/server/player/1250/heroes/8/loadout":                     "read|1250|hero 8||",
		"/server/players/1250/characters/7/progressions?count=100": "read|1250|character 7||",
		"/server/players/1250/assets/instances/5/progressions":     "read|1250|||",
		"/server/inventory/universal?count=20":                     "read||universal||",
		"/server/metadata/source/item/id/5?page=1":                 "read||||metadata/source/item/id/5",
		"/server/balances/wallet/W":                                "read||||balances/wallet/W",
		"/server/ping":                                             "read||||ping",
		"/server/something/new/1":                                  "read||||something/new/1",
	} {
		action, e := subjectOf(path)
		if got := strings.Join([]string{action, e.Player, e.Holder, e.Query, e.Detail}, "|"); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

// No name leads out of the folder, and no two share one.
func TestUserFolder(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, name := range []string{"", ".", "..", "a", "A", "a/b", "a\\b", "../../etc/passwd", "a\x00b", strings.Repeat("x", 5000), "a ", "con", "ä", "a\u0308"} {
		folder := userFolder(name)
		if !filepath.IsLocal(folder) || filepath.Base(folder) != folder || len(folder) != 32 {
			t.Errorf("%q has the folder %q", name, folder)
		}
		if other, ok := seen[folder]; ok {
			t.Errorf("%q and %q share a folder", name, other)
		}
		seen[folder] = name
	}
}

// A panic in a command ends its session alone, and its report is not the user's to see.
func TestSessionPanic(t *testing.T) {
	t.Parallel()
	d, _ := newTestDesk(t)
	var log bytes.Buffer
	d.log = serve.NewLogger(&log, true)
	s := newSession(t.Context(), "")
	prog := d.program(s)
	prog.browse = nil // called below
	s.terminal = true
	prog.stdin, prog.stdout = remote{Reader: s, terminal: true}, remote{Writer: s, terminal: true}
	if code := prog.run(s.ctx, []string{"1250"}); code != exitLocal {
		t.Errorf("exit code %d", code)
	}
	if shown := s.out.String() + s.err.String(); !strings.Contains(shown, "this is a bug") || strings.Contains(shown, "goroutine") || strings.Contains(shown, "panic-") {
		t.Errorf("the user sees %q", shown)
	}
	if !strings.Contains(log.String(), "panic-") || !strings.Contains(log.String(), "Alice") {
		t.Errorf("the log is %q", log.String())
	}
}

// An address that is in use is a fault of this machine, not of the API.
func TestAddressInUse(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() })
	d, _ := newTestDesk(t)
	dir := t.TempDir()
	_, keys := aliceKey(t, dir)
	for name, c := range map[string]serve.Config{"--listen": {Listen: taken.Addr().String()}, "--metrics": {Listen: "127.0.0.1:0", MetricsListen: taken.Addr().String()}} {
		c.HostKey, c.AuthorizedKeys, c.Log, c.Metrics = filepath.Join(dir, "host_key"), keys, d.log, serve.NewMetrics("v1")
		err := d.listen(t.Context(), c)
		if code, ok := errors.AsType[*exit](err); !ok || code.code != exitLocal || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What a client sends is bounded, and what is beyond is not taken for the end.
func TestBoundedInput(t *testing.T) {
	t.Parallel()
	b := bounded{strings.NewReader(strings.Repeat("x", 100)), 60}
	read, err := io.ReadAll(&b)
	if len(read) != 60 || err == nil || !strings.Contains(err.Error(), "too much over SSH") {
		t.Errorf("read %d bytes, %v", len(read), err)
	}
}

// FuzzSession runs what a client may send: it reads from the double, or not at all, and
// leaves no file behind.
func FuzzSession(f *testing.F) {
	for _, line := range []string{
		"export 1007", "lootlens export 1007 --format csv -o x", "players Nova", "verify 1007 --query 'rarity:epic' --max 0", "diff - -", "diff --from 7d 1007",
		"export 1007; id", "export $(id)", "--log x players 1", "--history=x export 1007", "tail 1007 --for 1ms", "show 1007 --instance 1", "help", "__complete ''",
		"history 1007", "players --players x", "1250 --plain", "export --at 2026-01-01 1007", "completion bash", "demo serve", "config init", "export 1007 --checks=x",
	} {
		f.Add(line, "")
	}
	f.Add("diff -", `{"items":[]}`)
	f.Add("players --players -", "1250\nNova\n")
	d, _ := newTestDesk(f)
	dir := f.TempDir()
	f.Chdir(dir)
	codes := []int{exitDone, exitNo, exitUsage, exitFailed, exitNotFound, exitLocal, exitInterrupted}
	f.Fuzz(func(t *testing.T, line, stdin string) {
		words, err := serve.Split(line)
		if err != nil {
			return
		}
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		s := newSession(ctx, stdin)
		if code := d.serve(s, words); !slices.Contains(codes, code) || strings.Contains(s.err.String(), "this is a bug") {
			t.Errorf("%q: exit code %d, %s", words, code, s.err.String())
		}
		for what, text := range map[string]string{"stdout": s.out.String(), "stderr": s.err.String(), "audit": fmt.Sprint(s.events)} {
			if strings.Contains(text, demo.Key) {
				t.Errorf("%q: the key is in %s", words, what)
			}
		}
		for _, folder := range []string{dir, filepath.Dir(d.users)} {
			if files, _ := os.ReadDir(folder); len(files) > 0 {
				t.Errorf("%q: made %s in %s", words, files[0].Name(), folder)
			}
		}
	})
}
