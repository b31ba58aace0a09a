// Package config knows the settings of lootlens: the file with named profiles,
// the environment variables and flags that go before it, where each value came
// from, and the places that a server key may be kept.
//
// What may not live here: requests, drawing, and anything that writes a key other
// than into the system keyring. No error or String of this package holds a key.
package config
