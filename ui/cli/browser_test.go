package cli

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"lootlens/api/demo"
	"lootlens/ui/cli/config"
)

// stalledKeyring answers once it is released.
type stalledKeyring struct {
	folderRing
	release chan struct{}
	key     string
	err     error
}

func (k stalledKeyring) Get(ctx context.Context, _ string) (string, error) {
	select {
	case <-k.release:
		return k.key, k.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// A keyring that does not answer holds up the browser's first request, not the browser.
func TestStalledKeyring(t *testing.T) {
	t.Parallel()
	base, stop, err := demo.Start(t.Context(), demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	for _, c := range []struct {
		name, key string
		err       error
		want      string
	}{
		{"it has the key", demo.Key, nil, ""},
		{"it has none", "", config.ErrNotKept, "no server key: LOOTLOCKER_SERVER_KEY is not set"},
		{"it is locked", "", config.ErrLocked, "unlock the keyring"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			prog, _ := fake(map[string]string{config.PathVariable: filepath.Join(t.TempDir(), "none.toml"), "LOOTLENS_BASE_URL": base})
			ring := stalledKeyring{release: make(chan struct{}), key: c.key, err: c.err}
			prog.keyring, prog.now = ring, wallClock
			newRoot(prog)
			defer prog.close()
			client, _, err := prog.browserClient(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			pinged := make(chan error, 1)
			go func() {
				_, err := client.Ping(t.Context())
				pinged <- err
			}()
			close(ring.release)
			if err := <-pinged; c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	// One that answers at once decides before the browser is shown.
	prog, _ := fake(map[string]string{config.PathVariable: filepath.Join(t.TempDir(), "none.toml"), "LOOTLENS_BASE_URL": base})
	prog.keyring, prog.now = folderRing(t.TempDir()), wallClock
	newRoot(prog)
	if _, _, err := prog.browserClient(t.Context()); !errors.Is(err, config.ErrNoKey) {
		t.Errorf("%v, want %v", err, config.ErrNoKey)
	}
}
