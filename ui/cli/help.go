package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lootlens/models/query"
)

// topics are help texts that do not belong to a command.
var topics = []struct {
	name, short string
	text        func() string
}{
	{"query", "The query language", queryHelp},
	{"environment", "Environment variables and files", func() string { return environmentHelp + "\n\n" + filesHelp }},
	{"exit-codes", "What exit codes mean", func() string { return exitHelp }},
	{"history", "What was there before: recording and asking", func() string { return historyHelp }},
	{"formats", "Formats and columns of the output", func() string { return formatsHelp }},
}

const exitHelp = `Every command ends with one of these codes:

    0  done and true
    1  the answer is "no": verify does not hold, diff found differences
    2  wrong usage or configuration, a refused server key among it
    3  the API or the network failed, or the answer may be incomplete
    4  no such player, character, hero or item, or more than one
    5  a local file or stream failed: a full disk, missing permissions
  130  interrupted by ctrl+c, SIGTERM or SIGHUP

A retry may help after 3, but not after 2, 4 and 5. "lootlens help formats" says
what an interrupted command leaves behind.`

const environmentHelp = `A flag overrides an environment variable, and a variable overrides the profile. An
empty variable counts as not set.

  LOOTLOCKER_SERVER_KEY  the server key; "read -rs LOOTLOCKER_SERVER_KEY"
                         keeps it out of the shell's history
  LOOTLENS_PROFILE       a profile of the config file
  LOOTLENS_CONFIG        the config file
  LOOTLENS_BASE_URL      the address of the API
  LOOTLENS_DOMAIN_KEY    the game's domain key, in place of the address
  LOOTLENS_LL_VERSION    the LL-Version header
  LOOTLENS_GAME_VERSION  the game version that the session is for
  LOOTLENS_TIMEOUT       how long one attempt may take, such as 15s
  LOOTLENS_COUNT         items a page, 1 to 200
  LOOTLENS_THEME         auto, dark, light, high-contrast, colour-blind or
                         terminal
  LOOTLENS_TZ            the time zone of dates: Europe/Berlin, local, …
  LOOTLENS_HISTORY       record what is seen in this file
  CI                     if it is set, lootlens never prompts
  NO_COLOR               if it is set, there are no colours
  CLICOLOR_FORCE         colours in a pipe too
  COLUMNS                the width of tables, in cells
  HTTPS_PROXY, NO_PROXY  the proxy for the API
  SSL_CERT_FILE          certificates to trust, for a proxy of your own`

const filesHelp = `The XDG folders are ~/.config and ~/.local/state on Linux.

  config.toml    in lootlens/ of the XDG config folder: the profiles;
                 refused if another user owns it or could replace it
  recents.json   in lootlens/ of the XDG state folder: players and queries
                 that the browser opened
  panic-….txt    in the same folder: a report, if lootlens crashes
  history.db     in lootlens/ of the XDG data folder, ~/.local/share on
                 Linux: what was recorded, if history is on`

const formatsHelp = `Data goes to stdout, everything else to stderr. Times are UTC unless --tz or the
profile's time_zone says otherwise. Columns, JSON members and exit codes stay as
they are from version to version; new ones may come after them.

  ndjson    one item a line, with the values that the server sent
  json      {"items":[…],"total":…,"lootlens":{…}}: LootLocker's own shape,
            with whose inventory it is, when it was read and whether it is
            complete
  csv       RFC 4180. Without --columns these columns, in this order:
            instance_id, asset_id, name, rarity, context, source,
            acquired, rental_state, rental_left_seconds,
            rental_duration_seconds, variation_id, rental_option_id, ulid,
            uuid, active, price, storage (JSON), fault
            What a spreadsheet would run has an apostrophe before it. A
            value of an unexpected kind is written as JSON, and fault names
            it. --bom begins with a byte order mark, for Excel. Open
            columns of ids as text: a spreadsheet rounds numbers of more
            than 15 digits.
  table     aligned columns, fitted to the terminal and whole in a pipe
  markdown  a table for tickets, with a line that says whose it is

In JSON, lone surrogates and bytes that are not UTF-8 become U+FFFD, and control
characters are escaped. Columns are the names above, rental (in words) and
storage.KEY, the values of one key of the asset's storage.

With -o the file gets its name once it is whole, in the format that the end of
the name says: .ndjson or .jsonl, .json, .csv, .txt (table), .md. If a request
fails or the command is interrupted, FILE stays as it was, and what was read is
in FILE.partial.`

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
func newHelp(prog *program) *cobra.Command {
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
					if near, ok := query.Nearest(word, names); ok && of == cmd.Root() {
						return usagef("unknown topic %q: did you mean `lootlens help %s`?", word, near)
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
