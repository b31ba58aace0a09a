package models

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/jsonscan"
	"lootlens/models/text"
)

// edit is one change of a JSON text: what is put in where.
type edit struct {
	at   int
	path string
	put  string
}

// edits are all places of raw where a member or an element can be added: at the end of every object and list.
func edits(t *testing.T, raw []byte) (list []edit) {
	dec := jsontext.NewDecoder(bytes.NewReader(raw))
	for {
		token, err := dec.ReadToken()
		if err != nil {
			break
		}
		end := int(dec.InputOffset())
		switch kind := token.Kind(); kind {
		case '}':
			list = append(list, edit{end - 1, string(dec.StackPointer()), `"lootlens_unknown":{"a":[1]}`})
		case ']':
			for _, odd := range []string{"null", `"odd"`, "7", "[[1]]", `{"lootlens_odd":1}`} {
				list = append(list, edit{end - 1, string(dec.StackPointer()), odd})
			}
		}
	}
	if len(list) < 70 {
		t.Fatalf("only %d places", len(list))
	}
	return list
}

func (e edit) apply(raw []byte) []byte {
	before := bytes.TrimRight(raw[:e.at], " \n")
	comma := ","
	if c := before[len(before)-1]; c == '{' || c == '[' {
		comma = ""
	}
	return []byte(string(before) + comma + e.put + string(raw[e.at:]))
}

// facts are all that is known of an item: every field that it is decoded into.
func facts(it *Item) (list []string) {
	d := it.Details()
	extra := d.Extra
	d.Extra = nil
	add := func(of string, v any) { list = append(list, fmt.Sprintf("%s %+v", of, v)) }
	add("item", fmt.Sprint(it.Instance(), it.Name(), it.Source(), it.Rarity(), it.Universal()))
	add("fault", it.Fault())
	add("rental", it.Rental(fetched).State)
	add("details", fmt.Sprintf("%#v", d))
	if a := it.Asset(); a != nil {
		add("asset", fmt.Sprint(a.ID, a.UUID, a.ULID, a.Context, a.Active, a.Price))
		for _, p := range a.Storage {
			add("storage", p)
		}
		ad := a.Details()
		extra = append(extra, ad.Extra...)
		for _, x := range ad.Links {
			add("link", x)
		}
		for _, x := range ad.Filters {
			add("filter", x)
		}
		for _, x := range ad.ExternalIdentifiers {
			for _, p := range x.Pairs {
				add("external "+x.Store.Raw(), p)
			}
		}
		for _, x := range ad.RentalOptions {
			for _, p := range x.Links {
				add("rental option link", p)
			}
			x.Links = nil
			add("rental option", x)
		}
		for _, x := range ad.Package {
			c := "none"
			if x.Asset != nil {
				c = x.Asset.Name.Raw()
			}
			add("package content", fmt.Sprint(x.Variation, x.Quantity, c))
		}
		for _, x := range ad.Variations {
			for _, p := range x.Pairs {
				add("variation "+string(x.ID), p)
			}
			add("variation", fmt.Sprint(x.ID, x.Name))
		}
		for _, x := range ad.Files {
			for _, p := range x.Pairs {
				if strings.HasPrefix(p.Value.Raw(), "[") { // shown as it came, with what was added
					p.Value = text.Of("list")
				}
				add("file "+x.Name.Raw(), p)
			}
			for _, tag := range x.Tags {
				add("file tag", tag)
			}
			add("file", fmt.Sprint(x.URL, x.Name))
		}
		for _, x := range ad.DataEntities {
			add("data entity", x)
		}
		for _, x := range ad.DefaultLoadouts {
			add("default loadout", x)
		}
		for _, x := range ad.HeroExceptions {
			add("hero exception", x)
		}
		for _, x := range ad.CharacterClasses {
			add("class", x)
		}
		ad.Links, ad.Filters, ad.ExternalIdentifiers, ad.RentalOptions, ad.Package, ad.Variations, ad.Files, ad.DataEntities, ad.DefaultLoadouts, ad.HeroExceptions, ad.CharacterClasses, ad.Extra = nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil
		add("asset details", fmt.Sprintf("%+v", ad))
	}
	for _, x := range extra {
		add("extra", fmt.Sprint(x.Name, " ", string(x.Raw)))
	}
	return list
}

