package cli

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lootlens/api"
	"lootlens/models/query"
	"lootlens/ui/browser/recents"
	"lootlens/ui/cli/config"
)

// complete adds the completion of PLAYER and of queries to every command. Flags that
// take no file are not completed with file names.
func (prog *program) complete(cmd *cobra.Command) {
	if strings.Contains(cmd.Use, "PLAYER") {
		cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return prog.recentPlayers(cmd.Name() == "demo"), cobra.ShellCompDirectiveNoFileComp
		}
	}
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		_, has := cmd.GetFlagCompletionFunc(f.Name)
		switch {
		case has || f.Name == "output" || f.Name == "log":
		case f.Name == "query":
			_ = cmd.RegisterFlagCompletionFunc(f.Name, completeQuery)
		default:
			_ = cmd.RegisterFlagCompletionFunc(f.Name, cobra.NoFileCompletions)
		}
	})
	for _, c := range cmd.Commands() {
		prog.complete(c)
	}
}

// completeQuery completes the last term of a query: field names, and the values of
// fields that have few.
func completeQuery(cmd *cobra.Command, _ []string, typed string) (words []string, _ cobra.ShellCompDirective) {
	meaning := map[string]string{}
	for _, f := range query.Fields() {
		if f.Name != "" {
			meaning[f.Name+":"] = f.Meaning
		}
	}
	if cmd.HasParent() && cmd.Name() != "demo" { // see parseQuery
		for _, name := range []string{"new:", "changed:", "removed:", "diff:", "seen:", "gone:", "first:", "last:"} {
			delete(meaning, name)
		}
	}
	for _, c := range query.Complete(typed, len(typed), nil) {
		c.Text = strings.TrimSuffix(c.Text, " ") // the shell adds it
		field := strings.HasSuffix(c.Text, ":")
		means, known := meaning[c.Text]
		if field && !known {
			continue
		}
		words = append(words, cobra.CompletionWithDesc(typed[:c.From]+c.Text, means))
	}
	return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
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
