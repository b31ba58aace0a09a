//go:build !windows

package cli

import "syscall"

// detached starts a process in a session of its own, so that it outlives the terminal. It
// gets no file that this process inherited: whoever reads from such a pipe waits until
// nobody holds it.
func detached() *syscall.SysProcAttr {
	for fd := 3; fd < 1024; fd++ {
		syscall.CloseOnExec(fd)
	}
	return &syscall.SysProcAttr{Setsid: true}
}
