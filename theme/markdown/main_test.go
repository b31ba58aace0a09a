package markdown

import (
	"context"
	"errors"
	"testing"
	"time"

	"lootlens/theme"
)

func TestMain(m *testing.M) {
	limit = time.Minute
	m.Run()
}

// A rendering whose time is over ends with the reason, and leaves room for the next.
func TestTimeLimit(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithDeadlineCause(context.Background(), time.Now(), errTime)
	defer cancel()
	if _, err := Render(ctx, "*text*", 20, theme.Dark()); !errors.Is(err, errTime) {
		t.Errorf("the error is %v", err)
	}
	if _, err := Render(context.Background(), "*text*", 20, theme.Dark()); err != nil {
		t.Error(err)
	}
}
