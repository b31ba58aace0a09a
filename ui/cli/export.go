package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/saved"
	"lootlens/models/text"
	"lootlens/ui/cli/config"
	"lootlens/ui/cli/export"
)

// exportFlags are the flags of export.
type exportFlags struct {
	holderFlags
	manyFlags
	query          string
	format         string
	output         string
	columns        []string
	storageColumns bool
	bom, csvText   bool
	sort           string
	at             string
}

func newExport(prog *program) *cobra.Command {
	var x exportFlags
	cmd := &cobra.Command{
		Use:        "export PLAYER [flags]",
		SuggestFor: []string{"list", "ls", "get", "dump", "download", "save", "inventory", "items"},
		Short:      "Write an inventory to a file or stdout",
		Long: `export reads a whole inventory and writes it page by page in the server's order,
as NDJSON, JSON, CSV, a table, Markdown or Parquet: "lootlens help formats"
describes them. It keeps 8 bytes of each item in memory to recognize duplicates, and with
--sort it keeps the items.

With --players it exports the inventories of a whole list ("lootlens help
many-players"); each row says whose it is, and a player that fails has a row with
its error. --character then takes a name or default.

If the service ends the walk early, all items that came are written and the exit
code is 3; json and markdown say that there may be more. If a request fails in
the middle or the command is interrupted, FILE stays as it was, and the items
that came are in FILE.partial.

With --at it writes the inventory as it was at that time by what was recorded
("lootlens help history"): a date means its end, 7d is seven days ago. The newest
complete look up to then answers, and stderr names it. csv, table and markdown show
rentals as they were at that look. ndjson and json have each item as it was when a
look first found it in that state, with the time that its rental had left then.

Dates in a query and in the output are UTC, unless --tz names a time zone:
"lootlens help query" describes queries. An equipped: query requests the
loadouts of the player and of all characters and heroes; an istorage: query
requests the storage of each item that matches all other terms.

Exit codes: 0 everything is written, 2 wrong usage, 3 the API or the network
failed or the inventory may be incomplete, 4 no such player or several, 5 FILE
or stdout cannot be written, 130 interrupted.`,
		Example: `lootlens export 1250 --character 12501 -o inventory.json
lootlens export 363 --query 'rarity:epic|legendary rental:active'
lootlens export 1250 --format csv --storage-columns -o items.csv
lootlens export 1250 -o items.parquet
lootlens export 1250 -o lake/
lootlens export 1250 --format table --sort left
lootlens export --universal --format table
lootlens export --players event.csv --query source:event -o event.ndjson
lootlens export --players event.csv -o lake/ --resume event.journal
lootlens export 1250 --at yesterday --format table
lootlens export 1250 | jq -r .asset.name | sort | uniq -c`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := x.manyFlags.check(); err != nil {
				return err
			}
			if x.given() {
				return x.runMany(cmd.Context(), prog, args)
			}
			if err := atMost(1)(cmd, args); err != nil {
				return err
			}
			return x.run(cmd.Context(), prog, first(args))
		},
	}
	x.holderFlags.add(cmd)
	x.manyFlags.add(cmd)
	f := cmd.Flags()
	f.StringVar(&x.query, "query", "", "only the items that match this query")
	f.StringVar(&x.format, "format", "", "ndjson, json, csv, table, markdown or parquet (default: by the ending of FILE, parquet for DIR/, else ndjson)")
	f.StringVarP(&x.output, "output", "o", "", "write to this file, or to a new part in DIR/, instead of stdout (-)")
	f.StringVar(&x.at, "at", "", "the inventory as it was recorded at this time: 2026-01-31, 2026-01-31T15:04 or 7d")
	f.BoolVar(&x.storageColumns, "storage-columns", false, "add a column storage.KEY for each storage key to csv")
	f.BoolVar(&x.bom, "bom", false, "start csv with a byte order mark, for Excel")
	f.BoolVar(&x.csvText, "csv-text", false, "write texts and long ids of csv as =\"…\", which Excel keeps as they are")
	f.StringSliceVar(&x.columns, "columns", nil, "columns of csv, table, markdown and parquet, separated by commas")
	f.StringVar(&x.sort, "sort", "", "sort by "+strings.Join(sortWords(), ", ")+"; COLUMN:asc or :desc for a direction")
	_ = f.SetAnnotation("format", suggested, each(export.Formats(), func(f export.Format) string { return string(f) }))
	return cmd
}

// exportFormat is the format that --format or the ending of -o names.
func (x *exportFlags) exportFormat() (export.Format, error) {
	f, named := export.FormatOf(x.output)
	switch end := filepath.Ext(x.output); {
	case x.format != "":
		var err error
		if f, err = export.ParseFormat(x.format); err != nil {
			return f, usagef("--format: %w", err)
		}
	case x.folder():
		f = export.Parquet
	case named:
	case end != "" && end != ".":
		return f, usagef("-o: the ending of %q names no format: add --format", text.Of(x.output).Line())
	default:
		f = export.NDJSON
	}
	flag := ""
	switch {
	case f == export.CSV:
	case x.storageColumns:
		flag = "storage-columns"
	case x.bom:
		flag = "bom"
	case x.csvText:
		flag = "csv-text"
	}
	if flag != "" {
		return f, usagef("--%s is for csv: add --format csv", flag)
	}
	return f, checkColumns(x.columns, f)
}

