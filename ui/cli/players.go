package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/cli/export"
)

// listFormats are the formats of players and characters.
var listFormats = []string{"table", "json"}

// oneOf checks the value of --format.
func oneOf(value string, formats []string) error {
	for _, f := range formats {
		if f == value {
			return nil
		}
	}
	return usagef("--format: %q is none of %s", value, strings.Join(formats, ", "))
}

func newPlayers(prog *program) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:        "players REF...",
		SuggestFor: []string{"find", "search", "lookup", "resolve"},
		Short:      "Look players up by id, name or platform id",
		Long: `players looks up each REF: a player id, ULID, public UID or name, or with a
prefix that leaves no choice, id: ulid: uid: name: steam: psn: xbox: guest: A
REF that may be several things is tried as each, likeliest first, until it is
found.

json is {"players":[…]} with the players as the service sent them.

Exit codes: 0 each REF was found, 1 one was not, 2 wrong usage, 3 the API or the
network failed, 130 interrupted.`,
		Example: `  lootlens players Nova
  lootlens players steam:76561198000000000 name:363
  lootlens players Nova --format json | jq -r '.players[].player_id'`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("REF is missing: an id, ULID, public UID, name, or steam:… psn:… xbox:… guest:…")
			}
			return nil
		},
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf(format, listFormats); err != nil {
				return err
			}
			return prog.players(cmd.Context(), args, format)
		},
	}
	cmd.Flags().StringVar(&format, "format", "table", "table or json: the `format`")
	_ = cmd.RegisterFlagCompletionFunc("format", completeFormats(listFormats))
	return cmd
}

func (prog *program) players(ctx context.Context, typed []string, format string) error {
	for _, t := range typed {
		if len(models.ParsePlayerRef(t)) == 0 {
			return usagef("%q names no player: give an id, ULID, public UID, name, or steam:… psn:… xbox:… guest:…", t)
		}
	}
	client, _, err := prog.client(ctx)
	if err != nil {
		return err
	}
	var found []models.Player
	missing := false
	var failure error
	for _, t := range typed {
		players, tried, err := lookUp(ctx, client, t)
		if err != nil {
			failure = err
			break
		}
		found = append(found, players...)
		if len(players) == 0 {
			missing = true
			fmt.Fprintf(prog.stderr, "lootlens: nobody is called %s (tried as %s)\n", text.Of(t), tried)
		}
	}
	if failure == nil || len(found) > 0 {
		if format == "json" {
			b := appendList(nil, "{", "players", found, func(p models.Player) []byte { return p.Raw })
			_, err = prog.stdout.Write(text.JSON(append(b, "}\n"...)))
			err = written(err)
		} else {
			err = prog.writePlayers(found)
		}
		if err != nil {
			return err
		}
	}
	switch {
	case failure != nil:
		return failure
	case missing:
		return no()
	}
	return nil
}

// lookUp is findPlayer for all that carry the name, and asks about numbers too.
func lookUp(ctx context.Context, client *api.Client, typed string) (players []models.Player, tried string, err error) {
	players, tries, err := client.Resolve(ctx, models.ParsePlayerRef(typed))
	return players, triedAs(tries), err
}

// triedAs says what a reference was looked up as, and which of it the service would
// not look up at all.
func triedAs(tries []api.Try) string {
	words := make([]string, len(tries))
	for i, t := range tries {
		words[i] = t.Ref.Word()
		if t.Err != nil {
			words[i] += " (" + t.Err.Error() + ")"
		}
	}
	return strings.Join(words, ", ")
}

func (prog *program) writePlayers(players []models.Player) error {
	var rows [][]string
	for _, p := range players {
		rows = append(rows, []string{p.ID.String(), p.Name.Line(), p.PublicUID.Line(), p.Platform.Line(), p.PlatformID.Line(), p.ULID.Line()})
	}
	return prog.rows([]string{"ID", "NAME", "PUBLIC UID", "PLATFORM", "PLATFORM ID", "ULID"}, rows)
}

