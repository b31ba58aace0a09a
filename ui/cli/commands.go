package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lootlens/ui/cli/config"
)

// newVersion is for those who look for it as a command.
func newVersion(prog *program) *cobra.Command {
	return &cobra.Command{
		Use:               "version",
		Short:             "Print the version, as --version does",
		Example:           "  lootlens version",
		Args:              atMost(0),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(prog.stdout, "lootlens %s\n", prog.version)
			return written(err)
		},
	}
}

// newHelp is cobra's help, but that a topic which is no command is an error.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Show the help of a command",
		Example: "  lootlens help export\n  lootlens help demo serve",
		RunE: func(cmd *cobra.Command, args []string) error {
			topic := cmd.Root()
			for _, word := range args {
				next := child(topic, word)
				if next == nil {
					return noCommand(topic, word, "")
				}
				topic = next
			}
			topic.InitDefaultHelpFlag()
			topic.InitDefaultVersionFlag()
			return topic.Help()
		},
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) (found []string, _ cobra.ShellCompDirective) {
			topic := cmd.Root()
			for _, word := range args {
				if topic = child(topic, word); topic == nil {
					return nil, cobra.ShellCompDirectiveNoFileComp
				}
			}
			for _, c := range topic.Commands() {
				if c.IsAvailableCommand() {
					found = append(found, cobra.CompletionWithDesc(c.Name(), c.Short))
				}
			}
			return found, cobra.ShellCompDirectiveNoFileComp
		},
	}
}

func child(cmd *cobra.Command, name string) *cobra.Command {
	for _, c := range cmd.Commands() {
		if c.Name() == name {
			return c
		}
	}
	return nil
}

// commandNames are what may follow cmd.
func commandNames(cmd *cobra.Command) (names []string) {
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return names
}

// meant is the command below cmd that somebody who typed word had in mind: one whose
// name is nearly so, or that other programs call so.
func meant(cmd *cobra.Command, word string) (string, bool) {
	if near, ok := config.Nearest(word, commandNames(cmd)); ok {
		return near, true
	}
	for _, c := range cmd.Commands() {
		if slices.Contains(c.SuggestFor, strings.ToLower(word)) {
			return c.Name(), true
		}
	}
	return "", false
}

// noCommand says that there is no command of that name below cmd, and what is.
func noCommand(cmd *cobra.Command, word, otherwise string) error {
	if near, ok := meant(cmd, word); ok {
		return usagef("there is no command %q: did you mean `%s %s`?%s", word, cmd.CommandPath(), near, otherwise)
	}
	if names := commandNames(cmd); len(names) > 0 {
		return usagef("there is no command %q below `%s`: there are %s%s", word, cmd.CommandPath(), strings.Join(names, ", "), otherwise)
	}
	return usagef("`%s` has no commands below it%s", cmd.CommandPath(), otherwise)
}

// shells write the completion of each shell that has one.
var shells = []struct {
	name  string
	write func(*cobra.Command, io.Writer) error
}{
	{"bash", func(c *cobra.Command, w io.Writer) error { return c.GenBashCompletionV2(w, true) }},
	{"zsh", (*cobra.Command).GenZshCompletion},
	{"fish", func(c *cobra.Command, w io.Writer) error { return c.GenFishCompletion(w, true) }},
	{"powershell", (*cobra.Command).GenPowerShellCompletionWithDesc},
}

func newCompletion(prog *program) *cobra.Command {
	var names []string
	for _, s := range shells {
		names = append(names, s.name)
	}
	list := strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Write a shell's completion: bash, zsh, fish or powershell",
		Long: `completion writes the script that lets a shell complete commands, flags, fields
of queries, and players that were opened before. Have the shell read it when it
starts.`,
		Example: `  source <(lootlens completion bash)       in ~/.bashrc; needs bash-completion
  source <(lootlens completion zsh)        in ~/.zshrc, behind compinit
  lootlens completion fish > ~/.config/fish/completions/lootlens.fish
  lootlens completion powershell | Out-String | Invoke-Expression`,
		ValidArgsFunction: cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp),
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return usagef("SHELL is missing: %s", list)
			case !slices.Contains(names, args[0]):
				if near, ok := config.Nearest(strings.ToLower(args[0]), names); ok {
					return usagef("there is no completion for %q: did you mean %s?", args[0], near)
				}
				return usagef("there is no completion for %q: give %s", args[0], list)
			}
			return atMost(1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, s := range shells {
				if s.name == args[0] {
					return written(s.write(cmd.Root(), prog.stdout))
				}
			}
			return nil
		},
	}
}
