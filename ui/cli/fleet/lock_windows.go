package fleet

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lock locks a file until it is closed or the process ends, however it ends. On a file
// system without locks it does nothing.
func lock(f *os.File) error {
	// A byte far behind the end: nobody can read bytes that another process has locked.
	at := &windows.Overlapped{OffsetHigh: 1 << 30}
	const how = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	if errors.Is(windows.LockFileEx(windows.Handle(f.Fd()), how, 0, 1, 0, at), windows.ERROR_LOCK_VIOLATION) {
		return errLocked
	}
	return nil
}
