package items

import (
	"testing"
	"time"

	"lootlens/api/demo"
	"lootlens/ui/browser/msg"
)

// A watch that sees nothing new looks less and less often, but at least every 15 seconds.
func TestWatchSlowsDown(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	b.Type("w")
	looks, last := 0, time.Time{}
	for i := range 300 {
		now := testNow.Add(time.Duration(i+1) * time.Second)
		b.Send(msg.Tick{Now: now})
		if b.watch.looked == now {
			if !last.IsZero() && now.Sub(last) > watchSlow {
				t.Fatalf("it looks %s after the time before", now.Sub(last))
			}
			looks, last = looks+1, now
		}
	}
	if looks < 300/15 || looks > 300/10 {
		t.Errorf("%d looks in 5 minutes", looks)
	}
}

// An answer to a watch that was stopped is not one to the next.
func TestWatchDropsAnOlderAnswer(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	b.Hold = true
	b.Type("www")
	b.Hold = false
	var answers []grantsMsg
	for _, m := range b.Held {
		if a, ok := m.(grantsMsg); ok {
			answers = append(answers, a)
		}
	}
	if len(answers) != 2 {
		t.Fatalf("%d answers to two watches", len(answers))
	}
	if b.Send(answers[0]); !b.watch.asking || b.watch.known {
		t.Error("the first watch's answer is taken")
	}
	if b.Send(answers[1]); !b.watch.known {
		t.Error("the second watch's answer is not taken")
	}
}
