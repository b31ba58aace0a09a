package holders

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
)

// The answers. Each names the question by its generation.
type (
	playerMsg struct {
		generation uint64
		found      []models.Player
		err        error
	}
	walletMsg struct {
		generation uint64
		ulid       text.Text
		balances   []models.Balance
		none       bool // the player has no wallet
		err        error
	}
	charactersMsg struct {
		generation uint64
		characters []models.Character
		err        error
	}
	heroesMsg struct {
		generation uint64
		heroes     []models.Hero
		err        error
	}
)

// refresh asks for everything at once; what is there stays until the answers come.
// look says whether the player is looked up too.
func (m *Model) refresh(look bool) tea.Cmd {
	l := &m.load
	if l.cancel != nil {
		l.cancel()
	}
	l.generation++
	l.stop()
	l.ctx, l.cancel = context.WithCancel(context.Background())
	client, ctx, id, generation := m.client, l.ctx, m.player.ID, l.generation
	l.characters.asking, l.heroes.asking = true, true
	cmds := []tea.Cmd{
		func() tea.Msg {
			c, err := client.Characters(ctx, id)
			return charactersMsg{generation, c, err}
		},
		func() tea.Msg {
			h, err := client.Heroes(ctx, id)
			return heroesMsg{generation, h, err}
		},
		m.askWallet(),
	}
	if look {
		l.player.asking = true
		ref := models.PlayerRef{Kind: models.RefID, Value: id.String()}
		cmds = append(cmds, func() tea.Msg {
			p, err := client.FindPlayers(ctx, ref)
			return playerMsg{generation, p, err}
		})
	}
	m.arrange()
	return tea.Batch(cmds...)
}

// askWallet asks for the balances once the ULID, which the wallet goes by, is known.
func (m *Model) askWallet() tea.Cmd {
	l := &m.load
	client, ctx, ulid, generation := m.client, l.ctx, m.player.ULID, l.generation
	if ulid.Empty() || l.wallet.asking && l.walletOf == ulid {
		return nil
	}
	l.wallet.asking, l.walletOf = true, ulid
	return func() tea.Msg {
		wallet, err := client.Wallet(ctx, ulid.Raw())
		if err != nil || wallet.ID == "" {
			return walletMsg{generation: generation, ulid: ulid, none: err == nil, err: err}
		}
		b, err := client.Balances(ctx, wallet.ID)
		return walletMsg{generation: generation, ulid: ulid, balances: b, err: err}
	}
}

func (m *Model) takePlayer(a playerMsg) tea.Cmd {
	l := &m.load
	if a.generation != l.generation {
		return nil
	}
	l.player.asking, l.player.err = false, a.err
	if a.err != nil {
		return failed(a.err)
	}
	l.player.known, l.nobody = true, true
	for _, p := range a.found {
		if p.ID != m.player.ID {
			continue
		}
		l.nobody = false
		m.player = p
		m.arrange()
		cmd := msg.Send(msg.PlayerKnown{Player: p})
		if l.walletOf != p.ULID { // it was not known, or was wrong
			return tea.Batch(cmd, m.askWallet())
		}
		return cmd
	}
	return nil
}

func (m *Model) takeWallet(a walletMsg) tea.Cmd {
	l := &m.load
	if a.generation != l.generation || a.ulid != l.walletOf {
		return nil
	}
	l.wallet.asking, l.wallet.err = false, a.err
	if a.err != nil {
		return failed(a.err)
	}
	l.wallet.value, l.wallet.known, l.noWallet = a.balances, true, a.none
	return nil
}

func (m *Model) takeCharacters(a charactersMsg) tea.Cmd {
	if a.generation != m.load.generation {
		return nil
	}
	return take(m, &m.load.characters, a.characters, a.err, msg.Characters{Player: m.player.ID, Characters: a.characters})
}

func (m *Model) takeHeroes(a heroesMsg) tea.Cmd {
	if a.generation != m.load.generation {
		return nil
	}
	return take(m, &m.load.heroes, a.heroes, a.err, msg.Heroes{Player: m.player.ID, Heroes: a.heroes})
}

func take[T any](m *Model, p *part[T], value T, err error, known tea.Msg) tea.Cmd {
	p.asking, p.err = false, err
	if err != nil {
		return failed(err)
	}
	p.value, p.known = value, true
	m.arrange()
	return msg.Send(known)
}

func failed(err error) tea.Cmd { return msg.Send(msg.Failed{Err: err}) }
