package cli

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lootlens/ui/cli/config"
)

const (
	lookGroup   = "look"
	scriptGroup = "script"
	setupGroup  = "setup"
)

// newRoot makes the whole command line. The root itself is the browser.
func newRoot(prog *program) *cobra.Command {
	root := newBrowse(prog)
	root.Version = prog.version
	root.SetVersionTemplate("lootlens {{.Version}}\n")
	// Errors are printed once, in cli.go, after they were made safe.
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetIn(prog.stdin)
	root.SetOut(prog.stdout)
	root.SetErr(prog.stderr)
	root.SetFlagErrorFunc(flagError)
	root.SetUsageTemplate(usageTemplate(prog.width()))
	root.SuggestionsMinimumDistance = 2

	f := root.PersistentFlags()
	f.String("base-url", "", "`address` of the API (default https://api.lootlocker.io)")
	f.String("domain-key", "", "the game's domain `key`: https://KEY.api.lootlocker.com")
	f.String("profile", "", "`name` of a profile of the config file")
	f.String("ll-version", "", "LL-Version header: a `date`")
	f.String("game-version", "", "game version that the session is started for: `numbers` with dots")
	f.String("timeout", "", "`duration` after which one attempt fails (default 15s)")
	f.String("count", "", "items a page: a `number` from 1 to 200")
	f.String("theme", "", "auto, light or dark: the terminal's `background`")
	f.String("log", "", "append a line for each request to this `file`, without secrets")
	prog.flags = f
	_ = root.RegisterFlagCompletionFunc("theme", cobra.FixedCompletions([]string{"auto", "light", "dark"}, cobra.ShellCompDirectiveNoFileComp))
	_ = root.RegisterFlagCompletionFunc("profile", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		file, err := config.Read(config.Path(prog.getenv))
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		return file.Names(), cobra.ShellCompDirectiveNoFileComp
	})

	root.AddGroup(&cobra.Group{ID: lookGroup, Title: "Look:"},
		&cobra.Group{ID: scriptGroup, Title: "In scripts:"},
		&cobra.Group{ID: setupGroup, Title: "Set up:"})
	add := func(group string, commands ...*cobra.Command) {
		for _, c := range commands {
			c.GroupID = group
			root.AddCommand(c)
		}
	}
	add(lookGroup, newDemo(prog))
	add(scriptGroup, newExport(prog), newVerify(prog), newTail(prog), newDiff(prog), newPlayers(prog), newCharacters(prog))
	add(setupGroup, newLogin(prog), newLogout(prog), newConfig(prog), newDoctor(prog), newCompletion(prog), newMan(prog), newVersion(prog))
	prog.complete(root)
	refuseEmpty(root)
	root.SetHelpCommand(newHelp())
	root.SetHelpCommandGroupID(setupGroup)
	return root
}

// refuseEmpty lets no command run whose flag was given nothing, as by a variable of
// a shell that is not set: without its --character, for example, a command would
// read another inventory. An empty --query is none.
func refuseEmpty(cmd *cobra.Command) {
	args := cmd.Args
	cmd.Args = func(cmd *cobra.Command, words []string) error {
		var empty error
		cmd.Flags().Visit(func(f *pflag.Flag) {
			text := f.Value.String()
			if (text == "" || text == "[]") && f.Name != "query" {
				empty = usagef("--%s is empty: give it a value or leave it out", f.Name)
			}
		})
		if empty != nil || args == nil {
			return empty
		}
		return args(cmd, words)
	}
	for _, c := range cmd.Commands() {
		refuseEmpty(c)
	}
}

// atMost takes up to n arguments; the error names the one that is too many.
func atMost(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) <= n {
			return nil
		}
		if near, ok := meant(cmd, args[n]); ok {
			return usagef("%q is one argument too many for `%s`: did you mean `%[2]s %[3]s`?", args[n], cmd.CommandPath(), near)
		}
		return usagef("%q is one argument too many for `%s`", args[n], cmd.CommandPath())
	}
}

// playerOrCommand takes at most one PLAYER, and doubts one that looks like a
// mistyped command or a server key.
func playerOrCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if config.LooksLikeKey(args[0]) {
		return usagef("a server key never stands on the command line, where other programs and the shell's history see it; set %s or run `lootlens login`", config.KeyVariable)
	}
	if cmd.ArgsLenAtDash() < 0 {
		if near, ok := config.Nearest(args[0], commandNames(cmd)); ok {
			return usagef("there is no command %q: did you mean `%s %s`? A player of that name is `%[2]s name:%[1]s`",
				args[0], cmd.CommandPath(), near)
		}
		if len(args) > 1 && child(cmd, args[1]) == nil {
			if _, ok := meant(cmd, args[0]); ok {
				return noCommand(cmd, args[0], "")
			}
		}
	}
	if len(args) > 1 {
		return usagef("%q is one argument too many: give one PLAYER, in quotes if the name has blanks", args[1])
	}
	return nil
}

// usageTemplate is cobra's own, with flags wrapped to width cells.
func usageTemplate(width int) string {
	return fmt.Sprintf(`Usage:{{if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} COMMAND{{end}}{{if .HasExample}}

Examples:
{{.Example}}{{end}}{{if .HasAvailableSubCommands}}{{$cmds := .Commands}}{{if eq (len .Groups) 0}}

Commands:{{range $cmds}}{{if (or .IsAvailableCommand (eq .Name "help"))}}
  {{rpad .Name .NamePadding }} {{.Short}}{{end}}{{end}}{{else}}{{range $group := .Groups}}

{{.Title}}{{range $cmds}}{{if (and (eq .GroupID $group.ID) (or .IsAvailableCommand (eq .Name "help")))}}
  {{rpad .Name .NamePadding }} {{.Short}}{{end}}{{end}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

Flags:
{{.LocalFlags.FlagUsagesWrapped %[1]d | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

Global flags:
{{.InheritedFlags.FlagUsagesWrapped %[1]d | trimTrailingWhitespaces}}{{end}}
`, width)
}
