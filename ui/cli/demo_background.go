package cli

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"lootlens/ui/cli/config"
)

// A demo in the background answers requests for this path that carry its token: GET says
// that it is up, DELETE ends it.
const (
	demoControl = "/lootlens-demo"
	demoToken   = "X-Lootlens-Demo"
	demoPrefix  = "demo-" // of the names of records
)

// demoRecord is a file of the state folder that says where a demo runs in the background.
// The demo writes it once it is up and deletes it at its end.
type demoRecord struct {
	path  string
	Addr  string `json:"addr"` // of this machine
	Token string `json:"token"`
}

func (r *demoRecord) read() error {
	body, err := os.ReadFile(r.path)
	if err == nil {
		err = json.Unmarshal(body, r)
	}
	if addr, wrong := netip.ParseAddrPort(r.Addr); err == nil && (wrong != nil || !addr.Addr().IsLoopback()) {
		err = fmt.Errorf("%s: %q is not an address of this machine", r.path, r.Addr)
	}
	return err
}

func (r demoRecord) write() error {
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	temp := r.path + ".new"
	if err := os.WriteFile(temp, body, 0o600); err != nil {
		return err
	}
	return os.Rename(temp, r.path)
}

// do sends a request with the token. The error is context.DeadlineExceeded where something
// listens and does not answer, which says nothing about the demo; with another one it has ended.
func (r demoRecord) do(ctx context.Context, method string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, "http://"+r.Addr+demoControl, nil)
	if err != nil {
		return err
	}
	req.Header.Set(demoToken, r.Token)
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req) // no proxy
	if err != nil {
		return err
	}
	resp.Body.Close()
	if resp.StatusCode >= 300 {
		return errors.New("not a demo with this token: " + resp.Status)
	}
	return nil
}

// serveInBackground starts this program again as a demo without a terminal and returns
// once it is up.
func (prog *program) serveInBackground(ctx context.Context, s *serving) error {
	dir, err := demoFolder(prog.getenv)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	record := demoRecord{path: filepath.Join(dir, demoPrefix+rand.Text()[:12]+".json")}
	idle := s.idle
	if idle == 0 {
		idle = demoIdle
	}
	if err := listens(ctx, s.addr); err != nil { // nobody would see why the process ends
		return &exit{code: exitLocal, err: fmt.Errorf("--addr: %w", err)}
	}
	cmd := exec.Command(self, append([]string{"demo", "serve", "--record", record.path, "--addr", s.addr, "--idle", idle.String()}, s.game.flags()...)...)
	cmd.Dir = dir // no folder of the user stays in use
	cmd.SysProcAttr = detached()
	for _, v := range prog.environ() {
		if name, _, _ := strings.Cut(v, "="); name != config.KeyVariable {
			cmd.Env = append(cmd.Env, v)
		}
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for tick := time.NewTicker(5 * time.Millisecond); ; {
		select {
		case <-tick.C:
			if record.read() == nil {
				_, err := io.WriteString(prog.stdout, environmentOf(s.shell, record.Addr, `"lootlens demo stop"`))
				if err != nil { // nobody would know its address
					_ = record.stop(ctx)
				}
				return err
			}
		case err := <-ended:
			if err == nil {
				err = fmt.Errorf("it was stopped, or %s passed without a request", idle)
			} else if taken := listens(ctx, s.addr); taken != nil { // another program was faster
				err = taken
			}
			return &exit{code: exitLocal, err: fmt.Errorf("the demo did not start: %w; try `lootlens demo serve` with the same flags", err)}
		case <-ctx.Done():
			_ = cmd.Process.Kill()
			return ctx.Err()
		}
	}
}

// demoFolder is the folder of the records; it makes the folder.
func demoFolder(getenv func(string) string) (string, error) {
	dir := getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(dir) {
		dir = xdg.StateHome
	}
	dir = filepath.Join(dir, "lootlens")
	return dir, os.MkdirAll(dir, 0o700)
}

// demos are the records of the demos in the background. Records of those that were killed are
// deleted.
func (prog *program) demos(ctx context.Context) (list []demoRecord, err error) {
	dir, err := demoFolder(prog.getenv)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), demoPrefix) || filepath.Ext(e.Name()) != ".json" {
			continue
		}
		r := demoRecord{path: filepath.Join(dir, e.Name())}
		err := r.read()
		if err == nil {
			err = r.do(ctx, http.MethodGet)
		}
		if err == nil || errors.Is(err, context.DeadlineExceeded) {
			list = append(list, r)
		} else if ctx.Err() == nil {
			_ = os.Remove(r.path)
		}
	}
	return list, err
}

func newDemoStop(prog *program) *cobra.Command {
	var all bool
	var shell string
	cmd := &cobra.Command{
		Use:   "stop",
		Short: "End a demo that serves in the background",
		Long:  helpText("demo-stop"),
		Example: `lootlens demo stop --all
eval "$(lootlens demo stop)"`,
		Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := prog.demos(cmd.Context())
			if err != nil {
				return err
			}
			if !all {
				if list, err = prog.theDemo(list); err != nil {
					return err
				}
			}
			if len(list) == 0 {
				prog.note("no demo runs in the background")
			}
			var failed error
			for _, r := range list {
				if err := r.stop(cmd.Context()); err != nil {
					failed = errors.Join(failed, err)
					continue
				}
				if base := "http://" + r.Addr; prog.getenv("LOOTLENS_BASE_URL") == base {
					if _, err := io.WriteString(prog.stdout, shellLines(shell, "LOOTLENS_BASE_URL", "", config.KeyVariable, "")); err != nil {
						return err
					}
				}
			}
			return failed
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "end all of them")
	shellFlag(cmd, &shell)
	return cmd
}

// theDemo is the one of list that the environment names, or else the only one.
func (prog *program) theDemo(list []demoRecord) ([]demoRecord, error) {
	base := prog.getenv("LOOTLENS_BASE_URL")
	var addrs []string
	for _, r := range list {
		if base == "http://"+r.Addr {
			return []demoRecord{r}, nil
		}
		addrs = append(addrs, "http://"+r.Addr)
	}
	if len(list) > 1 {
		return nil, usagef("several demos run in the background: set LOOTLENS_BASE_URL to one of %s, or give --all", strings.Join(addrs, ", "))
	}
	return list, nil
}

// stop ends the demo and waits until it has ended.
func (r demoRecord) stop(ctx context.Context) error {
	if err := r.do(ctx, http.MethodDelete); errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("the demo at http://%s does not answer: try again, or end its process: %w", r.Addr, err)
	} else if err != nil {
		return nil // it has ended meanwhile
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for tick := time.NewTicker(5 * time.Millisecond); ; {
		if _, err := os.Stat(r.path); errors.Is(err, os.ErrNotExist) {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("the demo at http://%s did not end: %w", r.Addr, ctx.Err())
		}
	}
}

// listens reports whether a server could listen at the address.
func listens(ctx context.Context, addr string) error {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	return l.Close()
}
