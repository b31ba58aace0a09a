package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"lootlens/api/history"
	"lootlens/ui/cli/config"
)

// historyCommand is a subcommand of history that works on the whole file. run is called with a history that is there.
func (prog *program) historyCommand(cmd *cobra.Command, run func(context.Context, *history.Store, config.Settings, []string) error) *cobra.Command {
	if cmd.Args == nil {
		cmd.Args = atMost(0)
	}
	cmd.Example = cmp.Or(cmd.Example, "lootlens history "+cmd.Name())
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		settings, err := prog.settings()
		if err != nil {
			return err
		}
		store, err := prog.openHistory(cmd.Context(), settings)
		if err != nil {
			return err
		}
		if store == nil {
			return prog.say("history is off, and nothing was recorded in %s\n", prog.historyPath(settings))
		}
		return local(run(cmd.Context(), store, settings, args))
	}
	return cmd
}

// say writes to stdout, without control characters and keys.
func (prog *program) say(format string, args ...any) error {
	_, err := io.WriteString(prog.stdout, prog.printable(fmt.Sprintf(format, args...)))
	return err
}

func newHistoryStatus(prog *program) *cobra.Command {
	var format string
	cmd := prog.historyCommand(&cobra.Command{
		Use:   "status",
		Short: "Show how much is recorded, and since when",
		Long: `status says whether history is on, and counts what is recorded, of all games and
environments. json is {"on","file","bytes","players","inventories","looks",
"items","oldest","newest","history_days"}.`,
		Example: "lootlens history status\nlootlens history status --format json",
	}, func(ctx context.Context, store *history.Store, s config.Settings, _ []string) error {
		st, err := store.Status(ctx)
		if err != nil {
			return err
		}
		if format == "json" {
			return writeJSON(prog.stdout, struct {
				On          bool      `json:"on"`
				File        string    `json:"file"`
				Bytes       int64     `json:"bytes"`
				Players     int       `json:"players"`
				Inventories int       `json:"inventories"`
				Looks       int       `json:"looks"`
				Items       int       `json:"items"`
				Oldest      time.Time `json:"oldest,omitzero"`
				Newest      time.Time `json:"newest,omitzero"`
				Days        int       `json:"history_days"`
			}{s.History.V, st.Path, st.Size, st.Players, st.Inventories, st.Looks, st.Items, st.Oldest, st.Newest, s.HistoryDays.V})
		}
		on, days := "off: nothing more is recorded", "without end"
		if s.History.V {
			on = "on (" + s.History.From + ")"
		}
		if n := s.HistoryDays.V; n > 0 {
			days = fmt.Sprintf("%d days (%s)", n, s.HistoryDays.From)
		}
		at := func(t time.Time) string {
			if t.IsZero() {
				return "-"
			}
			return shownTime(t, s.Zone())
		}
		var b strings.Builder
		for _, l := range [][2]string{
			{"history", on}, {"file", st.Path}, {"size", humanize.IBytes(uint64(st.Size))}, {"kept for", days}, {"players", humanize.Comma(int64(st.Players))},
			{"inventories", humanize.Comma(int64(st.Inventories))}, {"items", humanize.Comma(int64(st.Items))}, {"looks", humanize.Comma(int64(st.Looks))},
			{"oldest look", at(st.Oldest)}, {"newest look", at(st.Newest)},
		} {
			fmt.Fprintf(&b, "%-12s %s\n", l[0], l[1])
		}
		return prog.say("%s", b.String())
	})
	formatFlag(cmd, &format, "text", "json")
	return cmd
}

func newHistoryPath(prog *program) *cobra.Command {
	return &cobra.Command{
		Use:     "path",
		Short:   "Print where the file is",
		Example: `sqlite3 -readonly "$(lootlens history path)" 'select * from looks'`,
		Args:    atMost(0),
		RunE: func(*cobra.Command, []string) error {
			s, err := prog.settings()
			if err != nil {
				return err
			}
			_, err = io.WriteString(prog.stdout, prog.historyPath(s)+"\n")
			return err
		},
	}
}

