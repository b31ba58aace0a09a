package cli

import (
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"lootlens/api"
	"lootlens/models/text"
)

// openLog opens the file that --log names, - for stderr, and returns a function that
// writes a line for each exchange; without --log that does nothing. The file is created
// for its user alone, and one that others can read is refused, since a log has player
// ids.
func (prog *program) openLog() (func(api.Exchange), error) {
	path, ok := prog.flag("log")
	if !ok {
		return func(api.Exchange) {}, nil
	}
	there, _ := os.Stat(path) // of no file there is nothing
	switch {
	case path == "-", there != nil && sameFile(there, statOf(prog.stderr)): // such as /dev/stderr
		return writeExchange(slog.New(slog.NewTextHandler(prog.stderr, nil))), nil
	case there != nil && there.Mode()&os.ModeDevice == 0 && sameFile(there, statOf(prog.stdout)):
		return nil, usagef("--log: %s is stdout, which is for data: give - for stderr", path)
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("--log: %w", err)
	}
	info, err := file.Stat()
	if err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
		err = fmt.Errorf("%s is open to other users: run `chmod 600 %[1]s` or name another file", path)
	}
	if err != nil {
		file.Close()
		return nil, usagef("--log: %w", err)
	}
	prog.closers = append(prog.closers, func() { file.Close() })
	return writeExchange(slog.New(slog.NewTextHandler(&logFile{file: file, note: prog.note}, nil))), nil
}

// logFile notes once that it cannot be written.
type logFile struct {
	file io.Writer
	note func(format string, args ...any)
	once sync.Once
}

func (l *logFile) Write(p []byte) (int, error) {
	n, err := l.file.Write(p)
	if err != nil {
		l.once.Do(func() { l.note("the log misses requests: %v", err) })
	}
	return n, err
}

// writeExchange logs an exchange, which holds neither secrets nor control characters.
func writeExchange(log *slog.Logger) func(api.Exchange) {
	return func(x api.Exchange) {
		level, args := slog.LevelInfo, []any{
			"method", x.Method, "path", x.Path, "attempt", x.Attempt, "status", x.Status,
			"duration", x.Duration.Round(time.Millisecond), "bytes", x.Bytes,
		}
		if x.RequestID != "" {
			args = append(args, "request_id", x.RequestID)
		}
		if x.TraceID != "" {
			args = append(args, "trace_id", x.TraceID)
		}
		if x.Wait > 0 {
			args = append(args, "wait", x.Wait)
		}
		if x.Error != "" {
			level, args = slog.LevelWarn, append(args, "error", x.Error)
		}
		log.Log(context.Background(), level, "exchange", args...)
	}
}

// silenceLibraries discards what libraries log, as net/http's transport does: it would
// be written over the screen, and may quote inventory data.
func silenceLibraries() { log.SetOutput(io.Discard) }

// logLibraries reports what libraries log as exchanges, which the browser's request log
// and the file of --log show.
func logLibraries(observe func(api.Exchange), now func() time.Time) {
	log.SetFlags(0) // an exchange has its own time
	log.SetOutput(libraryLog{observe, now})
}

type libraryLog struct {
	observe func(api.Exchange)
	now     func() time.Time
}

func (l libraryLog) Write(line []byte) (int, error) {
	message := text.Of(api.MaskKeys(strings.TrimSpace(string(line)))).Line()
	l.observe(api.Exchange{Start: l.now(), Method: "log", Error: message})
	return len(line), nil
}
