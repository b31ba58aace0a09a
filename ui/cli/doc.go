// Package cli is the command line of lootlens: its commands, flags, streams and
// exit codes, and how the browser is started.
//
// A command is a function newName(prog *program) *cobra.Command in a file of its
// name, added in root.go. It reads from prog.stdin, writes data to prog.stdout
// and everything else to prog.stderr, gets its client from prog.client and returns an
// error that errors.go turns into an exit code. What may not live here: requests
// (package api), drawing of the browser (package ui/browser and its panes) and decisions
// about settings (package ui/cli/config).
package cli
