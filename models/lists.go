package models

import (
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/text"
)

// List is a list that comes in pages: what came so far, and how to request the rest.
type List[T any] struct {
	Items []T
	Total Total  // of entries, as the server sent it
	Next  string // cursor or number of the next page; "" after the last
}

// Partial reports whether the server has more entries, or says that it has.
func (l List[T]) Partial() bool {
	return l.Next != "" || l.Total.Known && l.Total.N > uint64(len(l.Items))
}

// DecodeNext reads the "pagination" of a list: {"total","next_cursor"}, or {"total","current_page","last_page"}. An answer
// without one is complete.
func DecodeNext(body []byte) (total Total, next string) {
	f, err := decodeObject(body)
	if err != nil {
		return total, ""
	}
	f.take("pagination", func(v value) bool {
		p, ok := v.fields()
		var n, page, last, following id
		var cursor text.Text
		p.id(&n, "total")
		into(p, &cursor, asCursor, "next_cursor")
		p.id(&page, "current_page")
		p.id(&last, "last_page")
		p.id(&following, "next_page")
		if n.sign > 0 {
			total = Total{N: n.n, Known: true}
		}
		switch {
		case !cursor.Empty() && cursor.Raw() != "0": // an index begins at 0: nothing follows the end
			next = cursor.Raw()
		case page.sign > 0 && page.n < last.n:
			next = id{page.n + 1, 1}.String()
		case last.IsZero() && page.compare(following) < 0:
			next = following.String()
		}
		return ok
	})
	return total, next
}

// asCursor takes a string or a number: false means that there is none.
func asCursor(v value) (text.Text, bool) {
	if v.Kind() == 'f' || v.Kind() == 't' {
		return text.Text{}, false
	}
	return asScalar(v)
}

// Metadata is one entry that a game keeps with an item, asset, player or character, from
// GET /server/metadata/source/{source}/id/{id}.
type Metadata struct {
	Key   text.Text
	Type  text.Text // "string", "number", "bool", "json" or "base64"
	Value text.Text // as text; JSON where it is not a string
	Tags  []text.Text
	Extra []Field
	Raw   jsontext.Value // the whole entry
}

// DecodeMetadata reads GET /server/metadata/source/{source}/id/{id}. The error wraps ErrNotJSON or ErrNoItems.
func DecodeMetadata(body []byte) ([]Metadata, error) {
	return decodeList(body, []string{"entries", "items", "metadata"}, func(f *fields, out *[]Metadata) {
		m := Metadata{Raw: f.object()}
		f.scalar(&m.Key, "key")
		f.scalar(&m.Type, "type")
		f.take("value", func(v value) bool {
			m.Value = anyText(v)
			return true
		})
		into(f, &m.Tags, asTexts, "tags")
		m.Extra = f.rest()
		*out = append(*out, m)
	})
}

// Wallet is where a player's or character's currencies are, from GET /server/wallet/holder/{holder_ulid}. The zero value is
// no wallet.
type Wallet struct {
	ID        string
	Modifiers []Modifier
}

// Modifier multiplies what is paid into a wallet: a factor of 2 doubles it.
type Modifier struct {
	Code    text.Text // of the currency
	Factor  Number
	Expires text.Text // a date: see ParseDate; empty where it does not end
	Raw     jsontext.Value
}

// DecodeWallet reads GET /server/wallet/holder/{holder_ulid}. The error wraps ErrNotJSON, or ErrNoItems where the answer has
// no id.
func DecodeWallet(body []byte) (w Wallet, err error) {
	f, err := decodeObject(body)
	if err != nil {
		return w, err
	}
	var id text.Text
	f.scalar(&id, "id", "wallet_id")
	into(f, &w.Modifiers, listOf(func(v value) (m Modifier, ok bool) {
		v.left = &leftovers{}
		f, ok := v.fields()
		m.Raw = f.object()
		f.scalar(&m.Code, "currency_code")
		f.number(&m.Factor, "factor")
		f.scalar(&m.Expires, "expires_at")
		return m, ok
	}), "modifiers")
	w.ID = id.Raw()
	if w.ID == "" {
		return w, fmt.Errorf("%w: no wallet id", ErrNoItems)
	}
	return w, nil
}
