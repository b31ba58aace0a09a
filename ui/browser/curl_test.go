//go:build unix

package browser

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lootlens/api/demo"
)

// The copied commands fetch the selected item, and no process gets the key or the
// token as an argument, where others could read it.
func TestCurlRuns(t *testing.T) {
	t.Parallel()
	o, server := options(t)
	r := run(t, o, 120, 40)
	r.choose("1250")
	r.waitFor("12501")
	r.keys("enter")
	r.waitFor(" 1/")
	r.keys("j", "j")
	r.waitFor(" 3/")
	var script, want string
	r.look(func(m *model) { script, want = m.curl(m.selected), m.selected.Instance().String() })

	// Stand-ins note their arguments and run the real program.
	bin, notes := t.TempDir(), filepath.Join(t.TempDir(), "arguments")
	for _, name := range []string{"curl", "jq"} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Fatalf("the test runs the copied commands: install %s", name)
		}
		wrapper := "#!/bin/sh\nprintf '%s\\n' \"$0\" \"$@\" >>'" + notes + "'\nexec '" + path + "' \"$@\"\n"
		if err := os.WriteFile(filepath.Join(bin, name), []byte(wrapper), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-c", script)
	cmd.Env = []string{"PATH=" + bin + ":" + os.Getenv("PATH"), "LOOTLOCKER_SERVER_KEY=" + demo.Key}
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var page struct {
		Items []struct {
			ID json.Number `json:"instance_id"`
		}
	}
	if err := json.Unmarshal(out, &page); err != nil || len(page.Items) != 1 || page.Items[0].ID.String() != want {
		t.Errorf("item %s came as %.200s: %v", want, out, err)
	}
	arguments, err := os.ReadFile(notes)
	if err != nil {
		t.Fatal(err)
	}
	requests := server.Requests()
	token := requests[len(requests)-1].Header.Get("X-Auth-Token")
	if strings.Count(string(arguments), "/curl\n") != 2 || token == "" {
		t.Errorf("token %q, arguments %s", token, arguments)
	}
	for _, secret := range []string{demo.Key, token} {
		if strings.Contains(script+string(arguments), secret) {
			t.Errorf("a secret is among the arguments:\n%s", arguments)
		}
	}
}
