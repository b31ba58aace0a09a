package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/text"
)

func newSnapshot(prog *program) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:        "snapshot PLAYER... [flags]",
		SuggestFor: []string{"record", "backup"},
		Short:      "Record what players have now",
		Long: `snapshot reads all inventories of each player (their own and those of characters
and heroes, each once) and records them, for "lootlens history" and for
comparisons later. It needs history to be on: "lootlens history on", or
--history FILE. Run it from cron, every hour or every day.

--players reads references of players from a file, one a line; - is stdin.
Empty lines and lines that begin with # do not count.

A line a inventory says what was recorded. A player that fails is reported on
stderr and the others are recorded. Of an inventory that was not read to its end,
what was read is recorded.

Exit codes: 0 all is recorded, 2 wrong usage or history is off, 3 the API or the
network failed or an inventory may be incomplete, 4 no such player or several, 5
the history cannot be written, 130 interrupted.`,
		Example: `lootlens snapshot 1250
lootlens snapshot 1250 steam:76561198000000000
lootlens snapshot --players players.txt --history history.db`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if file != "" {
				more, err := prog.readPlayers(file)
				if err != nil {
					return err
				}
				args = append(args, more...)
			}
			if len(args) == 0 {
				return usagef("PLAYER is missing: %s", playerForms)
			}
			return prog.snapshot(cmd.Context(), args)
		},
	}
	cmd.Flags().StringVar(&file, "players", "", "also the players of this file, one a line; - is stdin")
	return cmd
}

// readPlayers reads a file of references, or stdin for "-".
func (prog *program) readPlayers(name string) (refs []string, err error) {
	in := prog.stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("--players: %w", err)
		}
		defer f.Close()
		in = f
	}
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		if s := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff")); s != "" && s[0] != '#' {
			refs = append(refs, s)
		}
	}
	switch err := lines.Err(); {
	case err != nil:
		return nil, fmt.Errorf("--players: %w", err)
	case len(refs) == 0:
		return nil, usagef("--players: %s has no player in it: give one a line", text.Of(name).Line())
	}
	return refs, nil
}

func (prog *program) snapshot(ctx context.Context, players []string) error {
	for _, p := range players {
		if api.LooksLikeKey(p) {
			return usagef("a player looks like a server key: %s", keyAdvice)
		}
		if len(models.ParsePlayerRef(p)) == 0 {
			return usagef("%q names no player: %s", text.Of(p).Line(), playerForms)
		}
	}
	client, settings, err := prog.client(ctx)
	if err != nil {
		return err
	}
	if !settings.History.V {
		return &exit{exitUsage, errors.New(historyOff), "lootlens help history"}
	}
	if _, err := prog.openHistory(ctx, settings); err != nil {
		return err
	}
	s := &source{prog: prog, snapshot: true, client: client, settings: settings, now: prog.now, progress: prog.newProgress(false)}
	defer s.progress.clear()
	failures := 0
	var first error
	for _, p := range players {
		err := s.snapshotPlayer(ctx, p)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil:
			continue
		case len(players) == 1 || prog.storeErr != nil:
			return err
		}
		s.progress.clear()
		if failures++; failures == 1 {
			first = fmt.Errorf("%s: %w", text.Of(p).Line(), err)
		} else {
			prog.note("%s: %v", p, err)
		}
	}
	if failures > 1 {
		return &exit{code: exitCode(ctx, first), err: fmt.Errorf("%d of %d players were not recorded as a whole; the first: %w", failures, len(players), first)}
	}
	return first
}

// snapshotPlayer records all inventories of one player. After a failure of one it goes on with the next.
func (s *source) snapshotPlayer(ctx context.Context, typed string) (failure error) {
	var err error
	if s.player, err = findPlayer(ctx, s.client, typed); err != nil {
		return err
	}
	inventories, err := s.client.Inventories(ctx, s.player.ID)
	if err != nil {
		return err
	}
	for _, v := range inventories {
		s.holder, s.aliases = v.Holder, v.Aliases
		var failed error
		for _, err := range s.pages(ctx) {
			failed = err
		}
		s.progress.clear()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if s.prog.storeErr != nil {
			return s.prog.storeErr
		}
		if failed != nil && failure == nil {
			failure = fmt.Errorf("%s: %w", v.Holder, failed)
		}
		if s.recorded.look.Ended.IsZero() {
			continue // nothing came
		}
		if _, err := io.WriteString(s.prog.stdout, s.prog.cell(lookLine(s.recorded.look))+"\n"); err != nil {
			return err
		}
	}
	return failure
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
