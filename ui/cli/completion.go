package cli

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"
)

// The scripts hand the command line up to the cursor to `lootlens __line`. Cobra's own
// scripts split it in the shell, and complete nothing within quotes.
//
//go:embed shells
var shellScripts embed.FS

var shellNames = []string{"bash", "zsh", "fish", "powershell"}

func newCompletion(prog *program) *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Write the completion of a shell",
		Long: `completion writes a script for bash, zsh, fish or powershell to stdout. With it
the tab key completes commands, flags, queries (in quotes too), players that
were opened before, and a player's characters and heroes, which it requests.

To have it in every session, add the line for your shell to the file that the
shell reads when it starts:

  ~/.bashrc                    eval "$(lootlens completion bash)"
  ~/.zshrc, after "compinit"   eval "$(lootlens completion zsh)"
  ~/.config/fish/config.fish   lootlens completion fish | source
  $PROFILE of PowerShell       lootlens completion powershell |
                                 Out-String | Invoke-Expression`,
		Example:   "eval \"$(lootlens completion bash)\"\nlootlens completion zsh > _lootlens",
		ValidArgs: shellNames,
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return usagef("SHELL is missing: give %s", strings.Join(shellNames, ", "))
			case !slices.Contains(shellNames, args[0]):
				return usagef("there is no completion for %q%s", args[0], nearestOrAll(args[0], shellNames))
			}
			return atMost(1)(cmd, args)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			script, _ := shellScripts.ReadFile("shells/" + args[0])
			_, err := prog.stdout.Write(script)
			return err
		},
	}
}

// newLine is the command that the scripts call. It writes what follows the candidates
// in a line ("files" and "folders" are for the shell to find, after "open" comes no
// blank) and then a candidate a line.
func newLine(prog *program) *cobra.Command {
	return &cobra.Command{
		Use:    "__line SHELL",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			shell := args[0]
			words, last := splitLine(shell, prog.getenv("LOOTLENS_LINE"), prog.getenv("LOOTLENS_WORDBREAKS"))
			found, directive := prog.candidates(cmd.Context(), append(words, last.text))
			mode := "done"
			switch {
			case directive&cobra.ShellCompDirectiveFilterDirs != 0:
				mode = "folders"
			case len(found) == 0 && directive&(cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveError) == 0:
				mode = "files"
			case directive&cobra.ShellCompDirectiveNoSpace != 0:
				mode = "open"
			}
			lines := last.lines(shell, found, mode == "open", prog.getenv("LOOTLENS_LIST") != "37") // 37 is menu-complete
			_, err := io.WriteString(prog.stdout, strings.Join(append([]string{mode}, lines...), "\n")+"\n")
			return err
		},
	}
}

// candidate is what the last word of a command line may become.
type candidate struct{ text, meaning string }

// candidates runs cobra's completion of the words; the last one is not complete.
func (prog *program) candidates(ctx context.Context, words []string) (found []candidate, directive cobra.ShellCompDirective) {
	var out bytes.Buffer
	inner := &program{
		version: prog.version, stdin: strings.NewReader(""), stdout: &out, stderr: io.Discard,
		getenv: func(name string) string {
			if name == "COLUMNS" { // descriptions are not broken
				return "1000"
			}
			return prog.getenv(name)
		},
		environ: prog.environ, now: prog.now, keyring: prog.keyring, args: words,
	}
	defer inner.close()
	root := newRoot(inner)
	root.SetOut(&out)
	root.SetArgs(append([]string{cobra.ShellCompRequestCmd}, words...))
	if root.ExecuteContext(ctx) != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	flag, last := "", words[len(words)-1]
	if i := strings.IndexByte(last, '='); i >= 0 && strings.HasPrefix(last, "-") {
		flag = last[:i+1]
	}
	lines := strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
	end := len(lines) - 1
	_, _ = fmt.Sscanf(lines[end], ":%d", &directive)
	for _, line := range lines[:end] {
		text, meaning, _ := strings.Cut(line, "\t")
		if c := (candidate{flag + text, meaning}); completes(c.text, last) {
			found = append(found, c)
		}
	}
	return found, directive
}

// completes reports whether a candidate begins as typed, apart from letter case and the
// quotes of a query.
func completes(candidate, typed string) bool {
	plain := func(s string) string { return strings.ToLower(strings.ReplaceAll(s, `"`, "")) }
	return strings.HasPrefix(plain(candidate), plain(typed))
}

