package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lootlens/models"
	"lootlens/models/query"
	"lootlens/models/text"
	"lootlens/ui/browser"
	"lootlens/ui/browser/msg"
)

// showBrowser runs the browser until the user quits. It is given the options Start,
// Demo, DemoFlags and NoColor, and takes the others from the settings.
type showBrowser func(context.Context, *program, browser.Options) error

// opening are the flags that choose what the browser shows first.
type opening struct {
	holderFlags
	instance              string
	query, sort, baseline string
	group, plain          bool
}

func (o *opening) add(cmd *cobra.Command) {
	o.holderFlags.add(cmd)
	f := cmd.Flags()
	f.StringVar(&o.query, "query", "", "show the items that match this query")
	f.StringVar(&o.instance, "instance", "", "move the cursor to the item with this instance id")
	f.StringVar(&o.instance, "select", "", "the same as --instance, in commands that were copied from earlier versions")
	_ = f.MarkHidden("select")
	f.StringVar(&o.sort, "sort", "", "sort by "+strings.Join(sortWords(), ", ")+"; COLUMN:asc or :desc for a direction")
	f.BoolVar(&o.group, "group", false, "show the items of an asset as one row")
	f.StringVar(&o.baseline, "baseline", "", "compare with the export in this file")
	f.BoolVar(&o.plain, "plain", false, "answer in lines, without a screen: for screen readers")
}

// start is what the browser shows first, by the argument and the flags. It sends
// nothing.
func (o *opening) start(args []string, now time.Time) (browser.Start, error) {
	var s browser.Start
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
	for _, f := range []struct {
		flag  string
		given bool
		is    string
	}{
		{"instance", o.instance != "", "is an item of an inventory"}, {"query", o.query != "", "filters an inventory"}, {"sort", o.sort != "", "sorts an inventory"},
		{"baseline", o.baseline != "", "compares an inventory"}, {"group", o.group, "arranges an inventory"},
	} {
		if f.given && player == "" && !o.universal {
			return s, usagef("--%s %s: give PLAYER too", f.flag, f.is)
		}
	}
	if err := o.view(&s, now); err != nil {
		return s, err
	}
	s.Refs = models.ParsePlayerRef(player)
	s.HasHolder = o.universal || o.character != "" || o.hero != ""
	var err error
	s.Holder, err = o.holder(models.PlayerID{})
	return s, err
}

// view sets how the inventory is shown.
func (o *opening) view(s *browser.Start, now time.Time) error {
	if o.instance != "" {
		var err error
		if s.Instance, err = models.ParseInstanceID(o.instance); err != nil {
			return usagef("--instance: not an instance id: give its number")
		}
	}
	if _, err := query.Parse(o.query, now, now.Location()); err != nil {
		return queryError("--query", err)
	}
	s.Query = o.query
	by, err := parseSort(o.sort)
	if err != nil {
		return err
	}
	s.Rows = msg.Rows{By: by.by, Desc: by.desc, Grouped: o.group}
	if o.baseline != "" {
		b, err := browser.ReadBaseline(o.baseline, now)
		if err != nil {
			return fmt.Errorf("--baseline %s: %w", text.Of(o.baseline).Line(), err)
		}
		s.Baseline = &b
	}
	return nil
}

func newBrowse(prog *program) *cobra.Command {
	var open opening
	cmd := &cobra.Command{
		Use:   "lootlens [PLAYER] [flags]",
		Short: "Browse the inventories of a LootLocker game",
		Long: `lootlens shows what players of a LootLocker game own. It only ever reads.

PLAYER is a player id, ULID, public UID or name, or an id on a platform:
steam:… psn:… xbox:… guest:… Without PLAYER the browser asks for one.

The server key comes from LOOTLOCKER_SERVER_KEY, a profile's key_command, the
system keyring (lootlens login) or a prompt, never from a flag.

"lootlens help query", "history", "environment", "exit-codes" and "formats" say
more.`,
		Example: `# choose a player
lootlens
# open the inventory of a character
lootlens 363 --character 49
# try it: no key, no network
lootlens demo`,
		Args: playerOrCommand,
		RunE: func(cmd *cobra.Command, args []string) error {
			start, err := open.start(args, prog.localTime())
			if err != nil {
				return err
			}
			if open.plain {
				return prog.browseLines(cmd.Context(), start)
			}
			if err := prog.needTerminal(); err != nil {
				return err
			}
			return prog.open(cmd.Context(), browser.Options{Start: start})
		},
	}
	open.add(cmd)
	return cmd
}

// open shows the browser.
func (prog *program) open(ctx context.Context, o browser.Options) error {
	o.NoColor = prog.plain()
	return prog.browse(ctx, prog, o)
}

// needTerminal returns an error if the browser cannot be shown here.
func (prog *program) needTerminal() error {
	missing := ""
	switch {
	case !terminal(prog.stdin):
		missing = "a terminal, and standard input is none"
	case !terminal(prog.stdout):
		missing = "a terminal, and standard output is none"
	case prog.getenv("TERM") == "dumb":
		missing = "a terminal that can move its cursor, and TERM is dumb"
	}
	if missing != "" && prog.guest != nil {
		return errors.New("the browser needs a terminal: connect with ssh -t")
	}
	if missing != "" {
		return fmt.Errorf("the browser needs %s: `lootlens --plain` answers in lines, and `lootlens export PLAYER` gives the items to scripts", missing)
	}
	return nil
}
