package main

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
)

// The drawing is well-formed whatever the screen holds, and each run begins in its
// own column.
func TestSVG(t *testing.T) {
	t.Parallel()
	s := uv.NewScreenBuffer(20, 2)
	uv.NewStyledString("a <b>  & \"c\" 火x\n\x1b[1;31mred\x1b[7mback\x1b[m │█✧").Draw(s, s.Bounds())
	d := xml.NewDecoder(strings.NewReader(string(SVG(s, Dark, `<title> & "more"`))))
	type run struct{ x, y, text string }
	var got []run
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if tok.Name.Local != "text" {
				continue
			}
			var r run
			for _, a := range tok.Attr {
				switch a.Name.Local {
				case "x":
					r.x = a.Value
				case "y":
					r.y = a.Value
				}
			}
			if err := d.DecodeElement(&r.text, &tok); err != nil {
				t.Fatal(err)
			}
			got = append(got, r)
		}
	}
	want := []run{
		{"98", "18.5", `<title> & "more"`},
		{"14", "49.5", `a <b>`}, {"72.8", "49.5", `& "c"`}, {"131.6", "49.5", "火"}, {"140", "49.5", "x"},
		{"14", "67.5", "red"}, {"39.2", "67.5", "back"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
