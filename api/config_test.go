package api

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func TestConfigSaysWhatToFix(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*Config)
		says   string
	}{
		"no key":         {func(c *Config) { c.Key = nil }, "server key"},
		"plain http":     {func(c *Config) { c.BaseURL = "http://api.lootlocker.io" }, "use https"},
		"almost local":   {func(c *Config) { c.BaseURL = "http://localhost.evil.example" }, "use https"},
		"almost 127":     {func(c *Config) { c.BaseURL = "http://127.0.0.1.evil.example" }, "use https"},
		"any address":    {func(c *Config) { c.BaseURL = "http://0.0.0.0:80" }, "use https"},
		"other scheme":   {func(c *Config) { c.BaseURL = "ftp://api.lootlocker.io" }, "not an address"},
		"no scheme":      {func(c *Config) { c.BaseURL = "api.lootlocker.io" }, "not an address"},
		"no host":        {func(c *Config) { c.BaseURL = "https://" }, "not an address"},
		"control":        {func(c *Config) { c.BaseURL = "https://a\x1b[2J" }, "not an address"},
		"password":       {func(c *Config) { c.BaseURL = "https://me:hunter2@api.lootlocker.io" }, "password"},
		"query":          {func(c *Config) { c.BaseURL = "https://api.lootlocker.io?x=1" }, "query"},
		"fragment":       {func(c *Config) { c.BaseURL = "https://api.lootlocker.io#x" }, "fragment"},
		"game version":   {func(c *Config) { c.GameVersion = `1.0"` }, "game version"},
		"one number":     {func(c *Config) { c.GameVersion = "1" }, "game version"},
		"ll version":     {func(c *Config) { c.LLVersion = "a\r\nb" }, "LL-Version"},
		"user agent":     {func(c *Config) { c.UserAgent = "a\nb" }, "user agent"},
		"minus timeout":  {func(c *Config) { c.Timeout = -1 }, "below zero"},
		"minus budget":   {func(c *Config) { c.Budget = -1 }, "below zero"},
		"minus patience": {func(c *Config) { c.RetryWait = -time.Second }, "below zero"},
	} {
		cfg := Config{Key: keyOf(testKey)}
		c.change(&cfg)
		_, err := New(cfg)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%s: the error shows what it should not: %q", name, err)
		}
	}
}

func TestConfigDefaults(t *testing.T) {
	t.Parallel()
	c, err := New(Config{Key: keyOf(testKey)})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if c.BaseURL() != DefaultBaseURL || c.cfg.Timeout != DefaultTimeout || c.cfg.PerMinute != DefaultPerMinute {
		t.Errorf("the defaults are %+v", c.cfg)
	}
	if c.Environment() != UnknownEnvironment {
		t.Errorf("the environment is known before the key: %v", c.Environment())
	}
}

func TestLoopback(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"localhost": true, "LOCALHOST:80": true, "127.0.0.1": true, "127.9.8.7:1": true, "[::1]:80": true,
		"[::ffff:127.0.0.1]": true,
		"example.com":        false, "10.0.0.1": false, "[::2]": false, "0.0.0.0": false, "127.0.0.1.nip.io": false,
	} {
		u, err := url.Parse("http://" + host)
		if err != nil {
			t.Fatal(err)
		}
		if loopback(u) != want {
			t.Errorf("%s: loopback is %v", host, !want)
		}
	}
}

func TestClientPrintsNoSecret(t *testing.T) {
	t.Parallel()
	_, c, w := play(t)
	if _, err := c.Page(t.Context(), PageRequest{Holder: holder(t, 1007), Count: 20}); err != nil {
		t.Fatal(err)
	}
	type outer struct{ c *Client }
	for _, v := range []any{c, c.cfg, &c.cfg, &c.session, &c.session.grant, c.session.key, outer{c}} {
		w.scan(v)
	}
	if got := fmt.Sprintf("%+v", c); got != "api.Client("+c.BaseURL()+")" {
		t.Errorf("a client prints as %s", got)
	}
	if c.Environment() != Demo {
		t.Errorf("the environment is %v", c.Environment())
	}
}

// The environment's proxy is used for others than loopback hosts.
func TestProxy(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]string{
		"https://api.lootlocker.io": "http://proxy.example:8080 <nil>",
		"http://127.0.0.1:80":       "",
		"http://localhost:80":       "",
	} {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), proxyChild+"="+target, "NO_PROXY=", "no_proxy=")
		for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"} {
			child.Env = append(child.Env, name+"=http://proxy.example:8080")
		}
		if out, err := child.CombinedOutput(); err != nil || string(out) != want {
			t.Errorf("%s: %q, %v", target, out, err)
		}
	}
}

// A proxy that doesn't answer is named, its password isn't.
func TestProxyRefuses(t *testing.T) {
	t.Parallel()
	c, w := connect(t, "https://nowhere.invalid", func(cfg *Config) {
		tr := newTransport(mustParse(t, "https://nowhere.invalid"))
		tr.Proxy = http.ProxyURL(mustParse(t, "http://me:hunter2@127.0.0.1:1"))
		cfg.Transport = tr
	})
	_, err := page(t, c)
	w.safe(err)
	if s := fmt.Sprint(err); !strings.Contains(s, "proxyconnect tcp: dial tcp 127.0.0.1:1") || strings.Contains(s, "hunter2") {
		t.Error(err)
	}
}
