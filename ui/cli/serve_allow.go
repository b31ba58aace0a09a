package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lootlens/api"
	"lootlens/models/text"
)

var (
	inventoryFlags = []string{"character", "hero", "universal"}
	listFlags      = []string{"players", "player-column", "ordered", "shard"}
	globalFlags    = []string{"theme", "tz", "quiet", "error-format"}
)

// allowed are the commands of a session and their flags, besides --help and globalFlags;
// "" is the browser. What is not in this list does not exist there: before a flag comes
// in, make sure that it reads or writes no file of the server, changes no setting and
// leads to no other address.
var allowed = map[string][]string{
	"":           slices.Concat(inventoryFlags, []string{"instance", "query", "sort", "group", "plain"}),
	"export":     slices.Concat(inventoryFlags, listFlags, []string{"query", "format", "columns", "storage-columns", "bom", "sort", "at"}),
	"verify":     slices.Concat(inventoryFlags, listFlags, []string{"query", "min", "max", "exact", "checks", "wait", "interval", "name", "format"}),
	"tail":       slices.Concat(inventoryFlags, []string{"query", "interval", "for", "limit", "full", "format"}),
	"diff":       slices.Concat(inventoryFlags, []string{"player", "query", "from", "to", "swap", "format"}),
	"show":       slices.Concat(inventoryFlags, []string{"instance", "format"}),
	"history":    slices.Concat(inventoryFlags, []string{"query", "since", "format"}),
	"players":    append([]string{"format"}, listFlags...),
	"characters": {"format"},
	"help":       nil,
	"version":    nil,
}

const sessionHelp = `lootlens shows what players of a LootLocker game own. It only ever reads.

PLAYER is a player id, ULID, public UID or name, or an id on a platform:
steam:… psn:… xbox:… guest:… Without PLAYER the browser asks for one. It needs a
terminal: ssh -t HOST PLAYER.

Commands read standard input and write standard output: there are no files here.
"help query", "formats" and "exit-codes" say more.`

// fromStdin are flags that name a file; a session can only give -, its standard input.
var fromStdin = []string{"players", "checks"}

// restrict leaves of a command line what a session may use.
func (g *guest) restrict(prog *program, root *cobra.Command) {
	root.CompletionOptions.DisableDefaultCmd = true
	root.Long, root.Example = sessionHelp, "lootlens 363 --character 49\nlootlens export 1250 --query rarity:epic"
	keepFlags(root, slices.Concat(allowed[""], globalFlags))
	prog.flags = root.PersistentFlags()
	for _, cmd := range root.Commands() {
		flags, ok := allowed[cmd.Name()]
		if !ok {
			forbid(cmd)
			continue
		}
		keepFlags(cmd, flags)
		for _, sub := range cmd.Commands() {
			forbid(sub)
		}
		g.wrap(cmd)
	}
	g.wrap(root)
}

// forbid puts a command in the place of cmd that only says that it is not there.
func forbid(cmd *cobra.Command) {
	parent, what := cmd.Parent(), strings.TrimPrefix(cmd.CommandPath(), "lootlens ")
	parent.RemoveCommand(cmd)
	parent.AddCommand(&cobra.Command{
		Use: cmd.Name(), Hidden: true, DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			err := fmt.Errorf("%s is not available over SSH: there are %s", what, strings.Join(commandNames(cmd.Root()), ", "))
			return &exit{exitUsage, err, "lootlens help"}
		},
	})
}

// keepFlags removes all flags but these.
func keepFlags(cmd *cobra.Command, names []string) {
	own, inherited := pflag.NewFlagSet("", 0), pflag.NewFlagSet("", 0)
	sift := func(from, to *pflag.FlagSet) {
		from.VisitAll(func(f *pflag.Flag) {
			if slices.Contains(names, f.Name) {
				to.AddFlag(f)
			}
		})
	}
	persistent := cmd.PersistentFlags()
	sift(persistent, inherited)
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if persistent.Lookup(f.Name) == nil && slices.Contains(names, f.Name) {
			own.AddFlag(f)
		}
	})
	cmd.ResetFlags()
	cmd.Flags().AddFlagSet(own)
	cmd.PersistentFlags().AddFlagSet(inherited)
}

// wrap has a command check that it reads no file, and write itself into the audit before
// it does anything.
func (g *guest) wrap(cmd *cobra.Command) {
	run := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := refuseFiles(cmd, args); err != nil {
			return err
		}
		if slices.Contains([]string{"export", "verify", "tail", "diff"}, cmd.Name()) || cmd.Flags().Changed("players") {
			g.priority = api.Bulk
		}
		if cmd.Name() != "help" && cmd.Name() != "version" && g.auditor.command(cmd, args) != nil {
			return &exit{code: exitLocal} // the server says why the session ends
		}
		return run(cmd, args)
	}
}

// refuseFiles returns an error if the arguments name a file: there are only standard
// input and output.
func refuseFiles(cmd *cobra.Command, args []string) error {
	for _, name := range fromStdin {
		if f := cmd.Flags().Lookup(name); f != nil && f.Changed && f.Value.String() != "-" {
			return usagef("--%s %s: there are no files over SSH: give - and pass it on standard input", name, text.Of(f.Value.String()).Line())
		}
	}
	if from := cmd.Flags().Lookup("from"); cmd.Name() != "diff" || from.Changed {
		return nil
	}
	for _, arg := range args {
		if arg != "-" {
			return usagef("%s: there are no files over SSH: give - and pass the export on standard input", text.Of(arg).Line())
		}
	}
	return nil
}
