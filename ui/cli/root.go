package cli

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lootlens/api"
	"lootlens/models/query"
	"lootlens/theme"
)

const (
	browseGroup = "browse"
	scriptGroup = "script"
	setupGroup  = "setup"
)

// newRoot makes the whole command line. The root command is the browser.
func newRoot(prog *program) *cobra.Command {
	root := newBrowse(prog)
	root.SetVersionTemplate("lootlens {{.Version}}\n")
	root.SetIn(prog.stdin)
	root.SetOut(prog.stdout)
	root.SetErr(prog.stderr)
	root.SetFlagErrorFunc(prog.flagError)
	prog.command = root

	f := root.PersistentFlags()
	f.String("base-url", "", "address of the API (default "+api.DefaultBaseURL+")")
	f.String("domain-key", "", "domain key of the game: https://KEY.api.lootlocker.com")
	f.String("profile", "", "name of a profile of the config file")
	f.String("ll-version", "", "date for the LL-Version header")
	f.String("game-version", "", "game version that the session is for, such as 1.0.0.0")
	f.String("timeout", "", "how long one attempt may take (default 15s)")
	f.String("count", "", "items a page, 1 to 200 (default 200)")
	f.String("rate", "", "requests a minute at most (default 270); over 280 only if the profile allows it")
	f.String("theme", "", "colours: "+strings.Join(theme.Names(), ", "))
	f.String("tz", "", "time zone of dates, such as Europe/Berlin or local (default UTC; the browser: local)")
	f.String("log", "", "append a line a request to this file, - for stderr; no secrets")
	f.String("history", "", "record what is seen in this file: \"lootlens help history\"")
	f.Bool("quiet", false, "no notes and no progress on stderr, errors only")
	f.Bool("no-input", false, "never ask for anything, such as the server key")
	choiceFlag(f, new(string), "error-format", "errors and notes as text or json", "text", "json")
	prog.flags = f
	_ = f.SetAnnotation("theme", suggested, theme.Names())
	_ = f.SetAnnotation("tz", suggested, []string{"UTC", "local"})

	root.AddGroup(&cobra.Group{ID: browseGroup, Title: "Browse"},
		&cobra.Group{ID: scriptGroup, Title: "In scripts"},
		&cobra.Group{ID: setupGroup, Title: "Set up"})
	add := func(group string, commands ...*cobra.Command) {
		for _, c := range commands {
			c.GroupID = group
			root.AddCommand(c)
		}
	}
	add(browseGroup, newDemo(prog))
	add(scriptGroup, newExport(prog), newVerify(prog), newTail(prog), newDiff(prog), newShow(prog), newPlayers(prog), newCharacters(prog), newSnapshot(prog), newHistory(prog))
	add(setupGroup, newLogin(prog), newLogout(prog), newConfig(prog), newDoctor(prog), newCompletion(prog), newMan(prog), newVersion(prog), newServe(prog))
	root.SetHelpCommand(newHelp())
	root.SetHelpCommandGroupID(setupGroup)
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(newLine(prog))
	if prog.guest != nil || !terminal(prog.stdout) {
		prog.help = new(bytes.Buffer)
		root.SetOut(prog.help)
	}
	if prog.guest == nil {
		prog.complete(root)
	} else { // cobra lets go of no completion
		prog.guest.restrict(prog, root)
	}
	prog.checkArguments(root)
	width := 80
	if w := prog.width(); w > 0 && (w < width || prog.getenv("COLUMNS") != "") {
		width = w
	}
	wrapUsage(root, width)
	return root
}

// wrapUsage breaks help texts to width cells, including the margins that fang adds.
// Paragraphs with indented lines stay as they are.
func wrapUsage(cmd *cobra.Command, width int) {
	paragraphs := strings.Split(cmd.Long, "\n\n")
	for i, p := range paragraphs {
		if !strings.Contains("\n"+p, "\n ") {
			paragraphs[i] = wrapWords(p, width-4)
		}
	}
	cmd.Long = strings.Join(paragraphs, "\n\n")
	room := width - 26
	if !cmd.HasParent() {
		room = width - 41 // fang aligns flags with the longest name of a command
	}
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) { f.Usage = wrapWords(f.Usage, room) })
	for _, c := range cmd.Commands() {
		wrapUsage(c, width)
	}
}

// trailing are the blanks at the end of lines: fang pads lines to 120 cells where there
// is no terminal.
var trailing = regexp.MustCompile(`(?m) +$`)

