package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/spf13/cobra"

	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/models/saved"
	"lootlens/models/text"
	"lootlens/ui/cli/config"
	"lootlens/ui/cli/export"
	"lootlens/ui/cli/fleet"
)

// diffFlags are the flags of diff.
type diffFlags struct {
	holderFlags
	player string
	query  string
	swap   bool
	format string

	from, to string // recorded looks to compare
}

func newDiff(prog *program) *cobra.Command {
	var d diffFlags
	cmd := &cobra.Command{
		Use:        "diff OLD [NEW] [flags]",
		SuggestFor: []string{"compare"},
		Short:      "Compare two inventories, item by item",
		Long: `diff compares two inventories by instance id: what was added, what was removed,
and what changed, field by field. OLD and NEW are JSON or NDJSON exports or
answers of LootLocker; - is stdin.

Without NEW, OLD is compared with the inventory now: the one that --player
(with --character or --hero) or --universal names, else the one that OLD was
exported from. A JSON export of a query is compared with what matches that
query now. NDJSON does not name its query: give it with --query. --swap takes the
second side for the old one.

With --from it compares what was recorded of PLAYER at that time ("lootlens help
history") with --to, or with the inventory now. A time is a date, 2026-11-20 or
2026-11-20T09:00, at its end, or an age such as 7d; the newest complete look up to
then answers, and the output names it.

A rental that only has less time left has not changed. LootLocker removes rentals
some time after they end: for a removed rental diff says when it ended, if the
old side has that.

Exit codes: 0 no difference, 1 there are differences, 2 wrong usage or not an
export, 3 the API or the network failed or one side may be incomplete, 4 no
such player or several, 5 a file cannot be read, 130 interrupted.`,
		Example: `lootlens export 363 -o before.json
lootlens diff before.json
lootlens diff old.json new.json --format json | jq '.added[].instance_id'
lootlens diff before.ndjson --player 363 --query rarity:epic
lootlens diff 1250 --from 7d`,
		Args: atMost(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return d.run(cmd.Context(), prog, args)
		},
	}
	d.holderFlags.add(cmd)
	f := cmd.Flags()
	f.StringVar(&d.player, "player", "", "compare with the inventory of this player now")
	f.StringVar(&d.query, "query", "", "compare only the items that match this query now")
	f.StringVar(&d.from, "from", "", "compare the inventory of PLAYER as it was recorded at this time")
	f.StringVar(&d.to, "to", "", "with how it was recorded at this time (default: how it is now)")
	f.BoolVar(&d.swap, "swap", false, "take the second side for the old one")
	formatFlag(cmd, &d.format, "text", "json", "markdown")
	return cmd
}

// side is one of the two states.
type side struct {
	name   string // safe to print
	items  []*models.Item
	meta   saved.Meta
	known  bool      // whether there is a meta
	notice string    // why there may be more
	at     time.Time // when it was read; zero: unknown
	look   time.Time // the recorded look that it is from; zero: none
}

func (d *diffFlags) run(ctx context.Context, prog *program, args []string) error {
	named := d.player != "" || d.universal || d.character != "" || d.hero != ""
	switch {
	case d.to != "" && d.from == "":
		return usagef("--to is the later of two recorded looks: add --from")
	case d.from != "" && (len(args) > 1 || d.player != ""):
		return usagef("--from compares recorded looks at one player: give PLAYER and no file")
	case len(args) == 0 && d.from == "":
		return usagef("OLD is missing: the file of an export, or - for stdin")
	case d.from != "":
	case len(args) == 2 && (named || d.query != ""):
		return usagef("NEW is a file: leave --player, --character, --hero, --universal and --query out")
	case len(args) == 2 && args[0] == "-" && args[1] == "-":
		return usagef("only one side can come from stdin")
	}
	if err := d.check(d.player, false); err != nil && d.from == "" {
		return err
	}
	old, now, err := d.sides(ctx, prog, args, named)
	if err != nil {
		return err
	}
	if d.swap {
		old, now = now, old
	}
	prog.doubts(old, now)
	r := compare.Diff(old.items, now.items)
	if err := d.write(prog, old, now, r); err != nil {
		return err
	}
	for _, s := range []side{old, now} {
		if s.notice != "" {
			return failed(fmt.Errorf("%s may be incomplete: %s", s.name, s.notice))
		}
	}
	if !r.Same() {
		return no()
	}
	return nil
}

