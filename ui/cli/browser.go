package cli

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"lootlens/api"
	"lootlens/ui/browser"
	"lootlens/ui/browser/recents"
	"lootlens/ui/browser/requests"
	"lootlens/ui/cli/config"
	"lootlens/ui/cli/export"
)

// localZone is the local time zone, with its name if the system tells it, since copied
// commands carry the name.
func localZone(getenv func(string) string) *time.Location {
	name := strings.TrimPrefix(getenv("TZ"), ":")
	if name == "" {
		path, _ := os.Readlink("/etc/localtime")
		_, name, _ = strings.Cut(path, "zoneinfo/")
	}
	zone, err := time.LoadLocation(name)
	now := time.Now()
	if name == "" || err != nil || now.In(zone).Format(time.RFC3339) != now.Local().Format(time.RFC3339) {
		return time.Local
	}
	return zone
}

// keyringPatience is how long the browser waits for the keyring before it starts.
const keyringPatience = 250 * time.Millisecond

// browserClient is the client of the browser. If the keyring is slow, the browser
// starts without the key, and its first request waits for it.
func (prog *program) browserClient(ctx context.Context) (*api.Client, config.Settings, error) {
	s, err := prog.settings()
	if err != nil || !prog.key.IsZero() || s.KeySource.V != "keyring" {
		return prog.client(ctx)
	}
	ring := startGet(ctx, prog.keyring, s.KeyName())
	providers := prog.keyProviders()
	providers.Keyring = ring
	select {
	case <-ring.answered:
		key, err := s.Key(ctx, providers)
		if err != nil {
			return nil, s, err
		}
		return prog.clientWith(s, key)
	case <-time.After(keyringPatience):
	}
	providers.Prompt = nil // the browser has the terminal
	return prog.newClient(s, api.Key{}, func(ctx context.Context) (api.Key, error) {
		key, err := s.Key(ctx, providers)
		if err == nil {
			err = prog.refuseKey()
		}
		return key, err
	})
}

// earlyKeyring is a keyring whose first Get was started before it is needed.
type earlyKeyring struct {
	config.Keyring
	answered chan struct{} // closed once key and err are set
	key      string
	err      error
	used     atomic.Bool
}

func startGet(ctx context.Context, ring config.Keyring, name string) *earlyKeyring {
	early := &earlyKeyring{Keyring: ring, answered: make(chan struct{})}
	go func() {
		defer close(early.answered)
		early.key, early.err = ring.Get(ctx, name)
	}()
	return early
}

// Get waits for the early answer the first time, and asks the keyring after that.
func (k *earlyKeyring) Get(ctx context.Context, name string) (string, error) {
	if k.used.Swap(true) {
		return k.Keyring.Get(ctx, name)
	}
	select {
	case <-k.answered:
		return k.key, k.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// arrange sets what settings and streams say of the browser.
func (prog *program) arrange(o *browser.Options, s config.Settings) {
	o.Theme, o.PageSize, o.Columns, o.Profile = s.Theme.V, s.Count.V, s.Columns.V, s.Profile.V
	o.Getenv, o.Stdin, o.Stdout = prog.getenv, prog.stdin, prog.stdout
}

// browse gets the client and runs the browser.
func browse(ctx context.Context, prog *program, o browser.Options) error {
	log := requests.NewLog(prog.now)
	prog.observe, prog.onPause = log.Observe, log.Pause
	file, err := config.Read(config.Path(prog.getenv)) // its [keys] hold in a demo too
	if err != nil {
		return err
	}
	client, settings, err := prog.browserClient(ctx)
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
	prog.arrange(&o, settings)
	zone := settings.TimeZone.V
	if zone == nil {
		zone = localZone(prog.getenv)
	}
	o.Environment = known
	o.Now = func() time.Time { return prog.now().In(zone) }
	o.Programs = true
	if o.Past == nil && !o.Demo {
		if kept := prog.browserPast(client, settings); kept != nil {
			o.Past = kept
		}
	}
	o.Save = func(r browser.SaveRequest) error {
		return export.Save(r.Path, r.Replace, r.Items, export.Options{Now: r.Meta.Time, Meta: r.Meta},
			export.Summary{Complete: r.Complete, Notice: r.Notice, Total: r.Total})
	}
	err = browser.Run(ctx, o)
	if bug, ok := errors.AsType[*browser.PanicError](err); ok {
		prog.report(bug.Value, bug.Stack)
		return errPanicked
	}
	return err
}
