package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/adrg/xdg"
)

// errPanicked is the error of a browser that panicked, once the report is written.
var errPanicked = errors.New("the browser panicked")

// crashed reports a panic of this goroutine.
func (prog *program) crashed(v any) int {
	prog.report(v, debug.Stack())
	return exitLocal
}

// report writes the value and stack of a panic to a file of the state folder that only
// the user can read, and prints its path. Server keys are masked in it.
func (prog *program) report(v any, stack []byte) {
	dir := filepath.Join(xdg.StateHome, "lootlens")
	name := filepath.Join(dir, "panic-"+prog.now().UTC().Format("20060102T150405.000Z")+".txt")
	body := fmt.Sprintf("lootlens %s, %s, %s/%s, %s\n\n%s\n\n%s", prog.version, runtime.Version(), runtime.GOOS, runtime.GOARCH,
		prog.now().UTC().Format(time.RFC3339), fmt.Sprint(v), stack)
	body = prog.printable(body)
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		err = os.WriteFile(name, []byte(body+"\n"), 0o600)
	}
	if err != nil {
		fmt.Fprintf(prog.stderr, "lootlens: this is a bug in lootlens; the report could not be saved, so here it is:\n%s\n", body)
		return
	}
	fmt.Fprintf(prog.stderr, "lootlens: this is a bug in lootlens; the report is in %s and holds no key\n", prog.printable(name))
}
