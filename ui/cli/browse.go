package cli

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"lootlens/models"
	"lootlens/models/query"
	"lootlens/models/text"
	"lootlens/ui/browser"
	"lootlens/ui/browser/msg"
)

// session is what the browser is started with.
type session struct {
	refs      []models.PlayerRef // who was asked for, likeliest first
	holder    models.Holder      // its Player is absent until refs are looked up
	hasHolder bool
	instance  models.InstanceID // where the list begins
	selected  models.InstanceID // what the cursor goes to
	query     string
	rows      msg.Rows
	baseline  *msg.Baseline
	demo      bool
	demoFlags []string // of the game, in words of a command line
	noColor   bool
}

// start is what the browser opens on.
func (s session) start() browser.Start {
	return browser.Start{
		Refs: s.refs, Holder: s.holder, HasHolder: s.hasHolder,
		Instance: s.instance, Select: s.selected, Query: s.query, Rows: s.rows, Baseline: s.baseline,
	}
}

// showBrowser runs the browser until the user quits.
type showBrowser func(context.Context, *environment, session) error

// opening are the flags that say what the browser opens on.
type opening struct {
	whose
	instance, selected    string
	query, sort, baseline string
	group                 bool
}

func (o *opening) add(cmd *cobra.Command) {
	o.whose.add(cmd)
	f := cmd.Flags()
	f.StringVar(&o.query, "query", "", "show only the items that match this `query`")
	f.StringVar(&o.instance, "instance", "", "begin at the item with this instance `id`")
	f.StringVar(&o.selected, "select", "", "stand on the item with this instance `id`, and load until it has come")
	f.StringVar(&o.sort, "sort", "", "sort by this `column`: "+strings.Join(sortWords(), ", ")+"; with :desc behind it the other way round")
	f.BoolVar(&o.group, "group", false, "show the items of an asset as one row")
	f.StringVar(&o.baseline, "baseline", "", "compare with the export in this `file`")
	_ = cmd.RegisterFlagCompletionFunc("sort", completeSort)
}

// session fills in what argument and flags say, before anything is sent.
func (o *opening) session(args []string, now time.Time) (session, error) {
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
	for _, f := range []struct{ flag, value, is string }{
		{"instance", o.instance, "is an item of an inventory"}, {"select", o.selected, "is an item of an inventory"},
		{"query", o.query, "filters an inventory"}, {"sort", o.sort, "sorts an inventory"}, {"baseline", o.baseline, "compares an inventory"},
	} {
		if f.value != "" && player == "" && !o.universal {
			return s, usagef("--%s %s: give PLAYER too", f.flag, f.is)
		}
	}
	if o.group && player == "" && !o.universal {
		return s, usagef("--group arranges an inventory: give PLAYER too")
	}
	if err := o.view(&s, now); err != nil {
		return s, err
	}
	s.refs = models.ParsePlayerRef(player)
	s.hasHolder = o.universal || o.character != "" || o.hero != ""
	var err error
	s.holder, err = o.holder(models.PlayerID{})
	return s, err
}

// view fills in what the flags say of how the inventory is shown.
func (o *opening) view(s *session, now time.Time) error {
	for _, f := range []struct {
		flag, value string
		id          *models.InstanceID
	}{{"instance", o.instance, &s.instance}, {"select", o.selected, &s.selected}} {
		if f.value == "" {
			continue
		}
		var err error
		if *f.id, err = models.ParseInstanceID(f.value); err != nil {
			return usagef("--%s: not an instance id: give its number", f.flag)
		}
	}
	if _, err := query.Parse(o.query, now); err != nil {
		return usagef("--query: %w", err)
	}
	s.query = o.query
	by, err := parseSort(o.sort)
	if err != nil {
		return err
	}
	s.rows = msg.Rows{By: by.by, Desc: by.desc, Grouped: o.group}
	if o.baseline != "" {
		b, err := browser.ReadBaseline(o.baseline, now)
		if err != nil {
			return usagef("--baseline %s: %w", text.Of(o.baseline).Line(), err)
		}
		s.baseline = &b
	}
	return nil
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
			s, err := open.session(args, env.now())
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
