package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"lootlens/api"
	"lootlens/ui/config"
	"lootlens/ui/recents"
)

// completePlayers lets every command that takes a PLAYER complete it.
func (e *environment) completePlayers(cmd *cobra.Command) {
	if strings.Contains(cmd.Use, "PLAYER") {
		cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return e.recentPlayers(cmd.Name() == "demo"), cobra.ShellCompDirectiveNoFileComp
		}
	}
	for _, c := range cmd.Commands() {
		e.completePlayers(c)
	}
}

// recentPlayers are the ids and names of the players that were opened under the
// settings in force. No key is fetched for it: where its environment is unknown,
// the lists of all are given.
func (e *environment) recentPlayers(inDemo bool) []string {
	var scopes []string
	if inDemo {
		scopes = []string{recents.Scope(api.Demo, "", "")}
	} else {
		s, err := e.settings()
		if err != nil {
			return nil
		}
		environments := []api.Environment{api.Stage, api.Live, api.UnknownEnvironment}
		if key, err := api.NewKey(e.getenv(config.KeyVariable)); err == nil {
			environments = []api.Environment{key.Environment()}
		}
		for _, env := range environments {
			scopes = append(scopes, recents.Scope(env, s.BaseURL.V, s.Profile.V))
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
