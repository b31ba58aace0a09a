package panetest

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/models"
)

// Double serves an invented game over HTTP until the test ends. The client has its clock,
// from which rentals are counted, and no rate limit.
func Double(t testing.TB, o demo.Options) (*demo.Server, *api.Client) {
	t.Helper()
	server := demo.New(o)
	web := httptest.NewServer(server)
	// The listener's Close waits for requests that hang; the server's ends them.
	t.Cleanup(func() { server.Close(); web.Close() })
	if o.Key == "" {
		o.Key = demo.Key
	}
	key, err := api.NewKey(o.Key)
	if err != nil {
		t.Fatal(err)
	}
	client, err := api.New(api.Config{
		BaseURL: web.URL, PerMinute: -1, RetryWait: time.Millisecond, Now: o.Now,
		Key: func(context.Context) (api.Key, error) { return key, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return server, client
}

// PlayerID parses a player's id.
func PlayerID(t testing.TB, s string) models.PlayerID {
	t.Helper()
	id, err := models.ParsePlayerID(s)
	if err != nil {
		t.Fatal(err)
	}
	return id
}
