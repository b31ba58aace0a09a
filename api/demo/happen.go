package demo

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

const proxyPage = `<!DOCTYPE html>
<html><head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr><center>cloud-proxy</center></body></html>
`

// instead lets a fault answer in place of the game. Where it returns false the game
// answers, perhaps with a twist.
func (s *Server) instead(w http.ResponseWriter, q *query, f *armed) bool {
	for name, values := range f.Header {
		w.Header()[http.CanonicalHeaderKey(name)] = values
	}
	if f.RetryAfter != "" {
		w.Header().Set("Retry-After", f.RetryAfter)
	}
	q.twist = twist{kind: f.Kind, n: f.N, value: f.Value, hit: f.hits}
	status := func(usual int) int {
		if f.Status != 0 {
			return f.Status
		}
		return usual
	}
	switch f.Kind {
	case KindStatus:
		a := q.fail(f.Status, statusCode(f.Status), statusText(f.Status))
		if f.Body != "" {
			a.body = []byte(f.Body)
		}
		s.send(w, q.r, a)
	case KindSlow:
		if s.wait(q.r.Context(), f.Wait) {
			return false
		}
		abort(w)
	case KindHang:
		s.hang(q.r.Context())
		abort(w)
	case KindReset:
		reset(w)
	case KindHTML:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status(200))
		s.write(w, q.r, []byte(proxyPage))
	case KindEmpty:
		w.Header().Set("Content-Length", "0")
		w.WriteHeader(status(200))
	case KindOldError:
		s.send(w, q.r, &answer{status: status(400), body: []byte(
			`{"success":false,"error":"The request could not be handled","messages":["Try again later","Quote trace ` +
				serialULID(2, q.serial) + `"]}`)})
	case KindBanned:
		s.send(w, q.r, q.banned())
	case KindHeroID:
		s.send(w, q.r, q.notFound("the hero "+q.ids[1]))
	case KindEcho:
		s.send(w, q.r, &answer{status: status(422), body: []byte(
			`{"code":"parameter_invalid","message":"` + spelled(q.r.Header.Get("x-auth-token")+" "+s.opt.Key, f.Value) + `"}`)})
	case KindWrongKey:
		s.send(w, q.r, q.wrongKey())
	case KindLimit:
		w.Header().Set("Retry-After", cmp.Or(f.RetryAfter, strconv.Itoa(int(math.Ceil(f.wait.Seconds())))))
		s.send(w, q.r, q.fail(http.StatusTooManyRequests, statusCode(429), statusText(429)))
	case KindExpire:
		s.dropToken(q.r.Header.Get("x-auth-token"))
		return false
	case KindRedirect:
		to := f.Location
		if to == "" {
			to = "https://elsewhere.invalid" + q.r.URL.RequestURI()
		}
		w.Header().Set("Location", to)
		w.WriteHeader(status(http.StatusFound))
	case KindGzipBomb:
		s.gzipBomb(w, q.r, f.N)
	case KindHuge:
		s.huge(w, q.r, f.N)
	default:
		return false
	}
	return true
}

// statusCode and statusText fill an error body for any status.
func statusCode(status int) string {
	return strings.ReplaceAll(strings.ToLower(statusText(status)), " ", "_")
}

func statusText(status int) string {
	if t := http.StatusText(status); t != "" {
		return t
	}
	return "Status " + strconv.Itoa(status)
}

