package cli

import (
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lootlens/models"
	"lootlens/ui/browser"
	"lootlens/ui/serve"
)

// auditor writes what a session looks at. Requests about something that was written
// before are not written again: pages, and what the browser reads beside an inventory.
// It is safe for concurrent use.
type auditor struct {
	write func(serve.Event) error

	mu   sync.Mutex
	seen map[string]bool // by key
}

// mostSeen is how many subjects are remembered.
const mostSeen = 50_000

// command writes a command as it was understood.
func (a *auditor) command(cmd *cobra.Command, args []string) error {
	e := serve.Event{Action: cmd.Name()}
	if !cmd.HasParent() {
		e.Action = "browse"
	}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		value := f.Value.String()
		switch e.Args = append(e.Args, "--"+f.Name+"="+value); f.Name {
		case "query":
			e.Query = value
		case "character", "hero":
			e.Holder = f.Name + " " + value
		case "universal":
			e.Holder = f.Name
		case "player":
			e.Player = value
		}
	})
	if strings.Contains(cmd.Use, "PLAYER") && len(args) > 0 {
		e.Player = args[0]
	}
	e.Args = append(e.Args, args...)
	return a.write(e)
}

// looked writes what comes to the screen of the browser.
func (a *auditor) looked(l browser.Looked) error {
	e := serve.Event{Holder: holderWords(l.Holder)}
	if !l.Player.IsZero() {
		e.Player = l.Player.String()
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.remember(e)
	a.remember(serve.Event{Player: e.Player})
	e.Action, e.Query = l.Action, l.Query
	return a.write(e)
}

// query writes a query of an inventory that is shown.
func (a *auditor) query(h models.Holder, typed string) error {
	return a.looked(browser.Looked{Action: "inventory", Player: h.Player, Holder: h, Query: typed})
}

// holderWords is a holder beside the player; "" for the player's own inventory.
func holderWords(h models.Holder) string {
	switch h.Kind {
	case models.CharacterHolder:
		return "character " + h.Character.String()
	case models.HeroHolder:
		return "hero " + h.Hero.String()
	case models.UniversalHolder:
		return "universal"
	}
	return ""
}

// read writes what a request is about, the first time.
func (a *auditor) read(path string) error {
	action, subject := subjectOf(path)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.seen[key(subject)] {
		return nil
	}
	e := subject
	e.Action = action
	if err := a.write(e); err != nil {
		return err
	}
	a.remember(subject)
	return nil
}

// key is what an event is about.
func key(e serve.Event) string {
	return strings.Join([]string{e.Player, e.Holder, e.Query, e.Detail}, "\x00")
}

func (a *auditor) remember(e serve.Event) {
	if a.seen == nil || len(a.seen) >= mostSeen {
		a.seen = map[string]bool{}
	}
	a.seen[key(e)] = true
}

// subjectOf is what a request is about. One that is not known is written as it is.
func subjectOf(path string) (action string, e serve.Event) {
	path, query, _ := strings.Cut(strings.TrimPrefix(path, "/server/"), "?")
	parts := strings.Split(path, "/")
	switch {
	case path == "players/lookup/name":
		if values, err := url.ParseQuery(query); err == nil {
			var refs []string
			for name, of := range values {
				for _, value := range of {
					refs = append(refs, name+"="+value)
				}
			}
			slices.Sort(refs)
			return "lookup", serve.Event{Query: strings.Join(refs, " ")}
		}
	case path == "inventory/universal":
		return "read", serve.Event{Holder: "universal"}
	case len(parts) > 2 && (parts[0] == "player" || parts[0] == "players"):
		e.Player = parts[1]
		if kind, ok := map[string]string{"characters": "character ", "heroes": "hero "}[parts[2]]; ok && len(parts) > 4 {
			e.Holder = kind + parts[3]
		}
		return "read", e
	}
	return "read", serve.Event{Detail: path}
}