func newHistoryPrune(prog *program) *cobra.Command {
	var older string
	cmd := prog.historyCommand(&cobra.Command{
		Use:   "prune",
		Short: "Delete what is older than an age",
		Long: `prune deletes the looks that are older than an age such as 90d, or than a date, and
what no later look found any more, of all players. What is still there keeps the
time when it was first seen. history_days in a profile does this by itself, at
the first recording of a day.`,
		Example: "lootlens history prune --older 90d",
	}, func(ctx context.Context, store *history.Store, s config.Settings, _ []string) error {
		before, err := dateFlag("older", older, prog.now().In(s.Zone()), false)
		if err != nil {
			return err
		}
		n, err := store.Prune(ctx, before)
		if err != nil {
			return err
		}
		return prog.say("deleted what is older than %s: %s\n", shownTime(before, s.Zone()), removed(n))
	})
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if older == "" {
			return usagef("--older is missing: give an age such as 90d, or a date")
		}
		_, err := dateFlag("older", older, prog.now(), false)
		return err
	}
	cmd.Flags().StringVar(&older, "older", "", "an age such as 90d, or a date (required)")
	return cmd
}

// removed says what was deleted.
func removed(n history.Removed) string {
	count := func(n int, one, many string) string {
		if n == 1 {
			return "1 " + one
		}
		return humanize.Comma(int64(n)) + " " + many
	}
	return count(n.Looks, "look", "looks") + ", " + count(n.Versions, "state of an item", "states of items") + ", " +
		count(n.Inventories, "whole inventory", "whole inventories")
}

func newHistoryForget(prog *program) *cobra.Command {
	return &cobra.Command{
		Use:   "forget PLAYER",
		Short: "Delete all that was recorded of a player",
		Long: `forget deletes all looks at a player's inventories and all that they found, in
the environment that the server key opens. A player that LootLocker does not
have any more is given by the id.

Exit codes: 0 nothing of the player is recorded any more, 2 wrong usage, 4 no such
player or several, 5 the history cannot be written.`,
		Example: "lootlens history forget 1250",
		Args:    playerOrCommand,
		RunE: func(cmd *cobra.Command, args []string) error {
			var f holderFlags
			if err := f.check(first(args), true); err != nil {
				return err
			}
			p, err := prog.recorded(cmd.Context(), &f, first(args))
			if err != nil {
				return err
			}
			n, err := p.book.Forget(cmd.Context(), p.player.ID)
			if err != nil {
				return local(err)
			}
			return prog.say("forgot player %s: deleted %s\n", p.player.ID, removed(n))
		},
	}
}

func newHistoryCheck(prog *program) *cobra.Command {
	return prog.historyCommand(&cobra.Command{
		Use:   "check",
		Short: "Check that the file is whole",
		Long: `check reads all of the file. Exit codes: 0 it is whole, 1 it is damaged and
stderr says where, 5 it cannot be read.`,
	}, func(ctx context.Context, store *history.Store, s config.Settings, _ []string) error {
		err := store.Check(ctx)
		if errors.Is(err, history.ErrCorrupt) {
			return &exit{code: exitNo, err: err}
		}
		if err != nil {
			return err
		}
		return prog.say("%s is whole\n", prog.historyPath(s))
	})
}

func newHistoryVacuum(prog *program) *cobra.Command {
	return prog.historyCommand(&cobra.Command{
		Use:   "vacuum",
		Short: "Make the file as small as it can be",
		Long: `vacuum rewrites the file, so that the space of what was deleted is free again. It
needs as much free space on the disk as the file has.`,
	}, func(ctx context.Context, store *history.Store, _ config.Settings, _ []string) error {
		before, err := store.Status(ctx)
		if err != nil {
			return err
		}
		if err := store.Vacuum(ctx); err != nil {
			return err
		}
		after, err := store.Status(ctx)
		if err != nil {
			return err
		}
		return prog.say("%s before, %s now\n", humanize.IBytes(uint64(before.Size)), humanize.IBytes(uint64(after.Size)))
	})
}
