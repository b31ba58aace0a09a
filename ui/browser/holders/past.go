package holders

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"

	"lootlens/models"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/past"
	"lootlens/ui/browser/remote"
	"lootlens/ui/parts"
)

// looks are the recorded looks at inventories.
type looks map[models.Holder][]models.Look

// SetPast gives the screen the store of what was seen before; nil is none.
func (m *Model) SetPast(s past.Store) { m.past = s }

// askLooks reads the looks at all inventories.
func (m *Model) askLooks() tea.Cmd {
	if m.past == nil || m.looks.State() != remote.Idle {
		return nil
	}
	var holders []models.Holder
	for _, v := range m.inventories {
		holders = append(holders, v.Holder)
	}
	store := m.past
	return m.looks.Ask(func(ctx context.Context) (looks, error) {
		out := looks{}
		for _, h := range holders {
			list, err := store.Looks(ctx, h)
			if err != nil {
				return nil, err
			}
			out[h] = list
		}
		return out, nil
	})
}

func (m *Model) takeLooks(a remote.Answer[looks]) {
	if !m.looks.Take(a) {
		return
	}
	if err := m.looks.Err(); err != nil {
		m.Post(msg.Note{Text: "the history cannot be read: " + past.Words(err), Kind: msg.Warning})
	}
	m.arrange()
}

// Expires is when the rows go out of date though no message comes; zero for never.
func (m *Model) Expires() time.Time { return m.expiry.Time() }

// recently is the time in which changes are counted.
const recently = 7 * 24 * time.Hour

// clockSlack is how far ahead of ours the clock of another machine may be.
const clockSlack = time.Minute

// lookFacts are when an inventory was last looked at, and what changed in the last days.
func (m *Model) lookFacts(h models.Holder) []parts.Fact {
	all, _ := m.looks.Get()
	list := all[h]
	if len(list) == 0 {
		return nil
	}
	last := list[len(list)-1]
	now := m.now
	if now.IsZero() {
		now = last.Ended
	}
	value := fmt.Sprintf("%s (%s), %s items", past.Moment(last.Ended, m.zone), m.expiry.Ago(last.Ended, now), humanize.Comma(int64(last.Items)))
	if !last.Complete {
		value += ", a part"
	}
	if last.Ended.Sub(now) > clockSlack {
		value += "; it was recorded while a clock was ahead, and stays the newest until then"
	}
	facts := []parts.Fact{{Label: "last look", Value: value}}
	if found := past.Changes(last); found != "" && len(list) > 1 {
		facts = append(facts, parts.Fact{Label: "it found", Value: found})
	}
	for i, l := range list {
		if i > 0 && now.Sub(l.Ended) <= recently {
			m.expiry.Add(l.Ended.Add(recently + 1))
			changes := past.Changes(list[i:]...)
			if changes == "" {
				changes = "nothing changed"
			}
			return append(facts, parts.Fact{Label: "last 7 days", Value: changes + " in " + english.Plural(len(list)-i, "look", "")})
		}
	}
	return facts
}
