//go:build !windows

package terminal

import "io"

// openInput reads r for Bubble Tea until the input is closed. It is nil where r is.
func openInput(r io.Reader, onInterrupt func()) (io.Reader, *input, error) {
	if r == nil {
		return nil, nil, nil
	}
	in, err := newInput(r, onInterrupt)
	if err != nil {
		return nil, nil, err
	}
	return in, in, nil
}
