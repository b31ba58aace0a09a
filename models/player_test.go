package models

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestParsePlayerRef(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"", ""},
		{"  ", ""},
		{"363", "player_id=363 player_public_uid=363 player_name=363"},
		{" 363\n", "player_id=363 player_public_uid=363 player_name=363"},
		{"18446744073709551615", "player_id=18446744073709551615 player_public_uid=18446744073709551615 player_name=18446744073709551615"},
		{"18446744073709551616", "player_name=18446744073709551616 player_guest_login_id=18446744073709551616"},
		{"0363", "player_name=0363 player_guest_login_id=0363"},
		{"-5", "player_name=-5 player_guest_login_id=-5"},
		{"76561198000000000", "steam_id=76561198000000000 player_id=76561198000000000 player_name=76561198000000000"},
		{"76561198", "player_id=76561198 player_public_uid=76561198 player_name=76561198"},
		{"01J8J4FJG869W5Q19FSDT8D3AC", "player_ulid=01J8J4FJG869W5Q19FSDT8D3AC player_guest_login_id=01J8J4FJG869W5Q19FSDT8D3AC player_name=01J8J4FJG869W5Q19FSDT8D3AC"},
		{"01j8j4fjg869w5q19fsdt8d3ac", "player_ulid=01J8J4FJG869W5Q19FSDT8D3AC player_guest_login_id=01j8j4fjg869w5q19fsdt8d3ac player_name=01j8j4fjg869w5q19fsdt8d3ac"},
		{"81J8J4FJG869W5Q19FSDT8D3AC", "player_name=81J8J4FJG869W5Q19FSDT8D3AC player_guest_login_id=81J8J4FJG869W5Q19FSDT8D3AC"},
		{"01J8J4FJG869W5Q19FSDT8D3AU", "player_name=01J8J4FJG869W5Q19FSDT8D3AU player_guest_login_id=01J8J4FJG869W5Q19FSDT8D3AU"},
		{"9SLUKT4E", "player_public_uid=9SLUKT4E player_name=9SLUKT4E"},
		{"9slukt4e", "player_name=9slukt4e player_guest_login_id=9slukt4e"},
		{"Anna Bo", "player_name=Anna Bo player_guest_login_id=Anna Bo"},
		{"id:7", "player_id=7"},
		{"ID: 7 ", "player_id=7"},
		{"ulid:x", "player_ulid=x"},
		{"uid:abc", "player_public_uid=abc"},
		{"name:363", "player_name=363"},
		{"name:a:b", "player_name=a:b"},
		{"steam:1", "steam_id=1"},
		{"psn:1", "psn_id=1"},
		{"xbox:1", "xbox_id=1"},
		{"guest:1", "player_guest_login_id=1"},
		{"name:", ""},
		{"epic:1", "player_name=epic:1 player_guest_login_id=epic:1"},
		{"12:30", "player_name=12:30 player_guest_login_id=12:30"},
	}
	for _, tt := range tests {
		found := ParsePlayerRef(tt.in)
		var got []string
		for _, r := range found {
			got = append(got, r.Parameter()+"="+r.Value)
			if r.Word() == "" || r.String() != r.Word()+" "+r.Value {
				t.Errorf("%q: %q is called %q", tt.in, r, r.Word())
			}
			prefixed := refs[r.Kind].prefix + ":" + r.Value
			if again := ParsePlayerRef(prefixed); len(again) != 1 || again[0] != r {
				t.Errorf("%q: %q is read back as %v", tt.in, prefixed, again)
			}
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%q: %s\nwant %s", tt.in, s, tt.want)
		}
	}
}

func TestPlayerRefID(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		ref  PlayerRef
		want string
	}{
		{PlayerRef{RefID, "363"}, "363 true"}, {PlayerRef{RefID, "abc"}, " false"}, {PlayerRef{RefName, "363"}, " false"}, {PlayerRef{RefSteam, "363"}, " false"}, {PlayerRef{}, " false"},
	} {
		id, ok := tt.ref.PlayerID()
		if got := fmt.Sprint(id, ok); got != tt.want && fmt.Sprintf("%s %v", id, ok) != tt.want {
			t.Errorf("%v: %s, want %s", tt.ref, got, tt.want)
		}
	}
}

