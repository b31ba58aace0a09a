package api

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"testing"

	"lootlens/api/demo"
	"lootlens/models"
)

// recorded is an inventory's answers by query, in pages of 200 to the empty one.
type recorded struct {
	pages   map[string][]byte
	queries []string
	size    int64 // bytes
}

func record(b *testing.B, url, token string) *recorded {
	b.Helper()
	r := &recorded{pages: map[string][]byte{}}
	pool, query := models.NewPool(), "count=200"
	for {
		body := fetch(b, http.DefaultClient, url, token, query, nil)
		r.pages[query] = body
		r.queries = append(r.queries, query)
		r.size += int64(len(body))
		p, err := models.DecodePage(body, pool, models.Origin{})
		if err != nil {
			b.Fatal(err)
		}
		if len(p.Items) == 0 {
			http.DefaultClient.CloseIdleConnections()
			return r
		}
		query = "after=" + p.Items[len(p.Items)-1].Instance().String() + "&count=200"
	}
}

// fetch reads one answer into buf, which grows when it has to.
func fetch(b *testing.B, client *http.Client, url, token, query string, buf []byte) []byte {
	req, err := http.NewRequest(http.MethodGet, fmt.Sprintf("%s/server/player/%d/inventory?%s", url, demo.PlayerHuge, query), nil)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set(tokenHeader, token)
	req.Header.Set("LL-Version", DefaultLLVersion)
	resp, err := client.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK || resp.ContentLength < 0 {
		b.Fatalf("%s, %d bytes", resp.Status, resp.ContentLength)
	}
	buf = slices.Grow(buf[:0], int(resp.ContentLength))[:resp.ContentLength]
	if _, err := io.ReadFull(resp.Body, buf); err != nil {
		b.Fatal(err)
	}
	return buf
}

// BenchmarkWalk10k walks 10,000 items in pages of 200: "walk" with the Client,
// everything decoded; "bytes" reads the same answers into one buffer and looks at
// nothing. Their ratio is what counts, against the double and against a server that
// has every answer ready in memory.
func BenchmarkWalk10k(b *testing.B) {
	s := demo.New(demo.Options{Items: 10_000})
	live, stop, err := s.Start(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer stop()
	c, _ := connect(b, live, nil)
	g, err := c.open(b.Context(), 0)
	if err != nil {
		b.Fatal(err)
	}
	all := record(b, live, g.token.value())
	memory := serve(b, func(w http.ResponseWriter, r *http.Request) {
		body := all.pages[r.URL.RawQuery]
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	})
	for _, from := range []struct{ name, url string }{{"double", live}, {"memory", memory.URL}} {
		b.Run(from.name+"/bytes", func(b *testing.B) {
			b.SetBytes(all.size)
			tr := newTransport(&url.URL{Scheme: "http", Host: "127.0.0.1"})
			defer tr.CloseIdleConnections()
			client := &http.Client{Transport: tr}
			var buf []byte
			for b.Loop() {
				for _, q := range all.queries {
					buf = fetch(b, client, from.url, g.token.value(), q, buf)
				}
			}
		})
		b.Run(from.name+"/walk", func(b *testing.B) {
			b.SetBytes(all.size)
			b.ReportAllocs()
			c, _ := connect(b, from.url, func(cfg *Config) { cfg.Observe, cfg.OnPause = nil, nil })
			h := holder(b, demo.PlayerHuge)
			for b.Loop() {
				n := 0
				for page, err := range c.Walk(b.Context(), h, WalkOptions{First: MaxCount}) {
					if err != nil {
						b.Fatal(err)
					}
					n += len(page.Items)
				}
				if n != 10_000 {
					b.Fatalf("%d items", n)
				}
			}
		})
	}
}
