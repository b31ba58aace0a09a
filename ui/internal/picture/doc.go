// Package picture draws a terminal's screen as an SVG, and makes the README's
// picture with it: the browser itself, on a real terminal, with the made-up game of
// api/demo and a clock that stands still. Its tests hold the README to the program:
// the picture, the table of the query language, the keys. `go generate ./ui/internal/picture`
// writes picture and table anew. No program imports it.
package picture

//go:generate go test . -args -update
