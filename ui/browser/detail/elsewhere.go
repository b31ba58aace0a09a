package detail

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"lootlens/api"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
)

// mostShownIDs bounds the instance ids that are listed for one inventory.
const mostShownIDs = 100

// elsewhere is the search for an asset in the player's other inventories. It walks
// them one after the other, since no request answers the question.
type elsewhere struct {
	asset   *models.Asset // nil before a search
	player  models.PlayerID
	number  int // counts searches: answers of another are dropped
	cancel  context.CancelFunc
	running bool
	listed  bool
	err     error // why the holders could not be listed
	places  []place
	worn    int       // the place whose loadout is asked for; len(places) when all are
	at      int       // the place that is walked; len(places) when all are
	walk    *api.Walk // of that place
}

// place is one inventory that is searched.
type place struct {
	owner
	loaded int
	total  models.Total
	found  []models.InstanceID
	more   int // found beyond the listed ids
	notice string
	err    error
}

type placesMsg struct {
	number int
	lists  [2][]owner
	err    error
}

type wornMsg struct {
	number   int
	equipped []models.Equipped
	err      error
}

type foundMsg struct {
	number int
	page   models.Page
	err    error
}

func (e *elsewhere) failed() bool {
	return e.err != nil || e.at < len(e.places) && e.places[e.at].err != nil
}

// FindElsewhere looks for the item's asset in the player's own inventory and in
// those of all characters and heroes, the one that is shown left out, and at what
// each has equipped. A search that was stopped goes on.
func (m *Model) FindElsewhere(player models.Player) tea.Cmd {
	switch {
	case m.item == nil:
		return msg.Send(msg.Note{Text: "no item is selected", Kind: msg.Warning})
	case m.item.Asset() == nil:
		return msg.Send(msg.Note{Text: "the item has no asset to look for", Kind: msg.Warning})
	}
	id := player.ID
	if id.IsZero() {
		id = m.holder.Player
	}
	if id.IsZero() {
		return msg.Send(msg.Note{Text: "the universal inventory belongs to no player", Kind: msg.Warning})
	}
	var cmd tea.Cmd
	if e := &m.elsewhere; e.asset != nil && e.player == id && (e.at < len(e.places) || !e.listed) {
		cmd = m.resumeElsewhere()
	} else {
		m.StopElsewhere()
		m.elsewhere = elsewhere{asset: m.item.Asset(), player: id, number: e.number, cancel: func() {}}
		cmd = m.runElsewhere()
	}
	m.dirty(blockElsewhere)
	m.lay()
	top := 0
	for b := range blockElsewhere {
		top += len(m.blocks[b])
	}
	if top+len(m.blocks[blockElsewhere]) > m.top+m.rows() || top < m.top {
		m.scrollTo(top)
	}
	m.drawn.valid = false
	return cmd
}

// StopElsewhere ends the search for the item's asset; what it found stays.
func (m *Model) StopElsewhere() {
	m.elsewhere.cancel()
	m.elsewhere.number++
	m.elsewhere.running = false
	m.dirty(blockElsewhere)
}

// forgetElsewhere ends a search and what it found.
func (m *Model) forgetElsewhere() {
	m.StopElsewhere()
	m.elsewhere = elsewhere{number: m.elsewhere.number, cancel: func() {}}
}

// resumeElsewhere goes on where a search was stopped or failed.
func (m *Model) resumeElsewhere() tea.Cmd {
	e := &m.elsewhere
	if e.asset == nil || e.running || e.listed && e.at >= len(e.places) {
		return nil
	}
	e.err = nil
	if e.at < len(e.places) {
		e.places[e.at].err = nil
	}
	return m.runElsewhere()
}

