package panetest

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"lootlens/api"
	"lootlens/api/demo"
)

// Double serves a game over HTTP for the length of a test, and gives a client of
// it that waits for nothing and has the same clock: rentals are counted from it.
func Double(t testing.TB, o demo.Options) (*demo.Server, *api.Client) {
	t.Helper()
	server := demo.New(o)
	web := httptest.NewServer(server)
	// What hangs ends before the listener waits for it.
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
