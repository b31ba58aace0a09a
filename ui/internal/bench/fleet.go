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

// fleet measures an export of many players: its memory, how it uses the rate that it is
// allowed, and how fast it is without one.
func (b *bench) fleet() error {
	mixed, err := b.child("child-fleet", strconv.Itoa(manyPlayers), "0")
	if err != nil {
		return err
	}
	defer mixed.stop()
	few, _, err := b.exportPlayers(mixed.base, fewPlayers)
	if err != nil {
		return err
	}
	many, took, err := b.exportPlayers(mixed.base, manyPlayers)
	if err != nil {
		return err
	}
	b.add(fmt.Sprintf("memory at most, export of %d and of %d players", fewPlayers, manyPlayers), "flat, ≤ 80 MiB", "%.1f MiB, %.1f MiB (%s)", few, many, took.Round(time.Second))

	rich, err := b.child("child-fleet", strconv.Itoa(richPlayers), strconv.Itoa(richItems))
	if err != nil {
		return err
	}
	defer rich.stop()
	var exports, reads []time.Duration
	for range 3 {
		began := time.Now()
		if err := readPlayers(rich.base, richPlayers); err != nil {
			return err
		}
		reads = append(reads, time.Since(began))
		_, took, err := b.exportPlayers(rich.base, richPlayers)
		if err != nil {
			return err
		}
		exports = append(exports, took)
	}
	read, free := middle(reads), middle(exports)
	b.add(fmt.Sprintf("export of %d players × %d items, no rate limit", richPlayers, richItems), "≤ 1.5 × reading the bytes", "%s, the bytes alone %s (%.2f ×)", ms(free), ms(read), float64(free)/float64(read))

	_, took, err = b.exportPlayers(rich.base, richPlayers, "--rate", strconv.Itoa(fleetRate))
	if err != nil {
		return err
	}
	requests := 1 + richPlayers*richRequests
	least := time.Duration(requests-fleetRate*2/9) * time.Minute / fleetRate // after the burst
	b.add(fmt.Sprintf("the same at %d requests a minute", fleetRate), "≥ 95 % of the rate", "%s, %d requests at that rate take %s: %.1f %%", ms(took), requests, ms(least), float64(least)/float64(took)*100)
	return nil
}

// exportPlayers exports the first n players and returns the most memory in MiB.
func (b *bench) exportPlayers(base string, n int, more ...string) (float64, time.Duration, error) {
	var list strings.Builder
	for i := range n {
		fmt.Fprintln(&list, demo.FleetFirst+uint64(i))
	}
	path := filepath.Join(b.dir, "players.txt")
	if err := os.WriteFile(path, []byte(list.String()), 0o600); err != nil {
		return 0, 0, err
	}
	cmd := exec.CommandContext(b.ctx, b.bin, append([]string{"export", "--players", path, "--format", "ndjson", "--quiet", "-o", os.DevNull}, more...)...)
	cmd.Env = append(b.environ(), "LOOTLENS_BASE_URL="+base)
	cmd.Stderr = os.Stderr
	took, err := timed(cmd.Run)
	if err != nil {
		return 0, 0, err
	}
	return peakOf(cmd.ProcessState), took, nil
}

// readPlayers reads all pages of the first n players, as many at once as an export does,
// and only looks for the id that the next page begins after.
func readPlayers(base string, n int) error {
	p := plain{base: base}
	p.client.Transport = &http.Transport{MaxIdleConnsPerHost: 2 * fleetWorkers, DisableCompression: true}
	if err := p.session(); err != nil {
		return err
	}
	players := make(chan uint64)
	failed := make(chan error, fleetWorkers)
	var wait sync.WaitGroup
	for range fleetWorkers {
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
