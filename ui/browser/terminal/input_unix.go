//go:build !windows

package terminal

import "io"

// openInput reads r for Bubble Tea until stop is called.
func openInput(r io.Reader, onInterrupt func()) (_ io.Reader, stop func(), _ error) {
	if r == nil {
		return nil, func() {}, nil
	}
	in, err := newInput(r, onInterrupt)
	if err != nil {
		return nil, nil, err
	}
	return in, in.close, nil
}
