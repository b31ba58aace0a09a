package api

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"lootlens/models"
	"lootlens/models/text"
)

// The kinds of Error, for errors.Is.
var (
	// ErrAuth: the server key, or a session just started with it, is refused.
	ErrAuth = errors.New("not authorised")
	// ErrForbidden: the key may not read this; it is about the player where
	// ErrPlayer is true too.
	ErrForbidden = errors.New("forbidden")
	// ErrNotFound: the service knows no such player, character, hero or instance.
	ErrNotFound = errors.New("not found")
	// ErrAddress: no Server API is at the base URL.
	ErrAddress = errors.New("wrong address")
	// ErrPlayer: the service refuses the player, not the key: banned, for example.
	ErrPlayer = errors.New("player refused")
	// ErrTemporary: the same request may succeed later.
	ErrTemporary = errors.New("temporary failure")
)

// Error is a request that failed after all its attempts. Its sentence and its Texts
// are safe to print; Body is what the server sent and is not.
type Error struct {
	Status             int // 0 when no answer came
	Code, Message      text.Text
	Param              text.Text // the parameter that the service names
	RequestID, TraceID text.Text // what LootLocker's support asks for
	Ban                models.Ban
	RetryAfter         time.Duration // as the service asks; 0 where it does not
	Method, Path       string        // Path with its query, escaped
	Tries              int           // attempts that were made
	Body               []byte        // at most 64 KiB, secrets masked
	Err                error         // the cause, where that is not the status

	html    bool          // the body is HTML: a proxy or firewall answered, and not the service
	host    string        // safe to print
	timeout time.Duration // of one attempt
	budget  time.Duration // that all attempts have; set where it ended them
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether e is of the kind target.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrAuth:
		return e.Status == http.StatusUnauthorized && !e.html || e.refusesKey()
	case ErrForbidden:
		return e.Status == http.StatusForbidden && !e.html && !e.refusesKey()
	case ErrNotFound:
		return e.Status == http.StatusNotFound && e.Err == nil && !e.html && e.Method != http.MethodPost
	case ErrAddress:
		return e.Status == http.StatusNotFound && e.Err == nil && e.Method == http.MethodPost
	case ErrPlayer:
		return e.Status == http.StatusForbidden && e.aboutPlayer()
	case ErrTemporary:
		return e.temporary()
	}
	return false
}

// aboutPlayer reports whether the code is about the player and not about the key.
func (e *Error) aboutPlayer() bool {
	return e.Method == http.MethodGet && strings.HasPrefix(e.Code.Raw(), "player_")
}

// refusesKey reports whether the service answered the session request 401 or 403.
func (e *Error) refusesKey() bool {
	return e.Method == http.MethodPost && !e.html && (e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden)
}

// temporary reports whether to try again.
func (e *Error) temporary() bool {
	if e.Err == nil {
		return retryStatus(e.Status)
	}
	if dns, ok := errors.AsType[*net.DNSError](e.Err); ok && dns.IsNotFound || isA[*redirectError](e.Err) || isTLS(e.Err) {
		return false
	}
	if errors.Is(e.Err, models.ErrCut) {
		return true
	}
	for _, permanent := range []error{errTooLarge, errEncoding, errTooManyRedirects,
		context.Canceled, errNoToken, models.ErrNotJSON, models.ErrNoItems} {
		if errors.Is(e.Err, permanent) {
			return false
		}
	}
	return true
}

// Error is one sentence: what happened, the details that support needs, and what
// to do next.
func (e *Error) Error() string {
	what, details, next := e.Facts()
	if len(details) > 0 {
		what += " (" + strings.Join(details, ", ") + ")"
	}
	return what + ": " + next
}

// Facts are what Error says, apart: what happened, the details that support needs, and what to do next.
func (e *Error) Facts() (what string, details []string, next string) {
	what, next = e.statusSentence()
	if e.Err != nil {
		what, next = e.causeSentence()
	}
	if e.RetryAfter > 0 {
		next = "try again after that"
		what += fmt.Sprintf(" and asks to wait %s", span(e.RetryAfter))
		if e.budget > 0 && e.RetryAfter > e.budget {
			what += fmt.Sprintf(", longer than the %s that a request may take", span(e.budget))
		}
	} else if e.budget > 0 {
		what += fmt.Sprintf("; all tries together took their %s", span(e.budget))
	}
	if e.Status != 0 && e.Err == nil {
		d := fmt.Sprint(e.Status)
		if !e.Code.Empty() {
			d += " " + brief(e.Code)
		}
		if m := e.Message.Raw(); m != "" && !strings.EqualFold(m, strings.ReplaceAll(e.Code.Raw(), "_", " ")) {
			d += ": " + brief(e.Message)
		}
		details = append(details, d)
	}
	if errors.Is(e, ErrNotFound) && !e.namesID() {
		path, _, _ := strings.Cut(e.Path, "?")
		details = append(details, brief(text.Of(path)))
	}
	if e.Tries > 1 {
		details = append(details, fmt.Sprintf("%d tries", e.Tries))
	}
	for _, d := range []struct {
		what string
		is   text.Text
	}{{"parameter", e.Param}, {"request id", e.RequestID}, {"trace id", e.TraceID}} {
		if !d.is.Empty() {
			details = append(details, d.what+" "+brief(d.is))
		}
	}
	return what, details, next
}

