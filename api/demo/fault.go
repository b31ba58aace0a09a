package demo

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// Kind is what a Fault does. Its text is what ParseFault reads.
type Kind string

// Faults of any request.
const (
	// KindStatus answers Status with Body (empty: LootLocker's error body),
	// Header and RetryAfter. Its text is the number: "429", "503", "403".
	KindStatus Kind = "status"
	// KindSlow waits for Wait, then answers as usual.
	KindSlow Kind = "slow"
	// KindHang never sends so much as a header.
	KindHang Kind = "hang"
	// KindHangBody sends the headers and half the body, then nothing.
	KindHangBody Kind = "hang-body"
	// KindReset resets the connection. (net/http's client sends a GET once more
	// by itself when this happens to a connection that it reused.)
	KindReset Kind = "reset"
	// KindCut promises the whole body, sends half and closes.
	KindCut Kind = "cut"
	// KindTruncated sends half the body as if it were the whole.
	KindTruncated Kind = "truncated"
	// KindHTML is a proxy's HTML page, with status 200 unless Status says.
	KindHTML Kind = "html"
	// KindEmpty is an empty body, with status 200 unless Status says.
	KindEmpty Kind = "empty"
	// KindOldError is LootLocker's other error body, {"success":false,…},
	// with status 400 unless Status says.
	KindOldError Kind = "old-error"
	// KindWrongKey answers session requests with 401.
	KindWrongKey Kind = "wrong-key"
	// KindExpire ends each token after N requests (at least 1).
	KindExpire Kind = "expire"
	// KindLimit answers 429 once N requests came within a minute, with the seconds until
	// the next is allowed as Retry-After.
	KindLimit Kind = "limit"
	// KindRedirect sends the client to Location, with status 302 unless
	// Status says. An empty Location is the same path on another host.
	KindRedirect Kind = "redirect"
	// KindGzipBomb is a small gzip body of N MiB once inflated.
	KindGzipBomb Kind = "gzip-bomb"
	// KindBanned answers 403 player_banned.
	KindBanned Kind = "banned"
	// KindEcho answers 422 with the session token and the server key in the message,
	// spelled as Value says: "json", "percent", "base64", or as they are.
	KindEcho Kind = "echo"
	// KindHeroID answers 404 where a hero's path has its hero_id: only id works.
	KindHeroID Kind = "hero-id"
	// KindTrailing sends more bytes behind the body than Content-Length says.
	KindTrailing Kind = "trailing"
	// KindHuge is a valid page of N MiB.
	KindHuge Kind = "huge"
)

// Faults of what an answer says; they leave errors alone.
const (
	// KindDeep nests N arrays in an unknown member of the first item.
	KindDeep Kind = "deep"
	// KindNaN adds a member whose value is NaN.
	KindNaN Kind = "nan"
	// KindBadUTF8 begins each name with invalid UTF-8.
	KindBadUTF8 Kind = "bad-utf8"
	// KindSurrogates begins each name with half a surrogate pair.
	KindSurrogates Kind = "surrogates"
	// KindDuplicateKeys sends members twice, with other values the first time.
	KindDuplicateKeys Kind = "duplicate-keys"
)

// Faults of pages; they leave all but inventories alone.
const (
	// KindShort ends pages after N items though more follow.
	KindShort Kind = "short"
	// KindStuck sends the page before the cursor again: it doesn't advance.
	KindStuck Kind = "stuck"
	// KindRing begins again after three pages.
	KindRing Kind = "ring"
	// KindOverlap repeats the last N items of the page before.
	KindOverlap Kind = "overlap"
	// KindDescending walks from the newest instance to the oldest.
	KindDescending Kind = "descending"
	// KindReversed reverses each page, so that its last id is its lowest.
	KindReversed Kind = "reversed"
	// KindShuffled shuffles the items of each page, so that its last id is not its
	// largest.
	KindShuffled Kind = "shuffled"
	// KindChanged repeats the last N items of the page before, with other contents.
	KindChanged Kind = "changed"
	// KindShrink removes the newest N instances with each page.
	KindShrink Kind = "shrink"
	// KindTotal sends a "total" that is wrong as Value says.
	KindTotal Kind = "total"
	// KindNullItems sends "items":null, KindNoItems "items":[], both with the total.
	KindNullItems Kind = "null-items"
	KindNoItems   Kind = "no-items"
)

