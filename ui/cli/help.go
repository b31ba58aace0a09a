package cli

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lootlens/models/query"
)

//go:embed help
var helpTexts embed.FS

// helpText is a file of the folder help, without its last line break.
func helpText(name string) string {
	text, _ := helpTexts.ReadFile("help/" + name + ".txt")
	return strings.TrimSuffix(string(text), "\n")
}

// topics are help texts that do not belong to a command.
var topics = []topic{
	{"query", "The query language"},
	{"environment", "Environment variables and files"},
	{"many-players", "Lists of players, and runs that go on"},
	{"exit-codes", "What exit codes mean"},
	{"history", "What was there before: recording and asking"},
	{"formats", "Formats and columns of the output"},
}

type topic struct{ name, short string }

func (t topic) text() string {
	switch t.name {
	case "query":
		return queryHelp()
	case "environment":
		return helpText("environment") + "\n\n" + helpText("files")
	}
	return helpText(t.name)
}

// queryHelp describes the query language, field by field.
func queryHelp() string {
	var b strings.Builder
	b.WriteString(wrapWords(query.Introduction, 79) + "\n\n")
	for _, f := range query.Fields() {
		fmt.Fprintf(&b, "  %s\n", f.Example)
		for line := range strings.Lines(wrapWords(f.Meaning, 62)) {
			b.WriteString("          " + strings.TrimRight(line, "\n") + "\n")
		}
	}
	b.WriteString("\n" + wrapWords(query.Remarks, 79))
	return b.String()
}

// newHelp is the help command. Unlike cobra's, it knows topics and fails for an
// unknown word.
func newHelp() *cobra.Command {
	var names []string
	for _, t := range topics {
		names = append(names, t.name)
	}
	return &cobra.Command{
		Use:     "help [COMMAND | TOPIC]",
		Short:   "Help on a command or a topic",
		Example: "lootlens help export\nlootlens help query",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				for _, t := range topics {
					if t.name == args[0] {
						_, err := fmt.Fprintln(cmd.OutOrStdout(), t.text())
						return err
					}
				}
			}
			of := cmd.Root()
			for _, word := range args {
				next := child(of, word)
				if next == nil {
					if of == cmd.Root() {
						return unknownTopic(of, word, names)
					}
					return unknownCommand(of, word)
				}
				of = next
			}
			of.InitDefaultHelpFlag()
			of.InitDefaultVersionFlag()
			return of.Help()
		},
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) (found []string, _ cobra.ShellCompDirective) {
			of := cmd.Root()
			for _, word := range args {
				if of = child(of, word); of == nil {
					return nil, cobra.ShellCompDirectiveNoFileComp
				}
			}
			for _, c := range of.Commands() {
				if c.IsAvailableCommand() {
					found = append(found, cobra.CompletionWithDesc(c.Name(), c.Short))
				}
			}
			for _, t := range topics {
				if !of.HasParent() && child(of, t.name) == nil {
					found = append(found, cobra.CompletionWithDesc(t.name, t.short))
				}
			}
			return found, cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// unknownTopic is the error for a word that is neither a topic nor a command: it names
// those that begin with the word, or hold it, or are spelled nearly so, or else all.
func unknownTopic(root *cobra.Command, word string, topics []string) error {
	commands := commandNames(root)
	names := slices.Concat(topics, commands)
	for _, like := range []func(s, part string) bool{strings.HasPrefix, strings.Contains} {
		near := slices.DeleteFunc(slices.Clone(names), func(s string) bool { return !like(s, strings.ToLower(word)) })
		if 0 < len(near) && len(near) < 4 {
			return usagef("unknown topic %q: did you mean `lootlens help %s`?", word, strings.Join(near, "` or `lootlens help "))
		}
	}
	if near, ok := query.Nearest(strings.ToLower(word), names); ok {
		return usagef("unknown topic %q: did you mean `lootlens help %s`?", word, near)
	}
	if near, ok := nearestCommand(root, word); ok {
		return usagef("unknown topic %q: did you mean `lootlens help %s`?", word, near)
	}
	return usagef("unknown topic %q: there are the topics %s and the commands %s", word, strings.Join(topics, ", "), strings.Join(commands, ", "))
}

func child(cmd *cobra.Command, name string) *cobra.Command {
	for _, c := range cmd.Commands() {
		if c.Name() == name {
			return c
		}
	}
	return nil
}

// commandNames are the names of the subcommands of cmd.
func commandNames(cmd *cobra.Command) (names []string) {
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return names
}

// nearestCommand is the subcommand of cmd whose name is nearest to word, or that other
// programs call by this word.
func nearestCommand(cmd *cobra.Command, word string) (string, bool) {
	if near, ok := query.Nearest(word, commandNames(cmd)); ok {
		return near, true
	}
	for _, c := range cmd.Commands() {
		if slices.Contains(c.SuggestFor, strings.ToLower(word)) {
			return c.Name(), true
		}
	}
	return "", false
}

// unknownCommand is the error for a word that is no subcommand of cmd.
func unknownCommand(cmd *cobra.Command, word string) error {
	if near, ok := nearestCommand(cmd, word); ok {
		return usagef("unknown command %q: did you mean `%s %s`?", word, cmd.CommandPath(), near)
	}
	if names := commandNames(cmd); len(names) > 0 {
		return usagef("unknown command %q of `%s`: there are %s", word, cmd.CommandPath(), strings.Join(names, ", "))
	}
	return usagef("`%s` has no subcommands", cmd.CommandPath())
}
