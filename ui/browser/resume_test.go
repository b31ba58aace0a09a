package browser

import (
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/api/demo"
	"lootlens/models"
)

// After a suspension, or a machine's sleep, countdowns show the clock's time, whether the
// clock moved forwards or backwards.
func TestCountdownsFollowTheClockAfterResume(t *testing.T) {
	t.Parallel()
	var jumped atomic.Int64
	o, server := options(t)
	// An answer is dated by the client's clock: the browser's begins there too.
	began := fixed()
	o.Now = func() time.Time { return began.Add(time.Duration(jumped.Load())) }
	instance := server.Instances(demo.Holder{Player: demo.PlayerSmall}, 1)[0]
	const day = 24 * 60 * 60
	if err := server.SetRental(instance, demo.Rental{IsRental: true, IsActive: true, TimeLeft: 10*day + 12*60*60, Duration: 20 * day}); err != nil {
		t.Fatal(err)
	}
	id, err := models.ParsePlayerID(models.CursorAt(demo.PlayerSmall).String())
	if err != nil {
		t.Fatal(err)
	}
	o.Start = Start{Holder: models.Holder{Player: id}, HasHolder: true}
	r := run(t, o, 140, 40)
	r.keys("G")
	r.waitFor("10d 1", " of 20d")
	for _, step := range []struct {
		jump time.Duration
		want string
	}{
		{3 * 24 * time.Hour, "7d 1"},
		{11 * 24 * time.Hour, "Rental over since"},
		{-24 * time.Hour, "11d 1"},
	} {
		jumped.Store(int64(step.jump))
		r.p.Send(tea.ResumeMsg{})
		r.waitFor(step.want)
	}
}
