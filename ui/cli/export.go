package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/saved"
	"lootlens/ui/cli/export"
)

// exporting are the flags of export.
type exporting struct {
	whose
	query          string
	format         string
	output         string
	columns        []string
	storageColumns bool
	sort           string
}

func newExport(prog *program) *cobra.Command {
	var x exporting
	cmd := &cobra.Command{
		Use:        "export PLAYER [flags]",
		SuggestFor: []string{"list", "ls", "get", "dump", "download", "save", "inventory", "items"},
		Short:      "Write an inventory as NDJSON, JSON, CSV, table or Markdown",
		Long: `export reads a whole inventory and writes it in the server's order, page by
page. It keeps 8 bytes of each item, to tell an item that comes again; with
--sort it keeps all that are written.

  ndjson    one item a line, with the values that the server sent
  json      {"items":[…],"total":…,"lootlens":{…}}: LootLocker's own shape, with
            whose inventory it is, when it was read and whether it is complete
  csv       RFC 4180 with the columns
            instance_id, asset_id, name, rarity, context, source, acquired,
            rental_state, rental_left_seconds, rental_duration_seconds,
            variation_id, rental_option_id, ulid, uuid, active, price,
            storage (JSON), fault
            whatever the config file says; --columns chooses among them, rental
            (in words) and storage.KEY, the values of one key.
            What a spreadsheet would run has an apostrophe before it. Open
            columns of ids as text: a spreadsheet rounds numbers of more than
            15 digits.
  table     aligned columns, with colours on a terminal; of the same names,
            without --columns instance_id, asset_id, name, rarity, context,
            source, acquired and rental
  markdown  a table for tickets, with these columns too

With -o the file appears under its name once it is whole, in the format that the
name's end says: .ndjson or .jsonl, .json, .csv, .txt (table), .md. Where the
service does not let the walk go on, all that came is written and the exit code
is 3; json and markdown say it in the file too. Where a request fails in the
middle, FILE stays as it was and what came is in FILE.partial.

An equipped: query asks for the holder's loadout and, for a player's own
inventory, for those of all its characters and heroes: a request each. An
istorage: query asks for the storage of each item that matches all else: a
request an item.

Exit codes: 0 all is written, 2 wrong usage, 3 the API or the network failed or
the inventory may be incomplete, 130 interrupted.`,
		Example: `  lootlens export 363 --character 49 -o inventory.json
  lootlens export steam:76561198000000000 --query 'rarity:epic|legendary rental:active'
  lootlens export 1250 --format csv --storage-columns -o items.csv
  lootlens export 1250 --format table --sort left --columns instance_id,name,rental
  lootlens export --universal --format table
  lootlens export 1250 | jq -r .asset.name | sort | uniq -c`,
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return x.run(cmd.Context(), prog, first(args))
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	x.whose.add(cmd)
	f := cmd.Flags()
	f.StringVar(&x.query, "query", "", "only the items that match this `query`")
	f.StringVar(&x.format, "format", "", "ndjson, json, csv, table or markdown: the `format` (default what FILE's name says, else ndjson)")
	f.StringVarP(&x.output, "output", "o", "", "write to this `file` instead of stdout (-)")
	f.BoolVar(&x.storageColumns, "storage-columns", false, "csv: a column for each storage key too, storage.KEY")
	f.StringSliceVar(&x.columns, "columns", nil, "csv, table and markdown: these `columns`, with commas between them")
	f.StringVar(&x.sort, "sort", "", "in the order of this `column`, with :asc or :desc behind it (rarity alone: rarest first); needs memory for all items: "+strings.Join(sortWords(), ", "))
	_ = cmd.RegisterFlagCompletionFunc("format", completeFormats(export.Formats()))
	_ = cmd.RegisterFlagCompletionFunc("columns", completeColumns)
	_ = cmd.RegisterFlagCompletionFunc("sort", completeSort)
	return cmd
}

func completeFormats[T ~string](formats []T) cobra.CompletionFunc {
	words := make([]cobra.Completion, len(formats))
	for i, f := range formats {
		words[i] = string(f)
	}
	return cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)
}

