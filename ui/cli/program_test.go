package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/ui/cli/config"
)

func TestCode(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		ctx  context.Context
		err  error
		want int
	}{
		{t.Context(), nil, exitDone},
		{ended, nil, exitDone}, // it was done before the interrupt
		{t.Context(), no(), exitNo},
		{ended, no(), exitNo},
		{t.Context(), usagef("x"), exitUsage},
		{t.Context(), fmt.Errorf("what: %w", usagef("x")), exitUsage},
		{t.Context(), errors.New("a wrong setting"), exitUsage},
		{t.Context(), fmt.Errorf("x: %w", &fs.PathError{Op: "open", Path: "config.toml", Err: syscall.EACCES}), exitLocal},
		{t.Context(), fmt.Errorf("x: %w", syscall.ENOSPC), exitLocal},
		{t.Context(), &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}, exitFailed},
		{t.Context(), &os.LinkError{Op: "rename", Err: syscall.EXDEV}, exitLocal},
		{t.Context(), failed(errors.New("incomplete")), exitFailed},
		{t.Context(), notFoundf("no player"), exitNotFound},
		{t.Context(), fmt.Errorf("x: %w", &api.Error{Status: 404}), exitNotFound},
		{t.Context(), fmt.Errorf("x: %w", &api.Error{Status: 401}), exitUsage},
		{t.Context(), &api.Error{Status: 403, Method: "POST"}, exitUsage},
		{t.Context(), &api.Error{Status: 403, Method: "GET"}, exitFailed},
		{t.Context(), fmt.Errorf("x: %w", &api.Error{Status: 500}), exitFailed},
		{t.Context(), &api.IncompleteError{Notice: "n"}, exitFailed},
		{t.Context(), &net.OpError{Op: "dial", Err: errors.New("x")}, exitFailed},
		{t.Context(), models.ErrNoItems, exitFailed},
		{t.Context(), context.DeadlineExceeded, exitFailed},
		{t.Context(), context.Canceled, exitInterrupted},
		{ended, &api.Error{Err: context.Canceled}, exitInterrupted},
	} {
		if got := exitCode(c.ctx, c.err); got != c.want {
			t.Errorf("exitCode(%v) = %d, want %d", c.err, got, c.want)
		}
	}
}

// fake is an environment without streams of a process.
func fake(vars map[string]string) (*program, *bytes.Buffer) {
	var out bytes.Buffer
	getenv := func(name string) string { return vars[name] }
	return &program{
		stdout: &out, stderr: &out, getenv: getenv,
		environ: func() (list []string) {
			for k, v := range vars {
				list = append(list, k+"="+v)
			}
			return list
		},
	}, &out
}

func TestColours(t *testing.T) {
	t.Parallel()
	const red = "\x1b[31mred\x1b[m"
	for _, c := range []struct {
		vars map[string]string
		want string
	}{
		{nil, "red"},
		{map[string]string{"TERM": "xterm-256color"}, "red"},
		{map[string]string{"TERM": "xterm-256color", "CLICOLOR_FORCE": "1"}, red},
		{map[string]string{"TERM": "xterm-256color", "CLICOLOR_FORCE": "1", "NO_COLOR": "please"}, "\x1b[mred\x1b[m"},
	} {
		env, out := fake(c.vars)
		fmt.Fprint(env.styled(), red)
		if got := out.String(); got != c.want {
			t.Errorf("%v: %q, want %q", c.vars, got, c.want)
		}
	}
}

func TestWidth(t *testing.T) {
	t.Parallel()
	for columns, want := range map[string]int{"": 0, "132": 132, "3": 20, "-5": 0, "wide": 0} {
		prog, _ := fake(map[string]string{"COLUMNS": columns})
		if got := prog.width(); got != want {
			t.Errorf("COLUMNS=%q: %d, want %d", columns, got, want)
		}
	}
}

// Whatever is said about a failure is safe on a terminal and holds no key.
func TestPrintable(t *testing.T) {
	t.Parallel()
	env, _ := fake(map[string]string{config.KeyVariable: legacyKey})
	_, _ = api.NewKey(legacyKey)
	got := env.printable("a \x1b[2J " + legacyKey + " " + liveKey + "\nb")
	if want := "a ␛[2J [secret] prod_…\nb"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := env.cell("a\nb\tc"); strings.ContainsAny(got, "\n\t") {
		t.Errorf("%q is no cell", got)
	}
}

func TestFindPlayer(t *testing.T) {
	t.Parallel()
	base, stop, err := demo.Start(t.Context(), demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	key, err := api.NewKey(demo.Key)
	if err != nil {
		t.Fatal(err)
	}
	client, err := api.New(api.Config{BaseURL: base, Key: func(context.Context) (api.Key, error) { return key, nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	for _, c := range []struct {
		typed, id, want string
		code            int
	}{
		{"363", "363", "", exitDone},
		{"id:99999999", "99999999", "", exitDone}, // whoever asks for its items is told
		{"Mirelle Ashdown", "1250", "", exitDone},
		{"name:Mirelle Ashdown", "1250", "", exitDone},
		{"Nobody At All", "", "no player “Nobody At All” (tried as name, guest id)", exitNotFound},
		{"uid:Nobody", "", "no player “uid:Nobody” (tried as public UID)", exitNotFound},
		{"Nova", "", "players have the name “Nova”: give the id of one\n  2001 ", exitNotFound},
	} {
		p, err := findPlayer(t.Context(), client, c.typed)
		if got := exitCode(t.Context(), err); got != c.code || c.want != "" && !strings.Contains(err.Error(), c.want) || p.ID.String() != c.id {
			t.Errorf("%q: %s, %v (code %d)", c.typed, p.ID, err, got)
		}
	}
}
