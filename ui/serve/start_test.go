//go:build !windows

package serve

import (
	"context"
	"lootlens/ui/internal/sshtest"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// What makes the server open to others, or useless, is refused before it starts, with what to do.
func TestRefusedAtStart(t *testing.T) {
	t.Parallel()
	_, line := sshtest.NewKey("", "ann")
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() }) // after the parallel tests
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		change func(dir string, cfg *Config)
		says   string
	}{
		"keys that the group can write": {func(_ string, cfg *Config) { must(os.Chmod(cfg.AuthorizedKeys, 0o660)) }, "chmod go-w"},
		"keys that all can write":       {func(_ string, cfg *Config) { must(os.Chmod(cfg.AuthorizedKeys, 0o602)) }, "chmod go-w"},
		"a folder that all can write":   {func(dir string, _ *Config) { must(os.Chmod(dir, 0o777)) }, "chmod go-w"},
		"keys behind a link in such a folder": {func(dir string, cfg *Config) {
			open := filepath.Join(dir, "open")
			must(os.Mkdir(open, 0o700))
			must(os.Rename(cfg.AuthorizedKeys, filepath.Join(open, "keys")))
			must(os.Symlink(filepath.Join("open", "keys"), cfg.AuthorizedKeys))
			must(os.Chmod(open, 0o777))
		}, "chmod go-w"},
		"a folder of the folder that all can write": {func(dir string, cfg *Config) {
			inner := filepath.Join(dir, "shared", "own")
			must(os.MkdirAll(inner, 0o700))
			must(os.Rename(cfg.AuthorizedKeys, filepath.Join(inner, "keys")))
			cfg.AuthorizedKeys = filepath.Join(inner, "keys")
			must(os.Chmod(filepath.Dir(inner), 0o777))
		}, "chmod go-w"},
		"a link in such a folder, by a link": {func(dir string, cfg *Config) {
			open := filepath.Join(dir, "open")
			must(os.Mkdir(open, 0o700))
			must(os.Symlink(cfg.AuthorizedKeys, filepath.Join(open, "second")))
			must(os.Symlink(filepath.Join("open", "second"), filepath.Join(dir, "first")))
			cfg.AuthorizedKeys = filepath.Join(dir, "first")
			must(os.Chmod(open, 0o777))
		}, "chmod go-w"},
		"links in a circle": {func(dir string, cfg *Config) {
			must(os.Remove(cfg.AuthorizedKeys))
			must(os.Symlink("keys", cfg.AuthorizedKeys))
		}, "too many"},
		"a folder for a file": {func(dir string, cfg *Config) { cfg.AuthorizedKeys = dir }, "is not a regular file"},
		"no keys":             {func(_ string, cfg *Config) { must(os.WriteFile(cfg.AuthorizedKeys, []byte("# none\n"), 0o600)) }, "nobody could log in"},
		"no usable key": {func(_ string, cfg *Config) {
			must(os.WriteFile(cfg.AuthorizedKeys, []byte("verify-required "+line), 0o600))
		}, "nobody could log in"},
		"no way in":    {func(_ string, cfg *Config) { cfg.AuthorizedKeys = "" }, "--trusted-user-ca"},
		"no such file": {func(_ string, cfg *Config) { cfg.AuthorizedKeys += "x" }, "no such file"},
		"an open CA file": {func(dir string, cfg *Config) {
			cfg.TrustedUserCA = filepath.Join(dir, "ca")
			must(os.WriteFile(cfg.TrustedUserCA, []byte(line), 0o600))
			must(os.Chmod(cfg.TrustedUserCA, 0o666))
		}, "chmod go-w"},
		"a host key that all can read": {func(_ string, cfg *Config) { must(makeHostKey(cfg.HostKey)); must(os.Chmod(cfg.HostKey, 0o644)) }, "chmod 600"},
		"no host key":                  {func(_ string, cfg *Config) { must(os.WriteFile(cfg.HostKey, []byte("hello"), 0o600)) }, "make a new key"},
		"an address in use":            {func(_ string, cfg *Config) { cfg.Listen = taken.Addr().String() }, "already in use: choose another address by --listen"},
		"no address":                   {func(_ string, cfg *Config) { cfg.Listen = "nonsense" }, "--listen"},
		"metrics for all":              {func(_ string, cfg *Config) { cfg.MetricsListen = "0.0.0.0:0" }, "not on loopback"},
		"metrics for all by no host":   {func(_ string, cfg *Config) { cfg.MetricsListen = ":0" }, "not on loopback"},
		"metrics in use":               {func(_ string, cfg *Config) { cfg.MetricsListen = taken.Addr().String() }, "--metrics"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "own")
			must(os.Mkdir(dir, 0o700))
			cfg := Config{Listen: "127.0.0.1:0", HostKey: filepath.Join(dir, "host_key"), AuthorizedKeys: filepath.Join(dir, "keys"), Log: NewLogger(&sshtest.Buffer{}, false)}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			cfg.Started = func(net.Addr) { cancel() }
			must(os.WriteFile(cfg.AuthorizedKeys, []byte(line), 0o600))
			test.change(dir, &cfg)
			err := Run(ctx, cfg)
			if err == nil || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v, want %q", err, test.says)
			}
		})
	}
}

// Servers that start at the same time share one host key, which only they can read.
func TestHostKeyIsShared(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data", "host_key")
	var mu sync.Mutex
	seen := map[string]int{}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			_, fingerprint, _, err := hostKey(path)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			seen[fingerprint]++
			mu.Unlock()
		})
	}
	group.Wait()
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	files, _ := os.ReadDir(filepath.Dir(path))
	if len(seen) != 1 || len(files) != 1 {
		t.Errorf("keys %v, files %v", seen, files)
	}
}
