package demo

import (
	"net/http"
	"sync"
)

// maxRequests is how many requests a Server remembers.
const maxRequests = 4096

// Request is one request as it was seen, and the status it was answered with.
type Request struct {
	Method string
	Path   string // decoded
	Query  string // raw, as sent
	Host   string
	Header http.Header // a copy
	Status int         // 0 while, or if, no status line was sent
	Ended  bool        // answered, or given up
}

// requestLog is a bounded ring of the requests seen.
type requestLog struct {
	mu   sync.Mutex
	ring []*Request
	next int // where the oldest is, once the ring is full
}

func (l *requestLog) add(r *http.Request) *Request {
	e := &Request{
		Method: r.Method,
		Path:   r.URL.Path,
		Query:  r.URL.RawQuery,
		Host:   r.Host,
		Header: r.Header.Clone(),
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.ring) < maxRequests {
		l.ring = append(l.ring, e)
		return e
	}
	l.ring[l.next] = e
	l.next = (l.next + 1) % maxRequests
	return e
}

func (l *requestLog) end(e *Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e.Ended = true
}

// Requests gives the last 4,096 requests, oldest first, faulty ones included.
func (s *Server) Requests() []Request {
	l := &s.log
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]Request, 0, len(l.ring))
	for i := range l.ring {
		e := *l.ring[(l.next+i)%len(l.ring)]
		e.Header = e.Header.Clone()
		out = append(out, e)
	}
	return out
}

// statusWriter notes the status that is sent.
type statusWriter struct {
	http.ResponseWriter
	log   *requestLog
	entry *Request
}

func (w *statusWriter) WriteHeader(status int) {
	w.log.mu.Lock()
	w.entry.Status = status
	w.log.mu.Unlock()
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets an http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
