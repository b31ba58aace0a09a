package demo

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"regexp"
	"time"
)

const (
	maxTokens   = 1000 // sessions that stay alive; older ones end
	sessionLife = time.Hour
)

var gameVersion = regexp.MustCompile(`^\d+(\.\d+){1,3}$`)

// session answers POST /server/session.
func (q *query) session() *answer {
	if mt, _, err := mime.ParseMediaType(q.r.Header.Get("Content-Type")); err != nil || mt != "application/json" {
		return q.fail(http.StatusUnsupportedMediaType, "unsupported_media_type",
			"send Content-Type: application/json")
	}
	raw, err := io.ReadAll(io.LimitReader(q.r.Body, 64<<10))
	var body struct {
		GameVersion string `json:"game_version"`
	}
	if err != nil || json.Unmarshal(raw, &body) != nil || !gameVersion.MatchString(body.GameVersion) {
		return q.fail(http.StatusBadRequest, "invalid_game_version",
			`the body must be {"game_version":"1.0.0.0"}`)
	}
	if q.r.Header.Get("x-server-key") != q.s.opt.Key {
		return q.wrongKey()
	}
	return q.ok(struct {
		Success bool   `json:"success"`
		Token   string `json:"token"`
	}{true, q.s.startSession()})
}

func (q *query) wrongKey() *answer {
	return q.fail(http.StatusUnauthorized, "invalid_server_key", "the server key is not valid")
}

// token is a session that has not been ended.
type token struct {
	used int       // requests that it has served
	last time.Time // of them
}

func (s *Server) startSession() string {
	s.sessionMu.Lock()
	defer s.sessionMu.Unlock()
	s.sessions++
	n := uint64(s.sessions)
	name := fmt.Sprintf("demo-session-%06d-%016x", n, mix(n))
	s.tokens[name] = &token{last: s.opt.Now()}
	s.issued = append(s.issued, name)
	if len(s.issued) > maxTokens {
		delete(s.tokens, s.issued[0])
		s.issued = s.issued[1:]
	}
	return name
}

// useToken counts one request on a token and reports whether it is alive: its last request
// was less than sessionLife ago.
func (s *Server) useToken(name string) bool {
	now := s.opt.Now()
	s.sessionMu.Lock()
	defer s.sessionMu.Unlock()
	t := s.tokens[name]
	if t == nil || now.Sub(t.last) >= sessionLife {
		delete(s.tokens, name)
		return false
	}
	t.used++
	t.last = now
	return true
}

// tokenUsed is how many requests a token has served; -1 if it has been ended.
func (s *Server) tokenUsed(name string) int {
	s.sessionMu.Lock()
	defer s.sessionMu.Unlock()
	if t := s.tokens[name]; t != nil {
		return t.used
	}
	return -1
}

func (s *Server) dropToken(token string) {
	s.sessionMu.Lock()
	defer s.sessionMu.Unlock()
	delete(s.tokens, token)
}

// Sessions is how many sessions have been started.
func (s *Server) Sessions() int {
	s.sessionMu.Lock()
	defer s.sessionMu.Unlock()
	return s.sessions
}

// ExpireTokens ends every session: each token's next request answers 401.
func (s *Server) ExpireTokens() {
	s.sessionMu.Lock()
	defer s.sessionMu.Unlock()
	clear(s.tokens)
}

// ping answers GET /server/ping.
func (q *query) ping() *answer {
	return q.ok(struct {
		Success bool   `json:"success"`
		Pong    string `json:"pong"`
	}{true, q.now.UTC().Format(time.RFC3339)})
}
