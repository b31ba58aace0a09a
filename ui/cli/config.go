package cli

import (
	"cmp"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"lootlens/api"
	"lootlens/ui/cli/config"
)

func newConfig(prog *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show settings and where they come from",
		Long: `config shows the settings in force and where each came from. A flag overrides an
environment variable, which overrides the profile, which overrides the default.
Keys are masked, and none is fetched to be shown.`,
		Example: `lootlens config
lootlens config --profile live
lootlens config init`,
		Args: atMost(0),
		RunE: func(*cobra.Command, []string) error {
			s, err := prog.settings()
			if err != nil {
				return err
			}
			return prog.showSettings(s)
		},
	}
	path := &cobra.Command{
		Use:     "path",
		Short:   "Print where the config file is",
		Example: "$EDITOR \"$(lootlens config path)\"",
		Args:    atMost(0),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(prog.stdout, config.Path(prog.getenv))
			return err
		},
	}
	var show bool
	create := &cobra.Command{
		Use:     "init",
		Short:   "Write a commented config file",
		Long:    "init writes a commented config file that only you can read. It does not replace\na file.",
		Example: "lootlens config init\nlootlens config init --print",
		Args:    atMost(0),
		RunE: func(*cobra.Command, []string) error {
			if show {
				_, err := fmt.Fprint(prog.stdout, config.Template)
				return err
			}
			path := config.Path(prog.getenv)
			if err := config.Create(path); err != nil {
				return err
			}
			prog.note("wrote %s: put your game's domain key or address into it, then run `lootlens login`", path)
			return nil
		},
	}
	create.Flags().BoolVar(&show, "print", false, "print it instead of writing it")
	cmd.AddCommand(path, create)
	return cmd
}

// showSettings prints a line for each setting: name, value and origin.
func (prog *program) showSettings(s config.Settings) error {
	w := tabwriter.NewWriter(prog.stdout, 0, 0, 2, ' ', 0)
	line := func(name, value, from string) {
		if value == "" {
			value, from = "-", "not set"
		}
		// One line each: neither a value nor a path may break the table.
		fmt.Fprintf(w, "%s\t%s\t%s\n", name, prog.cell(value), prog.cell(from))
	}
	line("profile", s.Profile.V, s.Profile.From)
	line("base_url", s.BaseURL.V, s.BaseURL.From)
	line("environment", s.Environment.V, s.Environment.From)
	line("ll_version", s.LLVersion.V, s.LLVersion.From)
	line("game_version", s.GameVersion.V, s.GameVersion.From)
	line("timeout", s.Timeout.V.String(), s.Timeout.From)
	line("page_size", fmt.Sprint(s.Count.V), s.Count.From)
	line("rate", fmt.Sprint(s.Rate.V), s.Rate.From)
	line("theme", s.Theme.V, s.Theme.From)
	line("columns", strings.Join(s.Columns.V, ","), s.Columns.From)
	line("key_source", s.KeySource.V, s.KeySource.From)
	if len(s.KeyCommand) > 0 {
		line("key_command", s.KeyCommand[0]+strings.Repeat(" …", min(1, len(s.KeyCommand)-1)), "profile "+s.Profile.V)
	}
	if s.KeySource.V == "env" {
		key, err := api.NewKey(prog.getenv(config.KeyVariable))
		masked := key.String()
		if err != nil {
			masked = "unusable: " + err.Error()
		}
		line("server key", masked, config.KeyVariable)
	}
	line("history", map[bool]string{true: "on", false: "off"}[s.History.V], s.History.From)
	line("history file", prog.historyPath(s), cmp.Or(s.HistoryFile.From, "default"))
	if s.HistoryDays.V > 0 {
		line("history_days", fmt.Sprint(s.HistoryDays.V), s.HistoryDays.From)
	}
	return w.Flush()
}
