package models

import (
	"testing"
	"time"
)

func TestGoneSince(t *testing.T) {
	t.Parallel()
	at := func(s string) time.Time {
		when, err := time.Parse("2006-01-02 15:04:05", s)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	seven, _ := ParsePlayerID("7")
	eight, _ := ParseCharacterID("8")
	nine, ten := at("2026-11-19 09:00:00"), at("2026-11-19 10:00:00")
	for _, tt := range []struct {
		past Past
		zone *time.Location
		want string
	}{
		{Past{}, time.UTC, ""},
		{Past{GoneAfter: nine, GoneBy: ten, Reason: GoneRentalEnded, Ended: at("2026-11-19 09:12:00")}, time.UTC, "gone since Thu 2026-11-19, between 09:00 and 10:00 UTC: the rental ended 09:12"},
		{Past{GoneAfter: nine, GoneBy: ten, Reason: GoneRentalEnded, Ended: at("2026-11-18 23:30:00")}, time.UTC, "gone since Thu 2026-11-19, between 09:00 and 10:00 UTC: the rental ended Wed 2026-11-18 23:30"},
		{Past{GoneAfter: nine, GoneBy: ten, Reason: GoneRentalEnded, Ended: at("2026-11-18 23:30:00")}, berlin, "gone since Thu 2026-11-19, between 10:00 and 11:00 CET: the rental ended 00:30"},
		{Past{GoneAfter: at("2026-11-17 14:02:00"), GoneBy: nine, Reason: GoneMoved, MovedTo: Holder{Kind: CharacterHolder, Player: seven, Character: eight}}, time.UTC, "gone since some time between Tue 2026-11-17 14:02 and Thu 2026-11-19 09:00 UTC: player 7 › character 8 has it now"},
		{Past{GoneAfter: nine, GoneBy: nine.Add(5 * time.Second)}, time.UTC, "gone since Thu 2026-11-19, 09:00:05 UTC: why is not known"},
		{Past{GoneAfter: at("2026-12-31 23:59:50"), GoneBy: at("2027-01-01 00:00:20")}, time.UTC, "gone since some time between Thu 2026-12-31 23:59 and Fri 2027-01-01 00:00 UTC: why is not known"},
		{Past{GoneAfter: nine, GoneBy: ten, Reason: GoneRentalEnded}, time.UTC, "gone since Thu 2026-11-19, between 09:00 and 10:00 UTC: its rental had ended"},
	} {
		if got := tt.past.GoneSince(tt.zone); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
