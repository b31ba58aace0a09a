package cli

import (
	"io"
	"testing"
)

// What is typed counts, in how many writes it may come, and before the first screen too.
func TestTypingOverSSH(t *testing.T) {
	t.Parallel()
	d, _ := newTestDesk(t)
	client := logIn(t, d)
	for name, test := range map[string]struct {
		early  string
		writes []string
		shows  string
	}{
		"one write":                       {"", []string{"1250\r"}, "Inventories"},
		"two writes":                      {"", []string{"1250", "\r"}, "Inventories"},
		"a write for each key":            {"", []string{"1", "2", "5", "0", "\r"}, "Inventories"},
		"a line feed":                     {"", []string{"1250\n"}, "Inventories"},
		"before the first screen":         {"1250\r", nil, "Inventories"},
		"in part before the first screen": {"12", []string{"50\r"}, "Inventories"},
		"a paste before the first screen": {"\x1b[200~1250\x1b[201~\r", nil, "Inventories"},
	} {
		t.Run(name, func(t *testing.T) {
			session, screen, keys := openBrowser(t, client)
			if _, err := io.WriteString(keys, test.early); err != nil {
				t.Fatal(err)
			}
			for i, s := range test.writes {
				if i == 0 && test.early == "" {
					shows(t, screen, "Open a player")
				}
				if _, err := io.WriteString(keys, s); err != nil {
					t.Fatal(err)
				}
			}
			shows(t, screen, test.shows)
			if _, err := io.WriteString(keys, "\x03"); err != nil {
				t.Fatal(err)
			}
			_ = session.Wait()
		})
	}
}