// wrapWords breaks a text between words into lines of up to width cells. ansi.Wordwrap
// breaks words at their hyphens too, so it gets other characters in their place.
func wrapWords(s string, width int) string {
	const noBreak = "\ue000" // in no safe text
	s = strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "-", noBreak)
	return strings.ReplaceAll(ansi.Wordwrap(s, width, ""), noBreak, "-")
}

// checkArguments makes every command refuse a server key among its arguments, a flag that
// is given twice with different values, a value that a flag does not have, one file for
// two flags, and an empty value, as of a shell variable that is not set: without its
// --character a command would read another inventory. An empty --query matches everything.
func (prog *program) checkArguments(cmd *cobra.Command) {
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if _, list := f.Value.(pflag.SliceValue); !list {
			f.Value = &single{Value: f.Value}
		}
	})
	args := cmd.Args
	cmd.Args = func(cmd *cobra.Command, words []string) error {
		prog.command = cmd
		if err := prog.refuseKey(); err != nil {
			return err
		}
		var wrong error
		cmd.Flags().Visit(func(f *pflag.Flag) {
			switch value := f.Value.String(); {
			case (strings.TrimSpace(value) == "" || value == "[]") && f.Name != "query":
				wrong = usagef("--%s is empty: give it a value or leave it out", f.Name)
			case f.Annotations[choices] != nil && !slices.Contains(f.Annotations[choices], value):
				wrong = usagef("--%s: %q is not one of %s", f.Name, value, strings.Join(f.Annotations[choices], ", "))
			}
		})
		if wrong == nil && prog.guest == nil {
			wrong = prog.refuseOneFile(cmd)
		}
		if wrong != nil || args == nil {
			return wrong
		}
		return args(cmd, words)
	}
	for _, c := range cmd.Commands() {
		prog.checkArguments(c)
	}
}

// single is the value of a flag that holds one: a second, different value would replace
// the first without a word.
type single struct {
	pflag.Value
	given bool
}

// repeatedError is a second value for a flag that was given as First.
type repeatedError struct{ First string }

func (e *repeatedError) Error() string { return "given before as " + e.First }

func (s *single) Set(value string) error {
	first := s.String()
	if err := s.Value.Set(value); err != nil {
		return err
	}
	if s.given && s.String() != first {
		return &repeatedError{first}
	}
	s.given = true
	return nil
}

// atMost accepts up to n arguments; the error names the first one too many.
func atMost(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) <= n {
			return nil
		}
		if near, ok := nearestCommand(cmd, args[n]); ok {
			return usagef("%q is one argument too many for `%s`: did you mean `%[2]s %[3]s`?", args[n], cmd.CommandPath(), near)
		}
		return usagef("%q is one argument too many for `%s`", args[n], cmd.CommandPath())
	}
}

// playerOrCommand accepts at most one PLAYER, and refuses one that looks like a
// mistyped command.
func playerOrCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.ArgsLenAtDash() < 0 {
		if near, ok := query.Nearest(args[0], commandNames(cmd)); ok {
			return usagef("unknown command %q: did you mean `%s %s`? A player of that name is `%[2]s name:%[1]s`",
				args[0], cmd.CommandPath(), near)
		}
		if len(args) > 1 && child(cmd, args[1]) == nil {
			if _, ok := nearestCommand(cmd, args[0]); ok {
				return unknownCommand(cmd, args[0])
			}
		}
	}
	if len(args) > 1 {
		return usagef("%q is one argument too many: give one PLAYER, in quotes if the name has blanks", args[1])
	}
	return nil
}

// Annotations of a flag: the words that it accepts, for checkArguments, and words to
// complete it with that are not the only ones.
const (
	choices   = "choices"
	suggested = "suggested"
)

// choiceFlag adds a flag that accepts one of some words; the first is the default.
func choiceFlag(flags *pflag.FlagSet, to *string, name, usage string, words ...string) {
	flags.StringVar(to, name, words[0], usage)
	_ = flags.SetAnnotation(name, choices, words)
}

// formatFlag adds --format.
func formatFlag(cmd *cobra.Command, to *string, formats ...string) {
	last := len(formats) - 1
	choiceFlag(cmd.Flags(), to, "format", strings.Join(formats[:last], ", ")+" or "+formats[last], formats...)
}

func newVersion(prog *program) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version, as --version does",
		Example: "lootlens version",
		Args:    atMost(0),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(prog.stdout, "lootlens %s\n", prog.version)
			return err
		},
	}
}
