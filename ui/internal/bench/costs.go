package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/models/query"
)

// inventoryOf returns the player with the most items as a holder, and a client without a
// rate limit.
func inventoryOf(base string) (*api.Client, models.Holder, error) {
	key, err := api.NewKey(demo.Key)
	if err != nil {
		return nil, models.Holder{}, err
	}
	c, err := api.New(api.Config{BaseURL: base, Key: func(context.Context) (api.Key, error) { return key, nil }, PerMinute: -1})
	if err != nil {
		return nil, models.Holder{}, err
	}
	player, err := models.ParsePlayerID(huge)
	return c, models.Holder{Player: player}, err
}

// plain is a client that reads answers and does nothing with them.
type plain struct {
	client http.Client
	base   string
	player string // "" is huge
	token  string
	after  []string // the query of each page's cursor
}

func (p *plain) session() error {
	req, err := http.NewRequest(http.MethodPost, p.base+"/server/session", strings.NewReader(`{"game_version":"1.0.0.0"}`))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("LL-Version", api.DefaultLLVersion)
	req.Header.Set("x-server-key", demo.Key)
	resp, err := p.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var answer struct {
		Token string `json:"token"`
	}
	if err := json.UnmarshalRead(resp.Body, &answer); err != nil {
		return err
	}
	p.token = answer.Token
	return nil
}

// page passes the body of one page to read.
func (p *plain) page(after string, read func(io.Reader) error) error {
	req, err := http.NewRequest(http.MethodGet, p.base+"/server/player/"+cmp.Or(p.player, huge)+"/inventory?count=200"+after, nil)
	if err != nil {
		return err
	}
	req.Header.Set("x-auth-token", p.token)
	req.Header.Set("LL-Version", api.DefaultLLVersion)
	resp, err := p.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the game answers %s", resp.Status)
	}
	return read(resp.Body)
}

// walk compares the client's walk with a client that only reads the same bytes, in
// turns, and with a loop of curl and jq.
func (b *bench) walk() error {
	c, h, err := inventoryOf(b.base)
	if err != nil {
		return err
	}
	defer c.Close()
	p := &plain{base: b.base, client: http.Client{Transport: &http.Transport{}}}
	if err := p.session(); err != nil {
		return err
	}
	p.after = []string{""}
	full := func(note bool) error {
		inv := models.NewInventory(models.Cursor{})
		for page, err := range c.Walk(b.ctx, h, api.WalkOptions{First: api.MaxCount, Pool: inv.Pool()}) {
			if err != nil {
				return err
			}
			inv.Append(page)
			if note {
				p.after = append(p.after, "&after="+inv.Next().String())
			}
		}
		if inv.Len() != 10_000 {
			return fmt.Errorf("the walk found %d items", inv.Len())
		}
		return nil
	}
	if err := full(true); err != nil {
		return err
	}
	var bytes int64
	all := func(read func(io.Reader) error) error {
		for _, after := range p.after {
			if err := p.page(after, read); err != nil {
				return err
			}
		}
		return nil
	}
	readAll := func(r io.Reader) error {
		body, err := io.ReadAll(r)
		bytes += int64(len(body))
		return err
	}
	discard := func(r io.Reader) error { _, err := io.Copy(io.Discard, r); return err }
	var walks, reads, discards, ratios []float64
	timed := func(f func() error, to *[]float64) error {
		runtime.GC() // of what was measured before
		began := time.Now()
		err := f()
		*to = append(*to, time.Since(began).Seconds()*1000)
		return err
	}
	for range b.runs {
		if err := timed(func() error { return all(readAll) }, &reads); err != nil {
			return err
		}
		if err := timed(func() error { return full(false) }, &walks); err != nil {
			return err
		}
		if err := timed(func() error { return all(discard) }, &discards); err != nil {
			return err
		}
		ratios = append(ratios, walks[len(walks)-1]/reads[len(reads)-1])
	}
	b.add(fmt.Sprintf("full walk of 10,000 items (%d MB), everything decoded and kept", bytes/int64(b.runs)/1_000_000), "≤ 1.6 × reading the bytes",
		"%.0f ms = %.2f × io.ReadAll of the same bodies (%.0f ms); io.Copy to io.Discard %.0f ms", middle(walks), middle(ratios), middle(reads), middle(discards))
	return b.loop(p, middle(walks))
}