// runElsewhere makes the next request of the search.
func (m *Model) runElsewhere() tea.Cmd {
	e := &m.elsewhere
	m.dirty(blockElsewhere)
	w := m.wardrobeOf(e.player)
	for e.worn < len(e.places) && w.of(e.places[e.worn].holder).have && w.of(e.places[e.worn].holder).err == nil {
		e.worn++
	}
	if e.listed && e.worn >= len(e.places) && e.at >= len(e.places) {
		e.running = false
		e.cancel()
		return nil
	}
	client, player := m.client, e.player
	ctx := m.elsewhereContext()
	number := e.number
	if !e.listed {
		return func() tea.Msg {
			lists, err := bothLists(ctx, client, player)
			return placesMsg{number, lists, err}
		}
	}
	if e.worn < len(e.places) {
		of := e.places[e.worn].holder
		return func() tea.Msg {
			equipped, err := client.Loadout(ctx, of)
			return wornMsg{number, equipped, err}
		}
	}
	if e.walk == nil {
		e.walk = api.NewWalk(e.places[e.at].holder, api.WalkOptions{Pool: models.NewPool()})
	}
	request := e.walk.Next()
	return func() tea.Msg {
		page, err := client.Page(ctx, request)
		return foundMsg{number, page, err}
	}
}

// elsewhereContext is the context of a search under way; a new one begins it.
func (m *Model) elsewhereContext() context.Context {
	e := &m.elsewhere
	e.cancel()
	ctx, cancel := context.WithCancel(context.Background())
	e.number++
	e.running, e.cancel = true, cancel
	return ctx
}

func bothLists(ctx context.Context, client *api.Client, player models.PlayerID) (lists [2][]owner, err error) {
	for i, list := range listOwners {
		if lists[i], err = list(ctx, client, player); err != nil {
			return lists, err
		}
	}
	return lists, nil
}

func (m *Model) takePlaces(a placesMsg) tea.Cmd {
	e := &m.elsewhere
	if a.number != e.number || !e.running {
		return nil
	}
	if a.err != nil {
		return m.failElsewhere(&e.err, a.err)
	}
	e.listed, e.places = true, nil
	w := m.wardrobeOf(e.player)
	all := []owner{{models.Holder{Player: e.player}, "own inventory"}}
	for i, list := range a.lists {
		w.lists[i] = answer[[]owner]{value: list, have: true, from: w.since}
		all = append(all, list...)
	}
	for _, o := range all {
		if o.holder != m.holder {
			e.places = append(e.places, place{owner: o})
		}
	}
	return m.runElsewhere()
}

// takeWorn takes a loadout. The search goes on where there is none: the inventories
// can still be searched, and the error stands with what is equipped.
func (m *Model) takeWorn(a wornMsg) tea.Cmd {
	e := &m.elsewhere
	if a.number != e.number || !e.running || errors.Is(a.err, context.Canceled) {
		return nil
	}
	w := m.wardrobeOf(e.player)
	l := w.of(e.places[e.worn].holder)
	l.number, l.err = 0, a.err
	if a.err == nil {
		l.value, l.have, l.from = a.equipped, true, w.since
	}
	e.worn++
	return tea.Batch(failed(a.err), m.tell(), m.runElsewhere())
}

func (m *Model) takeFound(a foundMsg) tea.Cmd {
	e := &m.elsewhere
	if a.number != e.number || !e.running {
		return nil
	}
	p := &e.places[e.at]
	e.walk.Take(&a.page, a.err)
	p.loaded, p.total = e.walk.Count(), e.walk.Total()
	for i := range a.page.Items {
		it := &a.page.Items[i]
		switch {
		case !sameAsset(it.Asset(), e.asset):
		case len(p.found) < mostShownIDs:
			p.found = append(p.found, it.Instance())
		default:
			p.more++
		}
	}
	if a.err != nil {
		return m.failElsewhere(&p.err, a.err)
	}
	if e.walk.Done() {
		p.notice = e.walk.Notice()
		e.at, e.walk = e.at+1, nil
	}
	return m.runElsewhere()
}

func (m *Model) failElsewhere(at *error, err error) tea.Cmd {
	m.StopElsewhere()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	*at = err
	return failed(err)
}

// sameAsset reports whether two assets are one: by id, or by ULID where there is
// no id, or else by all their bytes.
func sameAsset(a, b *models.Asset) bool {
	switch {
	case a == nil || b == nil:
		return false
	case a == b:
		return true
	case !a.ID.IsZero() || !b.ID.IsZero():
		return a.ID == b.ID
	case !a.ULID.Empty() || !b.ULID.Empty():
		return a.ULID == b.ULID
	}
	return a.JSON() == b.JSON()
}

