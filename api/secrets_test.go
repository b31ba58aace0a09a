package api

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/models/text"
)

// oldKey is a key without a prefix, with characters that are escaped differently.
const oldKey = "a1/b2+c3=d4&e5%f6\\g7\"h8'i9"

// each replaces every byte of s by what f writes for it.
func each(s string, f func(c byte) string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteString(f(s[i]))
	}
	return b.String()
}

// encodings are the ways in which a server or a library may echo a text.
var encodings = map[string]func(string) string{
	"raw":            func(s string) string { return s },
	"upper case":     strings.ToUpper,
	"lower case":     strings.ToLower,
	"JSON":           func(s string) string { b, _ := json.Marshal(s); return string(b) },
	"JSON \\u":       func(s string) string { return each(s, func(c byte) string { return fmt.Sprintf(`\u%04x`, c) }) },
	"JSON \\U":       func(s string) string { return each(s, func(c byte) string { return fmt.Sprintf(`\u%04X`, c) }) },
	"JSON slash":     func(s string) string { return strings.ReplaceAll(s, "/", `\/`) },
	"one escape":     func(s string) string { return fmt.Sprintf(`\u%04x`, s[0]) + s[1:] },
	"JSON in JSON":   func(s string) string { return each(s, func(c byte) string { return fmt.Sprintf(`\\u%04x`, c) }) },
	"Go":             func(s string) string { return fmt.Sprintf("%q", s) },
	"Go \\x":         func(s string) string { return each(s, func(c byte) string { return fmt.Sprintf(`\x%02x`, c) }) },
	"query":          url.QueryEscape,
	"path":           url.PathEscape,
	"percent":        func(s string) string { return each(s, func(c byte) string { return fmt.Sprintf("%%%02X", c) }) },
	"percent, small": func(s string) string { return each(s, func(c byte) string { return fmt.Sprintf("%%%02x", c) }) },
	"percent twice":  func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	"percent of JSON": func(s string) string {
		return url.QueryEscape(each(s, func(c byte) string { return fmt.Sprintf(`\u%04x`, c) }))
	},
	"HTML":             html.EscapeString,
	"HTML hexadecimal": func(s string) string { return each(s, func(c byte) string { return fmt.Sprintf("&#x%x;", c) }) },
	"HTML decimal":     func(s string) string { return each(s, func(c byte) string { return fmt.Sprintf("&#%d;", c) }) },
	"hex":              func(s string) string { return hex.EncodeToString([]byte(s)) },
	"HEX":              func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
	"base64":           func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64 URL":       func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"base64 in a pair": func(s string) string { return base64.StdEncoding.EncodeToString([]byte("u:" + s + ":x")) },
	"base64 of a line": func(s string) string { return base64.StdEncoding.EncodeToString([]byte("k:" + s + "\r\n")) },
	"base64 in JSON": func(s string) string {
		return strings.ReplaceAll(base64.StdEncoding.EncodeToString([]byte(s)), "/", `\/`)
	},
}

// holds reports whether s holds at least half of the secret in a spelling.
func holds(s, secret string) bool {
	for name, encode := range encodings {
		e := encode(secret)
		if strings.HasPrefix(name, "base64") {
			e = e[4 : len(e)-8]
		}
		for _, part := range []string{e, e[:len(e)/2+2], e[len(e)/2-2:]} {
			if strings.Contains(strings.ToLower(s), strings.ToLower(part)) {
				return true
			}
		}
	}
	return false
}

func TestMaskEverySpelling(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{testKey, ownToken, oldKey, "0123456789abcdef0123456789abcdef"} {
		if _, err := NewKey(secret); err != nil {
			t.Fatal(err)
		}
		for name, encode := range encodings {
			for _, around := range [][2]string{{"", ""}, {`{"message":"got `, ` instead"}`}, {"%", "%"}, {`\`, ` \`}, {"&#", ";"}} {
				s := around[0] + encode(secret) + around[1]
				got := Mask(s)
				if holds(got, secret) {
					t.Errorf("%s of %s in %q is masked as %q", name, secret, around, got)
				}
				if got != withheld && !strings.ContainsAny(around[0], `%\`) && !strings.HasPrefix(name, "base64") && name != "HTML" &&
					(!strings.HasPrefix(got, around[0]) || !strings.HasSuffix(got, around[1])) {
					t.Errorf("%s of %s in %q took more than the secret: %q", name, secret, around, got)
				}
			}
		}
	}
}

// What holds no secret stays as it is, whatever it looks like.
func TestMaskNothing(t *testing.T) {
	t.Parallel()
	_, _ = NewKey(testKey)
	for _, s := range []string{"", "%", "%2", `\`, `\\\\\\\\\\`, "&#;", "dev_", "dev_johnson1", testKey[:10], testKey[1:], "\xff\xfe", `{"message":"100% of \u00e9t\u00e9"}`} {
		if got := Mask(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

// A body that was cut in the middle of a secret does not show its beginning.
func TestMaskCutSecret(t *testing.T) {
	t.Parallel()
	_, _ = NewKey(testKey)
	for n := minCut; n < len(testKey); n++ {
		if got := Mask("token " + testKey[:n]); got != "token "+masked {
			t.Fatalf("%d bytes: %q", n, got)
		}
	}
}

func FuzzMask(f *testing.F) {
	names := []string{}
	for name := range encodings {
		names = append(names, name)
	}
	slices.Sort(names)
	for i := range names {
		f.Add("before ", " after", i)
	}
	f.Add(`\`, `"`, 3)
	f.Fuzz(func(t *testing.T, before, after string, n int) {
		for _, secret := range []string{testKey, oldKey} {
			_, _ = NewKey(secret)
			name := names[uint(n)%uint(len(names))]
			s := before + encodings[name](secret) + after
			if got := Mask(s); holds(got, secret) && !holds(before+after, secret) {
				t.Errorf("%s in %q became %q", name, s, got)
			}
			b := []byte(s)
			if maskBytes(b); string(b) != s {
				t.Error("the text itself was changed")
			}
		}
	})
}

// An error says nothing of a secret that the server echoes, wherever it does: in the
// sentence, its parts, the body, the log.
func TestErrorsHideSecrets(t *testing.T) {
	t.Parallel()
	for name, encode := range encodings {
		for _, secret := range []string{testKey, ownToken} {
			srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
				s := encode(secret)
				w.Header().Set("X-Request-Id", strings.ReplaceAll(s, "\n", ""))
				w.WriteHeader(422)
				quoted := s
				if !strings.Contains(name, "JSON") {
					b, _ := json.Marshal(s)
					quoted = string(b)
				} else if !strings.HasPrefix(s, `"`) {
					quoted = `"` + s + `"`
				}
				fmt.Fprintf(w, `{"code":%s,"message":%[1]s,"trace_id":%[1]s,"param":%[1]s,"ban":{"ban_reason":%[1]s}}`, quoted)
			})
			c, w := connect(t, srv.URL, nil)
			_, err := page(t, c)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("%s: %v", name, err)
			}
			w.safe(err)
			for _, s := range []string{err.Error(), string(e.Body), e.Code.Raw(), e.Message.Raw(), e.TraceID.Raw(), e.Param.Raw(), e.RequestID.Raw(), e.Ban.Reason.Raw(), fmt.Sprintf("%+v", w.list())} {
				if holds(s, secret) {
					t.Errorf("%s: %q", name, s)
				}
			}
		}
	}
}

// An answer that cannot be read keeps its body for the raw view, without secrets.
func TestUnreadableAnswersHideSecrets(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{testKey, ownToken} {
		srv := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "<p>proxy of %s</p>", secret) })
		c, w := connect(t, srv.URL, nil)
		_, err := page(t, c)
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(string(e.Body), "<p>proxy of ") || holds(string(e.Body), secret) {
			t.Errorf("%v with the body %q", err, e.Body)
		}
		w.safe(err)
	}
}

