package fleet

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/go-json-experiment/json"

	"lootlens/models"
)

// maxEntry is how long a line of a journal can be, in bytes. A note has a byte for each
// check, and a file of checks up to a MiB.
const maxEntry = 128 << 10

// syncEvery is how often output and journal are brought to the disk.
const syncEvery = time.Second

// journalHead is the first line of a journal.
type journalHead struct {
	Lootlens string            `json:"lootlens"` // "journal 1"
	Settings map[string]string `json:"settings"` // hashes of what the rows depend on
	Start    int64             `json:"start"`    // the output's length before the first row
}

const journalVersion = "journal 1"

// entry is any other line: a player that is done or, with Synced, that all before it is
// on the disk.
type entry struct {
	Player string `json:"player_id,omitzero"` // absent if the reference names none
	Ref    string `json:"ref,omitzero"`       // hash of the reference
	End    int64  `json:"end"`                // the output's length after the row
	Sum    uint32 `json:"sum,omitzero"`       // CRC-32 of what the row added
	Code   int    `json:"code,omitzero"`
	Failed bool   `json:"failed,omitzero"` // there was no answer
	Note   string `json:"note,omitzero"`
	Synced bool   `json:"synced,omitzero"`
}

// errLocked is a journal or an output that another run has open.
var errLocked = errors.New("another run uses it: wait for its end, or name another journal and output")

// ErrReplaced is the error of a run whose output got another file's contents, or went away.
var ErrReplaced = errors.New("another program has replaced or removed the output: name a new journal and a new output")

// JournalOptions describe the run that a journal is for.
type JournalOptions struct {
	// Settings are what the rows depend on, such as the query, the format, the shard and
	// the environment, by their names for people. The journal has hashes of the values.
	Settings map[string]string
	// Out is the output, a regular file; nil where the rows are only told to somebody,
	// and are not cut.
	Out *os.File
	// Path is the name of Out where no other run may write to it; "" for stdout. Out must
	// have that name until the end.
	Path string
	// Restore is called for each player that the journal has, with the Result's Code and
	// Note; nil does nothing.
	Restore func(code int, note string)
}

// Journal is the record of a run on the disk.
type Journal struct {
	opt    JournalOptions
	file   *os.File
	begun  bool  // there is an entry: the header is written
	end    int64 // the output's length with all journalled rows
	n      int   // players that were there already
	failed int   // of them, those without an answer
	code   int   // the worst code among them
	synced time.Time
	done   map[models.PlayerID]bool   // true once a reference of this run named the player
	refs   map[uint64]models.PlayerID // by the hash of the reference
}

// OpenJournal makes the journal, or reads it and cuts the output to the last row that
// the journal has. It refuses a journal of other settings or that another run uses, and an
// output that has less than the journal says.
func OpenJournal(path string, opt JournalOptions) (*Journal, error) {
	j := &Journal{opt: opt, done: map[models.PlayerID]bool{}, refs: map[uint64]models.PlayerID{}, synced: time.Now()}
	if j.opt.Restore == nil {
		j.opt.Restore = func(int, string) {}
	}
	var err error
	if j.file, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, err
	}
	if err = j.regular(); err == nil {
		err = lock(j.file)
	}
	if err == nil && opt.Path != "" {
		if err = lock(opt.Out); err != nil {
			path = opt.Path
		}
	}
	if err == nil {
		err = j.open()
	}
	if err != nil {
		j.file.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return j, nil
}

// regular refuses a device and a pipe, which may have no end and cannot be cut, and the
// file of the rows.
func (j *Journal) regular() error {
	info, err := j.file.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("the journal must be a regular file: name another one")
	}
	if j.opt.Out == nil {
		return nil
	}
	out, err := j.opt.Out.Stat()
	if err == nil && os.SameFile(info, out) {
		err = errors.New("the rows go to this file too: the journal needs one of its own")
	}
	return err
}

func (j *Journal) open() error {
	size, err := j.size()
	if err != nil {
		return err
	}
	head := journalHead{Lootlens: journalVersion, Settings: map[string]string{}, Start: size}
	for name, value := range j.opt.Settings {
		head.Settings[name] = hex16(hash(value))
	}
	r := &journalReader{r: bufio.NewReaderSize(j.file, maxEntry)}
	var was journalHead
	switch err := r.read(&was); {
	case err == io.EOF: // new, or torn in its first line
		if r.torn && !strings.HasPrefix(`{"lootlens":"`+journalVersion, r.text[:min(len(r.text), 13)]) {
			return errors.New("the file is not a journal: name another one")
		}
		j.end = head.Start
		return errors.Join(j.cut(0), j.write(head), j.file.Sync())
	case err != nil:
		return err
	case was.Lootlens != journalVersion:
		return errors.New("the file is not a journal of this version of lootlens: name another one")
	}
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(head.Settings))) { // flags come last
		if was.Settings[name] != head.Settings[name] {
			return fmt.Errorf("the journal is for a run with another %s: give the same again, or name a new journal and output", name)
		}
	}
	j.end = was.Start
	return j.resume(r, size)
}

