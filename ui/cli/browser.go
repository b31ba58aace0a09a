package cli

import (
	"context"
	"errors"

	"lootlens/api"
	"lootlens/ui/browser"
	"lootlens/ui/browser/recents"
	"lootlens/ui/browser/requests"
)

// browse shows the browser of package ui.
func browse(ctx context.Context, env *environment, s session) error {
	log := requests.NewLog(env.now)
	env.observe, env.onPause = log.Observe, log.Pause
	client, settings, err := env.client(ctx)
	if err != nil {
		return err
	}
	known := env.opens
	profile := settings.Profile.V
	store := recents.Open("", func() string {
		now := client.Environment()
		if now == api.UnknownEnvironment {
			now = known
		}
		if s.demo {
			now = api.Demo
		}
		return recents.Scope(now, client.BaseURL(), profile)
	})
	err = browser.Run(ctx, browser.Options{
		Client: client, Recents: store, Log: log,
		Theme: settings.Theme.V, NoColor: s.noColor,
		Start:       s.start(),
		Environment: known, Demo: s.demo, DemoFlags: s.demoFlags, PageSize: settings.Count.V, Columns: settings.Columns.V, Profile: profile,
		Stdin: env.stdin, Stdout: env.stdout, Now: env.now, Getenv: env.getenv,
	})
	var bug *browser.Panic
	if errors.As(err, &bug) {
		env.report(bug.Value, bug.Stack)
		return errPanicked
	}
	return err
}
