package fleet

import (
	"context"
	"io"
	"iter"
	"os"
	"syscall"

	"lootlens/api"
)

// Input says what a list is read from beside its file.
type Input struct {
	Column string   // of CSV and objects; "" is found
	Before []string // references that come before those of the file
}

// List is a list of players that was read once: it can be read.
type List struct {
	in    Input
	file  *os.File
	spool bool // the file is a copy of stdin
	n     int
	named int // of these, how many have to be looked up
}

// Open reads a list once, to count it, so that an error of its format comes before
// anything is requested. The name - is stdin, which is copied to a temporary file; ""
// is no file. A reference that looks like a server key is an error: it must not be sent.
// Waiting for stdin or a pipe ends with ctx.
func Open(ctx context.Context, name string, stdin io.Reader, in Input) (*List, error) {
	l := &List{in: in}
	var err error
	switch name {
	case "":
	case "-":
		if l.file, err = os.CreateTemp("", "lootlens-players-"); err == nil {
			l.spool = true
			_, err = io.Copy(l.file, Interruptible(ctx, stdin))
		}
	default:
		l.file, err = os.Open(name)
		if err == nil {
			err = l.spoolPipe(ctx)
		}
	}
	if err != nil {
		l.Close()
		return nil, err
	}
	for ref, wrong := range l.All() {
		if err = wrong; err != nil {
			break
		}
		if api.LooksLikeKey(ref.Text) {
			err = &FormatError{ref.Line, "this looks like a server key, which must not be sent: take it out"}
			break
		}
		if l.n++; ref.Err == nil {
			if _, ok := ref.Kinds[0].PlayerID(); !ok {
				l.named++
			}
		}
	}
	if err == nil && l.n == 0 {
		err = &FormatError{0, "there is no player in it: give one a line"}
	}
	if err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

// spoolPipe copies a file that can be read only once, such as a pipe.
func (l *List) spoolPipe(ctx context.Context) error {
	info, err := l.file.Stat()
	switch {
	case err != nil || info.Mode().IsRegular():
		return err
	case info.IsDir():
		return &os.PathError{Op: "read", Path: l.file.Name(), Err: syscall.EISDIR}
	}
	pipe := l.file
	defer pipe.Close()
	if l.file, err = os.CreateTemp("", "lootlens-players-"); err != nil {
		return err
	}
	l.spool = true
	_, err = io.Copy(l.file, Interruptible(ctx, pipe))
	return err
}

// Len is how many references there are, duplicates included.
func (l *List) Len() int { return l.n }

// Requests is the least number of requests that begin a run: of the session, and of the
// look-ups, where numbers are looked up too.
func (l *List) Requests(numbers bool) int {
	n := l.named
	if numbers {
		n = l.n
	}
	return 1 + (n+batchSize-1)/batchSize
}

// All reads the list from its start.
func (l *List) All() iter.Seq2[Reference, error] {
	return func(yield func(Reference, error) bool) {
		place := 0
		placed := func(ref Reference, err error) bool {
			ref.place = place
			place++
			return yield(ref, err)
		}
		for i, s := range l.in.Before {
			if !placed(newReference(i+1, "", s), nil) {
				return
			}
		}
		if l.file == nil {
			return
		}
		if _, err := l.file.Seek(0, io.SeekStart); err != nil {
			yield(Reference{}, err)
			return
		}
		readReferences(l.file, l.in.Column)(placed)
	}
}

// Close releases the list.
func (l *List) Close() {
	if l.file == nil {
		return
	}
	l.file.Close()
	if l.spool {
		os.Remove(l.file.Name())
	}
	l.file = nil
}