func TestDecodePlayers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body, want string // id ulid uid name platform platform-id, and extra members
	}{
		{"reference", `{"players":[{"player_id":363,"ulid":"U","player_public_uid":"P","name":"Anna","last_active_platform":"steam","platform_player_id":"76"}]}`, "363 U P Anna steam 76"},
		{"other names", `{"items":[{"id":"363","player_ulid":"U","public_uid":"P","player_name":"Anna","platform":"psn"}]}`, "363 U P Anna psn "},
		{"numbers as texts", `{"players":[{"player_id":"18446744073709551615","platform_player_id":76,"name":5}]}`, "18446744073709551615   5  76"},
		{"nulls", `{"players":[null,{"player_id":1,"name":null,"ulid":null}]}`, "1     "},
		{"id missing", `{"players":[{"name":"a"}]}`, "   a  "},
		{"odd id", `{"players":[{"player_id":1.5}]}`, "      +player_id=1.5"},
		{"unknown member", `{"players":[{"player_id":1,"level":{"a":1}}]}`, `1      +level={"a":1}`},
		{"no object", `{"players":["x"]}`, `      +="x"`},
		{"nobody", `{"players":[]}`, ""},
		{"null", `{"players":null}`, ""},
		{"null and a list", `{"players":null,"items":[{"id":1}]}`, "1     "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			players, err := DecodePlayers([]byte(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range players {
				s := fmt.Sprintf("%s %s %s %s %s %s", p.ID, p.ULID, p.PublicUID, p.Name, p.Platform, p.PlatformID)
				for _, x := range p.Extra {
					s += fmt.Sprintf(" +%s=%s", x.Name, x.Raw)
				}
				got = append(got, s)
				if !valid(p.Raw) {
					t.Errorf("raw is not JSON: %s", p.Raw)
				}
			}
			if s := strings.Join(got, "\n"); s != tt.want {
				t.Errorf("got %q, want %q", s, tt.want)
			}
		})
	}
}

func TestDecodePlayersKeepsRaw(t *testing.T) {
	t.Parallel()
	const body = `{"players":[{"player_id": 363, "name":"A\u00e9\" ", "new\nmember":[1, 2]}]}`
	players, err := DecodePlayers([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := canonical(t, players[0].Raw), canonical(t, []byte(`{"player_id":363,"name":"Aé\" ","new\nmember":[1,2]}`)); got != want {
		t.Errorf("raw %s, want %s", got, want)
	}
}

func TestListErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		err        error
	}{
		{"empty", "", ErrNotJSON},
		{"blank", " \n", ErrNotJSON},
		{"HTML", "<html>502</html>", ErrNotJSON},
		{"a list", "[]", ErrNotJSON},
		{"a text", `"x"`, ErrNotJSON},
		{"malformed", `{"players":[1 2]}`, ErrNotJSON},
		{"trailing text", `{"players":[]} x`, ErrNotJSON},
		{"cut", `{"players":[{"player_id":1},`, ErrCut},
		{"cut in a text", `{"players":[{"name":"An`, ErrCut},
		{"no list", `{"success":true}`, ErrNoItems},
		{"list is an object", `{"players":{"a":1},"storage":{},"items":{}}`, ErrNoItems},
	}
	decoders := map[string]func([]byte) error{
		"players":      func(b []byte) error { _, err := DecodePlayers(b); return err },
		"characters":   func(b []byte) error { _, err := DecodeCharacters(b); return err },
		"heroes":       func(b []byte) error { _, err := DecodeHeroes(b); return err },
		"storage":      func(b []byte) error { _, err := DecodeStorage(b); return err },
		"progressions": func(b []byte) error { _, err := DecodeProgressions(b); return err },
		"loadout":      func(b []byte) error { _, err := DecodeLoadout(b); return err },
		"balances":     func(b []byte) error { _, err := DecodeBalances(b); return err },
		"wallet":       func(b []byte) error { _, err := DecodeWallet(b); return err },
	}
	for what, decode := range decoders {
		for _, tt := range tests {
			if err := decode([]byte(tt.body)); !errors.Is(err, tt.err) {
				t.Errorf("%s, %s: %v, want %v", what, tt.name, err, tt.err)
			} else if strings.Contains(err.Error(), "502") {
				t.Errorf("%s, %s: the error quotes the answer: %v", what, tt.name, err)
			}
		}
	}
}

