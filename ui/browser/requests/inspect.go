package requests

import (
	"bytes"
	"fmt"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/api"
	"lootlens/models/text"
)

// inspect is all that is known of an exchange as one JSON object: what was sent and what came, the body last and, where it
// is JSON, byte for byte. It holds no secret, since neither do api.Exchange and api.Body.
func inspect(e Entry) jsontext.Value {
	out := object{'{'}
	out.text("request", e.Method+" "+e.Path)
	if e.Status != 0 {
		out.raw("status", fmt.Appendf(nil, "%d", e.Status))
	}
	out.text("error", e.Error)
	out.text("started", e.Start.Format(time.RFC3339Nano))
	out.raw("milliseconds", fmt.Appendf(nil, "%.3f", e.Duration.Seconds()*1000))
	out.raw("bytes", fmt.Appendf(nil, "%d", max(0, e.Bytes)))
	if e.Attempt > 0 {
		out.text("try", fmt.Sprintf("%d of %d", e.Attempt, max(e.Attempt, e.Of)))
	}
	if e.Wait > 0 {
		out.text("next try after", e.Wait.String())
	}
	out.text("request_id", e.RequestID)
	out.text("trace_id", e.TraceID)
	out.raw("sent", headers(e.Sent))
	out.raw("received", headers(e.Received))
	body, err := e.Body.Masked()
	switch {
	case err != nil:
		out.text("body is missing", text.Error(err))
	case e.Dropped:
		out.text("body is missing", fmt.Sprintf("no longer kept: lootlens keeps the bodies of the latest %d requests, up to %s compressed", maxBodies, humanize.IBytes(keptBytes)))
	case len(body) == 0 && e.Method == "POST":
		out.text("body is missing", "not kept: the answer holds the session's token")
	case len(body) == 0:
		out.text("body is missing", "none came")
	case jsontext.Value(body).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)):
		out.raw("body", bytes.TrimSpace(body))
	default:
		out.text("body", string(body))
	}
	return jsontext.Value(append(out, '}'))
}

// object is a JSON object that is being written, without its closing brace.
type object []byte

func (o *object) raw(name string, value []byte) {
	if len(value) == 0 {
		return
	}
	if len(*o) > 1 {
		*o = append(*o, ',')
	}
	*o, _ = jsontext.AppendQuote(*o, name)
	*o = append(append(*o, ':'), value...)
}

func (o *object) text(name, value string) {
	if value != "" {
		quoted, _ := jsontext.AppendQuote(nil, value) // which replaces what is no UTF-8
		o.raw(name, quoted)
	}
}

func headers(list []api.Header) []byte {
	if len(list) == 0 {
		return nil
	}
	out := object{'{'}
	for _, h := range list {
		out.text(h.Name, h.Value)
	}
	return append(out, '}')
}
