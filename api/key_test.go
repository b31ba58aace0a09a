package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestKeyNeverPrints(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"dev_0123456789abcdef", "prod_0123456789abcdef", "0123456789abcdef0123"} {
		key, err := NewKey(" " + raw + "\n")
		if err != nil {
			t.Fatal(err)
		}
		type inside struct {
			hidden Key
			Shown  *Key
		}
		var out bytes.Buffer
		for _, v := range []any{key, &key, inside{key, &key}, []Key{key}, map[string]Key{"k": key}, key.secret, &key.secret} {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%10.30s"} {
				fmt.Fprintf(&out, verb, v)
			}
		}
		if err := json.NewEncoder(&out).Encode(map[string]any{"key": key, "in": inside{key, &key}}); err != nil {
			t.Fatal(err)
		}
		log := slog.New(slog.NewTextHandler(&out, nil))
		log.Info("key", "key", key, "any", inside{key, &key})
		slog.New(slog.NewJSONHandler(&out, nil)).Info("key", "key", key)
		for _, part := range []string{raw, raw[5:], fmt.Sprintf("%x", raw), fmt.Sprintf("%X", raw)} {
			if strings.Contains(out.String(), part) {
				t.Errorf("%q is in %s", part, out.String())
			}
		}
		if got := key.secret.value(); got != raw {
			t.Errorf("the key became %q", got)
		}
	}
}

func TestKeyEnvironment(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		key, shown string
		env        Environment
	}{
		{"dev_abcdef", "dev_…", Stage},
		{"prod_abcdef", "prod_…", Live},
		{testKey, "dev_…", Demo},
		{"0123456789", "…", UnknownEnvironment},
		{"production", "…", UnknownEnvironment},
	} {
		key, err := NewKey(c.key)
		if err != nil || key.Environment() != c.env || key.String() != c.shown {
			t.Errorf("%s: %v %q %v", c.key, key.Environment(), key.String(), err)
		}
	}
	var zero Key
	if !zero.IsZero() || zero.String() != "" || zero.Environment() != UnknownEnvironment {
		t.Errorf("the zero Key is %q", zero)
	}
}

func TestKeyRefused(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", " \n", "dev_a b", "dev_a\nX-Evil: 1", "dev_\x1b[2J", "dev_é"} {
		if _, err := NewKey(s); err == nil {
			t.Errorf("%q was taken", s)
		} else if len(s) > 2 && strings.Contains(err.Error(), s) {
			t.Errorf("the error shows the key: %v", err)
		}
	}
}

func TestFingerprint(t *testing.T) {
	t.Parallel()
	fingerprint := func(s string) string {
		k, err := NewKey(s)
		if err != nil {
			t.Fatal(err)
		}
		return k.Fingerprint()
	}
	const key = "dev_0f1e2d3c4b5a69788796a5b4c3d2e1f0"
	one := fingerprint(key)
	switch {
	case len(one) != 16, strings.Contains(key, one):
		t.Errorf("the fingerprint is %q", one)
	case one != fingerprint(key):
		t.Error("equal keys have different fingerprints")
	case one == fingerprint("prod"+key[3:]):
		t.Error("different keys have one fingerprint")
	}
}
