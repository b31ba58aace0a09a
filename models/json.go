package models

import (
	"iter"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/jsonscan"
)

// Member is [jsonscan.Member].
func Member(object jsontext.Value, name string) jsontext.Value { return jsonscan.Member(object, name) }

// Members is [jsonscan.Members].
func Members(raw jsontext.Value) iter.Seq2[[]byte, jsontext.Value] { return jsonscan.Members(raw) }

// Elements is [jsonscan.Elements].
func Elements(raw jsontext.Value) []jsontext.Value { return jsonscan.Elements(raw) }