// bend sends an answer of the game, changed by a fault.
func (s *Server) bend(w http.ResponseWriter, q *query, f *armed, a *answer) {
	if a.status != http.StatusOK {
		s.send(w, q.r, a)
		return
	}
	whole, half := a.body, a.body[:len(a.body)/2]
	switch f.Kind {
	case KindHangBody, KindCut:
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(whole)))
		w.WriteHeader(a.status)
		s.write(w, q.r, half)
		_ = http.NewResponseController(w).Flush()
		if f.Kind == KindHangBody {
			s.hang(q.r.Context())
		}
		abort(w)
		return
	case KindTrailing:
		trailing(w, whole)
		return
	case KindTruncated:
		whole = half
	case KindDeep:
		deep := `"deep":` + strings.Repeat("[", f.N) + strings.Repeat("]", f.N) + ","
		whole = insert(whole, deep)
	case KindNaN:
		whole = insert(whole, `"nan":NaN,`)
	case KindBadUTF8:
		whole = rename(whole, "\"name\":\"\xff\xfe\xc3")
	case KindSurrogates:
		whole = rename(whole, `"name":"\ud83d`)
	case KindDuplicateKeys:
		whole = rename(whole, `"name":"the first of two","name":"`)
		whole = append([]byte(`{"total":-1,"items":[],`), whole[1:]...)
	}
	s.send(w, q.r, &answer{status: a.status, body: whole})
}

// insert puts members into the first item, or into the answer if it has none.
func insert(body []byte, members string) []byte {
	at := bytes.Index(body, []byte(`"items":[{`))
	if at < 0 {
		at = 1
	} else {
		at += len(`"items":[{`)
	}
	return append(append(append([]byte{}, body[:at]...), members...), body[at:]...)
}

func rename(body []byte, to string) []byte {
	return bytes.ReplaceAll(body, []byte(`"name":"`), []byte(to))
}

// spelled encodes a text for a JSON string as a fault's value says.
func spelled(s, how string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		switch how {
		case "json":
			fmt.Fprintf(&b, `\u%04x`, c)
		case "percent":
			fmt.Fprintf(&b, "%%%02X", c)
		default:
			b.WriteByte(c)
		}
	}
	if how == "base64" {
		return base64.StdEncoding.EncodeToString([]byte(s))
	}
	return b.String()
}

// trailing sends a whole answer and more bytes after it.
func trailing(w http.ResponseWriter, body []byte) {
	c, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer c.Close()
	_, _ = fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s\r\nnobody asked\r\n", len(body), body)
}

// abort ends the connection so that the client sees an incomplete answer.
func abort(w http.ResponseWriter) {
	c, _, err := http.NewResponseController(w).Hijack()
	if err != nil { // HTTP/2, or a recorder
		panic(http.ErrAbortHandler)
	}
	_ = c.Close() // the client gets no more
}

// reset ends the connection with a TCP RST.
func reset(w http.ResponseWriter) {
	c, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if t, ok := c.(*net.TCPConn); ok {
		_ = t.SetLinger(0) // where this fails, the usual way to close is broken enough
	}
	_ = c.Close()
}

// spaces are a MiB of blanks, made on first use.
var spaces = sync.OnceValue(func() []byte { return bytes.Repeat([]byte(" "), 1<<20) })

// gzipBomb sends a page with mib MiB of white space in it, about 1 KiB each.
func (s *Server) gzipBomb(w http.ResponseWriter, r *http.Request, mib int) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Encoding", "gzip")
	w.WriteHeader(http.StatusOK)
	// Members of a gzip file add up, so one that is made once can be repeated.
	member := gzipped(spaces())
	ok := s.write(w, r, gzipped([]byte(`{"total":1,"items":[`)))
	for i := 0; ok && i < mib; i++ {
		ok = s.write(w, r, member)
	}
	if ok {
		s.write(w, r, gzipped([]byte(`]}`)))
	}
}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = io.Copy(z, bytes.NewReader(b)) // a bytes.Buffer takes everything
	_ = z.Close()
	return out.Bytes()
}

// huge sends one valid page of mib MiB: a single item with a long name.
func (s *Server) huge(w http.ResponseWriter, r *http.Request, mib int) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(http.StatusOK)
	ok := s.write(w, r, []byte(`{"total":1,"items":[{"instance_id":1,"asset":{"name":"`))
	for i := 0; ok && i < mib; i++ {
		ok = s.write(w, r, spaces())
	}
	if ok {
		s.write(w, r, []byte(`"}}]}`))
	}
}
