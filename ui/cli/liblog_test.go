package cli

import (
	"bytes"
	"log"
	"log/slog"
	"strings"
	"testing"
	"time"

	"lootlens/api"
)

// What a library logs is one safe line of the request log.
func TestLibraryLog(t *testing.T) {
	if _, err := api.NewKey("legacy-0123456789"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	logLibraries(writeExchange(slog.New(slog.NewTextHandler(&b, nil))), time.Now)
	log.Print("Unsolicited response on idle HTTP channel starting with \"\x1b[2Jlegacy-0123456789\"")
	silenceLibraries()
	log.Print("not logged")
	if s := b.String(); !strings.Contains(s, "method=log") || !strings.Contains(s, "Unsolicited") || strings.Contains(s, "\x1b") ||
		strings.Contains(s, "legacy-0") || strings.Count(s, "\n") != 1 {
		t.Errorf("logged as %q", s)
	}
}
