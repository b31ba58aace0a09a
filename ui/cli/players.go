package cli

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/cli/export"
	"lootlens/ui/cli/fleet"
)

// playersFlags are the flags of players.
type playersFlags struct {
	manyFlags
	format, output string
}

func newPlayers(prog *program) *cobra.Command {
	var f playersFlags
	cmd := &cobra.Command{
		Use:        "players [REF...] [flags]",
		SuggestFor: []string{"find", "search", "lookup", "resolve"},
		Short:      "Look players up by id or name",
		Long: `players looks up each REF: a player id, ULID, public UID or name. A prefix says
which it is: id: ulid: uid: name: steam: psn: xbox: guest: A REF without one is
tried as everything that it may be, likeliest first, until a player is found.

json is {"players":[…]} with the players as the service sent them.

With --players it looks up a whole list, 50 in one request, and writes ndjson or
csv, by --format or the ending of -o. ndjson is an object a line: "player_id",
"player" (the reference as given), "name", "public_uid", "ulid", "platform",
"platform_id", and "error" for one that was not found; csv has the same columns. A
name that several players have is an error that lists their ids.

Exit codes: 0 each REF was found, 2 wrong usage, 3 the API or the network
failed, 4 a REF was not found, 5 FILE cannot be written, 130 interrupted.`,
		Example: `lootlens players Nova
lootlens players steam:76561193778603057 name:bastion
lootlens players Nova --format json | jq -r '.players[].player_id'
lootlens players --players event.csv -o ids.csv`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd.Context(), prog, args)
		},
	}
	f.manyFlags.add(cmd)
	cmd.Flags().StringVarP(&f.output, "output", "o", "", "with --players: write to this file instead of stdout (-)")
	formatFlag(cmd, &f.format, "table", "json", "ndjson", "csv")
	return cmd
}

func (f *playersFlags) run(ctx context.Context, prog *program, args []string) error {
	if err := f.check(); err != nil {
		return err
	}
	if f.given() {
		if err := f.manyFormat(prog.command.Flags().Changed("format")); err != nil {
			return err
		}
		return f.many(ctx, prog, args)
	}
	switch {
	case f.format == "ndjson" || f.format == "csv" || f.output != "":
		return usagef("--format ndjson, --format csv and -o are for many players: add --players")
	case len(args) == 0:
		return usagef("REF is missing: %s", playerForms)
	}
	return prog.players(ctx, args, f.format)
}

// manyFormat is the format of a list: what --format says, or else the ending of -o.
func (f *playersFlags) manyFormat(given bool) error {
	ending := strings.ToLower(filepath.Ext(f.output))
	switch {
	case given && (f.format == "table" || f.format == "json"):
		return usagef("--format: with --players it is ndjson or csv")
	case given:
	case ending == ".csv":
		f.format = "csv"
	case slices.Contains([]string{"", ".", ".ndjson", ".jsonl", ".txt", ".log"}, ending):
		f.format = "ndjson"
	default:
		return usagef("-o: the ending of %q names no format of a list of players: add --format ndjson or --format csv", text.Of(f.output).Line())
	}
	return nil
}

// playerRow is a player of --players, or a reference that names none.
type playerRow struct {
	PlayerID   models.PlayerID `json:"player_id"`
	Player     string          `json:"player"` // as given
	Name       string          `json:"name"`
	PublicUID  string          `json:"public_uid"`
	ULID       string          `json:"ulid"`
	Platform   string          `json:"platform"`
	PlatformID string          `json:"platform_id"`
	Error      string          `json:"error,omitzero"`
}

// many looks up a list of players.
func (f *playersFlags) many(ctx context.Context, prog *program, args []string) error {
	client, settings, err := prog.manyClient(ctx)
	if err != nil {
		return err
	}
	m := manyRun{refs: args, output: f.output, settings: map[string]string{"--format": f.format}}
	m.Numbers, m.Workers = true, 1
	if f.format == "csv" {
		m.Header = "player_id,player,name,public_uid,ulid,platform,platform_id,error\r\n"
	}
	sum, err := f.manyFlags.run(ctx, prog, client, settings, m, func(ctx context.Context, t *fleet.Target, row *fleet.Row) fleet.Result {
		p := t.Player
		r := playerRow{p.ID, t.Ref, p.Name.Raw(), p.PublicUID.Raw(), p.ULID.Raw(), p.Platform.Raw(), p.PlatformID.Raw(), ""}
		if t.Err != nil {
			r.Error = t.Err.Error()
		}
		if f.format != "csv" {
			err = writeJSON(row, r)
		} else {
			_, err = row.Write(export.AppendRecord(nil, []string{r.PlayerID.String(), r.Player, r.Name, r.PublicUID, r.ULID, r.Platform, r.PlatformID, r.Error}))
		}
		return fleet.Result{Err: cmp.Or(t.Err, err), Code: exitCode(ctx, t.Err)}
	})
	if err != nil {
		return err
	}
	return manyExit(sum)
}

