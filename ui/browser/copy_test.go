package browser

import (
	"testing"

	"lootlens/models"
)

// The command that leads a colleague to a view of the made-up game makes the same game.
func TestCommandRepeatsTheDemo(t *testing.T) {
	t.Parallel()
	o, _ := options(t)
	o.Demo, o.DemoFlags = true, []string{"--items", "1000", "--fault", "503:path=it's"}
	m := newModel(o)
	t.Cleanup(m.close)
	const want = `lootlens demo --universal --items '1000' --fault '503:path=it'\''s'`
	if got := m.commandFor(models.Holder{Kind: models.UniversalHolder}); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