// Values of KindTotal.
const (
	TotalMissing  = "missing"
	TotalNull     = "null"
	TotalNegative = "negative"
	TotalZero     = "zero"
	TotalString   = "string"
	TotalAbsurd   = "absurd" // more than 64 bits hold
)

// Fault is something that goes wrong. Only Kind is needed.
type Fault struct {
	Kind Kind
	// Path is a part of the paths that it applies to; empty is all of them.
	Path string
	// Skip is how many of those requests are answered properly first.
	Skip int
	// Times is how often it happens; 0 is without end.
	Times int

	Status     int           // 200 to 999, else 500; see the kinds
	Body       string        // of KindStatus
	Header     http.Header   // added to whatever it answers
	RetryAfter string        // the Retry-After header, verbatim
	Wait       time.Duration // of KindSlow
	N          int           // see the kinds; 0 is the kind's usual
	Value      string        // of KindTotal and KindEcho
	Location   string        // of KindRedirect
}

// armed is a fault and how often it came up.
type armed struct {
	Fault
	seen     int // matching requests
	hits     int
	answered []time.Time   // of KindLimit: the requests of the last minute
	wait     time.Duration // of KindLimit: until the next is allowed
}

// SetFaults replaces the faults. One request gets at most one: the first that
// matches it and is neither skipping nor used up; those behind it in the list
// do not count that request.
func (s *Server) SetFaults(faults ...Fault) {
	s.faultMu.Lock()
	defer s.faultMu.Unlock()
	s.faults = nil
	for _, f := range faults {
		if f.N <= 0 {
			f.N = usualN[f.Kind]
		}
		if f.Status != 0 && (f.Status < 200 || f.Status > 999) || f.Status == 0 && f.Kind == KindStatus {
			f.Status = http.StatusInternalServerError
		}
		s.faults = append(s.faults, &armed{Fault: f})
	}
}

var usualN = map[Kind]int{
	KindExpire: 10, KindLimit: 300, KindGzipBomb: 1024, KindHuge: 40, KindDeep: 100_000,
	KindShort: 7, KindOverlap: 5, KindChanged: 5, KindShrink: 10,
}

// due is the fault that q gets, if any.
func (s *Server) due(q *query) *armed {
	s.faultMu.Lock()
	defer s.faultMu.Unlock()
	for _, f := range s.faults {
		if !f.matches(s, q) {
			continue
		}
		f.seen++
		if f.seen <= f.Skip || f.Times > 0 && f.hits >= f.Times {
			continue
		}
		f.hits++
		now := *f
		return &now
	}
	return nil
}

func (f *armed) matches(s *Server, q *query) bool {
	if !strings.Contains(q.r.URL.Path, f.Path) {
		return false
	}
	switch f.Kind {
	case KindWrongKey:
		return q.endpoint != nil && q.endpoint.method == http.MethodPost
	case KindBanned:
		return len(q.ids) > 0
	case KindHeroID:
		return len(q.ids) == 2 && q.heroByHeroID()
	case KindLimit:
		f.answered = slices.DeleteFunc(f.answered, func(t time.Time) bool { return q.now.Sub(t) >= time.Minute })
		if len(f.answered) < f.N {
			f.answered = append(f.answered, q.now)
			return false
		}
		f.wait = f.answered[0].Add(time.Minute).Sub(q.now)
	case KindExpire:
		return s.tokenUsed(q.r.Header.Get("x-auth-token")) >= f.N
	case KindShort, KindStuck, KindRing, KindOverlap, KindDescending, KindReversed,
		KindShrink, KindTotal, KindNullItems, KindNoItems, KindShuffled, KindChanged:
		return q.endpoint != nil && q.endpoint.paged
	}
	return true
}