// An unknown member or an odd element, anywhere in an answer, costs nothing that is known, and is kept.
func TestKinds(t *testing.T) {
	t.Parallel()
	// The reference's example, and an item with what the example has no value for.
	full := `{"instance_id":7,"variation_id":"12","rental_option_id":3,"acquisition_source":"store","acquisition_date":"2026-01-02T03:04:05Z","balance":5,"quantity":2,"ulid":"01J8",
		"asset":{"id":9,"uuid":"u","ulid":"v","name":"Full","context":"Weapon","active":true,"price":5,"type":"t","shop_thumbnail":"https://x","rarity":{"name":"Epic","short_name":"E","color":"lime"},
		"storage":[{"key":"k","value":"v"},{"key":"l","value":"w"}],"filters":[{"key":"f","value":"1"}],"links":{"wiki":"https://w"},"character_classes":["Mage"],"default_loadouts":[{"key":"a","value":true}],
		"files":[{"url":"u","name":"n","tags":["a"]}],"asset_candidate":{"created_by_player_id":1,"created_by_player_uid":"U"},"package_contents":[{"variation_id":1,"quantity":2,"asset":{"id":3,"name":"In"}}],
		"external_identifiers":{"psn":{"sku":"s"}},"variations":[{"id":4,"name":"Gold","primary_color":"#fff"}],"data_entities":[{"name":"n","data":"d"}],"hero_equip_exceptions":[{"can_equip":true,"hero_id":1,"hero_name":"h"}]},
		"rental":{"is_rental":true,"time_left":60,"duration":3600,"is_active":true}}`
	for name, body := range map[string][]byte{"reference": seed(t), "full": []byte(`{"total":1,"items":[` + full + `]}`)} {
		before := decodePage(t, string(body))
		var want [][]string
		for i := range before.Items {
			want = append(want, facts(&before.Items[i]))
			if f := before.Items[i].Fault(); f != "" {
				t.Fatalf("%s: item %d is marked: %s", name, i, f)
			}
		}
		places := edits(t, body)
		for _, e := range places {
			after := decodePage(t, string(e.apply(body)))
			if len(after.Items) < len(want) || after.Total != before.Total {
				t.Fatalf("%s, %s at %s: %d items of %v", name, e.put, e.path, len(after.Items), after.Total)
			}
			kept := e.put == "null" || !strings.HasPrefix(e.path, "/items/") || strings.HasSuffix(e.path, "/rental")
			for i := range want {
				got := facts(&after.Items[i])
				have := map[string]int{}
				for _, fact := range got {
					have[fact]++
				}
				for _, fact := range want[i] {
					if have[fact]--; have[fact] < 0 {
						t.Errorf("%s, %s at %s: item %d lost %s", name, e.put, e.path, i, fact)
					}
				}
				kept = kept || len(got) > len(want[i])
				if raw := after.Items[i].Raw(); !valid(raw) || string(jsonscan.Member(raw, "instance_id")) != before.Items[i].Instance().String() {
					t.Errorf("%s, %s at %s: item %d is %s", name, e.put, e.path, i, raw)
				}
			}
			if !kept && !strings.Contains(e.path, "/package_contents/0/asset") && !strings.Contains(e.path, "/files/") {
				t.Errorf("%s, %s at %s: shown nowhere", name, e.put, e.path)
			}
		}
	}
}

// Every answer that is a list keeps its known members and elements too.
func TestKindsOfLists(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		body   string
		decode func([]byte) ([]string, error)
	}{
		"storage": {`{"storage":[{"id":1,"key":"k","value":"v"},{"id":2,"key":"l","value":"w"}]}`, strs(DecodeStorage)},
		"progressions": {`{"items":[{"progression_key":"k","progression_name":"n","step":1,"points":2,"previous_threshold":3,"next_threshold":4,"last_level_up":"d"}],"pagination":{"total":1,"next_cursor":"c"}}`,
			strs(DecodeProgressions)},
		"loadout":    {`{"items":[{"instance_id":1,"variation_id":2,"mounted_at":"m"}]}`, strs(DecodeLoadout)},
		"loadouts":   {`{"loadouts":[{"character":{"id":49},"loadout":[{"instance_id":1,"variation_id":2,"mounted_at":"m"}]}]}`, strs(DecodeLoadout)},
		"balances":   {`{"balances":[{"amount":"1","currency":{"code":"g","name":"Gold"}}]}`, strs(DecodeBalances)},
		"metadata":   {`{"entries":[{"key":"k","type":"string","value":"v","tags":["t"]}]}`, strs(DecodeMetadata)},
		"characters": {`{"items":[{"id":49,"ulid":"U","name":"Anna","type":"Mage","default":true}]}`, strs(DecodeCharacters)},
		"heroes": {`{"items":[{"id":1,"hero_id":9,"character_id":77,"instance_id":4,"hero_name":"H","character_name":"C","class_name":"K","is_default":1,"asset_variation_id":"3"}]}`,
			strs(DecodeHeroes)},
		"players": {`{"players":[{"player_id":363,"ulid":"U","player_public_uid":"P","name":"Anna"}]}`, strs(func(b []byte) ([]Player, error) {
			list, err := DecodePlayers(b)
			for i := range list {
				list[i].Raw = nil
			}
			return list, err
		})},
		"wallet": {`{"id":"w","modifiers":[{"currency_code":"g","factor":"2.0","expires_at":"d"}]}`, strs(func(b []byte) ([]Modifier, error) {
			w, err := DecodeWallet(b)
			return append(w.Modifiers, Modifier{Code: w.Modifiers[0].Code}), err
		})},
	} {
		want, err := tt.decode([]byte(tt.body))
		if err != nil || len(want) == 0 {
			t.Fatalf("%s: %v, %v", name, want, err)
		}
		dec := jsontext.NewDecoder(strings.NewReader(tt.body))
		for {
			token, err := dec.ReadToken()
			if err != nil {
				break
			}
			puts := []string{`"lootlens_unknown":{"a":[1]}`}
			switch token.Kind() {
			case ']':
				puts = []string{"null", `"odd"`, "7", "[[1]]", `{"lootlens_odd":1}`}
			case '}':
			default:
				continue
			}
			for _, put := range puts {
				body := edit{at: int(dec.InputOffset()) - 1, put: put}.apply([]byte(tt.body))
				got, err := tt.decode(body)
				if err != nil || len(got) < len(want) {
					t.Fatalf("%s: %s gives %q, %v", name, body, got, err)
				}
				all := strings.Join(got, "\n")
				for _, w := range want {
					known, _, _ := strings.Cut(w, " Extra:") // what is added is there
					if !strings.Contains(all, strings.TrimRight(known, "]}")) {
						t.Errorf("%s: %s gives %s, want %s", name, body, all, w)
					}
				}
			}
		}
	}
}

func strs[T any](decode func([]byte) ([]T, error)) func([]byte) ([]string, error) {
	return func(b []byte) (out []string, err error) {
		list, err := decode(b)
		for _, x := range list {
			out = append(out, fmt.Sprintf("%+v", x))
		}
		return out, err
	}
}
