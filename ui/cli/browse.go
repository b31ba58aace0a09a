package cli

import (
	"context"
	"errors"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"lootlens/models"
	"lootlens/models/query"
	"lootlens/ui"
)

// session is what the browser is started with.
type session struct {
	refs      []models.PlayerRef // who was asked for, likeliest first
	holder    models.Holder      // its Player is absent until refs are looked up
	hasHolder bool
	instance  models.InstanceID
	query     string
	demo      bool
	noColor   bool
}

// start is what the browser opens on.
func (s session) start() ui.Start {
	return ui.Start{Refs: s.refs, Holder: s.holder, HasHolder: s.hasHolder, Instance: s.instance, Query: s.query}
}

// browser shows the browser until the user quits.
type browser func(context.Context, *environment, session) error

// opening are the flags that say what the browser opens on.
type opening struct {
	whose
	instance string
	query    string
}

func (o *opening) add(cmd *cobra.Command) {
	o.whose.add(cmd)
	cmd.Flags().StringVar(&o.query, "query", "", "show only the items that match this `query`")
	cmd.Flags().StringVar(&o.instance, "instance", "", "begin at the item with this instance `id`")
}

// session fills in what argument and flags say, before anything is sent.
func (o *opening) session(args []string) (session, error) {
	var s session
	player := ""
	if len(args) > 0 {
		player = args[0]
		if player == "" {
			return s, usagef("PLAYER is empty: leave it out to choose one in the browser")
		}
	}
	if err := o.check(player, false); err != nil {
		return s, err
	}
	if o.instance != "" {
		var err error
		if s.instance, err = models.ParseInstanceID(o.instance); err != nil {
			return s, usagef("--instance: not an instance id: give its number")
		}
		if player == "" && !o.universal {
			return s, usagef("--instance is an item of an inventory: give PLAYER too")
		}
	}
	if o.query != "" {
		if player == "" && !o.universal {
			return s, usagef("--query filters an inventory: give PLAYER too")
		}
		if _, err := query.Parse(o.query, time.Now()); err != nil {
			return s, usagef("--query: %w", err)
		}
		s.query = o.query
	}
	s.refs = models.ParsePlayerRef(player)
	s.hasHolder = o.universal || o.character != "" || o.hero != ""
	var err error
	s.holder, err = o.holder(models.PlayerID{})
	return s, err
}

func newBrowse(env *environment) *cobra.Command {
	var open opening
	cmd := &cobra.Command{
		Use:   "lootlens [PLAYER] [flags]",
		Short: "Browse the inventories of a LootLocker game",
		Long: `lootlens shows what players of a LootLocker game own: it only ever reads.

PLAYER is a player id, ULID, public UID or name, or the id on a platform:
steam:… psn:… xbox:… guest:…  Without PLAYER the browser asks.

The server key comes from LOOTLOCKER_SERVER_KEY, a profile's key_command, the
system keyring (lootlens login) or a prompt, never from a flag.

Exit codes: 0 done, 1 the answer is no, 2 wrong usage or configuration,
3 the API or the network failed, 130 interrupted.`,
		Example: `  lootlens                          choose a player
  lootlens 363 --character 49       open a character's inventory
  lootlens steam:76561198000000000  open a player's by the id on Steam
  lootlens --universal              open the game's universal inventory
  lootlens demo                     try it: no key, no network`,
		Args:              playerOrCommand,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := open.session(args)
			if err != nil {
				return err
			}
			if err := env.needTerminal(); err != nil {
				return err
			}
			return env.open(cmd.Context(), s)
		},
	}
	open.add(cmd)
	return cmd
}

// open gets the client and shows the browser.
func (e *environment) open(ctx context.Context, s session) error {
	s.noColor = e.profile() <= colorprofile.ASCII
	return e.browse(ctx, e, s)
}

// needTerminal says why the browser cannot be shown here.
func (e *environment) needTerminal() error {
	const instead = "`lootlens export PLAYER` gives the same items to scripts"
	switch {
	case !terminal(e.stdin):
		return &exit{exitUsage, errors.New("the browser needs a terminal, and standard input is none: " + instead)}
	case !terminal(e.stdout):
		return &exit{exitUsage, errors.New("the browser needs a terminal, and standard output is none: " + instead)}
	case e.getenv("TERM") == "dumb":
		return &exit{exitUsage, errors.New("the browser needs a terminal that can move its cursor, and TERM is dumb: " + instead)}
	}
	return nil
}