// word is the last word of a command line, up to the cursor.
type word struct {
	text  string // without quotes
	quote rune   // the quote that is open, or 0
	from  int    // where in text begins what the shell replaces; bash only
}

// splitLine splits a command line up to the cursor as the shell does, without expanding
// anything, and leaves out the program's name. breaks are bash's COMP_WORDBREAKS.
func splitLine(shell, line, breaks string) (words []string, last word) {
	escape := '\\'
	if shell == "powershell" {
		escape = '`'
	}
	begun := false
	runes := []rune(line)
	for i := 0; i < len(runes); i++ {
		r, next := runes[i], rune(0)
		if i+1 < len(runes) {
			next = runes[i+1]
		}
		switch {
		case last.quote == 0 && strings.ContainsRune(" \t\n", r):
			if begun {
				words = append(words, last.text)
			}
			last, begun = word{}, false
			continue
		case last.quote == 0 && (r == '"' || r == '\''):
			last.quote, last.from = r, len(last.text)
		case r == last.quote && r == next && shell == "powershell", next != 0 && r == escape && escapes(shell, last.quote, next):
			last.text += string(next)
			i++
		case r == last.quote && r != 0:
			last.quote = 0
		default:
			last.text += string(r)
			if last.quote == 0 && strings.ContainsRune(breaks, r) {
				last.from = len(last.text)
			}
		}
		begun = true
	}
	// Before the program's name there may be variables, and & in PowerShell.
	for i, w := range words {
		if w != "&" && !strings.Contains(w, "=") {
			return words[i+1:], last
		}
	}
	return nil, last
}

// escapes reports whether the escape character has its meaning before next.
func escapes(shell string, quote, next rune) bool {
	switch {
	case quote == 0, quote == '"' && shell == "powershell":
		return true
	case quote == '"':
		return strings.ContainsRune("\"\\$`", next)
	}
	return shell == "fish" && (next == '\'' || next == '\\')
}

// lines are the candidates in the form that the shell's script takes. open is whether a
// candidate may go on, and list whether the shell may show several.
func (w word) lines(shell string, found []candidate, open, list bool) (lines []string) {
	if shell == "bash" {
		return w.bashLines(found, open, list)
	}
	for _, c := range found {
		line := c.text + "\t" + ansi.Truncate(c.meaning, max(20, 78-len(c.text)), "…")
		if shell == "powershell" {
			line = w.powershell(c.text, open) + "\t" + line
		}
		if shell != "fish" && c.meaning == "" {
			line = strings.TrimSuffix(line, "\t")
		}
		lines = append(lines, line)
	}
	return lines
}

// bashLines are what bash puts in the place of the word from w.from on. It shows them
// too, so that several have their meanings behind them, which it never inserts.
func (w word) bashLines(found []candidate, open, list bool) (lines []string) {
	widest := 0
	for _, c := range found {
		text := c.text[min(w.from, len(c.text)):]
		switch w.quote {
		case 0:
			text = escapeAny(text, " \t\"'\\`$&|;<>(){}*?[]#~!", `\`)
		case '"':
			text = escapeAny(text, "\"\\`$", `\`)
		case '\'':
			text = strings.ReplaceAll(text, "'", `'\''`)
		}
		lines = append(lines, text)
		widest = max(widest, utf8.RuneCountInString(text))
	}
	if len(lines) == 1 {
		switch quote := string(w.quote); {
		case w.quote == 0:
		case open: // a second candidate keeps bash from closing the quote
			lines = append(lines, lines[0]+"…")
		case strings.HasSuffix(lines[0], quote): // bash takes it for the closing one
			lines[0] += quote
		}
		return lines
	}
	for i, c := range found {
		if list && c.meaning != "" {
			lines[i] = ansi.Truncate(fmt.Sprintf("%-*s  (%s", widest, lines[i], c.meaning), 76, "…") + ")"
		}
	}
	return lines
}

// powershell is the whole word with its quotes. A quote stays open where more may come.
func (w word) powershell(text string, open bool) string {
	quote := string(w.quote)
	switch {
	case w.quote == 0 && !strings.ContainsAny(text, " \t\"'`$&|;<>(){}@#,"):
		return text
	case w.quote == '"':
		text = escapeAny(text, "\"`$", "`")
	default:
		quote, text = "'", strings.ReplaceAll(text, "'", "''")
	}
	if open {
		return quote + text
	}
	return quote + text + quote
}

// escapeAny puts the escape before each of the characters.
func escapeAny(s, characters, escape string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(characters, r) {
			b.WriteString(escape)
		}
		b.WriteRune(r)
	}
	return b.String()
}