// loop measures the same walk by a shell script.
func (b *bench) loop(p *plain, walk float64) error {
	for _, tool := range []string{"sh", "curl", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			b.add("`curl` + `jq` loop over the same walk", "≥ 35 × slower", "not measured: there is no %s", tool)
			return nil
		}
	}
	script := `after=
while :; do
  page=$(mktemp -p "$4")
  curl -s -H "x-auth-token: $2" -H "LL-Version: $5" "$1/server/player/$3/inventory?count=200$after" > "$page"
  last=$(jq -r '.items[-1].instance_id // empty' "$page")
  jq -c '.items[]' "$page" >> "$4/items"
  rm "$page"
  [ -n "$last" ] || break
  after="&after=$last"
done`
	var loops []float64
	for range 3 {
		out := filepath.Join(b.dir, "items")
		_ = os.Remove(out)
		cmd := exec.CommandContext(b.ctx, "sh", "-c", script, "sh", b.base, p.token, huge, b.dir, api.DefaultLLVersion)
		cmd.Stderr = os.Stderr
		began := time.Now()
		if err := cmd.Run(); err != nil {
			return err
		}
		loops = append(loops, time.Since(began).Seconds()*1000)
		if list, err := os.ReadFile(out); err != nil || strings.Count(string(list), "\n") != 10_000 {
			return fmt.Errorf("the loop of curl and jq did not find 10,000 items: %w", err)
		}
	}
	b.add("`curl` + `jq` loop over the same walk", "≥ 35 × slower", "%.0f ms = %.0f ×", middle(loops), middle(loops)/walk)
	return nil
}

// kept measures the memory of loaded items, in another process.
func (b *bench) kept() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(b.ctx, self, "child-kept", b.base)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return err
	}
	b.add("memory of an item, its JSON included", "≤ 300 B", "%s", strings.TrimSpace(string(out)))
	return nil
}

func keptChild(args []string) error {
	c, h, err := inventoryOf(args[0])
	if err != nil {
		return err
	}
	inUse := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC() // the second empties the pools
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	var inv *models.Inventory
	fill := func() error {
		inv = models.NewInventory(models.Cursor{})
		for page, err := range c.Walk(contextForever, h, api.WalkOptions{First: api.MaxCount, Pool: inv.Pool()}) {
			if err != nil {
				return err
			}
			inv.Append(page)
		}
		return nil
	}
	if err := fill(); err != nil { // allocate what is made once
		return err
	}
	inv = nil
	before := inUse()
	if err := fill(); err != nil {
		return err
	}
	kept := inUse() - before
	assets, own := 0, 0
	seen := map[*models.Asset]bool{}
	for _, it := range inv.Items() {
		own += len(it.Raw())
		if a := it.Asset(); a != nil && !seen[a] {
			seen[a] = true
			assets += a.Size()
		}
	}
	n := inv.Len()
	fmt.Printf("%d B, with its part of %d assets (%d B without their JSON); sent %d B\n",
		kept/uint64(n), len(seen), (kept-uint64(assets))/uint64(n), own/n)
	runtime.KeepAlive(inv)
	return nil
}

// query measures queries of two terms over 100,000 items, and one while it is typed.
func (b *bench) query() error {
	server, err := b.serve("100000")
	if err != nil {
		return err
	}
	defer server.stop()
	c, h, err := inventoryOf(server.base)
	if err != nil {
		return err
	}
	defer c.Close()
	inv := models.NewInventory(models.Cursor{})
	for page, err := range c.Walk(b.ctx, h, api.WalkOptions{First: api.MaxCount, Pool: inv.Pool()}) {
		if err != nil {
			return err
		}
		inv.Append(page)
	}
	const two = "rarity:epic source:grant_admin"
	for _, text := range []string{two, "sword rarity:epic", "rental:active storage.level:>3"} {
		var took []float64
		found := 0
		for range b.runs {
			began := time.Now()
			q, err := query.Parse(text, began, time.UTC)
			if err != nil {
				return err
			}
			matches, _ := q.Matcher(query.Context{Now: began}).Filter(nil, nil, inv.Items())
			took = append(took, time.Since(began).Seconds()*1000)
			found = len(matches)
		}
		b.add("query `"+text+"` over 100,000 items", "≤ 30 ms", "%.1f ms (%d found)", middle(took), found)
	}
	var letters []float64
	for range b.runs {
		matches, last := inv.Items(), query.Query{}
		for n := 1; n <= len(two); n++ {
			began := time.Now()
			q, err := query.Parse(two[:n], began, time.UTC)
			if err != nil {
				continue // the term is not complete
			}
			from := inv.Items()
			if q.Refines(last) {
				from = matches
			}
			matches, _ = q.Matcher(query.Context{Now: began}).Filter(nil, nil, from)
			last = q
			letters = append(letters, time.Since(began).Seconds()*1000)
		}
	}
	b.add("… after each letter", "", "median %.1f ms, p99 %.1f ms", middle(letters), at(letters, 99))
	return nil
}

func itoa(n int) string { return strconv.Itoa(n) }
