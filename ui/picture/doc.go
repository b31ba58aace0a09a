// Package picture draws a terminal's screen as an SVG, and makes the README's
// picture with it: the browser itself, on a real terminal, with the made-up game of
// api/demo and a clock that stands still. `go generate ./ui/picture` writes
// ui/testdata/screen.svg; a test compares that file with what the browser draws
// now. No program imports it.
package picture

//go:generate go test -run ^TestScreen$ -args -update-picture
