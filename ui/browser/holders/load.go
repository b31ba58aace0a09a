package holders

import (
	"cmp"
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/remote"
)

// wallet is what a player or character has; its ID is "" where there is no wallet.
type wallet struct {
	models.Wallet
	balances []models.Balance
}

// load loads again all that was loaded; what is there stays until the answers come.
func (m *Model) load() tea.Cmd {
	cmds := []tea.Cmd{m.loadLists(), m.loadPlayer()}
	for ulid := range m.wallets {
		cmds = append(cmds, m.askWallet(ulid))
	}
	for of := range m.progressions {
		cmds = append(cmds, m.askProgressions(of, progressions{}))
	}
	m.arrange()
	return tea.Batch(cmds...)
}

// loadLists loads the characters and heroes.
func (m *Model) loadLists() tea.Cmd {
	id := m.player.ID
	cmd := tea.Batch(
		m.characters.Ask(func(ctx context.Context) ([]models.Character, error) { return m.client.Characters(ctx, id) }),
		m.heroes.Ask(func(ctx context.Context) ([]models.Hero, error) { return m.client.Heroes(ctx, id) }),
	)
	m.arrange()
	return cmd
}

// loadPlayer looks the player up.
func (m *Model) loadPlayer() tea.Cmd {
	ref := models.PlayerRef{Kind: models.RefID, Value: m.player.ID.String()}
	return m.lookUp.Ask(func(ctx context.Context) ([]models.Player, error) { return m.client.FindPlayers(ctx, ref) })
}

// Show says whether the screen is seen; call it after every Update. It loads what else the screen shows, once the inventories
// can be read.
func (m *Model) Show(seen bool) tea.Cmd {
	if m.refreshing = m.refreshing && seen; !seen || m.player.ID.IsZero() {
		return nil
	}
	if m.characters.State() == remote.Idle && m.heroes.State() == remote.Idle {
		return m.loadLists()
	}
	if m.Loading() {
		return nil
	}
	looks := m.askLooks()
	var cmds []tea.Cmd
	if ulid := m.player.ULID.Raw(); ulid != "" && valueAt(m.wallets, ulid).State() == remote.Idle {
		cmds = append(cmds, m.askWallet(ulid))
	}
	if of := (api.Progressing{Player: m.player.ID}); m.sideWidth > 0 && valueAt(m.progressions, of).State() == remote.Idle {
		cmds = append(cmds, m.askProgressions(of, progressions{}))
	}
	if cmds != nil {
		m.arrange()
	}
	return tea.Batch(append(cmds, looks)...)
}

// maxCounts is how many inventories' counts are remembered.
const maxCounts = 1000

// count takes how many items an inventory holds.
func (m *Model) count(c msg.Counted) {
	if len(m.counts) == maxCounts {
		clear(m.counts)
	}
	m.counts[c.Holder] = c.Items
	m.arrange()
	m.summarize()
}

// items is how many items an inventory holds; false where that is not known.
func (m *Model) items(v *inventory) (uint64, bool) {
	for _, h := range append([]models.Holder{v.Holder}, v.Aliases...) {
		if n, ok := m.counts[h]; ok {
			return n, true
		}
	}
	return 0, false
}

// valueAt returns the value for a key, a new one where there is none.
func valueAt[K comparable, T any](values map[K]*remote.Value[T], key K) *remote.Value[T] {
	if values[key] == nil {
		values[key] = &remote.Value[T]{}
	}
	return values[key]
}

// askWallet reads the wallet of the holder with this ULID; nil while the ULID is not known.
func (m *Model) askWallet(ulid string) tea.Cmd {
	if ulid == "" {
		return nil
	}
	return valueAt(m.wallets, ulid).Ask(func(ctx context.Context) (w wallet, err error) {
		if w.Wallet, err = m.client.Wallet(ctx, ulid); err == nil && w.ID != "" {
			w.balances, err = m.client.Balances(ctx, w.ID)
		}
		return w, err
	})
}

// askProgressions reads the page after those that there are.
func (m *Model) askProgressions(of api.Progressing, had progressions) tea.Cmd {
	return valueAt(m.progressions, of).Ask(func(ctx context.Context) (progressions, error) {
		l, err := m.client.Progressions(ctx, of, had.Next)
		l.Items = slices.Concat(had.Items, l.Items)
		return l, err
	})
}

