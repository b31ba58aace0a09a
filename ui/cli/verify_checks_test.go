package cli

import (
	"testing"

	"golang.org/x/text/encoding/unicode"
)

// Windows PowerShell writes UTF-16 with a byte order mark.
func TestChecksInUTF16(t *testing.T) {
	t.Parallel()
	b := toDouble(t)
	const checks = "[checks.\"Größe\"]\r\nquery = \"rarity:epic\"\r\n"
	for _, e := range []unicode.Endianness{unicode.LittleEndian, unicode.BigEndian} {
		body, err := unicode.UTF16(e, unicode.UseBOM).NewEncoder().String(checks)
		if err != nil {
			t.Fatal(err)
		}
		b.call("verify", "1250", "--checks", b.file("checks.toml", body, 0o600)).want(t, 0, "^holds: Größe: ", `Größe +1 +0 +0\n`)
	}
}
