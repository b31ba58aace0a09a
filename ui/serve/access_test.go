package serve

import (
	"crypto/dsa" //lint:ignore SA1019 to show that its keys are refused
	"crypto/rand"
	"crypto/rsa"
	"lootlens/ui/internal/sshtest"
	"math/big"
	"net/netip"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

func TestOptions(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		options, addr string
		fails         string // "" where the key lets its user in
		noTerminal    bool
		command       string
	}{
		{"", "192.0.2.1", "", false, ""},
		{`from="192.0.2.1"`, "192.0.2.1", "", false, ""},
		{`from="192.0.2.1"`, "192.0.2.2", "address", false, ""},
		{`from="10.0.0.0/8,192.0.2.*"`, "192.0.2.9", "", false, ""},
		{`from="10.0.0.0/8"`, "10.200.0.1", "", false, ""},
		{`from="10.0.0.0/8"`, "::ffff:10.200.0.1", "", false, ""},
		{`from="!10.0.0.1,10.0.0.0/8"`, "10.0.0.1", "address", false, ""},
		{`from="10.0.0.0/8,!10.0.0.1"`, "10.0.0.1", "address", false, ""},
		{`from="!10.0.0.1"`, "10.0.0.2", "address", false, ""},
		{`from="2001:db8::/32"`, "2001:db8::1", "", false, ""},
		{`from="192.0.2.?"`, "192.0.2.10", "address", false, ""},
		{`from="host.example.com"`, "192.0.2.1", "address", false, ""},
		{`from="!bad.example.com,*"`, "192.0.2.1", "not an address", false, ""},
		{`from="10.0.0.0/99"`, "10.0.0.1", "not a network", false, ""},
		{`from=""`, "10.0.0.1", "not an address", false, ""},
		{`expiry-time="20260602"`, "10.0.0.1", "", false, ""},
		{`expiry-time="20260601Z"`, "10.0.0.1", "expired", false, ""},
		{`expiry-time="202606011200Z"`, "10.0.0.1", "expired", false, ""},
		{`expiry-time="20260601120001Z"`, "10.0.0.1", "", false, ""},
		{`expiry-time="tomorrow"`, "10.0.0.1", "not a time", false, ""},
		{`expiry-time="20261301"`, "10.0.0.1", "not a time", false, ""},
		{`restrict`, "10.0.0.1", "", true, ""},
		{`restrict,pty`, "10.0.0.1", "", false, ""},
		{`RESTRICT,Pty`, "10.0.0.1", "", false, ""},
		{`no-pty`, "10.0.0.1", "", true, ""},
		{`no-port-forwarding,no-agent-forwarding,no-X11-forwarding,no-user-rc`, "10.0.0.1", "", false, ""},
		{`permitopen="host:22",environment="A=b"`, "10.0.0.1", "", false, ""},
		{`command="export 1 --query \"a b\""`, "10.0.0.1", "", false, `export 1 --query "a b"`},
		{`command=""`, "10.0.0.1", "empty", false, ""},
		{`cert-authority`, "10.0.0.1", "--trusted-user-ca", false, ""},
		{`principals="a"`, "10.0.0.1", "--trusted-user-ca", false, ""},
		{`from="10.0.0.1",from="*"`, "10.0.0.1", "twice", false, ""},
		{`verify-required`, "10.0.0.1", "not known", false, ""},
		{`some-new-limit="3"`, "10.0.0.1", "not known", false, ""},
	} {
		key, line := sshtest.NewKey(test.options, "ann")
		var complaint error
		keys := parseKeys([]byte(line), func(_ int, err error) { complaint = err }, parseOptions)
		err := complaint
		entries := keys[string(key.PublicKey().Marshal())]
		if err == nil {
			err = entries[0].allows(netip.MustParseAddr(test.addr), now)
		}
		switch {
		case test.fails == "" && err != nil, test.fails != "" && (err == nil || !strings.Contains(err.Error(), test.fails)):
			t.Errorf("%s from %s: %v, want %q", test.options, test.addr, err, test.fails)
		case err == nil && (entries[0].noTerminal != test.noTerminal || entries[0].command != test.command):
			t.Errorf("%s: %+v", test.options, entries[0])
		}
	}
}

