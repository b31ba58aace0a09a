package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"lootlens/api/demo"
	"lootlens/ui/cli/config"
)

// TestScripts runs the program against the double over HTTP. Beside testscript's own
// commands there are
//
//	code N lootlens …     run the program, which must exit with N
//	fault FAULT…          let the double misbehave; none ends it
//	grant PLAYER N        grant N instances of the first asset
//	granting PLAYER N PATH  grant one in the background, once the double has been asked
//	                      N times from now on for what contains PATH
//	restoring PLAYER N PATH  take the newest instance away at the N-th request from now on,
//	                      and give it back four requests later
//	revoke PLAYER         take the newest instance away
//	store PLAYER KEY VAL  set the storage of the newest instance
//	asked N PATH          the double was asked N times for what contains PATH
func TestScripts(t *testing.T) {
	t.Parallel()
	scripts, err := filepath.Glob(filepath.Join("testdata", "script", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	if testing.Short() { // those in which most happens at once
		scripts = slices.DeleteFunc(scripts, func(s string) bool {
			return !strings.Contains("export.txtar history.txtar tail.txtar", filepath.Base(s))
		})
	}
	testscript.Run(t, testscript.Params{
		Files: scripts,
		Setup: func(env *testscript.Env) error {
			now := time.Now() // the double's clock stands, so that no rental ends in the middle of a script
			server := demo.New(demo.Options{Items: 2500, Now: func() time.Time { return now }})
			base, stop, err := server.Start(context.Background())
			if err != nil {
				return err
			}
			env.Defer(stop)
			env.Values["server"] = server
			bin, cover := filepath.Join(env.WorkDir, ".bin"), filepath.Join(env.WorkDir, ".cover")
			for _, folder := range []string{bin, cover} {
				if err := os.Mkdir(folder, 0o700); err != nil {
					return err
				}
			}
			program, err := os.Executable()
			if err != nil {
				return err
			}
			if err := os.Symlink(program, filepath.Join(bin, "lootlens")); err != nil {
				return err
			}
			for k, v := range map[string]string{
				asProgram: "1", "PATH": bin + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME": env.WorkDir, "XDG_CONFIG_HOME": env.WorkDir, "XDG_DATA_HOME": filepath.Join(env.WorkDir, "data"),
				"LOOTLENS_BASE_URL": base, config.KeyVariable: demo.Key, "GOCOVERDIR": cover,
			} {
				env.Setenv(k, v)
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code": func(ts *testscript.TestScript, _ bool, args []string) {
				want, err := strconv.Atoi(args[0])
				ts.Check(err)
				got, out, errs := 0, "", ""
				if slices.Contains(args, "-") { // a stream of its own
					var exit *exec.ExitError
					if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
						got = exit.ExitCode()
					} else {
						ts.Check(err)
					}
					out, errs = ts.ReadFile("stdout"), ts.ReadFile("stderr")
				} else {
					work := ts.Getenv("WORK") + "/"
					got, out, errs = call(ts.Getenv("HOME"), ts.Getenv, inFolder(work, args[2:]))
					out, errs = strings.ReplaceAll(out, work, ""), strings.ReplaceAll(errs, work, "")
					_, _ = io.WriteString(ts.Stdout(), out)
					_, _ = io.WriteString(ts.Stderr(), errs)
				}
				if got != want {
					ts.Fatalf("exit code %d, want %d: %s%s", got, want, out, errs)
				}
				if s := out + errs; strings.Contains(s, demo.Key) || strings.Contains(s, "\x1b") {
					ts.Fatalf("the output has the key or an escape: %s", s)
				}
			},
			"fault": func(ts *testscript.TestScript, _ bool, args []string) {
				var faults []demo.Fault
				for _, a := range args {
					f, err := demo.ParseFault(a)
					ts.Check(err)
					faults = append(faults, f)
				}
				double(ts).SetFaults(faults...)
			},
			"grant": func(ts *testscript.TestScript, _ bool, args []string) {
				n, err := strconv.Atoi(args[1])
				ts.Check(err)
				for range n {
					ts.Check(grant(double(ts), number(ts, args[0])))
				}
			},
			"granting": func(ts *testscript.TestScript, _ bool, args []string) {
				server, player, n := double(ts), number(ts, args[0]), int(number(ts, args[1]))
				n += asked(server, args[2])
				ctx, cancel := context.WithCancel(context.Background())
				ts.Defer(cancel)
				go func() {
					if waitAsked(ctx, server, n, args[2]) == nil {
						_ = grant(server, player)
					}
				}()
			},
			"restoring": func(ts *testscript.TestScript, _ bool, args []string) {
				server, id, n := double(ts), newest(ts, args[0]), int(number(ts, args[1]))
				n += asked(server, args[2])
				ctx, cancel := context.WithCancel(context.Background())
				ts.Defer(cancel)
				go func() {
					if waitAsked(ctx, server, n, args[2]) != nil || server.Revoke(id) != nil {
						return
					}
					// Two whole looks come between, of two requests each: a change within a
					// look would be noticed.
					if waitAsked(ctx, server, n+4, args[2]) == nil {
						_ = server.Restore(id)
					}
				}()
			},
			"revoke": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Check(double(ts).Revoke(newest(ts, args[0])))
			},
			"store": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Check(double(ts).SetStorage(newest(ts, args[0]), demo.Pair{ID: 1, Key: args[1], Value: args[2]}))
			},
			"asked": func(ts *testscript.TestScript, _ bool, args []string) {
				if n := asked(double(ts), args[1]); strconv.Itoa(n) != args[0] {
					ts.Fatalf("asked %d times for %s, want %s", n, args[1], args[0])
				}
			},
		},
	})
}

