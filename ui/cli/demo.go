package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/ui/browser"
	"lootlens/ui/browser/picker"
	"lootlens/ui/cli/config"
)

// game are the flags of the demo.
type game struct {
	items      int
	players    int
	each       int // items of each of the players
	faults     []string
	latency    time.Duration
	grantEvery time.Duration
	set        *pflag.FlagSet
}

func (g *game) server(now func() time.Time) (*demo.Server, error) {
	switch {
	case g.items < 1 || g.items > 10_000_000:
		return nil, usagef("--items: give a number from 1 to 10000000")
	case g.players < 0 || g.players > demo.MaxPlayers:
		return nil, usagef("--players: give a number from 0 to %d", demo.MaxPlayers)
	case g.each < 0 || g.each > demo.MaxPlayerItems || g.each > 0 && g.players == 0:
		return nil, usagef("--player-items: give a number from 1 to %d, and --players", demo.MaxPlayerItems)
	case g.latency < 0 || g.grantEvery < 0:
		return nil, usagef("--latency and --grant-every: give durations such as 200ms")
	}
	var faults []demo.Fault
	for _, text := range g.faults {
		f, err := demo.ParseFault(text)
		if err != nil {
			return nil, usagef("--fault: %w", err)
		}
		faults = append(faults, f)
	}
	s := demo.New(demo.Options{Items: g.items, Players: g.players, PlayerItems: g.each, Now: now, Latency: g.latency, GrantEvery: g.grantEvery})
	s.SetFaults(faults...)
	return s, nil
}

func (g *game) add(f *pflag.FlagSet) {
	g.set = f
	f.IntVar(&g.items, "items", demo.DefaultItems, "number of items that player 20000 has")
	f.IntVar(&g.players, "players", 0, fmt.Sprintf("make this many more players; their ids begin at %d", demo.FleetFirst))
	f.IntVar(&g.each, "player-items", 0, "number of items that each of --players has (default: none to 1149, mostly about 20)")
	f.StringArrayVar(&g.faults, "fault", nil, "make requests fail, KIND:WHEN; can be repeated")
	f.DurationVar(&g.latency, "latency", 0, "wait this long before each answer")
	f.DurationVar(&g.grantEvery, "grant-every", 0, "grant player 1007 an item at this interval")
}

// flags are the flags that were given, to make this game again.
func (g *game) flags() (flags []string) {
	g.set.VisitAll(func(f *pflag.Flag) {
		values := []string{f.Value.String()}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			values = list.GetSlice()
		}
		for _, v := range values {
			if f.Changed {
				flags = append(flags, "--"+f.Name, v)
			}
		}
	})
	return flags
}

// DemoExamples are players of the demo for new users.
var DemoExamples = []picker.Example{
	{Text: strconv.FormatUint(demo.PlayerLarge, 10), What: "1,250 items, four characters, three heroes"},
	{Text: strconv.FormatUint(demo.PlayerHuge, 10), What: "the inventory that does not fit on a screen"},
	{Text: "Nova", What: "a name that several players carry"},
	{Text: strconv.FormatUint(demo.PlayerReference, 10), What: "the player of LootLocker's reference page"},
	{Text: strconv.FormatUint(demo.PlayerHostile, 10), What: "names that attack a terminal"},
}

func newDemo(prog *program) *cobra.Command {
	var g game
	var open opening
	cmd := &cobra.Command{
		Use:        "demo [PLAYER] [flags]",
		SuggestFor: []string{"try"},
		Short:      "Browse a made-up game: no key needed",
		Long: `demo opens the browser on a made-up game that the program serves to itself on
this machine: no key, no network. It can fail the way services do.

` + faultHelp(),
		Example: `lootlens demo
lootlens demo 1250 --items 1000000
lootlens demo --latency 200ms --fault 503:times=2
lootlens demo 1007 --grant-every 5s`,
		Args: playerOrCommand,
		RunE: func(cmd *cobra.Command, args []string) error {
			start, err := open.start(args, prog.localTime())
			if err != nil {
				return err
			}
			server, err := g.server(prog.now)
			if err != nil {
				return err
			}
			if !open.plain {
				if err := prog.needTerminal(); err != nil {
					return err
				}
			}
			base, stop, err := server.Start(cmd.Context())
			if err != nil {
				return err
			}
			defer stop()
			if err := prog.useDemo(base); err != nil {
				return err
			}
			if open.plain {
				return prog.browseLines(cmd.Context(), start)
			}
			made := newDemoPast(server)
			defer made.Close()
			return prog.open(cmd.Context(), browser.Options{
				Start: start, Demo: true, DemoFlags: g.flags(), Examples: DemoExamples, Past: made.books(),
			})
		},
	}
	g.add(cmd.PersistentFlags())
	_ = cmd.PersistentFlags().SetAnnotation("fault", suggested, append([]string{"429", "503"}, strings.Split(faultKinds(), ", ")...))
	open.add(cmd)
	cmd.AddCommand(newDemoServe(prog, &g), newDemoStop(prog))
	return cmd
}

// faultHelp describes the values of --fault.
func faultHelp() string {
	return strings.Replace(helpText("demo-fault"), "KINDS", faultKinds(), 1)
}

// faultKinds are the kinds of faults of the demo.
func faultKinds() string {
	var names []string
	for _, k := range demo.Kinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// refuseAddress refuses flags that say where the API is.
func (prog *program) refuseAddress() error {
	for _, name := range []string{"base-url", "domain-key", "profile"} {
		if _, ok := prog.flag(name); ok {
			return usagef("the demo serves itself: leave --%s out", name)
		}
	}
	return nil
}

// useDemo makes the command talk to the demo at base and ignore the config file and
// the environment.
func (prog *program) useDemo(base string) error {
	if err := prog.refuseAddress(); err != nil {
		return err
	}
	s, err := config.Resolve(config.Input{Flag: prog.flag, Getenv: func(name string) string {
		if name == "LOOTLENS_BASE_URL" {
			return base
		}
		return ""
	}, File: &config.File{}})
	if err != nil {
		return err
	}
	s.BaseURL.From = "demo"
	prog.known = &s
	prog.key, err = api.NewKey(demo.Key)
	return err
}
