package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"lootlens/api/demo"
)

const (
	manyPlayers = 5000
	fewPlayers  = 50
	// Players with many items, and the requests that each takes: pages, and an empty one.
	richPlayers  = 100
	richItems    = 1250
	richRequests = (richItems+199)/200 + 1
	fleetRate    = 1800 // requests a minute, so that the measurement takes seconds
	fleetWorkers = 8
)

// serveFleet serves players until it is killed: how many, and with how many items each, 0
// for a mixture.
func serveFleet(args []string) error {
	players, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	items, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	base, _, err := demo.New(demo.Options{Players: players, PlayerItems: items}).Start(contextForever)
	if err != nil {
		return err
	}
	fmt.Println(base)
	select {}
}

// readFleet reads all pages of the first players of a game. Its arguments are the game's
// address, how many players, and how many of them at once.
func readFleet(args []string) error {
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	workers, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	return readPlayers(args[0], n, workers)
}

// cost is what a process took.
type cost struct {
	wall, own, game time.Duration // own and game are processor time: its own, and that of the game that it read
	peak            float64       // the most memory, in MiB
}

// cost runs a command that reads a game. Another process starts it: the most memory of a
// command counts from its parent's, and this one has measured other things before.
func (b *bench) cost(game *process, name string, args ...string) (cost, error) {
	self, err := os.Executable()
	if err != nil {
		return cost{}, err
	}
	cmd := exec.CommandContext(b.ctx, self, append([]string{"child-cost", name}, args...)...)
	cmd.Env = append(b.environ(), "LOOTLENS_BASE_URL="+game.base)
	cmd.Stderr = os.Stderr
	before := spent(game.cmd.Process.Pid)
	out, err := cmd.Output()
	if err != nil {
		return cost{}, err
	}
	var c cost
	_, err = fmt.Sscan(string(out), &c.wall, &c.own, &c.peak)
	c.game = spent(game.cmd.Process.Pid) - before
	return c, err
}

// printCost runs a command and prints what it took: times in nanoseconds, memory in MiB.
func printCost(args []string) error {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stderr = os.Stderr
	wall, err := timed(cmd.Run)
	if err != nil {
		return err
	}
	state := cmd.ProcessState
	_, err = fmt.Println(int64(wall), int64(state.UserTime()+state.SystemTime()), peakOf(state))
	return err
}

// fleet measures an export of many players: its memory, how it uses the rate that it is
// allowed, and how fast it is without one.
func (b *bench) fleet() error {
	mixed, err := b.child("child-fleet", strconv.Itoa(manyPlayers), "0")
	if err != nil {
		return err
	}
	defer mixed.stop()
	few, err := b.exportPlayers(mixed, fewPlayers, "ndjson")
	if err != nil {
		return err
	}
	many, err := b.exportPlayers(mixed, manyPlayers, "ndjson")
	if err != nil {
		return err
	}
	b.add(fmt.Sprintf("memory at most, export of %d and of %d players", fewPlayers, manyPlayers), "flat, ≤ 80 MiB", "%.1f MiB, %.1f MiB (%s)", few.peak, many.peak, many.wall.Round(time.Second))

	rich, err := b.child("child-fleet", strconv.Itoa(richPlayers), strconv.Itoa(richItems))
	if err != nil {
		return err
	}
	defer rich.stop()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	formats := []string{"ndjson", "csv", "parquet"}
	walls, owns := map[string][]time.Duration{}, map[string][]time.Duration{}
	var games []time.Duration
	note := func(what string, c cost, err error) error {
		walls[what], owns[what] = append(walls[what], c.wall), append(owns[what], c.own)
		games = append(games, c.game)
		return err
	}
	const inTurn, atOnce = "one answer after another", "players at once"
	for range 3 {
		for what, workers := range map[string]int{inTurn: 1, atOnce: fleetWorkers} {
			c, err := b.cost(rich, self, "child-read", rich.base, strconv.Itoa(richPlayers), strconv.Itoa(workers))
			if err := note(what, c, err); err != nil {
				return err
			}
		}
		for _, format := range formats {
			c, err := b.exportPlayers(rich, richPlayers, format)
			if err := note(format, c, err); err != nil {
				return err
			}
		}
	}
	for _, format := range formats {
		wall, one, many := middle(walls[format]), middle(walls[inTurn]), middle(walls[atOnce])
		b.add(fmt.Sprintf("export of %d players × %d items as %s, no rate limit", richPlayers, richItems, format), "≤ 1.5 × reading the bytes",
			"%s; the bytes alone, %s, %s (%.2f ×), %d %s, %s (%.2f ×); processor time %s, the bytes alone %s, and the game's %s",
			ms(wall), inTurn, ms(one), float64(wall)/float64(one), fleetWorkers, atOnce, ms(many), float64(wall)/float64(many),
			ms(middle(owns[format])), ms(middle(owns[atOnce])), ms(middle(games)))
	}

	limited, err := b.exportPlayers(rich, richPlayers, "ndjson", "--rate", strconv.Itoa(fleetRate))
	if err != nil {
		return err
	}
	requests := 1 + richPlayers*richRequests
	least := time.Duration(requests-fleetRate*2/9) * time.Minute / fleetRate // after the burst
	b.add(fmt.Sprintf("the same as ndjson at %d requests a minute", fleetRate), "≥ 95 % of the rate", "%s, %d requests at that rate take %s: %.1f %%", ms(limited.wall), requests, ms(least), float64(least)/float64(limited.wall)*100)
	return nil
}

// exportPlayers exports the first n players.
func (b *bench) exportPlayers(game *process, n int, format string, more ...string) (cost, error) {
	var list strings.Builder
	for i := range n {
		fmt.Fprintln(&list, demo.FleetFirst+uint64(i))
	}
	path := filepath.Join(b.dir, "players.txt")
	if err := os.WriteFile(path, []byte(list.String()), 0o600); err != nil {
		return cost{}, err
	}
	return b.cost(game, b.bin, append([]string{"export", "--players", path, "--format", format, "--quiet", "-o", os.DevNull}, more...)...)
}

// readPlayers reads all pages of the first n players, some of them at once, and only looks
// for the id that the next page begins after.
func readPlayers(base string, n, workers int) error {
	p := plain{base: base}
	p.client.Transport = &http.Transport{MaxIdleConnsPerHost: 2 * workers, DisableCompression: true}
	if err := p.session(); err != nil {
		return err
	}
	players := make(chan uint64)
	failed := make(chan error, workers)
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for id := range players {
				if err := p.readAll(id); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	for i := range n {
		select {
		case players <- demo.FleetFirst + uint64(i):
		case err := <-failed:
			return err
		}
	}
	close(players)
	wait.Wait()
	return nil
}

func (p *plain) readAll(player uint64) error {
	one := *p
	one.player = strconv.FormatUint(player, 10)
	var body bytes.Buffer
	for after := ""; ; {
		body.Reset()
		if err := one.page(after, func(r io.Reader) error { _, err := body.ReadFrom(r); return err }); err != nil {
			return err
		}
		name := []byte(`"instance_id":`)
		at := bytes.LastIndex(body.Bytes(), name)
		if at < 0 {
			return nil
		}
		id, _, _ := bytes.Cut(body.Bytes()[at+len(name):], []byte{','})
		after = "&after=" + string(id)
	}
}