// sides are the two states to compare.
func (d *diffFlags) sides(ctx context.Context, prog *program, args []string, named bool) (old, now side, err error) {
	if d.from != "" {
		return d.recordedSides(ctx, prog, first(args))
	}
	old, err = prog.readSide(ctx, args[0])
	if err != nil {
		return old, now, err
	}
	switch {
	case len(args) == 2:
		now, err = prog.readSide(ctx, args[1])
	case named:
		now, err = d.live(ctx, prog, &old, func(s *source) (models.Player, models.Holder, error) {
			return d.find(ctx, s.client, d.player)
		})
	case !old.known:
		return old, now, usagef("%s does not say whose inventory it is: add --player, or a file to compare with", old.name)
	default:
		now, err = d.live(ctx, prog, &old, func(s *source) (models.Player, models.Holder, error) {
			if s.client.BaseURL() != old.meta.BaseURL {
				return models.Player{}, models.Holder{}, usagef("%s comes from %s, and the inventory now from %s: name it with --player to compare them",
					old.name, text.Of(old.meta.BaseURL).Line(), s.client.BaseURL())
			}
			return old.meta.Player, old.meta.Holder, nil
		})
	}
	return old, now, err
}

// readSide reads a file, or stdin for "-".
func (prog *program) readSide(ctx context.Context, name string) (side, error) {
	s := side{name: text.Of(name).Line()}
	in := prog.stdin
	if name == "-" {
		s.name = "stdin"
	} else {
		f, err := os.Open(name)
		if err != nil {
			return s, err
		}
		defer f.Close()
		in = f
	}
	file, err := saved.Read(fleet.Interruptible(ctx, in))
	if ctx.Err() != nil {
		return s, ctx.Err()
	}
	if isA[*fs.PathError](err) {
		return s, err
	}
	if err != nil {
		return s, usagef("%s: %w", s.name, err)
	}
	s.items, s.meta, s.known, s.at = file.Items, file.Meta, file.HasMeta, file.Meta.Time
	if s.look = s.meta.Look; !s.look.IsZero() {
		s.at = s.look
	}
	s.notice = file.Missing()
	return s, nil
}

// live is the inventory now: the items that match --query or the query of old, and
// those that old has. If old has all items, --query filters it too.
func (d *diffFlags) live(ctx context.Context, prog *program, old *side, find func(*source) (models.Player, models.Holder, error)) (side, error) {
	q, err := prog.parseQuery(d.query)
	if d.query == "" {
		q, err = prog.parseQueryOf("the query of "+old.name, old.meta.Query, time.UTC)
	}
	if err != nil {
		return side{}, err
	}
	narrow := old.known && old.meta.Query == "" && !q.Empty() // OLD has all items
	if needs := q.Needs(); narrow && (needs.Loadouts || needs.InstanceStorage) {
		return side{}, usagef("--query needs loadouts or instance storage, and %s does not have them: compare with an export of that query", old.name)
	}
	client, settings, err := prog.client(ctx)
	if err != nil {
		return side{}, err
	}
	s := &source{prog: prog, client: client, settings: settings, now: prog.now, progress: prog.newProgress(false)}
	defer s.progress.clear()
	if s.player, s.holder, err = find(s); err != nil {
		return side{}, err
	}
	now := side{name: "the inventory now", known: true, at: s.now()}
	for page, err := range s.pages(ctx) {
		now.items = append(now.items, pointers(page.Items)...)
		if isIncomplete(err) {
			now.notice, err = notice(ctx, err), nil
		}
		if err != nil {
			return now, err
		}
	}
	s.query = q
	now.meta = s.meta()
	if q.Empty() {
		return now, nil
	}
	if err := s.prepare(ctx); err != nil {
		return now, err
	}
	s.survey.Add(now.items, s.now())
	if narrow {
		old.meta.Query = now.meta.Query
		old.items = slices.DeleteFunc(old.items, func(it *models.Item) bool { return !s.selects(it, it.Origin().Fetched) })
	}
	now.items = compare.Within(old.items, now.items, func(it *models.Item) bool { return s.selects(it, s.now()) })
	s.progress.clear()
	s.noteMissing(prog)
	return now, s.failed
}

// doubts notes why the two sides may not be comparable.
func (prog *program) doubts(old, now side) {
	for _, s := range []side{old, now} {
		if !s.known && len(s.items) == 0 {
			prog.note("%s has no items: if its export failed, the comparison means nothing", s.name)
		}
	}
	switch {
	case old.known || !now.known:
	case now.meta.Query == "":
		prog.note("%s does not say whether it is an export of a query: if it is, give the query with --query", old.name)
	default:
		prog.note("%s does not say which query it is an export of: it is taken for one of --query", old.name)
	}
	if !old.known || !now.known {
		return
	}
	warn := func(what, a, b string) {
		if a != b {
			prog.note("the two sides have different %s: %s, and %s", what, cmp.Or(a, "none"), cmp.Or(b, "none"))
		}
	}
	warn("holders", old.meta.Holder.String(), now.meta.Holder.String())
	warn("addresses", text.Of(old.meta.BaseURL).Line(), text.Of(now.meta.BaseURL).Line())
	warn("queries", text.Of(old.meta.Query).Line(), text.Of(now.meta.Query).Line())
}

