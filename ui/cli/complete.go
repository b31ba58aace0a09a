package cli

import (
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/models/order"
	"lootlens/models/query"
	"lootlens/ui/browser/recents"
	"lootlens/ui/cli/config"
	"lootlens/ui/cli/export"
)

// complete adds the completion of PLAYER and of queries to every command. Flags that
// take no file are not completed with file names.
func (prog *program) complete(cmd *cobra.Command) {
	if strings.Contains(cmd.Use, "PLAYER") || cmd.Name() == "players" {
		cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return prog.recentPlayers(cmd.Name() == "demo"), cobra.ShellCompDirectiveNoFileComp
		}
	}
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if complete := prog.completion(f); complete != nil {
			_ = cmd.RegisterFlagCompletionFunc(f.Name, complete)
		}
	})
	for _, c := range cmd.Commands() {
		prog.complete(c)
	}
}

// completion completes the value of a flag; nil is by the names of files.
func (prog *program) completion(f *pflag.Flag) cobra.CompletionFunc {
	switch f.Name {
	case "output", "log", "history", "players", "baseline", "checks", "resume", "authorized-keys", "trusted-user-ca", "host-key", "audit":
		return nil
	case "character", "hero":
		return prog.completeHolder(f.Name)
	case "query":
		return completeQuery
	case "sort":
		return completeSort
	case "columns":
		return completeColumns
	case "profile":
		return prog.completeProfile
	}
	words := slices.Concat(f.Annotations[choices], f.Annotations[suggested])
	return cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)
}

func (prog *program) completeProfile(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	file, err := config.Read(config.Path(prog.getenv))
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	return file.Names(), cobra.ShellCompDirectiveNoFileComp
}

// completeQuery completes the last term of a query: field names, and the values of
// fields that have few. Behind the colon of a field comes no blank.
func completeQuery(cmd *cobra.Command, _ []string, typed string) (words []string, directive cobra.ShellCompDirective) {
	meaning := map[string]string{}
	for _, f := range query.Fields() {
		if f.Name != "" {
			meaning[f.Name+":"] = f.Meaning
		}
	}
	if cmd.HasParent() && cmd.Name() != "demo" { // see parseQuery
		for _, name := range []string{"new:", "changed:", "removed:", "diff:"} {
			delete(meaning, name)
		}
	}
	directive = cobra.ShellCompDirectiveNoFileComp
	for _, c := range query.Complete(typed, len(typed), nil) {
		c.Text = strings.TrimSuffix(c.Text, " ") // the shell adds it
		field := strings.HasSuffix(c.Text, ":")
		means, known := meaning[c.Text]
		if field && !known || !completes(c.Text, typed[c.From:]) {
			continue
		}
		if field {
			directive |= cobra.ShellCompDirectiveNoSpace
		}
		words = append(words, cobra.CompletionWithDesc(typed[:c.From]+c.Text, means))
	}
	return words, directive
}

// completionTimeout is how long a completion may wait for the API.
const completionTimeout = 2 * time.Second

// completeHolder completes --character or --hero with those of the player on the
// command line. It prompts for nothing and logs nothing.
func (prog *program) completeHolder(kind string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) (found []string, _ cobra.ShellCompDirective) {
		ctx, cancel := context.WithTimeout(cmd.Context(), completionTimeout)
		defer cancel()
		player := first(args)
		if f := cmd.Flags().Lookup("player"); f != nil {
			player = f.Value.String()
		}
		_, rows, err := prog.holders(ctx, player, cmd.Name() == "demo")
		if err == nil && kind == "character" {
			found = append(found, "default")
		}
		for _, row := range rows { // kind, id, name
			if row[0] == kind {
				found = append(found, cobra.CompletionWithDesc(row[1], row[2]))
			}
		}
		return found, cobra.ShellCompDirectiveNoFileComp
	}
}

