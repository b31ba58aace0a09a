package cli

import "syscall"

// detachedProcess is DETACHED_PROCESS of the Windows API: the process has no console.
const detachedProcess = 0x8

// detached starts a process without a console, so that it outlives the terminal.
func detached() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: detachedProcess | syscall.CREATE_NEW_PROCESS_GROUP}
}