// A key that was typed as something else is in no request and no log.
func TestKeyTypedAsPlayer(t *testing.T) {
	t.Parallel()
	s, c, w := play(t)
	if _, err := page(t, c); err != nil { // the key is in use
		t.Fatal(err)
	}
	before := len(s.Requests())
	for name, encode := range encodings {
		_, err := c.FindPlayers(t.Context(), models.PlayerRef{Kind: models.RefName, Value: encode(testKey)})
		if !errors.Is(err, errHoldsSecret) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		w.safe(err)
	}
	if len(s.Requests()) != before || len(w.list()) != before {
		t.Errorf("%d requests", len(s.Requests())-before)
	}
}

func TestLooksLikeKey(t *testing.T) {
	t.Parallel()
	for _, key := range []string{oldKey, "s7"} {
		_, _ = NewKey(key)
	}
	for s, want := range map[string]bool{
		"1250": false, "Nova": false, "name:dev_johnson1": false, " Name:dev_johnson1 ": false, "developer_name_42": false,
		"mydev_johnson1": false, "dev_short": false, "": false, "dev_john son12": false, "s77": false, "dev_backup_2026.json": false,
		"players/dev_notregistered": false, "rarity:epic source:dev_grant": false,
		"dev_johnson1": true, "PROD_0123456789abcdef": true, "id:dev_0123456789abcdef": true, "see dev_0123456789 here": true,
		"name:dev_0123456789abcdef0123456789abcdef": true, "name:" + demo.Key: true, " s7\n": true,
		oldKey: true, "name:" + oldKey: true, url.QueryEscape(oldKey): true, "x" + oldKey + "x": true,
		base64.StdEncoding.EncodeToString([]byte(oldKey)): true,
		"https://prod_0123456789abcdef01234567.example/":  true, "out/DEV_0123456789abcdef01234567.json": true,
		"-oprod_0123456789abcdef01234567": true, "https://dev.example/": false, "out/dev_items_of_2026.json": false,
	} {
		if got := LooksLikeKey(s); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}

func TestMaskKeys(t *testing.T) {
	t.Parallel()
	_, _ = NewKey(oldKey)
	for s, want := range map[string]string{
		"dev_notregistered is a key": "dev_… is a key", `key = "prod_notregistered"`: `key = "prod_…"`,
		"dev_short": "dev_short", "x=" + oldKey: "x=" + masked,
	} {
		if got := MaskKeys(s); got != want {
			t.Errorf("%q is %q", s, got)
		}
	}
}

// A token is forgotten after many newer ones, a key never.
func TestTokensAreBounded(t *testing.T) {
	t.Parallel()
	var v vault
	v.add("key-0123456789", false)
	for i := range 3 * maxTokens {
		v.add(fmt.Sprintf("token-%010d", i), true)
		v.add("short", true)
	}
	if len(v.tokens) != maxTokens || len(v.keys) != 1 || find(v.forms.Load(), []byte("key-0123456789"), 0) < 0 {
		t.Errorf("%d tokens, %d keys", len(v.tokens), len(v.keys))
	}
}

func BenchmarkMask(b *testing.B) {
	_, _ = NewKey(testKey)
	body := bytes.Repeat([]byte(`{"message":"100% \u0064ev_ of it"},`), 2000)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		maskBytes(body)
	}
}

// The text of a Mask is as printable as before.
func TestMaskIsPrintable(t *testing.T) {
	t.Parallel()
	_, _ = NewKey(testKey)
	if s := Mask("a " + testKey); text.Of(s).Line() != s {
		t.Errorf("%q", s)
	}
}
