package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"lootlens/ui/internal/sshtest"
)

// The terminal has the size that it was opened with, and the last that it was given.
func TestTerminal(t *testing.T) {
	t.Parallel()
	key, line := sshtest.NewKey("", "ann")
	r := start(t, line, func(_ *rig, cfg *Config) {
		cfg.Browse = func(s *Session) int {
			terminal, _ := s.Terminal()
			fmt.Fprintf(s, "%s %v\n", terminal.Name, terminal.Size)
			for {
				select {
				case size := <-terminal.Resized:
					fmt.Fprintf(s, "%v\n", size)
				case <-s.Context().Done():
					return 0
				}
			}
		}
	})
	s, err := r.client(key).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	screen := &sshtest.Buffer{}
	s.Stdout = screen
	if err := errors.Join(s.RequestPty("xterm", 24, 80, nil), s.WindowChange(25, 81), s.Shell()); err != nil {
		t.Fatal(err)
	}
	shows := func(want string) {
		t.Helper()
		if !sshtest.Eventually(func() bool { return strings.HasSuffix(screen.String(), want) }) {
			t.Errorf("%q, want %q", screen, want)
		}
	}
	shows("xterm {81 25}\n")
	for i := range 200 {
		if err := s.WindowChange(30, 100+i); err != nil {
			t.Fatal(err)
		}
	}
	shows("{299 30}\n")
	if err := s.WindowChange(1<<30, 0); err != nil {
		t.Fatal(err)
	}
	shows("{1 2000}\n")
}

// A command on a terminal has lines as on a terminal, and Ctrl+C interrupts it whether
// it reads or not.
func TestCookedTerminal(t *testing.T) {
	t.Parallel()
	key, line := sshtest.NewKey("", "ann")
	r := start(t, line, func(_ *rig, cfg *Config) {
		cfg.Run = func(s *Session, args []string) int {
			fmt.Fprint(s, "one\ntwo\r\n")
			fmt.Fprint(s.Stderr(), "three\n")
			if args[0] == "read" {
				typed, err := io.ReadAll(s)
				fmt.Fprintf(s, "read %q %v\n", typed, err)
			}
			<-s.Context().Done()
			if context.Cause(s.Context()) == ErrInterrupted {
				return 130
			}
			return 1
		}
	})
	for _, test := range []struct {
		command, typed string
		signal         gossh.Signal
		out            string
	}{
		{"wait", "x\x03", "", "one\r\ntwo\r\nthree\r\n"},
		{"wait", strings.Repeat("far ahead ", 10_000) + "\x03", "", "one\r\ntwo\r\nthree\r\n"},
		{"read", "a\rb\x04\x03", "", "one\r\ntwo\r\nthree\r\nread \"a\\nb\" <nil>\r\n"},
		{"wait", "", gossh.SIGINT, "one\r\ntwo\r\nthree\r\n"},
	} {
		s, err := r.client(key).NewSession()
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		s.Stdout = &out
		in, _ := s.StdinPipe()
		if err := errors.Join(s.RequestPty("xterm", 24, 80, nil), s.Start(test.command)); err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(in, test.typed)
		if test.signal != "" {
			_ = s.Signal(test.signal)
		}
		if code := ends(t, s); code != 130 || out.String() != test.out {
			t.Errorf("%s %.20q: %d, %q", test.command, test.typed, code, out.String())
		}
	}
}

// A browser that a command begins gets what was typed before as it was typed, has the limits of a browser, and
// nothing of a long paste is lost.
func TestRawCommand(t *testing.T) {
	t.Parallel()
	key, line := sshtest.NewKey("", "ann")
	typed := make(chan struct{})
	r := start(t, line, func(_ *rig, cfg *Config) {
		cfg.Idle = time.Second
		cfg.Run = func(s *Session, _ []string) int {
			<-typed
			s.MakeRaw()
			got := 0
			for buf := make([]byte, 100); s.Context().Err() == nil; {
				n, err := (&endless{s}).Read(buf)
				if got < 20 {
					fmt.Fprintf(s, "%q", buf[:n])
				}
				if got += n; err != nil {
					break
				}
			}
			fmt.Fprintf(s, "read %d", got)
			return 0
		}
	})
	s, err := r.client(key).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	screen := &sshtest.Buffer{}
	s.Stdout = screen
	in, _ := s.StdinPipe()
	if err := errors.Join(s.RequestPty("xterm", 24, 80, nil), s.Start("1250")); err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(in, "1250\r\x04")
	time.Sleep(50 * time.Millisecond)
	close(typed)
	if !screen.Holds(`"1250\r\x04"`) {
		t.Errorf("it has read %q", screen)
	}
	fmt.Fprint(in, strings.Repeat("x", 200_000))
	ends(t, s)
	if got := screen.String(); !strings.Contains(got, "read 200006") || !strings.HasSuffix(got, "lootlens: "+ErrIdle.Error()+"\r\n") {
		t.Errorf("it ends with %.300q", got[max(0, len(got)-300):])
	}
}
