package history

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/ncruces/go-sqlite3"
)

// What can be wrong with a history. The errors of this package wrap one of these where it is the cause.
var (
	ErrCorrupt  = errors.New("the history file is damaged: move it away to begin a new one")
	ErrForeign  = errors.New("the file is not a lootlens history, or its beginning is damaged: choose another one, or move it away")
	ErrNewer    = errors.New("the history was written by a newer lootlens: update this one, or choose another file")
	ErrReadOnly = errors.New("the history file cannot be written: check its permissions, or choose another file")
	ErrFull     = errors.New("the history cannot be written, the disk may be full: free some space, or choose another file")
	ErrBusy     = errors.New("another program has been writing the history for too long: try again")
	// ErrNoLook: nothing was recorded that answers.
	ErrNoLook = errors.New("nothing was recorded")
)

// busyTimeout is how long a write waits for other processes.
const busyTimeout = 10 * time.Second

// Store is one history. It is safe for concurrent use, and several processes can have one file open.
type Store struct {
	path  string // "" in memory
	mu    sync.Mutex
	conn  *sqlite3.Conn            // nil once it is closed
	stmts map[string]*sqlite3.Stmt // prepared, by their text; those that run are not in it
	packer
}

// Open opens the history at path. Where there is none it makes one that only its owner can read, and the folder too.
func Open(ctx context.Context, path string) (*Store, error) {
	path, err := filepath.Abs(path)
	if err == nil {
		err = makeFile(path)
	}
	if err != nil {
		return nil, fmt.Errorf("open the history %s: %w", path, explain(err))
	}
	name := strings.ReplaceAll(url.QueryEscape(filepath.ToSlash(path)), "+", "%20")
	s, err := open(ctx, "file:"+name+"?modeof="+name, path)
	if err != nil {
		return nil, fmt.Errorf("open the history %s: %w", path, explain(err))
	}
	return s, nil
}

// makeFile makes sure that the file is there, can be written, and is its owner's alone.
func makeFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return ErrForeign
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		err = f.Chmod(0o600)
	}
	if err != nil {
		return err
	}
	// SQLite gives its log the mode of the file, but not the log's index.
	index, err := os.OpenFile(path+"-shm", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return index.Close()
}

// Memory returns a history that is kept in memory only.
func Memory(ctx context.Context) (*Store, error) { return open(ctx, ":memory:", "") }