// A line that cannot be used is reported with its number, and those around it are read.
func TestParseKeys(t *testing.T) {
	t.Parallel()
	a, lineA := sshtest.NewKey("", "  ann \x1b[2J@example.com ")
	b, lineB := sshtest.NewKey("", "")
	var bad []int
	keys := parseKeys([]byte("# comment\n\nno key\n"+lineA+`from="1.2.3.4`+"\n"+strings.TrimSpace(lineB)+"\r\n"+`ssh-ed25519 AAAA`), func(n int, _ error) { bad = append(bad, n) }, parseOptions)
	if len(bad) != 3 || bad[0] != 3 || bad[1] != 5 || bad[2] != 7 {
		t.Errorf("lines %v were refused", bad)
	}
	name := keys[string(a.PublicKey().Marshal())][0].name
	if strings.Contains(name, "\x1b") || !strings.HasPrefix(name, "ann") {
		t.Errorf("name %q", name)
	}
	if name := keys[string(b.PublicKey().Marshal())][0].name; name != gossh.FingerprintSHA256(b.PublicKey()) {
		t.Errorf("a key without a comment is %q", name)
	}
}

// Keys that could be forged let nobody in, and neither do signatures by SHA-1.
func TestWeakKeys(t *testing.T) {
	t.Parallel()
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	large, err := rsa.GenerateKey(rand.Reader, leastRSA)
	if err != nil {
		t.Fatal(err)
	}
	line := func(key any) string {
		public, err := gossh.NewPublicKey(key)
		if err != nil {
			t.Fatal(err)
		}
		return string(gossh.MarshalAuthorizedKey(public))
	}
	one := big.NewInt(1)
	forgeable := line(&dsa.PublicKey{Parameters: dsa.Parameters{P: new(big.Int).Lsh(one, 1023), Q: new(big.Int).Lsh(one, 159), G: one}, Y: one})
	r := start(t, line(&small.PublicKey)+line(&large.PublicKey)+forgeable, nil)
	if !r.logs("line=1 why=\"RSA keys of less than 2048 bits") || !r.logs("line=3 why=\"DSA keys are not safe") {
		t.Errorf("log:\n%s", r.log)
	}
	for name, test := range map[string]struct {
		key *rsa.PrivateKey
		as  string
		ok  bool
	}{"large": {large, gossh.KeyAlgoRSASHA512, true}, "SHA-1": {large, gossh.KeyAlgoRSA, false}, "small": {small, gossh.KeyAlgoRSASHA512, false}} {
		key, err := gossh.NewSignerFromKey(test.key)
		if err == nil {
			key, err = gossh.NewSignerWithAlgorithms(key.(gossh.AlgorithmSigner), []string{test.as})
		}
		if err != nil {
			t.Fatal(err)
		}
		c, err := r.dial("ann", key)
		if err == nil {
			c.Close()
		}
		if (err == nil) != test.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// certify signs a certificate for a key.
func certify(t *testing.T, ca gossh.Signer, key gossh.PublicKey, change func(*gossh.Certificate)) *gossh.Certificate {
	t.Helper()
	c := &gossh.Certificate{
		Key: key, CertType: gossh.UserCert, KeyId: "id", ValidPrincipals: []string{"ann"},
		ValidAfter: uint64(time.Now().Add(-time.Hour).Unix()), ValidBefore: uint64(time.Now().Add(time.Hour).Unix()),
		Permissions: gossh.Permissions{Extensions: map[string]string{permitPTY: ""}},
	}
	if change != nil {
		change(c)
	}
	if err := c.SignCert(rand.Reader, ca); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	ca, caLine := sshtest.NewKey("", "the authority")
	other, _ := sshtest.NewKey("", "")
	_, keyLine := sshtest.NewKey("", "somebody")
	r := start(t, keyLine, func(r *rig, cfg *Config) { cfg.TrustedUserCA = r.write("ca", caLine) })
	for name, test := range map[string]struct {
		login  string
		ca     gossh.Signer
		change func(*gossh.Certificate)
		user   string // "" where the login is refused
		log    string
	}{
		"principal":           {"ann", ca, nil, "ann", ""},
		"only principal":      {"root", ca, nil, "ann", ""},
		"one of many":         {"bob", ca, func(c *gossh.Certificate) { c.ValidPrincipals = []string{"ann", "bob"} }, "bob", ""},
		"none of many":        {"root", ca, func(c *gossh.Certificate) { c.ValidPrincipals = []string{"ann", "bob"} }, "", "log in as one of them"},
		"no principals":       {"ann", ca, func(c *gossh.Certificate) { c.ValidPrincipals = nil }, "", "log in as one of them"},
		"other authority":     {"ann", other, nil, "", "not trusted"},
		"host certificate":    {"ann", ca, func(c *gossh.Certificate) { c.CertType = gossh.HostCert }, "", "not one of a user"},
		"expired":             {"ann", ca, func(c *gossh.Certificate) { c.ValidBefore = uint64(time.Now().Unix() - 1) }, "", "expired"},
		"not yet":             {"ann", ca, func(c *gossh.Certificate) { c.ValidAfter = uint64(time.Now().Add(time.Hour).Unix()) }, "", "not yet valid"},
		"for ever":            {"ann", ca, func(c *gossh.Certificate) { c.ValidBefore = gossh.CertTimeInfinity }, "ann", ""},
		"address":             {"ann", ca, func(c *gossh.Certificate) { c.CriticalOptions = map[string]string{sourceAddress: "127.0.0.0/8"} }, "ann", ""},
		"other address":       {"ann", ca, func(c *gossh.Certificate) { c.CriticalOptions = map[string]string{sourceAddress: "10.0.0.0/8"} }, "", "address"},
		"unknown restriction": {"ann", ca, func(c *gossh.Certificate) { c.CriticalOptions = map[string]string{"verify-required": ""} }, "", "unsupported critical option"},
		"empty command":       {"ann", ca, func(c *gossh.Certificate) { c.CriticalOptions = map[string]string{forceCommand: " "} }, "", "empty"},
	} {
		t.Run(name, func(t *testing.T) {
			key, _ := sshtest.NewKey("", "")
			signer, err := gossh.NewCertSigner(certify(t, test.ca, key.PublicKey(), test.change), key)
			if err != nil {
				t.Fatal(err)
			}
			c, err := r.dial(test.login, signer)
			if test.user == "" {
				if err == nil {
					t.Fatal("the login was accepted")
				}
				if !r.logs(test.log) {
					t.Errorf("the log does not say %q:\n%s", test.log, r.log)
				}
				return
			}
			if err != nil {
				t.Fatalf("%v\n%s", err, r.log)
			}
			defer c.Close()
			if !r.logs("user=" + test.user + " ") {
				t.Errorf("the user is not %s:\n%s", test.user, r.log)
			}
		})
	}
}

// A certificate's command runs whatever the client asks for, and without permit-pty there
// is no terminal.
func TestRestrictedCertificate(t *testing.T) {
	t.Parallel()
	ca, caLine := sshtest.NewKey("", "")
	r := start(t, "", func(r *rig, cfg *Config) { cfg.AuthorizedKeys, cfg.TrustedUserCA = "", r.write("ca", caLine) })
	key, _ := sshtest.NewKey("", "")
	signer, err := gossh.NewCertSigner(certify(t, ca, key.PublicKey(), func(c *gossh.Certificate) {
		c.Extensions, c.CriticalOptions = nil, map[string]string{forceCommand: "export 'my own'"}
	}), key)
	if err != nil {
		t.Fatal(err)
	}
	c := r.client(signer)
	if out, _, _ := run(t, c, "verify 7"); out != `["export" "my own"]`+"\n" {
		t.Errorf("%q ran", out)
	}
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if s.RequestPty("xterm", 24, 80, nil) == nil {
		t.Error("there is a terminal")
	}
}
