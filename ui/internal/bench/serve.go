package main

import (
	"bufio"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

const (
	benchUsers   = 100
	benchTyping  = 50
	neverLogIn   = 1000
	pressEvery   = 200 * time.Millisecond
	soakSessions = 200
	soakTime     = 10 * time.Minute
)

// sshServer is `lootlens serve` in a process of its own.
type sshServer struct {
	cmd           *exec.Cmd
	addr, metrics string
	users         []gossh.Signer
}

// freePort is a loopback address that nothing listens on.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// startServer starts the server with users of their own keys.
func (b *bench) startServer() (*sshServer, error) {
	s := &sshServer{}
	var keys strings.Builder
	for i := range benchUsers {
		_, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		signer, err := gossh.NewSignerFromKey(private)
		if err != nil {
			return nil, err
		}
		s.users = append(s.users, signer)
		fmt.Fprintf(&keys, "%s user%d\n", strings.TrimSpace(string(gossh.MarshalAuthorizedKey(signer.PublicKey()))), i)
	}
	file := filepath.Join(b.dir, "authorized_keys")
	if err := os.WriteFile(file, []byte(keys.String()), 0o600); err != nil {
		return nil, err
	}
	var err error
	if s.addr, err = freePort(); err != nil {
		return nil, err
	}
	if s.metrics, err = freePort(); err != nil {
		return nil, err
	}
	s.cmd = exec.CommandContext(b.ctx, b.bin, "serve", "--listen", s.addr, "--authorized-keys", file,
		"--host-key", filepath.Join(b.dir, "host_key"), "--audit", filepath.Join(b.dir, "audit"), "--metrics", s.metrics, "--max-sessions", strconv.Itoa(2*soakSessions))
	s.cmd.Env = b.environ()
	log, err := os.Create(filepath.Join(b.dir, "serve.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	s.cmd.Stdout, s.cmd.Stderr = log, log
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	for range 500 {
		if c, err := net.Dial("tcp", s.addr); err == nil {
			c.Close()
			return s, nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	s.stop()
	said, _ := os.ReadFile(log.Name())
	return nil, fmt.Errorf("the server did not start: %s", said)
}

func (s *sshServer) stop() {
	_ = s.cmd.Process.Signal(os.Interrupt)
	_ = s.cmd.Wait()
}

// sshLine is the terminal of a session.
type sshLine struct {
	io.Reader
	io.Writer
	client *gossh.Client
}

func (l sshLine) Close() error { return l.client.Close() }

// login opens a session with a terminal for user i.
func (s *sshServer) login(i int) (*terminal, error) {
	t := &terminal{began: time.Now(), got: make(chan struct{}, 1), over: make(chan struct{})}
	client, err := gossh.Dial("tcp", s.addr, &gossh.ClientConfig{
		User: "agent", Auth: []gossh.AuthMethod{gossh.PublicKeys(s.users[i%len(s.users)])}, HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: patience,
	})
	if err != nil {
		return nil, err
	}
	session, err := client.NewSession()
	if err != nil {
		return nil, err
	}
	_ = session.Setenv("COLORTERM", "truecolor")
	if err := session.RequestPty("xterm-256color", height, width, nil); err != nil {
		return nil, err
	}
	in, err := session.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := session.StdoutPipe()
	if err != nil {
		return nil, err
	}
	t.line = sshLine{out, in, client}
	go t.read()
	return t, session.Shell()
}

// painted reports whether there is a screen.
func painted(s *screen) bool { return len(strings.TrimSpace(s.String())) > 100 }

// open1250 loads all of the player with 1,250 items.
func (s *sshServer) open1250(i int) (*terminal, time.Duration, error) {
	t, err := s.login(i)
	if err != nil {
		return nil, 0, err
	}
	view := newScreen()
	var first time.Time
	for _, step := range []struct {
		keys string
		then func(*screen) bool
	}{
		{"", painted},
		{"1250\r", func(s *screen) bool { return s.holds("Own inventory") || s.holds("own inventory") }},
		{"\r", listAndDetail},
		{"G", func(s *screen) bool { return s.holds("all 1,250 loaded") && listAndDetail(s) }},
		{"g", func(s *screen) bool { return s.holds("1/1,250") && listAndDetail(s) }},
	} {
		if err := t.write(step.keys); err != nil {
			return t, 0, err
		}
		if err := view.wait(t, step.then); err != nil {
			return t, 0, fmt.Errorf("after the keys %q: %w", step.keys, err)
		}
		if first.IsZero() {
			if first, err = newScreen().until(t, painted); err != nil {
				return t, 0, err
			}
		}
	}
	return t, first.Sub(t.began), nil
}

// sessions measures the SSH server with many users.
func (b *bench) sessions() error {
	server, err := b.startServer()
	if err != nil {
		return err
	}
	defer server.stop()
	pid := server.cmd.Process.Pid
	warm, _, err := server.open1250(0)
	if err != nil {
		return err
	}
	warm.close()
	time.Sleep(5 * time.Second)
	base := memory(pid).own
	var open []*terminal
	var paints []time.Duration
	defer func() {
		for _, t := range open {
			t.line.Close()
		}
	}()
	for i := range benchUsers {
		t, paint, err := server.open1250(i)
		if err != nil {
			return err
		}
		open, paints = append(open, t), append(paints, paint)
	}
	each := func() float64 { return (memory(pid).own - base) / float64(len(open)) }
	time.Sleep(15 * time.Second) // until garbage is collected
	counting := each()
	idle := func(what, want string) {
		const long = 20 * time.Second
		marks := make([]int, len(open))
		for i, t := range open {
			marks[i] = t.mark()
		}
		began, used := time.Now(), spent(pid)
		time.Sleep(long)
		share, writes := float64(spent(pid)-used)/float64(time.Since(began))*100, 0
		for i, t := range open {
			writes += len(t.since(marks[i]))
		}
		b.add(what, want, "%.2f %% of a core, %d writes in %s", share, writes, long)
	}
	idle("SSH, processor time of all while idle, some rentals count down", "")
	press := func(keys string) error {
		for _, t := range open {
			if err := t.write(keys); err != nil {
				return err
			}
		}
		return nil
	}
	if err := press("+/-rental:active\r"); err != nil { // the list alone, without rentals
		return err
	}
	time.Sleep(15 * time.Second)
	b.add(fmt.Sprintf("SSH, memory of a session with 1,250 items, %d of them idle", len(open)), "≤ 2.5 MiB", "%.2f MiB; %.2f MiB where rentals count down; %.1f MiB with none", each(), counting, base)
	idle("… processor time of all while idle, nothing changes", "≤ 1 % of a core")
	if err := press("+"); err != nil { // with the detail, and without rentals, which would redraw while a key is measured
		return err
	}
	b.add("SSH, login until the first screen", "≤ 150 ms", "%s, p99 %s", ms(middle(paints)), ms(at(paints, 99)))
	presses := func() (string, error) {
		used := spent(pid)
		settled, err := typing(open[:benchTyping])
		if err != nil {
			return "", err
		}
		each := (spent(pid) - used) / time.Duration(len(settled))
		return fmt.Sprintf("median %s, p99 %s (%d keys), processor time of a key %s", ms(middle(settled)), ms(at(settled, 99)), len(settled), ms(each)), nil
	}
	typed, err := presses()
	if err != nil {
		return err
	}
	b.add(fmt.Sprintf("SSH, a key until list and detail are complete, %d people at 5 keys a second", benchTyping), "p99 ≤ 40 ms", "%s", typed)

	own := memory(pid).own
	var silent []net.Conn
	defer func() {
		for _, c := range silent {
			c.Close()
		}
	}()
	for range neverLogIn {
		c, err := net.Dial("tcp", server.addr)
		if err != nil {
			return err
		}
		silent = append(silent, c)
	}
	more := memory(pid).own - own
	if typed, err = presses(); err != nil {
		return err
	}
	paints = nil
	for range 10 {
		t, err := server.login(0)
		if err != nil {
			return fmt.Errorf("login beside %d connections without one: %w", len(silent), err)
		}
		if err := newScreen().wait(t, painted); err != nil {
			return err
		}
		first, err := newScreen().until(t, painted)
		if err != nil {
			return err
		}
		paints = append(paints, first.Sub(t.began))
		t.close()
	}
	b.add(fmt.Sprintf("… beside %d connections that never log in", neverLogIn), "the same", "%s; login until the first screen %s; %.1f MiB more", typed, ms(middle(paints)), more)

	if err := press("[/rental:active\r"); err != nil {
		return err
	}
	time.Sleep(15 * time.Second)
	idle("SSH, processor time of all while idle, rentals count down in all rows", "")
	return nil
}

// typing presses keys on all terminals at once for a while, and returns how long each took.
func typing(open []*terminal) ([]time.Duration, error) {
	var mu sync.Mutex
	var settled []time.Duration
	var failed error
	var group sync.WaitGroup
	for i, t := range open {
		group.Go(func() {
			time.Sleep(pressEvery * time.Duration(i) / time.Duration(len(open)))
			tick := time.NewTicker(pressEvery)
			defer tick.Stop()
			for n := range 100 {
				mark, began := t.mark(), time.Now()
				err := t.write(string("jjjjjjkkkkkk"[n%12]))
				got := t.settle(mark, quiet)
				mu.Lock()
				switch {
				case err != nil:
					failed = fmt.Errorf("press a key in session %d: %w", i, err)
				case len(got) == 0: // in the two seconds that settle waits
					settled = append(settled, time.Since(began))
				default:
					settled = append(settled, got[len(got)-1].at.Sub(began))
				}
				mu.Unlock()
				<-tick.C
			}
		})
	}
	group.Wait()
	return settled, failed
}

// gauge reads a sample of the server's metrics.
func (s *sshServer) gauge(name string) (float64, error) {
	resp, err := http.Get("http://" + s.metrics + "/metrics")
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			return strconv.ParseFloat(value, 64)
		}
	}
	return 0, fmt.Errorf("there is no metric %s", name)
}

// soak lets sessions come and go for ten minutes, and compares what the server holds
// before and after.
func (b *bench) soak() error {
	server, err := b.startServer()
	if err != nil {
		return err
	}
	defer server.stop()
	pid := server.cmd.Process.Pid
	holds := func() (goroutines, files, own float64, err error) {
		time.Sleep(20 * time.Second)
		goroutines, err = server.gauge("lootlens_goroutines")
		open, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
		return goroutines, float64(len(open)), memory(pid).own, err
	}
	round := func(until time.Time) error {
		failures := make(chan error, soakSessions)
		var group sync.WaitGroup
		for i := range soakSessions {
			group.Go(func() {
				for n := 0; n == 0 || time.Now().Before(until); n++ {
					t, err := server.login(i)
					if err != nil {
						failures <- err
						return
					}
					time.Sleep(time.Duration(i%10) * 300 * time.Millisecond)
					_ = t.write([]string{"1250\r", "\r", "q", "\x03"}[(i+n)%4])
					time.Sleep(time.Duration(n%5) * 200 * time.Millisecond)
					t.line.Close() // some have ended, others are dropped
					<-t.over
				}
			})
		}
		group.Wait()
		close(failures)
		return <-failures
	}
	if err := round(time.Now().Add(30 * time.Second)); err != nil { // caches are filled
		return err
	}
	g0, f0, m0, err := holds()
	if err != nil {
		return err
	}
	if err := round(time.Now().Add(soakTime)); err != nil {
		return err
	}
	g1, f1, m1, err := holds()
	if err != nil {
		return err
	}
	logins, _ := server.gauge(`lootlens_logins_total{result="ok"}`)
	b.add(fmt.Sprintf("SSH, %.0f sessions that came and went in %s, before and after", logins, soakTime), "the same", "%.0f, %.0f goroutines; %.0f, %.0f files; %.1f, %.1f MiB", g0, g1, f0, f1, m0, m1)
	return nil
}