func (m *Model) layElsewhere(l *layout) {
	e := &m.elsewhere
	if e.asset == nil {
		return
	}
	l.heading("The same asset elsewhere")
	var rows []row
	total := 0
	for i, p := range e.places[:min(len(e.places), mostRows)] {
		total += p.loaded
		r := row{label: p.name}
		r.value, r.tone = m.placeText(i)
		if p.notice != "" {
			r.tail = "may be incomplete: " + text.Of(p.notice).Line()
		}
		rows = append(rows, r)
	}
	switch retry := m.keys.Key(keymap.ListRefresh); {
	case e.err != nil:
		l.text(text.Error(e.err), failure, 0)
		l.text(retry+" to try again", muted, 0)
	case e.running && !e.listed:
		l.text("asking for the player's inventories… "+m.keys.Key(keymap.Back)+" stops", faint, 0)
	case e.running && e.worn < len(e.places):
		l.text("asking what is equipped: "+humanize.Comma(int64(e.worn))+" of "+amount(len(e.places), "loadout", "loadouts")+", "+m.keys.Key(keymap.Back)+" stops", warning, 0)
	case e.running:
		p := e.places[e.at]
		s := humanize.Comma(int64(p.loaded))
		if p.total.Known {
			s += " of " + humanize.Comma(int64(min(p.total.N, 1<<62)))
		}
		l.text("searching "+p.name+": "+s+" items, "+m.keys.Key(keymap.Back)+" stops", warning, 0)
	case e.failed():
		l.text(retry+" to try again", muted, 0)
	case e.at < len(e.places) || !e.listed:
		l.text("stopped, "+m.keys.Key(keymap.ItemOthers)+" goes on", warning, 0)
	default:
		l.text("searched "+amount(len(e.places), "inventory", "inventories")+", "+amount(total, "item", "items"), muted, 0)
	}
	l.aligned(rows, 0)
}

// placeText tells what of the asset is in a place, as far as it has been searched.
func (m *Model) placeText(i int) (string, tone) {
	e := &m.elsewhere
	p := e.places[i]
	value, t := "none", faint
	switch {
	case p.err != nil:
		return text.Error(p.err), failure
	case len(p.found) > 0:
		value, t = foundText(p), plain
	case i > e.at || i == e.at && p.loaded == 0:
		value = "not yet searched"
	case i == e.at:
		value = "none so far"
	}
	return value + m.wornText(p.owner), t
}

// Elsewhere tells, in texts that are safe to print, where else the player has the
// asset, once that has been searched for; nil before.
func (m *Model) Elsewhere() (texts []string) {
	e := &m.elsewhere
	if e.asset == nil || !e.listed {
		return nil
	}
	for i, p := range e.places {
		if value, t := m.placeText(i); t != faint || m.wornText(p.owner) != "" {
			texts = append(texts, p.name+": "+value)
		}
	}
	switch {
	case e.at < len(e.places):
		texts = append(texts, "not all inventories have been searched")
	case texts == nil:
		texts = append(texts, "in none of the "+amount(len(e.places), "other inventory", "other inventories"))
	}
	return texts
}

func foundText(p place) string {
	var ids []string
	for _, id := range p.found {
		ids = append(ids, id.String())
	}
	s := amount(len(p.found)+p.more, "instance", "instances") + ": " + strings.Join(ids, ", ")
	if p.more > 0 {
		s += " and " + humanize.Comma(int64(p.more)) + " more"
	}
	return s
}

// wornText tells what of the asset a holder has equipped.
func (m *Model) wornText(o owner) string {
	this, other := m.equippedBy(o, nil, nil)
	var s []string
	for _, e := range append(this, other...)[:min(len(this)+len(other), mostShownIDs)] {
		s = append(s, e.Instance.String()+m.since(e))
	}
	if len(s) == 0 {
		return ""
	}
	return "; equipped: " + strings.Join(s, ", ")
}
