package demo

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestParseFault(t *testing.T) {
	t.Parallel()
	f, err := ParseFault("429:retry-after=3:times=2:path=inventory:after=5")
	if err != nil || f.Kind != KindStatus || f.Status != 429 || f.RetryAfter != "3" || f.Times != 2 || f.Path != "inventory" || f.Skip != 5 {
		t.Errorf("%+v %v", f, err)
	}
	for _, k := range Kinds() {
		if f, err := ParseFault(string(k)); err != nil || f.Kind != k {
			t.Errorf("%s: %+v %v", k, f, err)
		}
	}
	for _, bad := range []string{
		"", "nothing", "99", "1000", "status", "429:", "429:x", "429:tims=2", "429:times=-1", "429:times=two",
		"429:times=99999999", "slow:wait=-1s", "slow:wait=soon", "total:value=odd", "500:header=x", "500:header==x",
		"html:status=7", "path=x:500", "500:path=a:b",
	} {
		if f, err := ParseFault(bad); err == nil {
			t.Errorf("%q was taken for %+v", bad, f)
		} else if !strings.Contains(err.Error(), "fault ") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// Whatever is read can happen, without a panic but the one that aborts.
func FuzzParseFault(f *testing.F) {
	for _, k := range Kinds() {
		f.Add(string(k) + ":n=2:times=1:status=503:path=/")
	}
	f.Add("429:retry-after=a:b:header=X=:body=\x00:after=0")
	f.Fuzz(func(t *testing.T, text string) {
		fault, err := ParseFault(text)
		if err != nil {
			return
		}
		if fault.N > 3 {
			fault.N = 3
		}
		fault.Wait = min(fault.Wait, time.Microsecond)
		s := New(Options{Items: 10, Now: fixed})
		s.SetFaults(fault)
		s.Close() // so that nothing hangs
		r := httptest.NewRequest("GET", "/server/player/1007/inventory", nil)
		r.Header.Set("LL-Version", "2021-03-01")
		r.Header.Set("x-auth-token", s.startSession())
		defer func() {
			if p := recover(); p != nil {
				if err, ok := p.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
					panic(p)
				}
			}
		}()
		s.ServeHTTP(httptest.NewRecorder(), r)
	})
}
