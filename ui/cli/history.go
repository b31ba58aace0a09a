package cli

import (
	"context"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"lootlens/models"
	"lootlens/models/query"
	"lootlens/models/text"
	"lootlens/ui/cli/config"
	"lootlens/ui/cli/export"
)

// historyFlags are the flags of history.
type historyFlags struct {
	holderFlags
	query, since string
	format       string
}

func newHistory(prog *program) *cobra.Command {
	var h historyFlags
	cmd := &cobra.Command{
		Use:        "history PLAYER [flags]",
		SuggestFor: []string{"past", "log", "seen"},
		Short:      "Show what was there before",
		Long: `history lists the items that recorded looks found in an inventory: when each was
seen first and last, what changed when, and for an item that is gone since when
and, as far as looks can tell, why. It reads what was recorded on this machine
and requests nothing of the inventory: "lootlens help history" says what is
recorded, and "lootlens history on" starts it.

A query may use all fields; seen: gone: first: and last: look at what was
recorded. --since leaves out items with which nothing happened since then: it
takes a date or an age such as 7d.

json is {"holder","looks":N,"first_look","last_look","items":[…]}, and ndjson an
item a line: {"item" (as it was seen last), "first_seen", "last_seen",
"changes":[{"after","by","fields":[{"path","old","new"}]}], "gone":{"after","by",
"reason","rental_ended"}}. "gone" is null while the item is there; a change with
"gone_by" is an item that was away and came back. csv has the columns of an
export and first_seen, last_seen, gone_after, gone_by, gone_reason, rental_ended.

A player who is called like a subcommand, such as status, goes after --, or is
name:status.

Exit codes: 0 done, 2 wrong usage or history is off, 3 the API or the network
failed, 4 no such player or nothing was recorded, 5 the history cannot be read,
130 interrupted.`,
		Example: `lootlens history 1250 --query gone:true
lootlens history 1250 --character 12501 --since 7d
lootlens history 1250 --query 'name:helm gone:<7d' --format json`,
		Args: playerOrCommand,
		RunE: func(cmd *cobra.Command, args []string) error {
			return h.run(cmd.Context(), prog, first(args))
		},
	}
	h.holderFlags.add(cmd)
	f := cmd.Flags()
	f.StringVar(&h.query, "query", "", "only the items that match this query, as they were seen last")
	f.StringVar(&h.since, "since", "", "only the items with which something happened since this date or age")
	formatFlag(cmd, &h.format, "table", "json", "ndjson", "csv")
	cmd.AddCommand(newHistoryStatus(prog), newHistoryPrune(prog), newHistoryForget(prog), newHistoryCheck(prog), newHistoryVacuum(prog), newHistoryPath(prog),
		newHistorySwitch(prog, true), newHistorySwitch(prog, false))
	return cmd
}

// historyJSON is what history writes as json.
type historyJSON struct {
	Holder    string     `json:"holder"`
	Looks     int        `json:"looks"`
	FirstLook time.Time  `json:"first_look"`
	LastLook  time.Time  `json:"last_look"`
	Items     []pastJSON `json:"items"`
}

func (h *historyFlags) run(ctx context.Context, prog *program, player string) error {
	settings, err := prog.settings()
	if err != nil {
		return err
	}
	now := prog.now().In(settings.Zone())
	q, err := parsePastQuery(h.query, now)
	if err != nil {
		return err
	}
	from, err := dateFlag("since", h.since, now, false)
	if err != nil {
		return err
	}
	if err := h.check(player, true); err != nil {
		return err
	}
	r, err := prog.recorded(ctx, &h.holderFlags, player)
	if err != nil {
		return err
	}
	looks, err := r.looks(ctx)
	if err != nil {
		return err
	}
	pasts, err := r.book.Items(ctx, r.holder)
	if err != nil {
		return local(err)
	}
	all := len(pasts)
	if pasts = matching(q, since(pasts, from), prog.now()); len(pasts) == 0 && all > 0 {
		prog.note("no item of %s that were recorded matches", humanize.Comma(int64(all)))
	}
	return prog.writePasts(pasts, h.format, historyJSON{
		Holder: r.holder.String(), Looks: len(looks), FirstLook: looks[0].Ended, LastLook: looks[len(looks)-1].Ended,
	}, export.Options{Theme: prog.theme(settings), Width: prog.width(), Zone: settings.Zone()})
}

// matching are the pasts whose items, as they were seen last, match.
func matching(q query.Query, pasts []models.Past, now time.Time) (out []models.Past) {
	at := 0
	m := q.Matcher(query.Context{Now: now, Past: func(models.InstanceID) *models.Past { return &pasts[at] }})
	for at = range pasts {
		if m.Match(pasts[at].Item()) == query.Yes {
			out = append(out, pasts[at])
		}
	}
	return out
}

// dateFlag reads a date or an age; the end of a day, month, … where last is set. It is zero where typed is "".
func dateFlag(name, typed string, now time.Time, last bool) (time.Time, error) {
	if typed == "" {
		return time.Time{}, nil
	}
	begin, end, ok := query.Moments(typed, now)
	switch {
	case !ok:
		return begin, usagef("--%s: %q is not a date: give one such as 2026-01-31, 2026-01-31T15:04 or yesterday, or an age such as 7d", name, text.Of(typed).Line())
	case begin.After(now):
		return begin, usagef("--%s: %s is still to come", name, text.Of(typed).Line())
	case last:
		return end, nil
	}
	return begin, nil
}

func newHistorySwitch(prog *program, on bool) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "off",
		Short: "Record nothing more",
		Long: `off writes "history = false" into the profile of the config file. What was
recorded stays until "history forget", "history prune" or the file is deleted.`,
		Example: "lootlens history off",
		Args:    atMost(0),
		RunE: func(*cobra.Command, []string) error {
			settings, err := prog.settings()
			if err != nil {
				return err
			}
			path := config.Path(prog.getenv)
			if err := config.SetHistory(path, settings.Profile.V, on); err != nil {
				return err
			}
			if from := settings.HistoryFile.From; !on && from != "" {
				prog.note("history is off (%s), but %s still turns it on", path, from)
			} else if on {
				prog.note("history is on (%s): the inventories that commands and the browser load are recorded in %s; `lootlens help history` says what is kept", path, prog.historyPath(settings))
			} else {
				prog.note("history is off (%s): nothing more is recorded; what was recorded is still in %s", path, prog.historyPath(settings))
			}
			return nil
		},
	}
	if on {
		cmd.Use, cmd.Short, cmd.Example = "on", "Record what is seen from now on", "lootlens history on"
		cmd.Long = `on writes "history = true" into the profile of the config file: from then on, every
inventory that a command or the browser loads is recorded on this machine.
"lootlens help history" says what is kept, and how to look at it and delete it.`
	}
	return cmd
}