// more shows the wallets and progressions of the selected inventory, then reads on where there is more or a question
// failed, and at the end hides them again.
func (m *Model) more() tea.Cmd {
	v := m.selected()
	if v == nil {
		return nil
	}
	belongings := m.belongings(v)
	if len(belongings) == 0 {
		m.note("the server names no character of this hero: its wallet and progressions cannot be read")
		return nil
	}
	var cmds []tea.Cmd
	loading := false
	for _, b := range belongings {
		w, p := valueAt(m.wallets, b.ulid.Raw()), valueAt(m.progressions, b.of)
		if b.wallet && wanted(w, false) {
			cmds = append(cmds, m.askWallet(b.ulid.Raw()))
		}
		if got, _ := p.Get(); wanted(p, got.Next != "") {
			cmds = append(cmds, m.askProgressions(b.of, got))
		}
		loading = loading || w.Loading() || p.Loading()
	}
	if m.expanded[v.Holder] && !loading {
		delete(m.expanded, v.Holder)
		m.list.Select(rowID{holder: v.Holder})
	} else {
		m.expanded[v.Holder] = true
	}
	m.arrange()
	return tea.Batch(cmds...)
}

// wanted reports whether a value has to be requested: it was never loaded, failed, or has more
// pages.
func wanted[T any](v *remote.Value[T], goesOn bool) bool {
	return v.State() == remote.Idle || v.State() == remote.Failed || v.State() == remote.Loaded && goesOn
}

// take takes an answer if it is to v's question, and reports whether v is loaded by it.
func take[T any](m *Model, v *remote.Value[T], a remote.Answer[T]) bool {
	if !v.Take(a) {
		return false
	}
	if err := v.Err(); err != nil {
		m.Post(msg.Failed{Err: err})
	}
	m.arrange()
	m.summarize()
	m.tellRefreshed()
	return v.State() == remote.Loaded
}

// tellRefreshed says how a refresh ended, once all of it has come.
func (m *Model) tellRefreshed() {
	loading, err := m.Loading(), cmp.Or(m.lookUp.Err(), m.characters.Err(), m.heroes.Err())
	for _, v := range m.wallets {
		loading, err = loading || v.Loading(), cmp.Or(err, v.Err())
	}
	for _, v := range m.progressions {
		loading, err = loading || v.Loading(), cmp.Or(err, v.Err())
	}
	if !m.refreshing || loading {
		return
	}
	m.refreshing = false
	if err != nil {
		m.Post(msg.Note{Text: "not all could be refreshed: " + text.Error(err), Kind: msg.Failure})
		return
	}
	m.Post(msg.Note{Text: "refreshed " + m.now.Format("15:04:05 MST"), Kind: msg.Success})
}

// foundPlayer takes the player from what the look-up found.
func (m *Model) foundPlayer(found []models.Player) {
	i := slices.IndexFunc(found, func(p models.Player) bool { return p.ID == m.player.ID })
	if i < 0 {
		return
	}
	if before := m.player.ULID; found[i].ULID != before {
		delete(m.wallets, before.Raw())
	}
	m.player = found[i]
	m.Post(msg.PlayerKnown{Player: m.player})
	m.arrange()
}

// belonging is a player or character whose wallet and progressions go with an inventory.
type belonging struct {
	title  string
	ulid   text.Text // names the wallet
	wallet bool      // the wallet is read with the progressions: the player's is read with the player
	of     api.Progressing
}

func (m *Model) belongings(v *inventory) (list []belonging) {
	of := api.Progressing{Player: m.player.ID}
	if v.Holder.Kind == models.PlayerHolder {
		list = append(list, belonging{title: "player", of: of})
	}
	switch c := v.Character; {
	case c != nil:
		of.Character = c.ID
		list = append(list, belonging{"character " + called(c.Name, c.ID.String()), c.ULID, !c.ULID.Empty(), of})
	case len(v.Heroes) > 0 && !v.Heroes[0].CharacterID.IsZero(): // it was not listed among the characters
		of.Character = v.Heroes[0].CharacterID
		list = append(list, belonging{title: "character " + called(v.Heroes[0].Character, of.Character.String()), of: of})
	}
	return list
}