// The list is where its elements are, whatever stands under its other names.
func TestListNames(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]int{
		`{"items":[{"id":1}],"characters":[{"id":1},{"id":2}]}`: 1,
		`{"items":[],"characters":[{"id":1},{"id":2}]}`:         2,
		`{"items":null,"characters":[{"id":1},{"id":2}]}`:       2,
		`{"items":{},"characters":[{"id":1},{"id":2}]}`:         2,
		`{"items":[null],"characters":[{"id":1}]}`:              1,
		`{"items":[{"id":1}],"items":[{"id":2}]}`:               2,
		`{"items":[],"characters":{"a":1}}`:                     0,
		`{"items":[],"success":true}`:                           0,
		`{"items":[{"id":1}],"success":false}`:                  1,
		`{"items":[],"success":false}`:                          -1,
		`{"items":null,"success":false}`:                        -1,
		`{"items":{"a":1},"characters":null}`:                   -1,
		`{"success":false,"messages":["no"]}`:                   -1,
	} {
		list, err := DecodeCharacters([]byte(body))
		if (want < 0) != errors.Is(err, ErrNoItems) || err == nil && len(list) != want {
			t.Errorf("%s: %d characters, %v; want %d", body, len(list), err, want)
		}
	}
}

func FuzzDecodeAnswers(f *testing.F) {
	for _, s := range []string{
		`{"players":[{"player_id":1,"name":"a"}]}`, `{"items":[{"hero_id":1,"id":"2","asset":"x"},null,7]}`, `{"storage":[{"id":1,"key":"k","value":{}}]}`,
		`{"success":false,"error":"x","messages":["a",null]}`, `{"balances":[{"amount":"1e5","currency":{"code":"g"}}]}`, `{"id":5}`, `{"token":5,"pong":"2026-11-01T12:00:00Z"}`, `{"pagination":{"total":9,"current_page":1,"last_page":"2"}}`, `{"items":[{"step":1,"points":5,"previous_threshold":0,"next_threshold":"9"}]}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		players, err := DecodePlayers(body)
		if err == nil != (!errors.Is(err, ErrNotJSON) && !errors.Is(err, ErrCut) && !errors.Is(err, ErrNoItems)) {
			t.Fatalf("error of no kind: %v", err)
		}
		for _, p := range players {
			if !valid(p.Raw) {
				t.Fatalf("raw is not JSON: %q", p.Raw)
			}
		}
		DecodeCharacters(body)
		DecodeHeroes(body)
		DecodeStorage(body)
		DecodeLoadout(body)
		DecodeBalances(body)
		DecodeWallet(body)
		progressions, _ := DecodeProgressions(body)
		for _, p := range progressions {
			if part, _ := p.Fraction(); !(part >= 0 && part <= 1) {
				t.Fatalf("a part of %v", part)
			}
		}
		DecodeError(body)
		DecodeMetadata(body)
		DecodeToken(body)
		if at, _ := DecodeClock(body); !at.IsZero() && at.Year() < 2 {
			t.Fatalf("the time %s", at)
		}
		if total, next := DecodeNext(body); !total.Known && total.N > 0 || next == "0" {
			t.Fatalf("a total of %v and then %q", total, next)
		}
	})
}
