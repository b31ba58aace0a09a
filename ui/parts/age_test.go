package parts

import (
	"testing"
	"time"
)

func TestAgo(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		ago  time.Duration
		want string
	}{
		{0, "seconds ago"}, {59 * time.Second, "seconds ago"}, {-time.Second, "seconds from now"}, {time.Minute, "1 minute ago"}, {90 * time.Minute, "1 hour ago"}, {13 * day, "1 week ago"}, {364 * day, "12 months ago"},
		{year, "1 year ago"}, {729 * day, "1 year ago"}, {1094 * day, "2 years ago"}, {1095 * day, "3 years ago"}, {-3 * day, "3 days from now"},
	} {
		if got := ago(now.Add(-tt.ago), now); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.ago, got, tt.want)
		}
	}
}
