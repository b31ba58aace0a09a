package serve

import (
	"errors"
	"fmt"
	"lootlens/ui/internal/sshtest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	gossh "golang.org/x/crypto/ssh"
)

// Each line of the audit is a whole event, in the order of the answers; it goes on in
// the new file after a rotation, and on a line of its own after one that was torn.
func TestAudit(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "audit")
	if err := os.WriteFile(path, []byte(`{"torn":`), 0o600); err != nil {
		t.Fatal(err)
	}
	audit, err := OpenAudit(path)
	if err != nil {
		t.Fatal(err)
	}
	defer audit.Close()
	key, line := sshtest.NewKey("", "ann")
	r := start(t, line, func(_ *rig, cfg *Config) {
		cfg.Audit, cfg.MaxPerUser = audit, 50 // a session may end after its client has seen its end
		cfg.Run = func(s *Session, args []string) int {
			if err := s.Audit(Event{Action: args[0], Player: "1250", Query: "price>100 é\n", Args: args}); err != nil {
				return 5
			}
			fmt.Fprintln(s, "shown")
			return 0
		}
	})
	var group sync.WaitGroup
	c := r.client(key)
	run(t, c, "first")
	if err := os.Rename(path, path+".1"); err != nil {
		t.Fatal(err)
	}
	if err := audit.Reopen(); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		group.Go(func() {
			for range 5 {
				run(t, c, "export")
			}
		})
	}
	group.Wait()
	old, _ := os.ReadFile(path + ".1")
	if lines := strings.Split(string(old), "\n"); len(lines) != 3 || lines[0] != `{"torn":` || !strings.HasSuffix(lines[1], `"action":"first","player":"1250","query":"price>100 é\n","args":["first"]}`) {
		t.Errorf("the rotated file is %q", old)
	}
	content, _ := os.ReadFile(path)
	lines := strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
	if len(lines) != 20 {
		t.Errorf("%d lines", len(lines))
	}
	for _, l := range lines {
		var got auditLine
		if err := json.Unmarshal([]byte(l), &got); err != nil || got.User != "ann" || got.Key != gossh.FingerprintSHA256(key.PublicKey()) || !strings.HasPrefix(got.Address, "127.0.0.1:") || got.Session == "" || got.Action != "export" {
			t.Errorf("%s: %v", l, err)
		}
		if _, err := time.Parse(time.RFC3339, got.Time); err != nil {
			t.Error(err)
		}
	}
}

// tornWriter takes half of a line once, then nothing, then all.
type tornWriter struct {
	b    sshtest.Buffer
	call int
}

func (w *tornWriter) Write(p []byte) (int, error) {
	switch w.call++; w.call {
	case 2:
		n, _ := w.b.Write(p[:len(p)/2])
		return n, errors.New("disk full")
	case 3:
		return 0, errors.New("disk full")
	}
	return w.b.Write(p)
}

// What cannot be written to the audit is not shown, and the session says why.
func TestAuditFails(t *testing.T) {
	t.Parallel()
	key, line := sshtest.NewKey("", "ann")
	file := &tornWriter{}
	r := start(t, line, func(_ *rig, cfg *Config) {
		cfg.Audit = NewAudit(file)
		cfg.Run = func(s *Session, args []string) int {
			if s.Audit(Event{Action: args[0]}) != nil {
				return 5
			}
			fmt.Fprintln(s, "shown")
			return 0
		}
	})
	c := r.client(key)
	for i, want := range []int{0, 5, 5, 0} {
		out, errs, code := run(t, c, fmt.Sprint("n", i))
		if code != want || (out != "") != (want == 0) || strings.Contains(errs, ErrAudit.Error()) != (want == 5) {
			t.Errorf("%d: %q, %q, %d", i, out, errs, code)
		}
	}
	var whole int
	for l := range strings.Lines(file.b.String()) {
		if json.Unmarshal([]byte(l), new(auditLine)) == nil {
			whole++
		}
	}
	if whole != 2 {
		t.Errorf("%d whole lines in %q", whole, file.b.String())
	}
}
