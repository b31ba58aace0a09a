package cli

import (
	"fmt"
	"strings"
	"testing"

	"lootlens/api/demo"
	"lootlens/models/query"
)

// Each example of the query language that README and help show finds something in the
// made-up game.
func TestQueryExamplesFindSomething(t *testing.T) {
	t.Parallel()
	b := toDouble(t)
	examples := []string{"name:harpoon acquired:<30d"} // of the README's tour
	for _, f := range query.Fields() {
		switch f.Name {
		case "new", "changed", "removed", "diff", "seen", "gone", "first", "last": // they need a baseline, or recorded looks
		default:
			examples = append(examples, f.Example)
		}
	}
	for _, example := range examples {
		player := fmt.Sprint(demo.PlayerLarge)
		if strings.HasPrefix(example, "istorage") { // a request an item
			player = fmt.Sprint(demo.PlayerReference)
		}
		b.call("export", player, "--query", example, "--format", "csv", "--columns", "instance_id").
			want(t, exitDone, `^instance_id\r\n\d+`, "")
	}
}
