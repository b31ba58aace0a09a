package demo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"sync"
	"time"
)

var version = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// query is one request on its way to an answer.
type query struct {
	s        *Server
	r        *http.Request
	serial   uint64
	now      time.Time
	endpoint *endpoint
	ids      []string
	twist    twist   // what a fault does to a page
	about    *player // the player in the answer; of several, PlayerAdditions where it is among them
}

// answer is a whole response, before faults get at it.
type answer struct {
	status int
	body   []byte
	pooled bool
}

var pageBuffers = sync.Pool{New: func() any { b := make([]byte, 0, 512<<10); return &b }}

// release gives a page's buffer back once it has been written.
func (a *answer) release() {
	if a.pooled {
		b := a.body[:0]
		pageBuffers.Put(&b)
		a.pooled, a.body = false, nil
	}
}

// encode is JSON without HTML escapes, as LootLocker writes it.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(fmt.Sprintf("demo: encode %T: %v", v, err)) // only our own types come here
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

func (q *query) ok(v any) *answer { return &answer{status: http.StatusOK, body: encode(v)} }

// errorBody is LootLocker's error answer.
type errorBody struct {
	Code      string `json:"code"`
	DocURL    string `json:"doc_url"`
	RequestID string `json:"request_id"`
	TraceID   string `json:"trace_id"`
	Message   string `json:"message"`
	Param     string `json:"param,omitempty"`
	Ban       object `json:"ban,omitempty"`
}

// fail is an error answer; its ids count requests, so tests can foresee them.
func (q *query) fail(status int, code, message string) *answer {
	return &answer{status: status, body: encode(q.errorBody(code, message))}
}

func (q *query) errorBody(code, message string) errorBody {
	return errorBody{
		Code:      code,
		DocURL:    "https://ref.lootlocker.com/server-api/#errors-" + code,
		RequestID: serialULID(1, q.serial),
		TraceID:   serialULID(2, q.serial),
		Message:   message,
	}
}

// wrongParameter refuses a parameter and names it.
func (q *query) wrongParameter(name, message string) *answer {
	e := q.errorBody("parameter_invalid", message)
	e.Param = name
	return &answer{status: http.StatusBadRequest, body: encode(e)}
}

// banned refuses a player.
func (q *query) banned() *answer {
	e := q.errorBody("player_banned", "The player is banned")
	e.Ban = object{"ban_reason": "chargeback", "banned_until": q.now.Add(72 * time.Hour).UTC().Format(time.RFC3339), "permanent": false}
	return &answer{status: http.StatusForbidden, body: encode(e)}
}

func (q *query) notFound(what string) *answer {
	return q.fail(http.StatusNotFound, "not_found", what+" was not found")
}

// answer checks what was sent and serves it.
func (q *query) answer() *answer {
	h := q.r.Header
	switch {
	case !version.MatchString(h.Get("LL-Version")):
		return q.fail(http.StatusBadRequest, "missing_version", "the header LL-Version must be a date such as 2021-03-01")
	case q.endpoint == nil:
		return q.notFound("the path " + strconv.QuoteToASCII(q.r.URL.Path))
	case q.r.Method != q.endpoint.method:
		return q.fail(http.StatusMethodNotAllowed, "method_not_allowed",
			"this path answers only "+q.endpoint.method)
	case q.endpoint.method == http.MethodPost:
		return q.endpoint.serve(q)
	case len(h.Values("x-server-key")) > 0:
		return q.fail(http.StatusBadRequest, "unexpected_server_key",
			"x-server-key belongs on the session request only")
	case !q.s.useToken(h.Get("x-auth-token")):
		return q.unauthorised()
	}
	a := q.endpoint.serve(q)
	if a.status == http.StatusOK && q.about != nil && q.about.id == PlayerAdditions {
		a.body = additions(a.body)
	}
	return a
}

func (q *query) unauthorised() *answer {
	return q.fail(http.StatusUnauthorized, "unauthorized",
		"the session token is missing, unknown or has expired: start a new session")
}

// send writes an answer, no faster than the bandwidth allows.
func (s *Server) send(w http.ResponseWriter, r *http.Request, a *answer) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	s.write(w, r, a.body)
}

// write sends body bytes at the Server's bandwidth and reports whether the
// client took them all.
func (s *Server) write(w http.ResponseWriter, r *http.Request, body []byte) bool {
	if s.opt.Bandwidth <= 0 {
		_, err := w.Write(body)
		return err == nil
	}
	c := http.NewResponseController(w)
	chunk := min(max(s.opt.Bandwidth/50, 1), 64<<10)
	start, sent := time.Now(), 0
	for len(body) > 0 {
		n := min(chunk, len(body))
		if _, err := w.Write(body[:n]); err != nil {
			return false
		}
		_ = c.Flush() // a recorder cannot flush; the bytes still come
		body = body[n:]
		sent += n
		due := time.Duration(float64(sent) / float64(s.opt.Bandwidth) * float64(time.Second))
		if !s.wait(r.Context(), due-time.Since(start)) {
			return false
		}
	}
	return true
}
