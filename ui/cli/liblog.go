package cli

import (
	"io"
	"log"
	"strings"
	"time"

	"lootlens/api"
	"lootlens/models/text"
)

// silenceLibraries discards what libraries log (net/http's transport does): on the
// terminal it would be written over the screen, and it may quote a server.
func silenceLibraries() { log.SetOutput(io.Discard) }

// logLibraries shows what libraries log among the exchanges: in the browser's request
// log, and in the file that --log names.
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