// inFolder are arguments whose files are in a folder: a command runs within the test, which
// is faster than a process and has no working folder of its own.
func inFolder(folder string, args []string) []string {
	out := slices.Clone(args)
	for i, a := range args {
		isFile := i > 0 && slices.Contains([]string{"-o", "--output", "--log", "--checks", "--players", "--resume", "--history", "--baseline"}, args[i-1])
		isFile = isFile || args[0] == "diff" && i > 0 && !strings.HasPrefix(a, "-") && !strings.HasPrefix(args[i-1], "--") && !slices.Contains(args, "--from")
		if isFile && a != "" && a != "." && !filepath.IsAbs(a) {
			out[i] = folder + a
		}
	}
	return out
}

func double(ts *testscript.TestScript) *demo.Server { return ts.Value("server").(*demo.Server) }

// asked is how often the double was asked for what contains path.
func asked(server *demo.Server, path string) (n int) {
	for _, r := range server.Requests() {
		if strings.Contains(r.Path+"?"+r.Query, path) {
			n++
		}
	}
	return n
}

// waitAsked waits until the double was asked n times.
func waitAsked(ctx context.Context, server *demo.Server, n int, path string) error {
	for asked(server, path) < n {
		if err := sleep(ctx, 10*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

func number(ts *testscript.TestScript, s string) uint64 {
	n, err := strconv.ParseUint(s, 10, 64)
	ts.Check(err)
	return n
}

func grant(s *demo.Server, player uint64) error {
	_, err := s.Grant(player, s.Assets()[0])
	return err
}

func newest(ts *testscript.TestScript, player string) uint64 {
	ids := double(ts).Instances(demo.Holder{Player: number(ts, player)}, 1)
	if len(ids) == 0 {
		ts.Fatalf("player %s has nothing", player)
	}
	return ids[0]
}

// interrupt starts a command, and ends it by a signal once it has asked for an inventory three times.
func (b *box) interrupt(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := waitAsked(t.Context(), b.server, 3, "/inventory"); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
}

// toDouble makes a box whose program talks to a double with these faults.
func toDouble(t *testing.T, faults ...string) *box {
	t.Helper()
	b := newBox(t)
	server := demo.New(demo.Options{})
	var list []demo.Fault
	for _, f := range faults {
		fault, err := demo.ParseFault(f)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, fault)
	}
	server.SetFaults(list...)
	base, stop, err := server.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	b.server = server
	b.env["LOOTLENS_BASE_URL"], b.env[config.KeyVariable] = base, demo.Key
	return b
}

func TestInterruptedEndsWith130(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"export": {"export", "20000"},
		"tail":   {"tail", "1007"},
		"verify": {"verify", "1007", "--query", "nothing", "--wait", "1h"},
		"file":   {"export", "20000", "-o", "out/f.json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// The third page, or the second poll, never comes.
			b := toDouble(t, "hang:path=inventory:after=2")
			if err := os.Mkdir(filepath.Join(b.dir, "out"), 0o700); err != nil {
				t.Fatal(err)
			}
			cmd := b.command(args...)
			var out, errs bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &errs
			b.interrupt(t, cmd)
			said := ""
			if name == "file" {
				said = "lootlens: interrupted, 400 items were written to out/f.json.partial\n"
			}
			if code := cmd.ProcessState.ExitCode(); code != 130 || errs.String() != said {
				t.Errorf("exit code %d, stderr %q", code, errs.String())
			}
			if left, _ := os.ReadDir(filepath.Join(b.dir, "out")); name == "file" && (len(left) != 1 || left[0].Name() != "f.json.partial") {
				t.Errorf("left %v", left)
			}
		})
	}
}

func TestHeadEndsQuietly(t *testing.T) {
	t.Parallel()
	b := toDouble(t)
	for _, format := range []string{"ndjson", "csv", "table"} {
		cmd := b.command("export", "20000", "--format", format)
		var errs bytes.Buffer
		cmd.Stderr = &errs
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(out).ReadString('\n')
		if err != nil || line == "" {
			t.Errorf("%s: %q, %v", format, line, err)
		}
		out.Close()
		_ = cmd.Wait()
		if errs.Len() > 0 {
			t.Errorf("%s: stderr %q", format, errs.String())
		}
	}
}

func TestClickedLinksAndKeysStayOut(t *testing.T) {
	t.Parallel()
	b := toDouble(t)
	for _, format := range []string{"ndjson", "json", "csv", "table", "markdown"} {
		r := b.call("export", fmt.Sprint(demo.PlayerHostile), "--format", format)
		if r.code != 0 || r.stdout == "" {
			t.Errorf("%s: exit code %d, %s", format, r.code, r.stderr)
		}
		if strings.ContainsAny(r.stdout, "\x1b\a\u009b\u202e\u2066") || strings.Contains(r.stdout, demo.Key) {
			t.Errorf("%s lets something through", format)
		}
	}
}