// toFile reports whether the output is not stdout.
func (x *exportFlags) toFile() bool { return x.output != "" && x.output != "-" }

// folder reports whether the output is a folder that gets parts.
func (x *exportFlags) folder() bool { return x.toFile() && export.IsFolder(x.output) }

func (x *exportFlags) run(ctx context.Context, prog *program, player string) error {
	format, err := x.exportFormat()
	if err != nil {
		return err
	}
	by, err := parseSort(x.sort)
	if err != nil {
		return err
	}
	var s *source
	if x.at != "" {
		s, err = prog.before(ctx, &x.holderFlags, player, x.query, x.at)
	} else {
		s, err = prog.source(ctx, &x.holderFlags, player, x.query, x.toFile())
	}
	if err != nil {
		return err
	}
	opt := x.options(s)
	var out io.Writer = prog.stdout
	var file *export.File
	switch {
	case x.toFile():
		if x.folder() {
			file, err = export.CreatePart(x.output, opt.Environment, prog.now(), format, rand.Text()[:8])
		} else {
			file, err = export.Create(x.output)
		}
		if err != nil {
			return fmt.Errorf("-o: %w", err)
		}
		defer file.Abort()
		out = file
	case format == export.Parquet && terminal(prog.stdout):
		return usagef("parquet is not for a terminal: add -o FILE or -o DIR/")
	case format == export.Table:
		out, opt.Theme, opt.Width = prog.styled(), prog.theme(s.settings), prog.width()
	}
	pages := s.pages(ctx)
	if x.at != "" {
		pages, opt.Now = s.pastPages(), s.now()
	}
	if by.given {
		pages = s.sorted(pages, by)
	}
	if prog.guest == nil {
		// Pages are garbage at once: collecting earlier keeps the memory small.
		defer debug.SetGCPercent(debug.SetGCPercent(50))
	}
	err = s.export(ctx, pages, format, out, file, opt)
	s.noteMissing(prog)
	return err
}

// options are the settings for the writer.
func (x *exportFlags) options(s *source) export.Options {
	return export.Options{Meta: s.meta(), Environment: s.prog.environment(s.settings), Reference: s.reference, Partitioned: x.folder(),
		Columns: x.columns, StorageColumns: x.storageColumns, BOM: x.bom, TextCells: x.csvText, Zone: s.settings.Zone()}
}

// environment is what the key opens, or else what the profile says.
func (prog *program) environment(s config.Settings) string {
	if prog.opens == api.UnknownEnvironment && s.Environment.V != "" {
		return s.Environment.V
	}
	return prog.opens.String()
}

// meta describes the export; the writer replaces Time by that of the items.
func (s *source) meta() saved.Meta {
	m := saved.Meta{Player: s.player, Holder: s.holder, Time: s.now(), BaseURL: s.client.BaseURL()}
	if s.past != nil {
		m.Look = s.now()
	}
	if !s.query.Empty() {
		m.Query = s.query.UTC()
	}
	return m
}

// export writes the items of pages to out, which is file if that is not nil. Without a
// page it writes nothing.
func (s *source) export(ctx context.Context, pages iter.Seq2[models.Page, error], f export.Format, out io.Writer, file *export.File, opt export.Options) error {
	var w export.Writer
	var failure error
	for page, err := range pages {
		failure = err
		if w == nil && err != nil && len(page.Items) == 0 && !isIncomplete(err) {
			s.progress.clear()
			return err
		}
		if w == nil {
			if w, err = export.New(f, out, opt); err != nil {
				return err
			}
		}
		if err := writePage(w, &page); err != nil {
			_ = w.Close(export.Summary{}) // removes its temporary file
			return err
		}
	}
	s.progress.clear()
	err := w.Close(export.Summary{Complete: failure == nil, Notice: notice(ctx, failure), Total: s.total})
	if err != nil {
		return err
	}
	return settle(ctx, file, w.Count(), failure)
}

func writePage(w export.Writer, page *models.Page) error {
	for i := range page.Items {
		if err := w.Write(&page.Items[i]); err != nil {
			return err
		}
	}
	return w.Flush()
}

// settle commits the file, or keeps it as a partial one, and returns the error of the
// export.
func settle(ctx context.Context, file *export.File, count uint64, failure error) error {
	if failure == nil || isIncomplete(failure) {
		if file != nil {
			if err := file.Commit(); err != nil {
				return err
			}
		}
		return failure
	}
	where := ""
	if file != nil {
		kept, err := file.Keep()
		if err != nil {
			return errors.Join(failure, err)
		}
		if kept != "" {
			where = " to " + kept
		}
	}
	switch {
	case file != nil && file.IsPart():
		return fmt.Errorf("no part was added: %w", failure)
	case ctx.Err() == nil:
		return fmt.Errorf("incomplete, %d items were written%s: %w", count, where, failure)
	case where != "":
		return &exit{code: exitInterrupted, err: fmt.Errorf("interrupted, %d items were written%s", count, where)}
	}
	return failure
}

func isIncomplete(err error) bool { return isA[*api.IncompleteError](err) }

// notice is why an export is not complete; "" if it is.
func notice(ctx context.Context, failure error) string {
	incomplete, ok := errors.AsType[*api.IncompleteError](failure)
	switch {
	case failure == nil:
		return ""
	case ctx.Err() != nil:
		return "interrupted"
	case ok:
		return incomplete.Notice
	}
	return failure.Error()
}
