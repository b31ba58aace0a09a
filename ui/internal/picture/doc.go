// Package picture draws the README's pictures: the browser on a pseudo terminal, with the
// game of api/demo and a clock that does not move, as SVG. Its tests check that the
// pictures, the table of the query language and the keys in the README are those of the
// program; `go generate ./ui/internal/picture` updates pictures and table.
package picture

//go:generate go test . -args -update
