package geometry

import (
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	const w = 42
	box := func(line string) string {
		return "╭" + strings.Repeat("─", w-2) + "╮\n│" + line + strings.Repeat(" ", w-2-len([]rune(line))) + "│\n╰" + strings.Repeat("─", w-2) + "╯"
	}
	for name, tt := range map[string]struct{ view, fault string }{
		"a line":              {box(" text"), ""},
		"the selected row":    {box("▌text"), ""},
		"a rule":              {box(strings.Repeat("─", w-2)), ""},
		"text at the left":    {box("text"), "touches the border"},
		"text at the right":   {box(strings.Repeat(" ", w-3) + "t"), "touches the border"},
		"a cut at the right":  {box(strings.Repeat(" ", w-3) + "…"), "touches the border"},
		"a side that is gone": {strings.Replace(box(" text"), "│\n╰", " \n╰", 1), "sides are"},
		"a line too short":    {strings.Replace(box(" text"), "text ", "text", 1), "cells"},
	} {
		err := Check(tt.view, w, 3)
		if err == nil && tt.fault != "" || err != nil && (tt.fault == "" || !strings.Contains(err.Error(), tt.fault)) {
			t.Errorf("%s: %v, want %q", name, err, tt.fault)
		}
	}
}
