package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/muesli/mango"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newMan(prog *program) *cobra.Command {
	return &cobra.Command{
		Use:     "man [FOLDER]",
		Short:   "Write the manual pages into a folder",
		Long:    "man writes a manual page for each command into FOLDER, or the page of lootlens\nitself to stdout.",
		Example: "lootlens man ~/.local/share/man/man1\nlootlens man | man -l -",
		Args:    atMost(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				_, err := io.WriteString(prog.stdout, manPage(cmd.Root(), prog.version, prog.now()))
				return err
			}
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return err
			}
			return prog.writeManPages(cmd.Root(), args[0])
		},
	}
}

// writeManPages writes a page for cmd and for each of its subcommands.
func (prog *program) writeManPages(cmd *cobra.Command, folder string) error {
	if cmd.HasParent() && !cmd.IsAvailableCommand() {
		return nil
	}
	name := filepath.Join(folder, manName(cmd)+".1")
	if err := os.WriteFile(name, []byte(manPage(cmd, prog.version, prog.now())), 0o644); err != nil {
		return err
	}
	for _, c := range cmd.Commands() {
		if err := prog.writeManPages(c, folder); err != nil {
			return err
		}
	}
	return nil
}

func manName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// manPage is the page of one command, made with mango as fang does, with more sections.
func manPage(cmd *cobra.Command, version string, now time.Time) string {
	page := mango.NewManPage(1, manName(cmd), cmd.Short).WithLongDescription(cmd.Long)
	cmd.InitDefaultHelpFlag()
	for _, flags := range []*pflag.FlagSet{cmd.NonInheritedFlags(), cmd.InheritedFlags()} {
		flags.VisitAll(func(f *pflag.Flag) {
			if f.Hidden {
				return
			}
			name := f.Name
			if f.NoOptDefVal == "" {
				name += " VALUE"
			}
			_ = page.Root.AddFlag(mango.Flag{Name: name, Short: f.Shorthand, Usage: f.Usage, PFlag: true})
		})
	}
	page.Root.Example = " " + strings.ReplaceAll(cmd.Example, "\n", "\n ")
	var commands strings.Builder
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			fmt.Fprintf(&commands, "\n  %-12s%s", c.Name(), c.Short)
		}
	}
	if commands.Len() > 0 {
		page.WithSection("Commands", strings.TrimPrefix(commands.String(), "\n"))
	}
	page.WithSection("Environment", helpText("environment")).WithSection("Files", helpText("files")).
		WithSection("Exit status", helpText("exit-codes"))
	if cmd.Name() == "history" {
		page.WithSection("What is recorded", helpText("history"))
	}
	if !cmd.HasParent() {
		page.WithSection("Queries", queryHelp()).WithSection("Formats", helpText("formats"))
	}
	also := []string{}
	if cmd.HasParent() {
		also = append(also, manName(cmd.Parent())+"(1)")
	}
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			also = append(also, manName(c)+"(1)")
		}
	}
	page.WithSection("See also", strings.Join(also, ", "))
	return page.Build(&roff{synopsis: cmd.UseLine(), version: version, date: now})
}

// roff writes mango's pages for man(7). Unlike mango's own writer it keeps the lines of
// lists and tables, writes the synopsis of the command, escapes percent signs and
// apostrophes, and neither hyphenates words nor justifies lines, which tears JSON.
type roff struct {
	strings.Builder
	synopsis, version string
	date              time.Time
	skip              bool // mango's own synopsis
}

func (r *roff) Heading(section uint, title, _ string, _ time.Time) {
	fmt.Fprintf(r, ".TH %s %d %s \"lootlens %s\" \"lootlens manual\"\n.nh\n.ad l\n", escape(strings.ToUpper(title)), section, r.date.UTC().Format(time.DateOnly), escape(r.version))
}

func (r *roff) Section(name string) {
	fmt.Fprintf(r, "\n.SH %s\n", strings.ToUpper(name))
	if r.skip = name == "Synopsis"; r.skip {
		r.WriteString(escape(r.synopsis))
	}
}

// Text keeps the lines of indented paragraphs, without their common indentation.
func (r *roff) Text(s string) {
	if r.skip {
		return
	}
	for i, paragraph := range strings.Split(s, "\n\n") {
		if i > 0 {
			r.WriteString("\n.PP\n")
		}
		if strings.HasPrefix(paragraph, " ") || strings.Contains(paragraph, "\n ") {
			lines := strings.Split(paragraph, "\n")
			margin := len(paragraph)
			for _, line := range lines {
				margin = min(margin, len(line)-len(strings.TrimLeft(line, " ")))
			}
			paragraph = strings.Join(each(lines, func(line string) string { return line[margin:] }), "\n")
			r.WriteString("\n.nf\n" + escape(paragraph) + "\n.fi\n")
		} else {
			r.WriteString(escape(wrapWords(paragraph, 56)))
		}
	}
}

func (r *roff) styled(font, s string) {
	if !r.skip {
		r.WriteString(`\f` + font + escape(s) + `\fP`)
	}
}

func (r *roff) TextBold(s string)   { r.styled("B", s) }
func (r *roff) TextItalic(s string) { r.styled("I", s) }
func (r *roff) Paragraph()          { r.WriteString("\n.PP\n") }
func (r *roff) Indent(n int)        { fmt.Fprintf(r, "\n.RS %d\n", n) }
func (r *roff) IndentEnd()          { r.WriteString("\n.RE\n") }
func (r *roff) TaggedParagraph(int) { r.WriteString("\n.TP\n") }
func (r *roff) List(s string)       { r.WriteString("\n.IP \\(bu 3\n" + escape(s)) }
func (r *roff) EndSection()         { r.WriteString("\n") }
func (r *roff) String() string      { return blankLines.Replace(r.Builder.String()) }

// blankLines removes empty lines, which man would show, and the request that makes
// mango's first example a tag.
var blankLines = strings.NewReplacer(".TP\n\n.nf\n", ".nf\n", "\n\n", "\n")

// escape makes s plain text: no line is a request, no character starts an escape.
func escape(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") || strings.HasPrefix(l, "'") {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}
