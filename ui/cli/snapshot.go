package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/cli/config"
	"lootlens/ui/cli/fleet"
)

func newSnapshot(prog *program) *cobra.Command {
	var f manyFlags
	var universal bool
	cmd := &cobra.Command{
		Use:        "snapshot PLAYER... [flags]",
		SuggestFor: []string{"record", "backup"},
		Short:      "Record what players have now",
		Long: `snapshot reads all inventories of each player (their own and those of characters
and heroes, each once) and records them, for "lootlens history" and for
comparisons later. --universal records the game's own inventory, which has no
player. It needs history to be on: "lootlens history on", or --history FILE. Run
it from cron, every hour or every day.

--players reads references of players from a file: "lootlens help many-players".
With --resume a run that was stopped goes on with the players that are left.

A line an inventory says what was recorded. A player that fails is reported on
stderr and the others are recorded. Of an inventory that was not read to its end,
what was read is recorded.

Exit codes: 0 all is recorded, 2 wrong usage or history is off, 3 the API or the
network failed or an inventory may be incomplete, 4 no such player or several, 5
the history cannot be written, 130 interrupted.`,
		Example: `lootlens snapshot 1250
lootlens snapshot 1007 steam:76561193778603057
lootlens snapshot --players players.txt --history history.db
lootlens snapshot --universal`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			switch named := len(args) > 0 || f.given(); {
			case universal && named:
				return usagef("--universal is the game's own inventory: leave PLAYER and --players out")
			case universal:
				return prog.snapshotUniversal(cmd.Context())
			case !named:
				return usagef("PLAYER is missing: %s", playerForms)
			}
			return prog.snapshot(cmd.Context(), args, &f)
		},
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&universal, "universal", false, "record the universal inventory of the game")
	return cmd
}

// snapshotUniversal records the game's own inventory.
func (prog *program) snapshotUniversal(ctx context.Context) error {
	client, settings, err := prog.client(ctx)
	if err != nil {
		return err
	}
	if err := prog.needHistory(ctx, settings); err != nil {
		return err
	}
	s := &source{prog: prog, snapshot: true, client: client, settings: settings, now: prog.now, progress: &progress{},
		holder: models.Holder{Kind: models.UniversalHolder}}
	failed, err := s.snapshotInventory(ctx, prog.stdout)
	return cmp.Or(err, failed)
}

// needHistory opens the history, and returns an error if it is off.
func (prog *program) needHistory(ctx context.Context, s config.Settings) error {
	if !s.History.V {
		return &exit{exitUsage, errors.New(historyOff), "lootlens help history"}
	}
	_, err := prog.openHistory(ctx, s)
	return err
}

func (prog *program) snapshot(ctx context.Context, players []string, f *manyFlags) error {
	for _, p := range players {
		if api.LooksLikeKey(p) {
			return usagef("a player looks like a server key: %s", keyAdvice)
		}
		if len(models.ParsePlayerRef(p)) == 0 {
			return usagef("%q names no player: %s", text.Of(p).Line(), playerForms)
		}
	}
	client, settings, err := prog.manyClient(ctx)
	if err != nil {
		return err
	}
	if err := prog.needHistory(ctx, settings); err != nil {
		return err
	}
	m := manyRun{refs: players, requests: 4, loose: true, settings: map[string]string{"--history": prog.historyPath(settings)}}
	var only error // the failure of the only player
	var mu sync.Mutex
	failures := map[int]string{} // with --ordered, by the places of the players
	sum, err := f.run(ctx, prog, client, settings, m, func(ctx context.Context, t *fleet.Target, row *fleet.Row) fleet.Result {
		err := t.Err
		if err == nil {
			s := &source{prog: prog, snapshot: true, client: client, settings: settings, player: t.Player, now: prog.now, progress: &progress{}, pool: t.Pool}
			err = s.snapshotPlayer(ctx, row)
		}
		if err == nil || ctx.Err() != nil {
			return fleet.Result{Err: err}
		}
		what := fmt.Sprintf("%s: %v", text.Of(t.Ref).Line(), err)
		switch {
		case len(players) == 1 && !f.given():
			only = err
		case f.ordered:
			mu.Lock()
			failures[t.Place()] = what
			mu.Unlock()
		default:
			prog.warn("%s", what)
		}
		return fleet.Result{Err: err, Code: exitCode(ctx, err), Stop: prog.recordError()}
	})
	for _, place := range slices.Sorted(maps.Keys(failures)) {
		prog.warn("%s", failures[place])
	}
	if err = cmp.Or(err, only); err != nil || sum.Code == exitDone {
		return err
	}
	if sum.Failed == 0 {
		err = errors.New("not all players were recorded as a whole by the run before")
	} else {
		err = fmt.Errorf("not recorded as a whole: %s of %s", humanize.Comma(int64(sum.Failed)), counted(sum.Players, "player"))
	}
	return &exit{code: sum.Code, err: err}
}

// snapshotPlayer records all inventories of one player. After a failure of one it goes on with the next.
func (s *source) snapshotPlayer(ctx context.Context, out io.Writer) (failure error) {
	inventories, err := s.client.Inventories(ctx, s.player.ID)
	if err != nil {
		return err
	}
	for _, v := range inventories {
		s.holder, s.aliases = v.Holder, v.Aliases
		failed, err := s.snapshotInventory(ctx, out)
		if err != nil {
			return err
		}
		if failed != nil && failure == nil {
			failure = fmt.Errorf("%s: %w", v.Holder, failed)
		}
	}
	return failure
}

// snapshotInventory records the source's inventory and writes a line to out. failed is why
// the inventory was not read to its end; after err nothing more can be recorded.
func (s *source) snapshotInventory(ctx context.Context, out io.Writer) (failed, err error) {
	for _, err := range s.pages(ctx) {
		failed = err
	}
	if err := cmp.Or(ctx.Err(), s.prog.recordError()); err != nil {
		return failed, err
	}
	if s.recorded.look.Ended.IsZero() {
		return failed, nil // nothing came
	}
	_, err = io.WriteString(out, s.prog.cell(lookLine(s.recorded.look))+"\n")
	return failed, err
}

// lookLine says what a look found.
func lookLine(l models.Look) string {
	s := fmt.Sprintf("%s: %s items recorded", l.Holder, humanize.Comma(int64(l.Items)))
	if !l.Complete {
		s += ", as far as it was read"
	}
	if l.Same() {
		return s
	}
	return fmt.Sprintf("%s; since the look before: %d added, %d removed, %d changed", s, l.Added, l.Removed, l.Changed)
}
