package models

import "testing"

func TestDecodeNext(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]struct {
		total Total
		next  string
	}{
		`{"items":[]}`: {},
		`{"pagination":{"total":5,"next_cursor":"abc","previous_cursor":null}}`:                  {Total{5, true}, "abc"},
		`{"pagination":{"total":"5","next_cursor":7}}`:                                           {Total{5, true}, "7"},
		`{"pagination":{"total":5,"next_cursor":0}}`:                                             {Total{5, true}, ""},
		`{"pagination":{"total":5,"next_cursor":null}}`:                                          {Total{5, true}, ""},
		`{"pagination":{"total":9,"current_page":1,"last_page":2,"next_page":"2","per_page":5}}`: {Total{9, true}, "2"},
		`{"pagination":{"total":9,"current_page":2,"last_page":2,"next_page":"2"}}`:              {Total{9, true}, ""},
		`{"pagination":{"total":9,"current_page":2,"last_page":2,"next_page":null}}`:             {Total{9, true}, ""},
		`{"pagination":{"total":9,"current_page":1,"last_page":2,"next_page":null}}`:             {Total{9, true}, "2"},
		`{"pagination":{"total":9,"current_page":1,"last_page":2,"next_page":1}}`:                {Total{9, true}, "2"},
		`{"pagination":{"total":9,"current_page":"2","last_page":"3"}}`:                          {Total{9, true}, "3"},
		`{"pagination":{"total":9,"current_page":3,"last_page":2,"next_page":4}}`:                {Total{9, true}, ""},
		`{"pagination":{"total":9,"current_page":1,"next_page":2}}`:                              {Total{9, true}, "2"},
		`{"pagination":{"total":9,"current_page":1,"next_page":1}}`:                              {Total{9, true}, ""},
		`{"pagination":{"total":9,"current_page":1,"last_page":null,"next_page":0}}`:             {Total{9, true}, ""},
		`{"pagination":{"total":-9,"next_cursor":false}}`:                                        {},
		`{"pagination":{"total":9.5,"next_cursor":""}}`:                                          {},
		`{"pagination":{"total":5,"total":6,"next_cursor":"a","next_cursor":null}}`:              {Total{6, true}, "a"},
		`{"pagination":null}`: {},
		`{"pagination":[]}`:   {},
		`not JSON`:            {},
	} {
		if total, next := DecodeNext([]byte(body)); total != want.total || next != want.next {
			t.Errorf("%s gives %v and %q", body, total, next)
		}
	}
}

func TestDecodeMetadata(t *testing.T) {
	t.Parallel()
	list, err := DecodeMetadata([]byte(`{"entries":[
		{"key":"roll","type":"number","value":17,"tags":["drop",null],"access":["game_api.read"]},
		{"key":"bound","type":"json","value":{"to":"player"}},null,7,{"key":"void","value":null}]}`))
	if err != nil || len(list) != 4 {
		t.Fatalf("%d entries: %v", len(list), err)
	}
	if m := list[0]; m.Key.Raw() != "roll" || m.Type.Raw() != "number" || m.Value.Raw() != "17" || len(m.Tags) != 1 || len(m.Extra) != 1 {
		t.Errorf("the first is %+v", m)
	}
	if m := list[1]; string(m.Raw) != `{"key":"bound","type":"json","value":{"to":"player"}}` || m.Value.Raw() != `{"to":"player"}` {
		t.Errorf("the second is %+v", m)
	}
}

func TestDecodeWalletModifiers(t *testing.T) {
	t.Parallel()
	w, err := DecodeWallet([]byte(`{"id":"w","type":"character","modifiers":[{"currency_code":"gld","factor":"2.0","expires_at":null,"why":"event"},null]}`))
	if err != nil || w.ID != "w" || len(w.Modifiers) != 1 {
		t.Fatalf("%+v: %v", w, err)
	}
	if m := w.Modifiers[0]; m.Code.Raw() != "gld" || m.Factor != "2.0" {
		t.Errorf("the modifier is %+v", m)
	}
}

func TestDecodeGroupedLoadout(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"loadouts":[{"character":{"id":49,"name":"Main"},"loadout":[{"instance_id":7},null,{"instance_id":8}]}]}`,
		`{"items":[{"character":49,"loadout":[{"instance_id":7}]},{"character_id":"49","loadout":[{"asset_instance_id":8}]}]}`,
	} {
		list, err := DecodeLoadout([]byte(body))
		if err != nil || len(list) != 2 || list[1].Instance.String() != "8" || list[0].Character.String() != "49" || list[1].Character.String() != "49" {
			t.Errorf("%s gives %+v: %v", body, list, err)
		}
	}
}

func TestDecodeErrorAboutPlayer(t *testing.T) {
	t.Parallel()
	e := DecodeError([]byte(`{"code":"player_banned","param":"player_id","retry_after_seconds":30,
		"ban":{"ban_reason":"chargeback","banned_until":"2026-12-01T00:00:00Z","permanent":false}}`))
	if e.Param.Raw() != "player_id" || e.RetryAfter != "30" || e.Ban.Reason.Raw() != "chargeback" || e.Ban.Permanent != FlagNo {
		t.Errorf("%+v", e)
	}
}