func (prog *program) players(ctx context.Context, typed []string, format string) error {
	for _, t := range typed {
		if len(models.ParsePlayerRef(t)) == 0 {
			return usagef("%q names no player: %s", text.Of(t).Line(), playerForms)
		}
	}
	client, _, err := prog.client(ctx)
	if err != nil {
		return err
	}
	var found []models.Player
	var missing []string
	var failure error
	for _, t := range typed {
		// Unlike findPlayer, this returns all players of a name, and looks up numbers too.
		players, tried, err := client.Resolve(ctx, models.ParsePlayerRef(t))
		if err != nil {
			failure = err
			break
		}
		found = append(found, players...)
		if len(players) == 0 {
			missing = append(missing, (&fleet.NoPlayerError{Ref: t, Tried: tried}).Error())
		}
	}
	switch {
	case format == "table":
		err = prog.writePlayers(found)
	case failure == nil || len(found) > 0:
		err = writeJSON(prog.stdout, map[string][]jsontext.Value{"players": each(found, func(p models.Player) jsontext.Value { return p.Raw })})
	}
	switch {
	case err != nil:
		return err
	case failure != nil:
		return failure
	case len(missing) > 0:
		return notFoundf("%s", strings.Join(missing, "; "))
	}
	return nil
}

func (prog *program) writePlayers(players []models.Player) error {
	var rows [][]string
	for _, p := range players {
		rows = append(rows, []string{p.ID.String(), p.Name.Line(), p.PublicUID.Line(), p.Platform.Line(), p.PlatformID.Line(), p.ULID.Line()})
	}
	return prog.rows([]string{"ID", "NAME", "PUBLIC UID", "PLATFORM", "PLATFORM ID", "ULID"}, rows)
}

// rows writes a short table; without rows it writes nothing.
func (prog *program) rows(titles []string, rows [][]string) error {
	s, err := prog.settings()
	if err != nil || len(rows) == 0 {
		return err
	}
	return export.Rows(prog.styled(), titles, rows, prog.theme(s), prog.width())
}

func newCharacters(prog *program) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "characters PLAYER",
		Short: "List a player's characters and heroes",
		Long: `characters lists the characters and heroes of a player: what --character and
--hero of the other commands take. The player's own inventory is that of the
default character.

json is {"player":ID,"characters":[…],"heroes":[…]}, with both lists as the
service sent them.

Exit codes: 0 done, 2 wrong usage, 3 the API or the network failed, 4 no such
player or several, 130 interrupted.`,
		Example: `lootlens characters 363
lootlens characters Bastion --format json | jq '.characters[].id'`,
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return prog.characters(cmd.Context(), first(args), format)
		},
	}
	formatFlag(cmd, &format, "table", "json")
	return cmd
}

func (prog *program) characters(ctx context.Context, typed, format string) error {
	var f holderFlags
	if err := f.check(typed, true); err != nil {
		return err
	}
	client, _, err := prog.client(ctx)
	if err != nil {
		return err
	}
	player, err := findPlayer(ctx, client, typed)
	if err != nil {
		return err
	}
	characters, err := client.Characters(ctx, player.ID)
	if err != nil {
		return err
	}
	heroes, err := client.Heroes(ctx, player.ID)
	if err != nil {
		return err
	}
	if format == "json" {
		return writeJSON(prog.stdout, struct {
			Player     models.PlayerID  `json:"player"`
			Characters []jsontext.Value `json:"characters"`
			Heroes     []jsontext.Value `json:"heroes"`
		}{player.ID, each(characters, characterJSON), each(heroes, heroJSON)})
	}
	if len(characters)+len(heroes) == 0 {
		prog.note("player %s has no characters and no heroes", player.ID)
	}
	return prog.rows(characterTable(characters, heroes))
}

// characterTable is the list as a table. A hero without a name has that of its
// character.
func characterTable(characters []models.Character, heroes []models.Hero) (titles []string, rows [][]string) {
	for _, c := range characters {
		rows = append(rows, []string{"character", c.ID.String(), c.Name.Line(), c.Class.Line(), c.Default.String(), c.ULID.Line()})
	}
	for _, h := range heroes {
		name := h.Name
		if name.Empty() {
			name = h.Character
		}
		rows = append(rows, []string{"hero", h.ID.String(), name.Line(), h.Class.Line(), h.Default.String(), ""})
	}
	return []string{"KIND", "ID", "NAME", "CLASS", "DEFAULT", "ULID"}, rows
}
