package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/models/query"
	"lootlens/models/saved"
	"lootlens/models/text"
	"lootlens/ui/cli/export"
)

var diffFormats = []string{"text", "json", "markdown"}

// diffing are the flags of diff.
type diffing struct {
	whose
	player string
	swap   bool
	format string
}

func newDiff(prog *program) *cobra.Command {
	var d diffing
	cmd := &cobra.Command{
		Use:        "diff OLD [NEW] [flags]",
		SuggestFor: []string{"compare"},
		Short:      "Compare two exports, or an export with the inventory now",
		Long: `diff compares two inventories by instance id: what was added, what was removed,
and what changed, field by field. OLD and NEW are JSON or NDJSON exports or
answers of LootLocker's as they came; - is stdin.

Without NEW, OLD is compared with the inventory now: the one that --player (with
--character or --hero) or --universal names, else the one that OLD was exported
from. An export of a query is compared with what matches that query now. --swap
takes the inventory now for the old side.

A rental's time that only ran down is no change.

Exit codes: 0 no difference, 1 there are differences, 2 wrong usage, 3 the API
or the network failed or one side may be incomplete, 130 interrupted.`,
		Example: `  lootlens export 363 -o before.json
  lootlens diff before.json
  lootlens diff before.json after.json --format json | jq '.added[].instance_id'
  lootlens diff before.ndjson --player 363 --character 49 --format markdown`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("OLD is missing: the file of an export, or - for stdin")
			}
			return atMost(2)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return d.run(cmd.Context(), prog, args)
		},
	}
	d.whose.add(cmd)
	f := cmd.Flags()
	f.StringVar(&d.player, "player", "", "compare with the inventory of this `player` now")
	f.BoolVar(&d.swap, "swap", false, "take the second side for the old one")
	f.StringVar(&d.format, "format", "text", "text, json or markdown: the `format`")
	_ = cmd.RegisterFlagCompletionFunc("format", completeFormats(diffFormats))
	_ = cmd.RegisterFlagCompletionFunc("player", cobra.NoFileCompletions)
	return cmd
}

// side is one of the two states.
type side struct {
	name   string // safe to print
	items  []*models.Item
	meta   saved.Meta
	told   bool   // meta says something
	notice string // why there may be more
}

