// Package cli is the command line of lootlens: its commands, flags, streams and
// exit codes, and how the browser is started.
//
// A command is a function newName(env *environment) *cobra.Command in a file of its
// name, added in root.go. It reads from env.stdin, writes data to env.stdout
// and everything else to env.stderr, gets its client from env.client and returns an
// error that errors.go turns into an exit code. What may not live here: requests
// (package api), drawing of the browser (package ui/browser and its panes) and decisions
// about settings (package ui/cli/config).
package cli
