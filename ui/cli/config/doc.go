// Package config reads the settings of lootlens from flags, environment variables and a
// file with named profiles, in that order. It knows where each value came from, and gets
// the server key.
//
// It sends no requests and draws nothing. A key is written to the system keyring only,
// and no error or String of this package contains one.
package config
