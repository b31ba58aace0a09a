package fleet

import (
	"bufio"
	"errors"
	"io"
	"slices"

	"github.com/go-json-experiment/json"
)

// journalReader reads lines. What follows the last whole one is left out, unless a whole
// line comes after it: then the file is damaged.
type journalReader struct {
	r       *bufio.Reader
	at      int64 // behind the last whole line
	lengths []int // of the lines since the last synced one
	torn    bool
	text    string // of the torn line
}

func (r *journalReader) read(v any) error {
	for {
		line, err := r.r.ReadSlice('\n')
		if err == bufio.ErrBufferFull { // no journal, or damaged
			line = slices.Clone(line[:len(`{"lootlens":`)])
			for err == bufio.ErrBufferFull {
				_, err = r.r.ReadSlice('\n')
			}
		}
		if err == io.EOF {
			if len(line) > 0 && !r.torn {
				r.torn, r.text = true, string(line)
			}
			return io.EOF
		}
		if err != nil {
			return err
		}
		switch err := json.Unmarshal(line, v, json.RejectUnknownMembers(true)); {
		case err != nil && !r.torn:
			r.torn, r.text = true, string(line)
		case err == nil && r.torn:
			return errors.New("the journal is damaged in its middle: name a new one")
		case err == nil:
			r.at += int64(len(line))
			r.lengths = append(r.lengths, len(line))
			if e, ok := v.(*entry); !ok || e.Synced {
				r.lengths = nil
			}
			return nil
		}
	}
}