// holders is the table of a player's characters and heroes, for completion.
func (prog *program) holders(ctx context.Context, player string, inDemo bool) (titles []string, rows [][]string, err error) {
	prog.flags.Lookup("log").Changed = false
	if inDemo {
		base, stop, err := demo.Start(ctx, demo.Options{Now: prog.now})
		if err == nil {
			defer stop()
			err = prog.useDemo(base)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	client, _, err := prog.client(ctx)
	if err != nil {
		return nil, nil, err
	}
	p, err := findPlayer(ctx, client, player)
	if err != nil {
		return nil, nil, err
	}
	characters, err := client.Characters(ctx, p.ID)
	if err != nil {
		return nil, nil, err
	}
	heroes, err := client.Heroes(ctx, p.ID)
	titles, rows = characterTable(characters, heroes)
	return titles, rows, err
}

// recentPlayers are the ids and names of players that were opened before with these
// settings. It fetches no key: without one in the environment variable it lists the
// players of stage and live.
func (prog *program) recentPlayers(inDemo bool) []string {
	var scopes []string
	if inDemo {
		scopes = []string{recents.Scope(api.Demo, "", "")}
	} else {
		s, err := prog.settings()
		if err != nil {
			return nil
		}
		environments := []api.Environment{api.Stage, api.Live, api.UnknownEnvironment}
		if key, err := api.NewKey(prog.getenv(config.KeyVariable)); err == nil {
			environments = []api.Environment{key.Environment()}
		}
		for _, environment := range environments {
			scopes = append(scopes, recents.Scope(environment, s.BaseURL.V, s.Profile.V))
		}
	}
	var found []string
	for _, scope := range scopes {
		list, err := recents.Open("", func() string { return scope }).Load()
		if err != nil {
			continue
		}
		for _, p := range list.Players {
			found = append(found, cobra.CompletionWithDesc(p.ID.String(), p.Name.Line()))
		}
	}
	return found
}

// sorting is the value of --sort.
type sorting struct {
	by    order.Key
	desc  bool
	given bool
}

func sortWords() []string { return each(order.Keys(), order.Key.Word) }

// parseSort reads --sort COLUMN[:asc|:desc]. Without a direction, rarity is sorted from
// the rarest and count from the highest.
func parseSort(s string) (sorting, error) {
	if s == "" {
		return sorting{}, nil
	}
	word, direction, directed := strings.Cut(s, ":")
	by, ok := order.ParseKey(word)
	switch {
	case !ok:
		return sorting{}, usagef("--sort: unknown column %q%s", word, nearestOrAll(word, sortWords()))
	case directed && direction != "desc" && direction != "asc":
		return sorting{}, usagef("--sort: %q is not a direction: give %s:desc or %s:asc", direction, word, word)
	}
	return sorting{by, direction == "desc" || !directed && by.Descends(), true}, nil
}

// nearestOrAll is the end of a message: the nearest word or else all words.
func nearestOrAll(word string, words []string) string {
	if near, ok := query.Nearest(strings.ToLower(word), words); ok {
		return ": did you mean " + near + "?"
	}
	return ": there are " + strings.Join(words, ", ")
}

func completeSort(*cobra.Command, []string, string) (words []string, _ cobra.ShellCompDirective) {
	for _, k := range order.Keys() {
		other := ":desc"
		if k.Descends() {
			other = ":asc"
		}
		words = append(words, k.Word(), k.Word()+other)
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

// sorted reads all pages and yields their items in another order. The error of the
// walk comes with the last page.
func (s *source) sorted(pages iter.Seq2[models.Page, error], by sorting) iter.Seq2[models.Page, error] {
	return func(yield func(models.Page, error) bool) {
		var list []*models.Item
		var failure error
		for page, err := range pages {
			list = append(list, pointers(page.Items)...)
			failure = err
		}
		s.progress.clear()
		list = order.Sort(list, by.by, by.desc, s.now())
		value := func(it *models.Item) models.Item { return *it }
		for part := range slices.Chunk(list, api.MaxCount) {
			if !yield(models.Page{Items: each(part, value)}, nil) {
				return
			}
		}
		yield(models.Page{}, failure)
	}
}

// checkColumns checks and trims --columns. A profile cannot set them: a script reads
// the same columns whoever runs it.
func checkColumns(columns []string, f export.Format) error {
	if len(columns) > 0 && (f == export.NDJSON || f == export.JSON) {
		return usagef("--columns are columns of csv, table, markdown and parquet: add --format csv")
	}
	for i, c := range columns {
		c = strings.TrimSpace(c)
		columns[i] = c
		switch {
		case !export.IsColumn(c):
			return usagef("--columns: unknown column %q%s", c, nearestOrAll(c, append(export.Columns(), "storage.KEY")))
		case slices.Contains(columns[:i], c):
			return usagef("--columns: column %s is there twice", c)
		case f == export.Parquet && strings.HasPrefix(c, "storage."):
			return usagef("--columns: parquet has no column %s: the column storage has all keys", c)
		}
	}
	return nil
}

// completeColumns completes the last of a list of columns.
func completeColumns(_ *cobra.Command, _ []string, typed string) (words []string, _ cobra.ShellCompDirective) {
	before := typed[:strings.LastIndexByte(typed, ',')+1]
	for _, c := range append(export.Columns(), "storage.") {
		if !slices.Contains(strings.Split(before, ","), c) {
			words = append(words, before+c)
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}