// namesID reports whether the service's message has an id of the path.
func (e *Error) namesID() bool {
	path, _, _ := strings.Cut(e.Path, "?")
	for part := range strings.SplitSeq(path, "/") {
		if strings.ContainsAny(part, "0123456789") && strings.Contains(e.Message.Raw(), part) {
			return true
		}
	}
	return false
}

// summary is what happened, in a few words.
func (e *Error) summary() string {
	if e.Err != nil {
		what, _ := e.causeSentence()
		return what
	}
	what, _ := e.statusSentence()
	return fmt.Sprintf("%s (%d)", what, e.Status)
}

// banned says why and for how long, where the service sends it.
func (e *Error) banned() string {
	what := "the player is banned"
	if !e.Ban.Reason.Empty() {
		what += " (" + brief(e.Ban.Reason) + ")"
	}
	switch {
	case e.Ban.Permanent == models.FlagYes:
		what += " for good"
	case !e.Ban.Until.Empty():
		what += " until " + brief(e.Ban.Until)
	}
	return what
}

func (e *Error) statusSentence() (what, next string) {
	switch s := e.Status; {
	case e.refusesKey():
		return "the service refuses the server key", "check the key, and that it is for this game and environment"
	case e.html && s >= 400 && s < 500 && s != http.StatusTooManyRequests && !errors.Is(e, ErrAddress):
		return "a proxy or firewall answers in the place of " + e.host, "check the base URL and the network"
	case s == http.StatusUnauthorized:
		return "the service refuses a session that has just begun", "try again, or check the server key"
	case s == http.StatusForbidden && e.aboutPlayer():
		if e.Code.Raw() == "player_banned" {
			return e.banned(), "see the player in LootLocker's console"
		}
		return "the service refuses this for the player", "see the player in LootLocker's console"
	case s == http.StatusForbidden:
		return "the server key may not read this", "in LootLocker's console, check what this key may read"
	case errors.Is(e, ErrAddress):
		return "there is no LootLocker Server API at " + e.host, "check the base URL: it ends before /server"
	case s == http.StatusNotFound:
		return "the service knows no such player, character, hero or item",
			"check the id, and whether the key opens stage or live"
	case s == http.StatusTooManyRequests:
		return "the service gets too many requests", "wait a minute and try again"
	case s >= 500:
		return "the service failed", "try again later"
	case s >= 300 && s < 400:
		return "the service answers with a redirect", "check the base URL"
	}
	if !e.Param.Empty() {
		return "the service does not take " + brief(e.Param), "check what was given for it"
	}
	return "the service does not take the request", "check the ids and the base URL"
}

func (e *Error) causeSentence() (what, next string) {
	var (
		redirect *redirectError
		dns      *net.DNSError
		op       *net.OpError
		netErr   net.Error
	)
	const network = "check the network and the base URL"
	switch err := e.Err; {
	case errors.Is(err, context.Canceled):
		return "stopped before the answer came", "ask again"
	case errors.As(err, &redirect):
		return "the service redirects to " + redirect.to + ", which is not followed", "check the base URL"
	case errors.Is(err, errTooManyRedirects):
		return "the service redirects in a circle", "check the base URL"
	case errors.Is(err, errTooLarge):
		return errTooLarge.Error(), "ask for fewer items a page with --count"
	case errors.Is(err, models.ErrNotJSON), errors.Is(err, models.ErrNoItems), errors.Is(err, errNoToken),
		errors.Is(err, errEncoding):
		return clean(err), "check the base URL, and that no proxy answers in the service's place"
	case errors.Is(err, models.ErrCut):
		return clean(err), "try again"
	case errors.As(err, &dns):
		return "the address of " + brief(text.Of(dns.Name)) + " cannot be found", network
	case isTLS(err):
		return "the connection to " + e.host + " cannot be trusted: " + clean(err), "check the base URL and this machine's clock"
	case errors.As(err, &netErr) && netErr.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("%s gave no complete answer within %s", e.host, span(e.timeout)), "try again, or allow more with --timeout"
	case errors.As(err, &op) && op.Op == "dial":
		return "nothing answers at " + e.host + ": " + clean(op.Err), network
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		return "the connection to " + e.host + " broke before the answer was complete", "try again"
	}
	return "the request to " + e.host + " failed: " + clean(e.Err), network
}

func isTLS(err error) bool {
	return isA[*tls.CertificateVerificationError](err) || isA[x509.UnknownAuthorityError](err) || isA[x509.HostnameError](err) ||
		isA[tls.RecordHeaderError](err) || errors.Is(err, http.ErrSchemeMismatch)
}

// isA reports whether err is or wraps an error of type E.
func isA[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

const briefRunes = 200

// brief is a text for a sentence.
func brief(t text.Text) string {
	r := []rune(Mask(t.Line()))
	if len(r) > briefRunes {
		r = append(r[:briefRunes], '…')
	}
	return string(r)
}

// clean is an error's text for a sentence. Errors may quote the server.
func clean(err error) string { return brief(text.Of(err.Error())) }

// span is a duration for a sentence.
func span(d time.Duration) string {
	switch {
	case d >= farAway:
		return "over 100 years"
	case d >= time.Second:
		d = d.Round(time.Second)
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
