package fleet

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lootlens/models"
)

// disk is a folder with an output and a journal.
type disk struct {
	t       testing.TB
	dir     string
	journal *Journal // that is open
}

func (d *disk) path(name string) string { return filepath.Join(d.dir, name) }

func (d *disk) write(name, body string) {
	d.t.Helper()
	if err := os.WriteFile(d.path(name), []byte(body), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

func (d *disk) read(name string) string {
	d.t.Helper()
	body, err := os.ReadFile(d.path(name))
	if err != nil {
		d.t.Fatal(err)
	}
	return string(body)
}

// open opens the journal, as the next run does, and returns the notes that it restores.
func (d *disk) open(settings map[string]string) (*Journal, []string, error) {
	d.t.Helper()
	if d.journal != nil {
		d.journal.Close()
	}
	out, err := os.OpenFile(d.path("out"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		d.t.Fatal(err)
	}
	var notes []string
	j, err := OpenJournal(d.path("journal"), JournalOptions{Settings: settings, Out: out, Restore: func(_ int, note string) { notes = append(notes, note) }})
	if err != nil {
		out.Close()
		return nil, nil, err
	}
	d.journal = j
	d.t.Cleanup(func() { j.Close(); out.Close() })
	return j, notes, nil
}

// fill writes rows "row 0\n" and so on, and their entries; it syncs after some.
func (d *disk) fill(rows, synced int) {
	d.t.Helper()
	j, _, err := d.open(nil)
	if err != nil {
		d.t.Fatal(err)
	}
	out := &output{w: j.opt.Out, turn: make(chan struct{}, 1)}
	for i := range rows {
		row := &Row{ctx: d.t.Context(), out: out}
		fmt.Fprintf(row, "row %d\n", i)
		if err := row.flush(); err != nil {
			d.t.Fatal(err)
		}
		row.release()
		if err := j.add(entry{Player: fmt.Sprint(i + 1), Ref: hex16(uint64(i)), End: out.at, Sum: row.sum, Note: fmt.Sprint(i)}); err != nil {
			d.t.Fatal(err)
		}
		if i+1 == synced {
			if err := j.sync(); err != nil {
				d.t.Fatal(err)
			}
		}
	}
}

// wholeRows is how many rows the output has; anything else but these is an error.
func (d *disk) wholeRows() int {
	d.t.Helper()
	out, want := d.read("out"), ""
	for i := 0; ; i++ {
		if out == want {
			return i
		}
		if want += fmt.Sprintf("row %d\n", i); len(want) > len(out)+10 {
			d.t.Fatalf("the output is %q", out)
		}
	}
}

// Wherever a crash cuts the journal or the output, what both have is kept and no more.
func TestCutAnywhere(t *testing.T) {
	t.Parallel()
	const rows, synced = 6, 2
	d := &disk{t: t, dir: t.TempDir()}
	d.fill(rows, synced)
	out, journal := d.read("out"), d.read("journal")
	head := strings.Index(journal, "\n") + 1
	for n := range len(journal) + 1 {
		d.write("out", out+"row 6, torn")
		d.write("journal", journal[:n])
		j, notes, err := d.open(nil)
		if err != nil {
			t.Fatalf("cut after %d bytes: %v", n, err)
		}
		if n < head { // a new journal, whose rows come after what is there
			if j.begun || len(notes) > 0 {
				t.Fatalf("cut after %d bytes: %q", n, notes)
			}
			continue
		}
		want := strings.Count(journal[:n], `"note"`)
		if !strings.HasSuffix(journal[:n], "\n") && want > 0 && !strings.Contains(journal[strings.LastIndex(journal[:n], "\n")+1:n], "synced") && strings.Contains(journal[strings.LastIndex(journal[:n], "\n")+1:n], `"note"`) {
			want--
		}
		if got := d.wholeRows(); got != want || len(notes) != want || len(j.done) != want {
			t.Fatalf("cut after %d bytes there are %d rows and the notes %q, want %d", n, got, notes, want)
		}
	}
	for n := range len(out) + 1 {
		d.write("out", out[:n])
		d.write("journal", journal)
		_, notes, err := d.open(nil)
		if whole := strings.Count(out[:n], "\n"); whole < synced {
			if err == nil || !strings.Contains(err.Error(), "give the output of that run") {
				t.Fatalf("an output of %d bytes: %v", n, err)
			}
		} else if err != nil || d.wholeRows() != whole || len(notes) != whole {
			t.Fatalf("an output of %d bytes gives %d rows and %q: %v", n, d.wholeRows(), notes, err)
		}
	}
	// The disk has the length of the last rows and not their bytes.
	d.write("out", out[:len(out)-6]+"\x00\x00\x00\x00\x00\x00")
	d.write("journal", journal)
	if _, _, err := d.open(nil); err != nil || d.wholeRows() != rows-1 {
		t.Errorf("%d rows, %v", d.wholeRows(), err)
	}
}

func TestJournalRefuses(t *testing.T) {
	t.Parallel()
	d := &disk{t: t, dir: t.TempDir()}
	d.fill(3, 0)
	good := d.read("journal")
	lines := slices.Collect(strings.Lines(good))
	for name, c := range map[string]struct{ journal, want string }{
		"another file":        {"player_id\n363\n", "not a journal: name another"},
		"another file, JSON":  {`{"player_id":363}` + "\n", "not a journal: name another"},
		"one line":            {"Nova", "not a journal: name another"},
		"a newer version":     {strings.Replace(good, "journal 1", "journal 2", 1), "not a journal of this version"},
		"a broken line":       {lines[0] + "{\n" + lines[1], "damaged in its middle"},
		"rows out of order":   {lines[0] + lines[2] + lines[1], "not in order"},
		"a long line":         {strings.Repeat("\x00", 3*maxEntry), "not a journal: name another"},
		"long lines":          {lines[0] + strings.Repeat("0", 2*maxEntry) + "\n" + lines[1], "damaged in its middle"},
		"rows before a start": {lines[0] + `{"end":-1}` + "\n", "not in order"},
	} {
		d.write("journal", c.journal)
		if _, _, err := d.open(nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if got := d.read("journal"); got != c.journal {
			t.Errorf("%s: the file was changed to %q", name, got)
		}
	}
	d.write("journal", good)
	if _, _, err := d.open(map[string]string{"--query": "x"}); err == nil || !strings.Contains(err.Error(), "another --query") {
		t.Errorf("another query: %v", err)
	}
	// The command is named before flags that it alone has.
	if _, _, err := d.open(map[string]string{"--query": "x", "--bom": "false", "command": "export"}); err == nil || !strings.Contains(err.Error(), "another command") {
		t.Errorf("another command: %v", err)
	}
	if _, err := OpenJournal(os.DevNull, JournalOptions{}); err == nil || !strings.Contains(err.Error(), "must be a regular file") {
		t.Errorf("a device: %v", err)
	}
	rows, err := os.OpenFile(d.path("journal"), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if _, err := OpenJournal(d.path("journal"), JournalOptions{Out: rows}); err == nil || !strings.Contains(err.Error(), "the rows go to this file too") {
		t.Errorf("the file of the rows: %v", err)
	}
	if got := d.read("journal"); got != good {
		t.Errorf("the journal was changed to %q", got)
	}
}

// Of two runs with one journal the second is refused, until the first has ended.
func TestJournalIsLocked(t *testing.T) {
	t.Parallel()
	d := &disk{t: t, dir: t.TempDir()}
	d.fill(2, 0)
	before := d.read("journal")
	if _, err := OpenJournal(d.path("journal"), JournalOptions{}); !errors.Is(err, errLocked) {
		t.Errorf("a journal that is open: %v", err)
	}
	if got := d.read("journal"); got != before {
		t.Errorf("the journal was changed to %q", got)
	}
	d.journal.Close()
	if _, notes, err := d.open(nil); err != nil || len(notes) != 2 {
		t.Errorf("after its run it has %q: %v", notes, err)
	}
}

// An output with other rows is refused and stays as it is, also where it has as many bytes.
func TestOutputOfAnotherRun(t *testing.T) {
	t.Parallel()
	d := &disk{t: t, dir: t.TempDir()}
	d.fill(3, 3)
	for _, other := range []string{strings.ToUpper(d.read("out")), d.read("out")[7:] + "row 3\nrow 4\n"} {
		d.write("out", other)
		if _, _, err := d.open(nil); err == nil || !strings.Contains(err.Error(), "other rows than the journal says") {
			t.Errorf("%q: %v", other, err)
		}
		if got := d.read("out"); got != other {
			t.Errorf("%q was changed to %q", other, got)
		}
	}
}

// Of two runs with one output the second is refused, and the first ends with an error where
// the output is not what its name leads to any more.
func TestOutputIsOwn(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(path string) error{
		"replaced": func(path string) error {
			if err := os.WriteFile(path+".new", []byte("another"), 0o600); err != nil {
				return err
			}
			return os.Rename(path+".new", path)
		},
		"removed": os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &disk{t: t, dir: t.TempDir()}
			open := func(journal string) (*Journal, error) {
				out, err := os.OpenFile(d.path("out"), os.O_RDWR|os.O_CREATE, 0o600)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { out.Close() })
				return OpenJournal(d.path(journal), JournalOptions{Out: out, Path: out.Name()})
			}
			j, err := open("journal")
			if err != nil {
				t.Fatal(err)
			}
			defer j.Close()
			if _, err := open("other"); !errors.Is(err, errLocked) || !strings.HasPrefix(err.Error(), d.path("out")+": ") {
				t.Errorf("a second run with the output: %v", err)
			}
			if err := j.sync(); err != nil {
				t.Error(err)
			}
			if err := change(d.path("out")); err != nil {
				return // Windows keeps an open file
			}
			if err := j.sync(); !errors.Is(err, ErrReplaced) {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

func FuzzJournal(f *testing.F) {
	d := &disk{t: f, dir: f.TempDir()}
	d.fill(3, 1)
	f.Add(d.read("journal"), d.read("out"))
	f.Add(`{"lootlens":"journal 1","settings":{},"start":2}`+"\n"+`{"end":5}`+"\n", "0123456")
	f.Add("", "")
	f.Fuzz(func(t *testing.T, journal, out string) {
		d := &disk{t: t, dir: t.TempDir()}
		d.write("journal", journal)
		d.write("out", out)
		j, _, err := d.open(nil)
		if err != nil {
			if d.read("journal") != journal {
				t.Errorf("a journal that is refused (%v) is changed", err)
			}
			return
		}
		if got := d.read("out"); !strings.HasPrefix(out, got) || int64(len(got)) != j.end {
			t.Errorf("the output is cut to %d bytes, and the journal ends at %d", len(got), j.end)
		}
		if err := j.add(entry{Player: models.PlayerID{}.String(), End: j.end}); err != nil {
			t.Fatal(err)
		}
		before := j.n
		again, _, err := d.open(nil)
		if err != nil || again.n != before+1 || again.end != j.end {
			t.Errorf("read again it has %d players and ends at %d: %v; it had %d and ended at %d", again.n, again.end, err, before+1, j.end)
		}
	})
}
