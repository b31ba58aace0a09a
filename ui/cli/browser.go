package cli

import (
	"context"
	"errors"
)

// browse shows the browser of package ui.
func browse(context.Context, *environment, session) error {
	return errors.New("the browser is not built into this program")
}
