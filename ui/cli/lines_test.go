package cli

import (
	"strings"
	"testing"
)

// The browser in lines finds a player, an inventory, items and what is known of one,
// and draws nothing that moves the cursor.
func TestLines(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	for _, tt := range []struct {
		name, input string
		args        []string
		want        string
	}{
		{"to an item", "1250\n2\n/helm\n3\n", nil, `(?s)8\. .*20\. .*Enter lists more.*Saltcured Helm, Uncommon, owned, drop table.*That is all: 10 of 412 items match\..*Instance storage`},
		{"a name of several", "Nova\n2\n1\nq\n", nil, `(?s)1\. Nova 2001 steam\n2\. Nova 2002 psn\n.*Enter lists more`},
		{"nobody", "nobody of this name\n", nil, "No player is found"},
		{"a key", "dev_0123456789abcdef0123456789abcdef\n", nil, "looks like a server key: it was not sent"},
		{"nothing matches", "/zzz\n", []string{"1250", "--character", "12501"}, "That is all: 0 of 412 items match"},
		{"a value that nothing has", "/rarity:legndary\n", []string{"1250", "--character", "12501"}, "Note: no rarity “legndary” here"},
		{"a wrong query", "/rarity=epic\n", []string{"1250", "--character", "12501"}, "did you mean rarity:epic"},
		{"a number after nothing matches", "/zzz\n1\n", []string{"1250", "--character", "12501"}, `0 of 412 items match\.\n.*: No item is listed: type / and a query`},
		{"a number that one item does not have", "/instance:111000305\n2\n", []string{"1250", "--character", "12501"}, `1 of 412 items match\.\n.*: Type 1 for the item`},
		{"a query that fails", "/helm\n", []string{"1250", "--character", "12501", "--fault", "403:path=/inventory"}, "0 items read. What follows is not read: /helm reads again"},
		{"a number that is not listed", "900\n", []string{"1250", "--character", "12501"}, "from 1 to 20"},
		{"a query of the command line", "", []string{"1250", "--character", "12501", "--query", "helm"}, "That is all: 10 of 412 items match"},
		{"the universal inventory", "/zzz\n", []string{"--universal"}, "That is all: 0 of "},
		{"a failure", "\n", []string{"1250", "--character", "12501", "--fault", "403:path=/inventory"}, "0 items read. What follows is not read: / reads again"},
		{"all inventories", "1250\n9\n/helm\n\n12\n/rarity:legndary\n", nil,
			`(?s)9\. All 8 inventories\n.*id 110002486, own inventory\n.*id 111000305, character 12501 Kestrel\n.*That is all: 27 of 2,075 items match in 8 inventories\.` +
				`.*holder +player 1250 › character 12501\n.*That is all: 0 of 2,075 items match in 8 inventories\.\nNote: no rarity “legndary” here`},
		{"all inventories, of one that fails", "1250\n9\n/zzz\n", []string{"--fault", "403:path=/characters/12502/inventory"}, `1,662 items read\. What follows is not read`},
		{"all that are known", "1250\n5\n/zzz\n", []string{"--fault", "403:path=/characters"}, `(?s)The characters could not be read.*That is all: 0 of [0-9,]+ items match in the [0-9] inventories that are known\.`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := b.runWith(tt.input, append([]string{"demo", "--plain"}, tt.args...)...)
			r.want(t, 0, tt.want, "^$")
			r.want(t, 0, "^[^\x1b\r\b]*$", "^$")
			if out := r.stdout; strings.Contains(out, "What follows is not read") && strings.Contains(out, "That is all") {
				t.Errorf("a part is taken for all:\n%s", out)
			}
		})
	}
}
