package cli

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"lootlens/api/demo"
	"lootlens/ui/browser"
	"lootlens/ui/serve"
)

// shared is a buffer for several goroutines.
type shared struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *shared) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// waitFor waits until a text was written.
func (s *shared) waitFor(t *testing.T, text string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !strings.Contains(s.String(), text); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited for %q in %q", text, s.String())
		}
	}
}

// aliceKey makes a key of alice and the file that lets it in.
func aliceKey(t *testing.T, dir string) (signer gossh.Signer, file string) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if signer, err = gossh.NewSignerFromKey(private); err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(dir, "authorized_keys")
	if err := os.WriteFile(file, fmt.Appendf(nil, "%s alice\n", bytes.TrimSpace(gossh.MarshalAuthorizedKey(signer.PublicKey()))), 0o600); err != nil {
		t.Fatal(err)
	}
	return signer, file
}

// A panic in a browser's Update or View ends its session with a report on the server; the others go on.
func TestBrowserPanicOverSSH(t *testing.T) {
	t.Parallel()
	d, _ := newTestDesk(t)
	var log shared
	d.log = serve.NewLogger(&log, true)
	var breaks atomic.Pointer[func(*browser.Options)]
	d.run = func(ctx context.Context, o browser.Options) error {
		if f := breaks.Swap(nil); f != nil {
			(*f)(&o)
		}
		return browser.Run(ctx, o)
	}
	dir := t.TempDir()
	signer, keys := aliceKey(t, dir)
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
		ended <- err
		t.Fatal(err)
	}
	client, err := gossh.Dial("tcp", addr.String(), &gossh.ClientConfig{
		User: "any", Auth: []gossh.AuthMethod{gossh.PublicKeys(signer)}, HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: 20 * time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	browse := func() (*gossh.Session, *shared, func(string)) {
		s, err := client.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		seen := &shared{}
		s.Stdout, s.Stderr = seen, seen
		in, err := s.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(s.RequestPty("xterm-256color", 40, 140, nil), s.Shell()); err != nil {
			t.Fatal(err)
		}
		return s, seen, func(keys string) {
			if _, err := in.Write([]byte(keys)); err != nil {
				t.Error(err)
			}
		}
	}
	other, shown, press := browse()
	shown.waitFor(t, "Open a player")
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
		broken, seen, _ := browse()
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
	press("1250")
	shown.waitFor(t, "Looks for the player id")
	press("\x03")
	if err := other.Wait(); err != nil && !errors.As(err, new(*gossh.ExitError)) {
		t.Error(err)
	}
}
