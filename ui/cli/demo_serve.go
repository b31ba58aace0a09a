package cli

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lootlens/api/demo"
	"lootlens/ui/cli/config"
)

// demoIdle is how long a demo in the background waits for a request before it ends.
const demoIdle = 4 * time.Hour

// serving are the flags of demo serve.
type serving struct {
	game       *game
	addr       string
	shell      string
	idle       time.Duration // 0: serve until interrupted
	background bool
	record     string // the file that makes this process a demo in the background
}

func newDemoServe(prog *program, g *game) *cobra.Command {
	s := serving{game: g}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the made-up game to other programs on this machine",
		Long:  helpText("demo-serve") + "\n\n" + faultHelp(),
		Example: `eval "$(lootlens demo serve --background)"
lootlens export 1250 | head -n 3
eval "$(lootlens demo stop)"`,
		Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			host, err := netip.ParseAddrPort(s.addr)
			if err != nil || !host.Addr().IsLoopback() {
				return usagef("--addr: give an address of this machine such as 127.0.0.1:8080; port 0 is any free one")
			}
			if s.idle < 0 {
				return usagef("--idle: give a duration such as 30m")
			}
			if err := prog.refuseAddress(); err != nil {
				return err
			}
			server, err := g.server(prog.now)
			if err != nil {
				return err
			}
			if s.background {
				return prog.serveInBackground(cmd.Context(), &s)
			}
			return prog.serveDemo(cmd.Context(), &s, server)
		},
	}
	f := cmd.Flags()
	f.StringVar(&s.addr, "addr", "127.0.0.1:0", "loopback address; port 0 is any free one")
	f.BoolVar(&s.background, "background", false, "return once it is up; \"lootlens demo stop\" ends it")
	f.DurationVar(&s.idle, "idle", 0, fmt.Sprintf("end after this long without a request (default: never; in the background %dh)", demoIdle/time.Hour))
	f.StringVar(&s.record, "record", "", "")
	_ = f.MarkHidden("record")
	shellFlag(cmd, &s.shell)
	return cmd
}

// shellFlag adds --shell.
func shellFlag(cmd *cobra.Command, to *string) {
	words := []string{"sh", "fish", "powershell"}
	if runtime.GOOS == "windows" {
		words = []string{"powershell", "sh", "fish"}
	}
	choiceFlag(cmd.Flags(), to, "shell", "shell that the printed lines are for: sh, fish or powershell", words...)
}

// shellLines are lines for a shell that set variables, given as name and value in turn. An
// empty value unsets.
func shellLines(shell string, pairs ...string) string {
	forms := map[string][2]string{
		"sh":         {"export %s=%s\n", "unset %s\n"},
		"fish":       {"set -gx %s '%s';\n", "set -e %s;\n"},
		"powershell": {"$env:%s = '%s';\n", "Remove-Item -ErrorAction SilentlyContinue Env:%s;\n"},
	}[shell]
	var b strings.Builder
	for pair := range slices.Chunk(pairs, 2) {
		if pair[1] == "" {
			fmt.Fprintf(&b, forms[1], pair[0])
		} else {
			fmt.Fprintf(&b, forms[0], pair[0], pair[1])
		}
	}
	return b.String()
}

// environmentOf are the lines that send lootlens to the demo at addr. They work as one
// line too, which eval without quotes makes of them, so the comment comes last.
func environmentOf(shell, addr, until string) string {
	base := "http://" + addr
	return shellLines(shell, "LOOTLENS_BASE_URL", base, config.KeyVariable, demo.Key) +
		"# a made-up game at " + base + " until " + until + "\n"
}

// serveDemo serves until ctx ends, it is stopped, or no request came for a while.
func (prog *program) serveDemo(ctx context.Context, s *serving, server *demo.Server) error {
	l, err := net.Listen("tcp", s.addr)
	if err != nil {
		return &exit{code: exitLocal, err: err}
	}
	defer l.Close()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	hs := &http.Server{
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0), // faults break connections on purpose, which it would log
	}
	defer context.AfterFunc(ctx, func() {
		server.Close()
		hs.Close()
	})()
	addr := l.Addr().String()
	var token string // that stops it; empty: no token does
	if s.record != "" {
		token = rand.Text()
		if err := (demoRecord{s.record, addr, token}).write(); err != nil {
			return err
		}
		defer os.Remove(s.record)
	} else if _, err := io.WriteString(prog.stdout, environmentOf(s.shell, addr, "it is interrupted")); err != nil {
		return err
	}
	requested := afterIdle(s.idle, func() { stop(errDemoEnded) })
	hs.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requested()
		switch {
		case token == "" || r.URL.Path != demoControl || subtle.ConstantTimeCompare([]byte(r.Header.Get(demoToken)), []byte(token)) == 0:
			server.ServeHTTP(w, r)
		case r.Method == http.MethodDelete:
			w.WriteHeader(http.StatusNoContent)
			stop(errDemoEnded)
		}
	})
	err = hs.Serve(l)
	switch {
	case errors.Is(context.Cause(ctx), errDemoEnded):
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return err
}

// afterIdle calls end once d has passed since the last call of requested; never if d is 0.
func afterIdle(d time.Duration, end func()) (requested func()) {
	if d == 0 { // a timer of no duration may fire before it is stopped
		return func() {}
	}
	timer := time.AfterFunc(d, end)
	return func() { timer.Reset(d) }
}

var errDemoEnded = errors.New("the demo has ended")
