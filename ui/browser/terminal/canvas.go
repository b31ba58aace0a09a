package terminal

import (
	"bytes"

	uv "github.com/charmbracelet/ultraviolet"
)

// canvas is what draws a screen.
type canvas struct {
	renderer *uv.TerminalRenderer // knows what the terminal shows
	cells    uv.ScreenBuffer      // of the view that is drawn
	buf      bytes.Buffer         // what the renderer writes
	term     string               // whose abilities the renderer uses
}

// spare are a few canvases that parked screens have left. Else each change of an idle
// screen would leave two MiB of garbage.
var spare = make(chan *canvas, 4)

// newCanvas is a canvas of w × h cells, to be erased by its renderer first.
func newCanvas(env []string, w, h int) *canvas {
	term := uv.Environ(env).Getenv("TERM")
	select {
	case c := <-spare:
		if c.term == term && c.cells.Width() == w && c.cells.Height() == h {
			return c
		}
	default:
	}
	c := &canvas{cells: uv.NewScreenBuffer(w, h), term: term}
	c.renderer = uv.NewTerminalRenderer(&c.buf, env)
	return c
}

// giveAway lets another screen use the canvas.
func (c *canvas) giveAway() {
	c.renderer.MoveTo(0, 0) // leaves no line half way
	_ = c.renderer.Flush()
	c.buf.Reset()
	select {
	case spare <- c:
	default:
	}
}
