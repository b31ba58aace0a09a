package cli

import (
	"context"
	"errors"

	"lootlens/api"
	"lootlens/ui/browser"
	"lootlens/ui/browser/recents"
	"lootlens/ui/browser/requests"
	"lootlens/ui/cli/config"
	"lootlens/ui/cli/export"
)

// browse gets the client and runs the browser.
func browse(ctx context.Context, prog *program, o browser.Options) error {
	log := requests.NewLog(prog.now)
	prog.observe, prog.onPause = log.Observe, log.Pause
	file, err := config.Read(config.Path(prog.getenv)) // its [keys] hold in a demo too
	if err != nil {
		return err
	}
	client, settings, err := prog.client(ctx)
	if err != nil {
		return err
	}
	known := prog.opens
	profile := settings.Profile.V
	store := recents.Open("", func() string {
		now := client.Environment()
		if now == api.UnknownEnvironment {
			now = known
		}
		if o.Demo {
			now = api.Demo
		}
		return recents.Scope(now, client.BaseURL(), profile)
	})
	o.Client, o.Keys, o.Recents, o.Log = client, file.Keys(), store, log
	o.Theme, o.PageSize, o.Columns, o.Profile = settings.Theme.V, settings.Count.V, settings.Columns.V, profile
	o.Environment, o.Now, o.Getenv = known, prog.now, prog.getenv
	o.Stdin, o.Stdout = prog.stdin, prog.stdout
	o.Save = func(r browser.SaveRequest) error {
		return export.Save(r.Path, r.Replace, r.Items, export.Options{Now: r.Meta.Time, Meta: r.Meta},
			export.Summary{Complete: r.Complete, Notice: r.Notice, Total: r.Total})
	}
	err = browser.Run(ctx, o)
	var bug *browser.PanicError
	if errors.As(err, &bug) {
		prog.report(bug.Value, bug.Stack)
		return errPanicked
	}
	return err
}
