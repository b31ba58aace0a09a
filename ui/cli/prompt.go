package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"lootlens/ui/cli/config"
)

// ctrlC is what ctrl+c sends while the terminal is in raw mode.
const ctrlC = 0x03

var errNoTerminal = errors.New("there is no terminal to prompt for the key")

// askKey prompts for the key. Echo is off before the prompt is written, so that a key
// that is pasted at once does not show.
func (prog *program) askKey(ctx context.Context) (string, error) {
	in, ok := prog.stdin.(*os.File)
	if !ok {
		return "", errNoTerminal
	}
	before, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return "", errNoTerminal
	}
	defer term.Restore(int(in.Fd()), before)
	keys := &keyboard{Reader: in, Writer: prog.stderr}
	type answer struct {
		key string
		err error
	}
	answers := make(chan answer, 1)
	go func() {
		key, err := term.NewTerminal(keys, "").ReadPassword("Server key (it is not shown): ")
		answers <- answer{key, err}
	}()
	select {
	case a := <-answers:
		switch {
		case errors.Is(a.err, context.Canceled):
			fmt.Fprint(prog.stderr, "\r\n")
			return "", a.err
		case a.err != nil:
			fmt.Fprint(prog.stderr, "\r\n")
			return "", fmt.Errorf("%w: none was typed", config.ErrNoKey)
		}
		return a.key, nil
	case <-ctx.Done():
		// The goroutine ends with the program.
		fmt.Fprint(prog.stderr, "\r\n")
		return "", ctx.Err()
	}
}

// keyboard is a terminal in which ctrl+c cancels the prompt.
type keyboard struct {
	io.Reader
	io.Writer
}

func (k *keyboard) Read(p []byte) (int, error) {
	n, err := k.Reader.Read(p)
	if err == nil && bytes.IndexByte(p[:n], ctrlC) >= 0 {
		return 0, context.Canceled
	}
	return n, err
}
