package cli

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"lootlens/api"
)

// What a library logs is one safe line of the request log.
func TestLibraryLog(t *testing.T) {
	t.Parallel()
	if _, err := api.NewKey("legacy-0123456789"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := libraryLog{slog.New(slog.NewTextHandler(&b, nil))}
	line := "Unsolicited response received on idle HTTP channel starting with \"\x1b[2Jlegacy-0123456789\"; err=<nil>\n"
	if n, err := w.Write([]byte(line)); n != len(line) || err != nil {
		t.Errorf("%d bytes: %v", n, err)
	}
	if s := b.String(); !strings.Contains(s, "Unsolicited") || strings.ContainsAny(s, "\x1b") || strings.Contains(s, "legacy-0") || strings.Count(s, "\n") != 1 {
		t.Errorf("logged as %q", s)
	}
}
