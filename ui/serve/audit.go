package serve

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"lootlens/api"
)

// Event is one thing that a user looks at, as a line of the audit has it beside time,
// user, key, address and session.
type Event struct {
	Action string   `json:"action"` // "player", "inventory", "query", "export" and so on
	Player string   `json:"player,omitempty"`
	Holder string   `json:"holder,omitempty"`
	Query  string   `json:"query,omitempty"`
	Args   []string `json:"args,omitempty"` // of a command
	Detail string   `json:"detail,omitempty"`
}

// Audit appends events to a file, each in one write: what was written outlives the
// process, and servers that share the file do not mix their lines. It is safe for
// concurrent use.
type Audit struct {
	mu   sync.Mutex
	path string // "" for a stream
	file io.Writer
	torn bool // the last line may have been written in part
	now  func() time.Time
}

// NewAudit writes to a stream.
func NewAudit(w io.Writer) *Audit { return &Audit{file: w, now: time.Now} }

// OpenAudit appends to a file, which is made for its owner alone.
func OpenAudit(path string) (*Audit, error) {
	a := &Audit{path: path, now: time.Now}
	return a, a.Reopen()
}

// Reopen opens the file again under its name, after it was rotated. After an error the
// file that was open is used on.
func (a *Audit) Reopen() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.path == "" {
		return nil
	}
	file, err := os.OpenFile(a.path, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("open the audit: %w", err)
	}
	a.close()
	a.file, a.torn = file, unfinished(file)
	return nil
}

// unfinished reports whether a file ends within a line.
func unfinished(file *os.File) bool {
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return false
	}
	last := make([]byte, 1)
	_, err = file.ReadAt(last, info.Size()-1)
	return err == nil && last[0] != '\n'
}

// Close closes the file.
func (a *Audit) Close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.close()
}

func (a *Audit) close() error {
	if c, ok := a.file.(io.Closer); ok && a.path != "" {
		return c.Close()
	}
	return nil
}

type auditLine struct {
	Time    string `json:"time"`
	User    string `json:"user"`
	Key     string `json:"key"`
	Address string `json:"address"`
	Session string `json:"session"`
	Event
}

func (a *Audit) write(s *Session, e Event) error {
	u := s.User()
	a.mu.Lock()
	defer a.mu.Unlock()
	line, err := json.Marshal(auditLine{a.now().UTC().Format("2006-01-02T15:04:05.000Z"), u.Name, u.Fingerprint, u.Addr.String(), s.id, e})
	if err != nil {
		return err
	}
	masked := api.Mask(string(line)) + "\n"
	if a.torn {
		masked = "\n" + masked
	}
	n, err := io.WriteString(a.file, masked)
	if a.torn = err != nil && (a.torn || n > 0); err != nil {
		return fmt.Errorf("write the audit: %w", err)
	}
	return nil
}
