package msg

import (
	"lootlens/models"
	"lootlens/ui/browser/past"
)

// Walked is an inventory that was read, or a part of it, to be recorded.
type Walked struct{ past.Snapshot }

// Recorded is a look that was recorded, or was not: what panes know of the inventory's past is out of date.
type Recorded struct {
	Look    models.Look
	Problem string // why it was not recorded, safe to print; Look then has only the holder
}