func open(ctx context.Context, name, path string) (*Store, error) {
	conn, err := sqlite3.OpenContext(ctx, name)
	if err != nil {
		return nil, err
	}
	s := &Store{path: path, conn: conn, stmts: map[string]*sqlite3.Stmt{}}
	if err = s.prepare(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// prepare sets the connection up and brings the schema up to date.
func (s *Store) prepare(ctx context.Context) error {
	if err := s.conn.BusyTimeout(busyTimeout); err != nil {
		return err
	}
	// What is deleted is overwritten.
	if err := s.conn.Exec(`PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON`); err != nil {
		return err
	}
	var version int
	err := s.read(ctx, func() (err error) { // as one state: another process may be making the schema
		version, err = s.version()
		return err
	})
	if err != nil {
		return err
	}
	if err := s.writeAhead(ctx); err != nil {
		return err
	}
	if version == len(migrations) {
		return nil
	}
	return s.write(ctx, func() error {
		version, err := s.version() // another process may have been faster
		if err != nil {
			return err
		}
		for _, m := range migrations[version:] {
			if err := s.conn.Exec(m); err != nil {
				return err
			}
		}
		return s.conn.Exec(fmt.Sprintf(`PRAGMA application_id = %d; PRAGMA user_version = %d`, applicationID, len(migrations)))
	})
}

// writeAhead has changes go to a log first.
func (s *Store) writeAhead(ctx context.Context) error {
	return patiently(ctx, func() error { return s.conn.Exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL`) })
}

// patiently runs f until no other process is in its way, and for busyTimeout at most: SQLite itself does not wait when a
// file gets its first log, nor while another process empties the log.
func patiently(ctx context.Context, f func() error) error {
	for end := time.Now().Add(busyTimeout); ; {
		err := f()
		if !errors.Is(err, sqlite3.BUSY) || time.Now().After(end) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// version is the schema's; 0 for an empty file.
func (s *Store) version() (int, error) {
	application, err := s.number(`PRAGMA application_id`)
	if err != nil {
		return 0, err
	}
	version, err := s.number(`PRAGMA user_version`)
	if err != nil {
		return 0, err
	}
	tables, err := s.number(`SELECT count(*) FROM sqlite_schema`)
	switch {
	case err != nil:
		return 0, err
	case application == 0 && version == 0 && tables == 0:
		return 0, nil
	case application != applicationID:
		return 0, ErrForeign
	case version > int64(len(migrations)):
		return 0, ErrNewer
	}
	return int(version), nil
}

// Close closes the history, after what is under way. The error of later uses wraps fs.ErrClosed.
func (s *Store) Close() error {
	conn, unlock, err := s.use(context.Background())
	if err != nil {
		return nil // it is closed
	}
	defer unlock()
	for _, stmt := range s.stmts {
		stmt.Close()
	}
	clear(s.stmts)
	if err := conn.Close(); err != nil {
		return err
	}
	s.conn = nil
	return nil
}

// use takes the connection until unlock is called. What runs on it ends when ctx does.
func (s *Store) use(ctx context.Context) (conn *sqlite3.Conn, unlock func(), err error) {
	s.mu.Lock()
	if s.conn == nil {
		s.mu.Unlock()
		return nil, nil, fmt.Errorf("the history is closed: %w", fs.ErrClosed)
	}
	conn = s.conn
	old := conn.SetInterrupt(ctx)
	return conn, func() { conn.SetInterrupt(old); s.mu.Unlock() }, nil
}

// read runs f, which sees one state of the history.
func (s *Store) read(ctx context.Context, f func() error) error {
	return s.transact(ctx, `BEGIN`, f)
}

// write runs f, all of which is written or nothing.
func (s *Store) write(ctx context.Context, f func() error) error {
	return s.transact(ctx, `BEGIN IMMEDIATE`, f)
}

func (s *Store) transact(ctx context.Context, begin string, f func() error) (err error) {
	_, unlock, err := s.use(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	defer func() {
		if err != nil && ctx.Err() != nil {
			err = ctx.Err()
		} else {
			err = explain(err)
		}
	}()
	if err := s.conn.Exec(begin); err != nil {
		return err
	}
	done := false
	defer func() {
		if !done && !s.conn.GetAutocommit() {
			s.conn.SetInterrupt(context.Background())
			s.conn.Exec(`ROLLBACK`)
		}
	}()
	if err := f(); err != nil {
		return err
	}
	if err := s.conn.Exec(`COMMIT`); err != nil {
		return err
	}
	done = true
	return nil
}

// explain says what an error of SQLite or of the file means for the user.
func explain(err error) error {
	kind := error(nil)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sqlite3.CORRUPT):
		kind = ErrCorrupt
	case errors.Is(err, sqlite3.NOTADB):
		kind = ErrForeign
	case errors.Is(err, sqlite3.FULL), errors.Is(err, sqlite3.IOERR_WRITE), errors.Is(err, sqlite3.IOERR_SHMSIZE), errors.Is(err, syscall.ENOSPC):
		// go-sqlite3 0.37 reports a full disk as a failed write.
		kind = ErrFull
	case errors.Is(err, sqlite3.BUSY):
		kind = ErrBusy
	case errors.Is(err, sqlite3.READONLY), errors.Is(err, sqlite3.CANTOPEN), errors.Is(err, sqlite3.PERM),
		errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		kind = ErrReadOnly
	}
	if kind == nil || errors.Is(err, kind) {
		return err
	}
	return fmt.Errorf("%w (%w)", kind, err)
}
