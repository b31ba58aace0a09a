package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	gossh "golang.org/x/crypto/ssh"

	"lootlens/api/demo"
	"lootlens/ui/browser"
	"lootlens/ui/internal/e2e/tty"
	"lootlens/ui/internal/sshtest"
	"lootlens/ui/serve"
)

// aliceKey makes a key of alice and the file that lets it in.
func aliceKey(t *testing.T, dir string) (key gossh.Signer, file string) {
	t.Helper()
	key, line := sshtest.NewKey("", "alice")
	file = filepath.Join(dir, "authorized_keys")
	if err := os.WriteFile(file, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	return key, file
}

// logIn serves a desk over SSH and logs in as alice.
func logIn(t *testing.T, d *desk) *gossh.Client {
	t.Helper()
	dir := t.TempDir()
	key, keys := aliceKey(t, dir)
	started, ended := make(chan net.Addr, 1), make(chan error, 1)
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		ended <- d.listen(ctx, serve.Config{
			Listen: "127.0.0.1:0", HostKey: filepath.Join(dir, "host_key"), AuthorizedKeys: keys, Log: d.log, Started: func(a net.Addr) { started <- a },
		})
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	var addr net.Addr
	select {
	case addr = <-started:
	case err := <-ended:
		ended <- nil
		t.Fatal(err)
	}
	client, err := sshtest.Dial(addr.String(), "any", gossh.PublicKeys(key))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

// openBrowser opens a browser on a terminal of 140 × 40 cells.
func openBrowser(t *testing.T, c *gossh.Client) (*gossh.Session, *sshtest.Buffer, io.Writer) {
	t.Helper()
	s, screen, keys, err := sshtest.Shell(c)
	if err != nil {
		t.Fatal(err)
	}
	return s, screen, keys
}

// shows waits until a terminal that got these bytes shows a text.
func shows(t *testing.T, written *sshtest.Buffer, text string) {
	t.Helper()
	var screen, before string
	if !sshtest.Eventually(func() bool {
		now := written.String()
		if now == before {
			return false
		}
		before = now
		em := vt.NewEmulator(140, 40)
		go func() { _, _ = io.Copy(io.Discard, em) }()
		defer em.InputPipe().(io.Closer).Close() // Close of the emulator races with its Read
		_, _ = io.WriteString(em, now)
		screen = tty.Text(em)
		return strings.Contains(screen, text)
	}) {
		t.Fatalf("waited for %q; the screen is\n%s", text, screen)
	}
}

// A panic in a browser's Update or View ends its session with a report on the server; the others go on.
func TestBrowserPanicOverSSH(t *testing.T) {
	t.Parallel()
	d, _ := newTestDesk(t)
	var log sshtest.Buffer
	d.log = serve.NewLogger(&log, true)
	var breaks atomic.Pointer[func(*browser.Options)]
	d.run = func(ctx context.Context, o browser.Options) error {
		if f := breaks.Swap(nil); f != nil {
			(*f)(&o)
		}
		return browser.Run(ctx, o)
	}
	client := logIn(t, d)
	other, shown, keys := openBrowser(t, client)
	shows(t, shown, "Open a player")
	for name, f := range map[string]func(*browser.Options){
		"Update": func(o *browser.Options) {
			first := o.Now()
			asked := false
			o.Now = func() time.Time {
				if asked {
					panic("Update with " + demo.Key)
				}
				asked = true
				return first
			}
		},
		"View": func(o *browser.Options) { o.Log = nil },
	} {
		reports := strings.Count(log.String(), "panic-")
		breaks.Store(&f)
		broken, seen, _ := openBrowser(t, client)
		err := broken.Wait()
		if exit, ok := errors.AsType[*gossh.ExitError](err); !ok || exit.ExitStatus() != exitLocal {
			t.Errorf("%s: the session ended with %v", name, err)
		}
		if s := seen.String(); !strings.Contains(s, "this is a bug in lootlens and ends this session") || strings.Contains(s, "goroutine") || strings.Contains(s, demo.Key) {
			t.Errorf("%s: the user sees %q", name, s)
		}
		if got := strings.Count(log.String(), "panic-") - reports; got != 1 || strings.Contains(log.String(), demo.Key) {
			t.Errorf("%s: %d reports in the log %s", name, got, log.String())
		}
	}
	fmt.Fprint(keys, "1250\r")
	shows(t, shown, "Inventories")
	fmt.Fprint(keys, "\x03")
	if err := other.Wait(); err != nil && !errors.As(err, new(*gossh.ExitError)) {
		t.Error(err)
	}
}