func (d *diffFlags) write(prog *program, old, now side, r compare.Result) error {
	settings, err := prog.settings()
	if err != nil {
		return err
	}
	switch d.format {
	case "json":
		err = writeJSON(prog.stdout, diffJSON(old, now, r))
	case "markdown":
		_, err = io.WriteString(prog.stdout, diffMarkdown(old, now, r, settings.Zone()))
	default:
		err = prog.diffText(old, now, r, settings)
	}
	return err
}

// summaryLine is the result in one line.
func summaryLine(old, now side, r compare.Result) string {
	if r.Same() {
		return fmt.Sprintf("no difference: %d items in %s and in %s", len(now.items), old.name, now.name)
	}
	return fmt.Sprintf("%d added, %d removed, %d changed (%d items in %s, %d in %s)",
		len(r.Added), len(r.Removed), len(r.Changed), len(old.items), old.name, len(now.items), now.name)
}

// itemChange is one changed field of an item, or an item that was added or removed.
type itemChange struct {
	mark, word      string
	item            *models.Item
	field, old, new string // safe to print; of a removed item, old says why
}

// changes lists the removed items, the added ones and the changed fields.
func changes(r compare.Result, now time.Time, zone *time.Location) (list []itemChange) {
	for _, it := range r.Removed {
		list = append(list, itemChange{mark: "-", word: "removed", item: it, old: compare.WhyRemoved(it, now).In(zone)})
	}
	for _, it := range r.Added {
		list = append(list, itemChange{mark: "+", word: "added", item: it})
	}
	for _, c := range r.Changed {
		if len(c.Fields) == 0 {
			list = append(list, itemChange{mark: "~", word: "changed", item: c.New})
		}
		for _, f := range c.Fields {
			list = append(list, itemChange{"~", "changed", c.New, fieldName(f), fieldValue(f.Old), fieldValue(f.New)})
		}
	}
	return list
}

// diffText writes a line for each item, with the changed fields below it.
func (prog *program) diffText(old, now side, r compare.Result, settings config.Settings) error {
	t := prog.theme(settings)
	styles := map[string]lipgloss.Style{"-": t.Removed, "+": t.Added, "~": t.Changed}
	var b strings.Builder
	var last *models.Item
	for _, c := range changes(r, now.at, settings.Zone()) {
		if c.item != last {
			line := c.mark + " " + cmp.Or(c.item.Instance().String(), "none") + "  " + c.item.Name().Line()
			if a := c.item.Asset(); a != nil && !a.ID.IsZero() {
				line += "  asset " + a.ID.String()
			}
			if !c.item.Source().Empty() {
				line += "  " + c.item.Source().Line()
			}
			if c.field == "" && c.old != "" {
				line += "  " + c.old
			}
			b.WriteString(styles[c.mark].Render(line) + "\n")
		}
		if last = c.item; c.field != "" {
			b.WriteString("    " + c.field + ": " + t.Removed.Render(c.old) + " → " + t.Added.Render(c.new) + "\n")
		}
	}
	b.WriteString(summaryLine(old, now, r) + "\n")
	_, err := io.WriteString(prog.styled(), b.String())
	return err
}

func diffMarkdown(old, now side, r compare.Result, zone *time.Location) string {
	var b strings.Builder
	if !r.Same() {
		b.WriteString("| | INSTANCE | NAME | FIELD | OLD | NEW |\n| --- | --: | --- | --- | --- | --- |\n")
		for _, c := range changes(r, now.at, zone) {
			b.WriteByte('|')
			for _, cell := range []string{c.word, c.item.Instance().String(), c.item.Name().Line(), c.field, c.old, c.new} {
				b.WriteString(" " + export.MarkdownText(cell) + " |")
			}
			b.WriteByte('\n')
		}
		b.WriteByte('\n')
	}
	sentence := summaryLine(old, now, r)
	b.WriteString(export.MarkdownText(strings.ToUpper(sentence[:1])+sentence[1:]) + "\n")
	for _, s := range []side{old, now} {
		if s.notice != "" {
			b.WriteString("\n" + export.MarkdownText("There may be more in "+s.name+": "+s.notice) + "\n")
		}
	}
	return b.String()
}
