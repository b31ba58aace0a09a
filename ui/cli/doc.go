// Package cli is the command line of lootlens: its commands, flags, streams and
// exit codes, and how the browser is started.
//
// A command is a function newName(prog *program) *cobra.Command in a file of its
// name, added in root.go. It reads from prog.stdin, writes data to prog.stdout
// and everything else to prog.stderr, gets its client from prog.client and returns an
// error that errors.go turns into an exit code. Requests belong in package api, the
// browser's screen in package ui/browser, and settings in package ui/cli/config.
package cli
