//go:build unix

package e2e

import (
	"strings"
	"testing"
	"time"

	"lootlens/api/demo"
)

// ends are the faults that the program handles by itself: nothing fails, or the list
// ends with a notice. All others are errors that are shown and can be tried again.
var ends = map[demo.Kind]bool{
	demo.KindSlow: true, demo.KindExpire: true, demo.KindDeep: true, demo.KindNaN: true, demo.KindBadUTF8: true,
	demo.KindSurrogates: true, demo.KindDuplicateKeys: true, demo.KindShort: true, demo.KindStuck: true, demo.KindRing: true,
	demo.KindOverlap: true, demo.KindDescending: true, demo.KindReversed: true, demo.KindShrink: true, demo.KindTotal: true,
	demo.KindNullItems: true, demo.KindNoItems: true, demo.KindChanged: true, demo.KindShuffled: true, demo.KindTrailing: true,
	demo.KindHeroID: true,
}

// Whatever goes wrong after some pages, what was loaded stays on the screen; what
// failed is shown with the key that tries again, and trying again works.
func TestFaults(t *testing.T) {
	t.Parallel()
	type fault struct {
		name string
		demo.Fault
	}
	faults := []fault{
		{"500", demo.Fault{Kind: demo.KindStatus, Status: 500}},
		{"429", demo.Fault{Kind: demo.KindStatus, Status: 429, RetryAfter: "9999"}},
		{"403", demo.Fault{Kind: demo.KindStatus, Status: 403}},
		{"404", demo.Fault{Kind: demo.KindStatus, Status: 404}},
	}
	for _, k := range demo.Kinds() {
		faults = append(faults, fault{string(k), demo.Fault{Kind: k, Wait: time.Millisecond, Value: demo.TotalAbsurd}})
	}
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			f.Path, f.Skip = "/characters/12501/inventory", 2
			switch f.Kind {
			case demo.KindExpire:
				f.Path = ""
			case demo.KindLimit:
				f.N = 1
			}
			faults := []demo.Fault{f.Fault}
			if f.Kind == demo.KindWrongKey {
				faults = nil // the key opens a session, and later no more
			}
			s := start(t, plan{faults: faults, args: []string{"1250", "--character", "12501", "--count", "60", "--timeout", "500ms"}})
			s.WaitFor("Drakescale Helm", "1/")
			if f.Kind == demo.KindWrongKey {
				s.server.SetFaults(demo.Fault{Kind: f.Kind})
				s.server.ExpireTokens()
			}
			if ends[f.Kind] {
				s.Keys("G")
				s.Until("the end of the list", ended)
				s.Keys("g")
				s.WaitFor("Drakescale Helm")
				s.quit()
				return
			}
			s.Keys("G")
			s.WaitFor("r try again  E last error")
			if f.Kind == demo.KindStatus || f.Kind == demo.KindWrongKey {
				s.WaitFor("request id")
			}
			s.Keys("g")
			s.WaitFor("Drakescale Helm", "r try again  E last error")
			s.server.SetFaults()
			s.Keys("r")
			s.WaitGone("E last error")
			s.Keys("G")
			s.WaitFor("412/412", "all 412 loaded")
			s.quit()
		})
	}
}

// ended reports whether a screen shows all of an inventory, or why the list ends.
func ended(screen string) bool {
	return strings.Contains(screen, " loaded (the server says") || strings.Contains(screen, "all 412 loaded") || strings.Contains(screen, "may be incomplete")
}
