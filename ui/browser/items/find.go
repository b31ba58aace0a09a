package items

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/models"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/remote"
)

// found are items that were asked for by their id before the walk came to them. They
// are shown behind what is loaded, so that a jump costs one request and hides nothing.
type found struct {
	items   []*models.Item // by id
	request remote.Value[*models.Item]
	asked   models.InstanceID // what request asks for
	absent  models.InstanceID // the service answered that it is not there
}

func (f *found) reset() {
	f.request.Cancel()
	*f = found{}
}

// again forgets what was found before a refresh. The one under the cursor is asked for
// again.
func (f *found) again(m *Model) {
	it := m.Item()
	if it != nil && slices.Contains(f.items, it) && m.seek.IsZero() {
		m.seek = it.Instance()
	}
	f.reset()
}

// beside are the found items that no page has brought.
func (m *Model) foundBeside() (out []*models.Item) {
	for _, it := range m.found.items {
		if _, ok := m.load.inv.Find(it.Instance()); !ok {
			out = append(out, it)
		}
	}
	return out
}

// find asks for the item that the cursor is to move to, once the first page is there.
func (m *Model) find() tea.Cmd {
	f, l := &m.found, &m.load
	after, ok := models.CursorBefore(m.seek)
	if !ok || l.inv.Len() == 0 || f.asked == m.seek || l.ctx.Err() != nil {
		return nil
	}
	f.asked = m.seek
	client, id := m.client, m.seek
	request := api.PageRequest{Holder: m.holder, After: after, Count: 1, Pool: models.NewPool()}
	return f.request.Ask(func(ctx context.Context) (*models.Item, error) {
		page, err := client.Page(ctx, request)
		for i := range page.Items {
			if page.Items[i].Instance() == id {
				return &page.Items[i], nil
			}
		}
		return nil, err
	})
}

func (m *Model) takeFound(a remote.Answer[*models.Item]) tea.Cmd {
	f := &m.found
	if !f.request.Take(a) {
		return nil
	}
	asked := f.asked
	f.asked = models.InstanceID{}
	switch {
	case a.Err != nil:
		m.seek = models.InstanceID{}
		return tea.Batch(msg.Send(msg.Failed{Err: a.Err}), msg.Send(msg.Note{
			Text: "item " + asked.String() + " could not be asked for", Kind: msg.Failure,
		}))
	case a.Value == nil:
		f.absent = asked
		return nil
	}
	at, _ := slices.BinarySearchFunc(f.items, a.Value, func(x, y *models.Item) int { return x.Instance().Compare(y.Instance()) })
	f.items = slices.Insert(f.items, at, a.Value)
	return m.rearrange()
}
