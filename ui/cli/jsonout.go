package cli

import (
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/text"
)

// jsonAsSent takes the values that the service sent as they came.
var jsonAsSent = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true), jsontext.PreserveRawStrings(true))

// writeJSON writes v in one line that no terminal acts on.
func writeJSON(w io.Writer, v any) error {
	line, err := jsonLine(v)
	if err == nil {
		_, err = w.Write(line)
	}
	return err
}

// jsonLine is v as writeJSON writes it.
func jsonLine(v any) ([]byte, error) {
	line, err := json.Marshal(v, jsonAsSent)
	return append(text.JSON(line), '\n'), err
}

// each applies f to a list. The result is not nil: in JSON it is a list, too.
func each[T, V any](list []T, f func(T) V) []V {
	out := make([]V, len(list))
	for i, v := range list {
		out[i] = f(v)
	}
	return out
}

func itemJSON(it *models.Item) jsontext.Value { return it.AppendPortable(nil) }

func characterJSON(c models.Character) jsontext.Value { return c.Raw }

func heroJSON(h models.Hero) jsontext.Value { return h.Raw }

// asJSON is the value, or a string of it where it is malformed; nil where there is none.
func asJSON(raw jsontext.Value) jsontext.Value {
	switch {
	case len(raw) == 0:
		return nil
	case raw.IsValid(jsonAsSent):
		return raw
	}
	quoted, _ := jsontext.AppendQuote(nil, string(raw))
	return quoted
}
