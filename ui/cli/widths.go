package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"time"

	"github.com/muesli/cancelreader"
	"golang.org/x/term"
)

// answerPatience is how long a terminal may take to say where its cursor is.
const answerPatience = 500 * time.Millisecond

var cursorReport = regexp.MustCompile(`\x1b\[\d+;(\d+)R`)

// widths asks the terminal how many cells it gives to text that terminals
// disagree on.
func (d *doctor) widths() {
	in, ok := d.prog.stdin.(*os.File)
	if !ok {
		return
	}
	wide, err := cellsOf(in, d.prog.stdout, "한")
	switch {
	case err != nil:
		d.warn("widths", "the terminal doesn't say where its cursor is: %v", err)
		return
	case wide != 2:
		d.warn("widths", "East Asian letters take %d cells in place of 2, so that columns shift: use a UTF-8 locale", wide)
		return
	}
	// Lists replace such clusters, so that this is for the raw view only.
	heart, err := cellsOf(in, d.prog.stdout, "\u2764\ufe0f")
	if err != nil {
		d.warn("widths", "the terminal stopped answering: %v", err)
		return
	}
	d.ok("widths", "East Asian letters take 2 cells, an emoji with a variation selector %d", heart)
}

// cellsOf writes s at the start of the line, asks where the cursor is and wipes
// the line.
func cellsOf(in *os.File, out io.Writer, s string) (int, error) {
	before, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return 0, err
	}
	defer term.Restore(int(in.Fd()), before)
	r, err := cancelreader.NewReader(in)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	timer := time.AfterFunc(answerPatience, func() { r.Cancel() })
	defer timer.Stop()
	if _, err := io.WriteString(out, "\r"+s+"\x1b[6n"); err != nil {
		return 0, err
	}
	defer io.WriteString(out, "\r\x1b[K")
	var got []byte
	buf := make([]byte, 64)
	for len(got) < 4<<10 && !bytes.ContainsRune(got, 'R') {
		n, err := r.Read(buf)
		if err != nil {
			return 0, fmt.Errorf("no answer within %s", answerPatience)
		}
		got = append(got, buf[:n]...)
	}
	m := cursorReport.FindSubmatch(got)
	if m == nil {
		return 0, fmt.Errorf("its answer makes no sense")
	}
	column, err := strconv.Atoi(string(m[1]))
	return column - 1, err
}
