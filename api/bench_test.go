package api

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"testing"

	"lootlens/api/demo"
	"lootlens/models"
)

// recorded serves an inventory of 10,000 items from memory, so that only the
// reading side costs, and returns the queries of its pages of 200, the empty one
// included.
func recorded(b *testing.B) (srv *httptest.Server, queries []string, size int64) {
	b.Helper()
	s := demo.New(demo.Options{Items: 10_000})
	url, stop, err := s.Start(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer stop()
	c, _ := connect(b, url, func(cfg *Config) { cfg.Observe, cfg.OnPause = nil, nil })
	g, err := c.open(b.Context(), 0)
	if err != nil {
		b.Fatal(err)
	}
	pages := map[string][]byte{}
	after := ""
	for {
		query := "count=200"
		if after != "" {
			query = "after=" + after + "&count=200"
		}
		req, _ := http.NewRequest(http.MethodGet, fmt.Sprintf("%s/server/player/%d/inventory?%s", url, demo.PlayerHuge, query), nil)
		req.Header.Set(tokenHeader, g.token.value())
		req.Header.Set("LL-Version", "2021-03-01")
		resp, err := c.http.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			b.Fatal(err)
		}
		pages[query] = body
		queries = append(queries, query)
		size += int64(len(body))
		p, err := models.DecodePage(body, models.NewPool(), models.Origin{})
		if err != nil {
			b.Fatal(err)
		}
		if len(p.Items) == 0 {
			break
		}
		after = p.Items[len(p.Items)-1].Instance().String()
	}
	srv = serve(b, func(w http.ResponseWriter, r *http.Request) {
		body, ok := pages[r.URL.RawQuery]
		if !ok {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	})
	return srv, queries, size
}

// BenchmarkWalk10k walks 10,000 items in pages of 200: "walk" with the Client,
// everything decoded; "bytes" reads the same answers into one buffer and looks at
// nothing. The goal is a ratio of at most 1.6.
func BenchmarkWalk10k(b *testing.B) {
	srv, queries, size := recorded(b)
	b.Run("bytes", func(b *testing.B) {
		b.SetBytes(size)
		tr := newTransport(&url.URL{Scheme: "http", Host: "127.0.0.1"})
		defer tr.CloseIdleConnections()
		client := &http.Client{Transport: tr}
		var buf []byte
		for b.Loop() {
			for _, q := range queries {
				resp, err := client.Get(fmt.Sprintf("%s/server/player/%d/inventory?%s", srv.URL, demo.PlayerHuge, q))
				if err != nil {
					b.Fatal(err)
				}
				if n := int(resp.ContentLength); n > cap(buf) {
					buf = make([]byte, n)
				}
				if _, err := io.ReadFull(resp.Body, buf[:resp.ContentLength]); err != nil {
					b.Fatal(err)
				}
				resp.Body.Close()
			}
		}
	})
	b.Run("walk", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		c, _ := connect(b, srv.URL, func(cfg *Config) { cfg.Observe, cfg.OnPause = nil, nil })
		h := holder(b, demo.PlayerHuge)
		for b.Loop() {
			n := 0
			for page, err := range c.Walk(b.Context(), h, WalkOptions{First: 200}) {
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
