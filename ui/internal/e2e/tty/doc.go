// Package tty is a terminal for tests: a pseudo terminal with an emulator for its
// screen, and an auditor of every byte that was written to it. No program imports it.
package tty
