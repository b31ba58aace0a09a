package history

import (
	"errors"
	"io/fs"
	"testing"
	"time"

	"lootlens/models"
)

// A reader that comes too late gets an error and no crash.
func TestUseAfterClose(t *testing.T) {
	t.Parallel()
	s, err := Memory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.In(t.Context(), Scope{BaseURL: "x", Key: "y"})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Looks(t.Context(), models.Holder{}); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("reading: %v", err)
	}
	if _, err := b.Record(t.Context(), Snapshot{Ended: time.Unix(1, 0)}); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("writing: %v", err)
	}
}
