package cli

import (
	"context"
	"io"
	"log"
	"log/slog"

	"lootlens/api"
	"lootlens/models/text"
)

// silenceLibraries keeps what libraries log (net/http's transport does) off the
// terminal, where it would be written over the screen and may quote a server.
func silenceLibraries() { log.SetOutput(io.Discard) }

// logLibraries writes what libraries log to the request log instead.
func logLibraries(to *slog.Logger) { log.SetFlags(0); log.SetOutput(libraryLog{to}) }

type libraryLog struct{ to *slog.Logger }

func (l libraryLog) Write(line []byte) (int, error) {
	l.to.Log(context.Background(), slog.LevelWarn, "library", "text", text.Of(api.MaskKeys(string(line))).Line())
	return len(line), nil
}