// size is the output's length.
func (j *Journal) size() (int64, error) {
	if j.opt.Out == nil {
		return 0, nil
	}
	info, err := j.opt.Out.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// resume reads the entries and cuts output and journal to the last row that is whole.
func (j *Journal) resume(r *journalReader, size int64) error {
	if size < j.end && j.opt.Out != nil {
		return j.short(size, j.end)
	}
	good := r.at
	var open []entry // not known to be on the disk
	for {
		var e entry
		err := r.read(&e)
		if err == io.EOF {
			break
		}
		last := j.end
		if len(open) > 0 {
			last = open[len(open)-1].End
		}
		if err == nil && e.End < last {
			err = errors.New("the journal is damaged: its rows are not in order")
		}
		if err != nil {
			return err
		}
		if !e.Synced {
			open = append(open, e)
			continue
		}
		if j.opt.Out != nil && size < e.End {
			return j.short(size, e.End)
		}
		for i, row := range open {
			if i == len(open)-1 { // one row of each second tells another file
				if ok, err := j.whole(row, size); err != nil || !ok {
					return cmp.Or(err, errors.New("the output has other rows than the journal says: give the output of that run, or name a new journal and output"))
				}
			}
			j.take(row)
			j.end = row.End
		}
		open, good, j.end, j.begun = nil, r.at, e.End, true
	}
	for _, e := range open {
		if ok, err := j.whole(e, size); err != nil || !ok {
			if err != nil {
				return err
			}
			break
		}
		j.take(e)
		good, j.end = good+int64(r.lengths[0]), e.End
		r.lengths = r.lengths[1:]
	}
	if j.opt.Out != nil {
		if err := j.opt.Out.Truncate(j.end); err != nil {
			return err
		}
		if _, err := j.opt.Out.Seek(j.end, io.SeekStart); err != nil {
			return err
		}
	}
	return j.cut(good)
}

func (j *Journal) short(size, want int64) error {
	return fmt.Errorf("the output has %d bytes and had %d: give the output of that run (with >> and not >), or name a new journal", size, want)
}

// whole reports whether the output has the row of e.
func (j *Journal) whole(e entry, size int64) (bool, error) {
	if j.opt.Out == nil {
		return true, nil
	}
	if size < e.End {
		return false, nil
	}
	sum := crc32.NewIEEE()
	if _, err := io.Copy(sum, io.NewSectionReader(j.opt.Out, j.end, e.End-j.end)); errors.Is(err, syscall.EBADF) {
		return true, nil // >> FILE is opened for writing only
	} else if err != nil {
		return false, err
	}
	return sum.Sum32() == e.Sum, nil
}

// take notes a player that is done.
func (j *Journal) take(e entry) {
	player, err := models.ParsePlayerID(e.Player)
	if err == nil {
		j.done[player] = false
	}
	if ref, err := strconv.ParseUint(e.Ref, 16, 64); err == nil {
		j.refs[ref] = player
	}
	if j.n++; e.Failed {
		j.failed++
	}
	j.code = Worse(j.code, e.Code)
	j.opt.Restore(e.Code, e.Note)
}

// cut removes what comes after the journal's first n bytes.
func (j *Journal) cut(n int64) error {
	err := j.file.Truncate(n)
	if err == nil {
		_, err = j.file.Seek(n, io.SeekStart)
	}
	return err
}

// write appends a line with one call, so that only the last line can be torn.
func (j *Journal) write(v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = j.file.Write(append(line, '\n'))
	return err
}

// add records a player whose row is written.
func (j *Journal) add(e entry) error {
	j.end = e.End
	if err := j.write(e); err != nil || time.Since(j.synced) < syncEvery {
		return err
	}
	return j.sync()
}

// sync brings all rows to the disk, and says so in the journal.
func (j *Journal) sync() error {
	j.synced = time.Now()
	if err := j.replaced(); err != nil {
		return err
	}
	if j.opt.Out != nil {
		if err := j.opt.Out.Sync(); err != nil {
			return err
		}
	}
	if err := j.write(entry{End: j.end, Synced: true}); err != nil {
		return err
	}
	return j.file.Sync()
}

// replaced returns an error if the output is not what its name leads to any more.
func (j *Journal) replaced() error {
	if j.opt.Path == "" {
		return nil
	}
	out, err := j.opt.Out.Stat()
	if err != nil {
		return err
	}
	if there, err := os.Stat(j.opt.Path); err != nil || !os.SameFile(out, there) {
		return &fs.PathError{Op: "write", Path: j.opt.Path, Err: ErrReplaced}
	}
	return nil
}

// Players is how many players runs before have done; none without a journal.
func (j *Journal) Players() int {
	if j == nil {
		return 0
	}
	return j.n
}

// Close closes the file.
func (j *Journal) Close() error { return j.file.Close() }
