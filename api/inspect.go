package api

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"lootlens/models/text"
)

// Header is one header, safe to print and without secrets.
type Header struct{ Name, Value string }

// secretHeader matches the names of headers whose values are never shown, whatever they hold.
var secretHeader = regexp.MustCompile(`(?i)auth|cookie|key|secret|session|signature|token`)

// headersOf are h's headers by name; values of one name are joined.
func headersOf(h http.Header) (out []Header) {
	for name, values := range h {
		value := Mask(strings.Join(values, ", "))
		if secretHeader.MatchString(name) {
			value = masked
		}
		out = append(out, Header{text.Of(Mask(name)).Line(), text.Of(value).Line()})
	}
	slices.SortFunc(out, func(a, b Header) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Body is the body of an answer, kept compressed. The zero value is none.
type Body struct{ packed []byte }

var packers = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(nil, flate.BestSpeed) // fails for another level only
	return w
}}

// NewBody keeps a copy of b.
func NewBody(b []byte) Body {
	if len(b) == 0 {
		return Body{}
	}
	var packed bytes.Buffer
	w := packers.Get().(*flate.Writer)
	defer packers.Put(w)
	w.Reset(&packed)
	_, _ = w.Write(b) // a buffer takes all
	_ = w.Close()
	return Body{bytes.Clone(packed.Bytes())}
}

// Size is the bytes of memory that it takes.
func (b Body) Size() int { return len(b.packed) }

// Masked is the body as it came, at most 32 MiB, but for the secrets of the process, which [Mask] takes out.
func (b Body) Masked() ([]byte, error) {
	if b.packed == nil {
		return nil, nil
	}
	out, err := io.ReadAll(flate.NewReader(bytes.NewReader(b.packed)))
	if err != nil {
		return nil, fmt.Errorf("the body that was kept cannot be read: %w", err)
	}
	return maskBytes(out), nil
}