// rows writes a short list for people.
func (prog *program) rows(titles []string, rows [][]string) error {
	s, err := prog.settings()
	if err != nil {
		return err
	}
	return written(export.Rows(prog.styled(), titles, rows, prog.palette(s).Title))
}

func newCharacters(prog *program) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "characters PLAYER",
		Short: "List a player's characters and heroes",
		Long: `characters lists the characters and heroes of a player: what --character and
--hero of the other commands take.

json is {"player":ID,"characters":[…],"heroes":[…]}.

Exit codes: 0 done, 2 wrong usage, 3 the API or the network failed, 130
interrupted.`,
		Example: `  lootlens characters 363
  lootlens characters Bastion --format json | jq '.characters[] | select(.default) | .id'`,
		Args:              atMost(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf(format, listFormats); err != nil {
				return err
			}
			return prog.characters(cmd.Context(), first(args), format)
		},
	}
	cmd.Flags().StringVar(&format, "format", "table", "table or json: the `format`")
	_ = cmd.RegisterFlagCompletionFunc("format", completeFormats(listFormats))
	return cmd
}

func (prog *program) characters(ctx context.Context, typed, format string) error {
	var w whose
	if err := w.check(typed, true); err != nil {
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
		b := append([]byte(`{"player":`), player.ID.String()...)
		b = appendList(b, ",\n", "characters", characters, characterJSON)
		b = appendList(b, ",\n", "heroes", heroes, heroJSON)
		_, err = prog.stdout.Write(text.JSON(append(b, "}\n"...)))
		return written(err)
	}
	var rows [][]string
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
	return prog.rows([]string{"KIND", "ID", "NAME", "CLASS", "DEFAULT", "ULID"}, rows)
}

// members builds one JSON object; what is absent is left out.
type members []byte

func (m *members) add(name string, raw []byte) {
	if len(raw) == 0 {
		return
	}
	if len(*m) == 0 {
		*m = append(*m, '{')
	} else {
		*m = append(*m, ',')
	}
	*m, _ = jsontext.AppendQuote(*m, name)
	*m = append(append(*m, ':'), raw...)
}

func (m *members) text(name string, t text.Text) {
	if !t.Empty() {
		quoted, _ := jsontext.AppendQuote(nil, t.Raw())
		m.add(name, quoted)
	}
}

func (m *members) flag(name string, f models.Flag) {
	switch f {
	case models.FlagYes:
		m.add(name, []byte("true"))
	case models.FlagNo:
		m.add(name, []byte("false"))
	}
}

// object ends with what the service sent beside what has a name here.
func (m members) object(extra []models.Field) []byte {
	for _, f := range extra {
		m.add(f.Name.Raw(), f.Raw)
	}
	if len(m) == 0 {
		return []byte("{}")
	}
	return append(m, '}')
}

func characterJSON(c models.Character) []byte {
	var m members
	m.add("id", []byte(c.ID.String()))
	m.text("ulid", c.ULID)
	m.text("name", c.Name)
	m.text("type", c.Class)
	m.flag("default", c.Default)
	return m.object(c.Extra)
}

func heroJSON(h models.Hero) []byte {
	var m members
	m.add("id", []byte(h.PlayerHeroID.String()))
	m.add("hero_id", []byte(h.ID.String()))
	m.add("character_id", []byte(h.CharacterID.String()))
	m.add("instance_id", []byte(h.Instance.String()))
	m.text("hero_name", h.Name)
	m.text("character_name", h.Character)
	m.text("class_name", h.Class)
	m.flag("is_default", h.Default)
	m.add("asset_variation_id", []byte(h.Variation))
	if h.Asset != nil {
		m.add("asset", h.Asset.Raw())
	}
	return m.object(h.Extra)
}

// appendList appends a member with a list.
func appendList[T any](b []byte, before, name string, list []T, element func(T) []byte) []byte {
	return appendElements(fmt.Appendf(b, "%s%q:", before, name), list, element)
}

// appendElements appends a list, an element a line.
func appendElements[T any](b []byte, list []T, element func(T) []byte) []byte {
	b = append(b, '[')
	for i, e := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(b, '\n'), element(e)...)
	}
	return append(b, ']')
}