func (d *diffing) run(ctx context.Context, prog *program, args []string) error {
	if err := oneOf(d.format, diffFormats); err != nil {
		return err
	}
	named := d.player != "" || d.universal || d.character != "" || d.hero != ""
	switch {
	case len(args) == 2 && named:
		return usagef("NEW is a file already: leave --player, --character, --hero and --universal out")
	case len(args) == 2 && args[0] == "-" && args[1] == "-":
		return usagef("only one side can come from stdin")
	}
	if err := d.check(d.player, false); err != nil {
		return err
	}
	old, err := prog.readSide(args[0])
	if err != nil {
		return err
	}
	var now side
	switch {
	case len(args) == 2:
		now, err = prog.readSide(args[1])
	case named:
		now, err = d.live(ctx, prog, old, func(s *source) (models.Player, models.Holder, error) {
			return d.find(ctx, s.client, d.player)
		})
	case !old.told:
		return usagef("%s does not say whose inventory it is: add --player, or the file to compare with", old.name)
	default:
		now, err = d.live(ctx, prog, old, func(s *source) (models.Player, models.Holder, error) {
			if s.client.BaseURL() != old.meta.BaseURL {
				return models.Player{}, models.Holder{}, usagef("%s comes from %s, and %s would be asked now: name the inventory with --player to compare all the same",
					old.name, text.Of(old.meta.BaseURL).Line(), s.client.BaseURL())
			}
			return old.meta.Player, old.meta.Holder, nil
		})
	}
	if err != nil {
		return err
	}
	if d.swap {
		old, now = now, old
	}
	prog.doubts(old, now)
	r := compare.Diff(old.items, now.items)
	if err := d.write(prog, old, now, r); err != nil {
		return written(err)
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

// readSide reads a file, or stdin for "-".
func (prog *program) readSide(name string) (side, error) {
	s := side{name: text.Of(name).Line()}
	in := prog.stdin
	if name == "-" {
		s.name = "stdin"
	} else {
		f, err := os.Open(name)
		if err != nil {
			return s, usagef("%w", err)
		}
		defer f.Close()
		in = f
	}
	file, err := saved.Read(in)
	if err != nil {
		return s, usagef("%s: %w", s.name, err)
	}
	s.items, s.meta, s.told = file.Items, file.Meta, file.HasMeta
	if s.told && !s.meta.Complete {
		s.notice = text.Of(s.meta.Notice).Line()
		if s.notice == "" {
			s.notice = "its export was not finished"
		}
	}
	return s, nil
}

// live is the inventory now, of what matches old's query.
func (d *diffing) live(ctx context.Context, prog *program, old side, find func(*source) (models.Player, models.Holder, error)) (side, error) {
	var q query.Query
	if old.meta.Query != "" {
		var err error
		if q, err = query.Parse(old.meta.Query, prog.now(), time.UTC); err != nil {
			return side{}, usagef("%s was exported with a query that cannot be read: %w", old.name, err)
		}
	}
	client, settings, err := prog.client(ctx)
	if err != nil {
		return side{}, err
	}
	s := &source{client: client, settings: settings, query: q, now: prog.now, progress: prog.newProgress()}
	if s.player, s.holder, err = find(s); err != nil {
		return side{}, err
	}
	now := side{name: "the inventory now", meta: s.meta(), told: true}
	for page, err := range s.pages(ctx) {
		for i := range page.Items {
			now.items = append(now.items, &page.Items[i])
		}
		if asEnded(err) {
			now.notice, err = notice(ctx, err), nil
		}
		if err != nil {
			s.progress.clear()
			return now, err
		}
	}
	s.progress.clear()
	return now, nil
}

// doubts says on stderr what makes the two sides hard to compare.
func (prog *program) doubts(old, now side) {
	if !old.told || !now.told {
		return
	}
	warn := func(what, a, b string) {
		if a != b {
			fmt.Fprintf(prog.stderr, "lootlens: the two sides have different %s: %s, and %s\n", what, orNone(a), orNone(b))
		}
	}
	warn("holders", old.meta.Holder.String(), now.meta.Holder.String())
	warn("addresses", text.Of(old.meta.BaseURL).Line(), text.Of(now.meta.BaseURL).Line())
	warn("queries", text.Of(old.meta.Query).Line(), text.Of(now.meta.Query).Line())
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func (d *diffing) write(prog *program, old, now side, r compare.Result) error {
	switch d.format {
	case "json":
		_, err := prog.stdout.Write(diffJSON(old, now, r))
		return err
	case "markdown":
		_, err := io.WriteString(prog.stdout, diffMarkdown(old, now, r))
		return err
	}
	return prog.diffText(old, now, r)
}

// told is the whole in one line.
func told(old, now side, r compare.Result) string {
	if r.Same() {
		return fmt.Sprintf("no difference: %d items in %s and in %s", len(now.items), old.name, now.name)
	}
	return fmt.Sprintf("%d added, %d removed, %d changed (%d items in %s, %d in %s)",
		len(r.Added), len(r.Removed), len(r.Changed), len(old.items), old.name, len(now.items), now.name)
}

func (prog *program) diffText(old, now side, r compare.Result) error {
	settings, err := prog.settings()
	if err != nil {
		return err
	}
	t := prog.palette(settings)
	var b strings.Builder
	line := func(mark string, it *models.Item) string {
		s := mark + " " + orNone(it.Instance().String()) + "  " + it.Name().Line()
		if a := it.Asset(); a != nil && !a.ID.IsZero() {
			s += "  asset " + a.ID.String()
		}
		if !it.Source().Empty() {
			s += "  " + it.Source().Line()
		}
		return s
	}
	for _, it := range r.Removed {
		b.WriteString(t.Removed.Render(line("-", it)))
		b.WriteByte('\n')
	}
	for _, it := range r.Added {
		b.WriteString(t.Added.Render(line("+", it)))
		b.WriteByte('\n')
	}
	for _, c := range r.Changed {
		b.WriteString(t.Changed.Render(line("~", c.New)))
		b.WriteByte('\n')
		for _, f := range c.Fields {
			b.WriteString("    " + path(f) + ": ")
			b.WriteString(t.Removed.Render(value(f.Old)))
			b.WriteString(" → ")
			b.WriteString(t.Added.Render(value(f.New)))
			b.WriteByte('\n')
		}
	}
	b.WriteString(told(old, now, r) + "\n")
	_, err = io.WriteString(prog.styled(), b.String())
	return err
}

func path(f compare.FieldChange) string {
	if f.Path == "" {
		return "(the whole item)"
	}
	return text.Of(f.Path).Line()
}

func value(raw jsontext.Value) string {
	if raw == nil {
		return "(absent)"
	}
	return text.Of(string(raw)).Line()
}

func diffMarkdown(old, now side, r compare.Result) string {
	var b strings.Builder
	row := func(what string, it *models.Item, field, was, is string) {
		b.WriteByte('|')
		for _, c := range []string{what, it.Instance().String(), it.Name().Line(), field, was, is} {
			b.WriteString(" " + export.MarkdownText(c) + " |")
		}
		b.WriteByte('\n')
	}
	if !r.Same() {
		b.WriteString("| | INSTANCE | NAME | FIELD | OLD | NEW |\n| --- | --: | --- | --- | --- | --- |\n")
	}
	for _, it := range r.Removed {
		row("removed", it, "", "", "")
	}
	for _, it := range r.Added {
		row("added", it, "", "", "")
	}
	for _, c := range r.Changed {
		for _, f := range c.Fields {
			row("changed", c.New, path(f), value(f.Old), value(f.New))
		}
	}
	if !r.Same() {
		b.WriteByte('\n')
	}
	sentence := told(old, now, r)
	b.WriteString(export.MarkdownText(strings.ToUpper(sentence[:1])+sentence[1:]) + "\n")
	for _, s := range []side{old, now} {
		if s.notice != "" {
			b.WriteString("\n" + export.MarkdownText("There may be more in "+s.name+": "+s.notice) + "\n")
		}
	}
	return b.String()
}

// diffJSON is {"same","complete","added":[item],"removed":[item],"changed":[{
// "instance_id","name","fields":[{"path","old","new"}]}]}. A side that has no such
// member leaves "old" or "new" out.
func diffJSON(old, now side, r compare.Result) []byte {
	b := fmt.Appendf(nil, `{"same":%t,"complete":%t`, r.Same(), old.notice == "" && now.notice == "")
	item := func(it *models.Item) []byte { return export.AppendItem(nil, it) }
	b = appendList(b, ",\n", "added", r.Added, item)
	b = appendList(b, ",\n", "removed", r.Removed, item)
	b = appendList(b, ",\n", "changed", r.Changed, func(c compare.Change) []byte {
		var m members
		m.add("instance_id", []byte(c.New.Instance().String()))
		m.text("name", c.New.Name())
		m.add("fields", appendElements(nil, c.Fields, fieldJSON))
		return m.object(nil)
	})
	return text.JSON(append(b, "}\n"...))
}

func fieldJSON(f compare.FieldChange) []byte {
	var m members
	quoted, _ := jsontext.AppendQuote(nil, f.Path)
	m.add("path", quoted)
	m.add("old", asJSON(f.Old))
	m.add("new", asJSON(f.New))
	return m.object(nil)
}

// asJSON is the value, or a string of it where it is malformed.
func asJSON(raw jsontext.Value) []byte {
	if raw == nil || raw.IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) {
		return raw
	}
	quoted, _ := jsontext.AppendQuote(nil, string(raw))
	return quoted
}
