package cli

import (
	"io"
	"log"
	"strings"
	"time"

	"lootlens/api"
	"lootlens/models/text"
)

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
