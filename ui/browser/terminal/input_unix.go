//go:build !windows

package terminal

import "io"

// openInput reads r for Bubble Tea until the input is closed. It is nil where r is.
func openInput(r io.Reader, onInterrupt func()) (io.Reader, *input, error) {
	return openBytes(r, onInterrupt)
}