// formatOf is the format that the flags ask for.
func (x *exporting) formatOf() (export.Format, error) {
	f, named := export.FormatOf(x.output)
	switch end := filepath.Ext(x.output); {
	case x.format != "":
		var err error
		if f, err = export.ParseFormat(x.format); err != nil {
			return f, usagef("--format: %w", err)
		}
	case named:
	case end != "" && end != ".":
		return f, usagef("-o: the end of %q names no format: add --format", x.output)
	default:
		f = export.NDJSON
	}
	if x.storageColumns && f != export.CSV {
		return f, usagef("--storage-columns are columns of csv: add --format csv")
	}
	return f, checkColumns(x.columns, f)
}

func (x *exporting) run(ctx context.Context, prog *program, player string) error {
	format, err := x.formatOf()
	if err != nil {
		return err
	}
	by, err := parseSort(x.sort)
	if err != nil {
		return err
	}
	q, err := parseQuery(prog, x.query)
	if err != nil {
		return err
	}
	s, err := prog.source(ctx, &x.whose, player, q)
	if err != nil {
		return err
	}
	opt := export.Options{Meta: s.meta(), Columns: x.columns, StorageColumns: x.storageColumns}
	var out io.Writer = prog.stdout
	var file *export.File
	switch {
	case x.output != "" && x.output != "-":
		if file, err = export.Create(x.output); err != nil {
			return usagef("-o: %w", err)
		}
		defer file.Abort()
		out = file
	case format == export.Table:
		out, opt.Theme, opt.Width = prog.styled(), prog.palette(s.settings), prog.columns()
	}
	pages := s.pages(ctx)
	if by.asked {
		pages = s.sorted(pages, by)
	} else if file == nil && terminal(prog.stdout) {
		s.progress.w = nil // the rows themselves show it
	}
	return s.export(ctx, pages, format, out, file, opt)
}

// meta is what an export says of itself; Time stands where no item tells.
func (s *source) meta() saved.Meta {
	m := saved.Meta{Player: s.player, Holder: s.holder, Time: s.now(), BaseURL: s.client.BaseURL()}
	if !s.query.Empty() {
		m.Query = s.query.UTC()
	}
	return m
}

// export writes the items of pages to out, which is file where there is one. Where
// not one page came, it writes nothing.
func (s *source) export(ctx context.Context, pages iter.Seq2[models.Page, error], f export.Format, out io.Writer, file *export.File, opt export.Options) error {
	// Pages come and go: what is kept is small, and may stay so.
	defer debug.SetGCPercent(debug.SetGCPercent(50))
	var w export.Writer
	var failure error
	for page, err := range pages {
		failure = err
		if w == nil && err != nil && len(page.Items) == 0 && !asEnded(err) {
			s.progress.clear()
			return err
		}
		if w == nil {
			if w, err = export.New(f, out, opt); err != nil {
				return err
			}
		}
		if err := writePage(w, &page); err != nil {
			_ = w.Close(export.Summary{}) // it may hold a temporary file
			return written(err)
		}
	}
	s.progress.clear()
	err := w.Close(export.Summary{Complete: failure == nil, Notice: notice(ctx, failure), Total: s.total})
	if err != nil {
		return written(err)
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

// settle decides what becomes of the file, and says what is wrong with the answer.
func settle(ctx context.Context, file *export.File, count uint64, failure error) error {
	switch {
	case failure == nil || asEnded(failure):
		if file != nil {
			if err := file.Commit(); err != nil {
				return failed(err)
			}
		}
		if failure != nil {
			return failed(failure)
		}
		return nil
	case ctx.Err() != nil:
		return failure
	}
	where := ""
	if file != nil {
		kept, err := file.Keep()
		if err != nil {
			return errors.Join(failure, err)
		}
		if kept != "" {
			where = ", to " + kept
		}
	}
	return failed(fmt.Errorf("incomplete, %d items were written%s: %w", count, where, failure))
}

func asEnded(err error) bool {
	var ended *api.IncompleteError
	return errors.As(err, &ended)
}

// notice says in an export why it is not complete.
func notice(ctx context.Context, failure error) string {
	var ended *api.IncompleteError
	switch {
	case failure == nil:
		return ""
	case ctx.Err() != nil:
		return "interrupted"
	case errors.As(failure, &ended):
		return ended.Notice
	}
	return failure.Error()
}

// written is the error of a stream. A reader who has seen enough, such as head, is
// no failure.
func written(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) {
		return &exit{code: exitDone}
	}
	return failed(fmt.Errorf("cannot write the output: %w", err))
}

// plain reports whether people's text on stdout takes no colours.
func (prog *program) plain() bool { return prog.profile() <= colorprofile.ASCII }
