package terminal

import (
	"image/color"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/lucasb-eyer/go-colorful"
)

// setting is what a view changes of the terminal: the sequence that sets it, and the one
// that takes it back. Both are empty if the view does not change it.
type setting struct{ set, reset string }

type settings [6]setting

func settingsOf(v *tea.View) (s settings) {
	if !v.DisableBracketedPasteMode {
		s[0] = setting{ansi.SetModeBracketedPaste, ansi.ResetModeBracketedPaste}
	}
	if v.ReportFocus {
		s[1] = setting{ansi.SetModeFocusEvent, ansi.ResetModeFocusEvent}
	}
	switch v.MouseMode {
	case tea.MouseModeCellMotion:
		s[2] = setting{ansi.SetModeMouseButtonEvent + ansi.SetModeMouseExtSgr, ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseExtSgr}
	case tea.MouseModeAllMotion:
		s[2] = setting{ansi.SetModeMouseAnyEvent + ansi.SetModeMouseExtSgr, ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseExtSgr}
	}
	// Both ways to tell keys apart: terminals ignore the one that they do not know. The
	// terminal's answer says whether it sends the escape key as a sequence.
	s[3] = setting{
		ansi.SetModifyOtherKeys2 + ansi.PushKittyKeyboard(kittyFlags(v.KeyboardEnhancements)) + ansi.RequestKittyKeyboard,
		ansi.ResetModifyOtherKeys + ansi.PopKittyKeyboard(1),
	}
	if c := v.Cursor; c != nil {
		if style := uv.CursorShape(c.Shape).Encode(c.Blink); style > 1 { // 1 is what terminals begin with
			s[4] = setting{ansi.SetCursorStyle(style), ansi.SetCursorStyle(0)}
		}
		if rgb, ok := hex(c.Color); ok {
			s[5] = setting{ansi.SetCursorColor(rgb), ansi.ResetCursorColor}
		}
	}
	return s
}

func hex(c color.Color) (string, bool) {
	if c == nil {
		return "", false
	}
	rgb, ok := colorful.MakeColor(c)
	return rgb.Hex(), ok
}

func kittyFlags(k tea.KeyboardEnhancements) int {
	flags := ansi.KittyDisambiguateEscapeCodes
	for _, f := range []struct {
		on   bool
		flag int
	}{
		{k.ReportEventTypes, ansi.KittyReportEventTypes},
		{k.ReportAlternateKeys, ansi.KittyReportAlternateKeys},
		{k.ReportAllKeysAsEscapeCodes, ansi.KittyReportAllKeysAsEscapeCodes},
		{k.ReportAssociatedText, ansi.KittyReportAssociatedKeys},
	} {
		if f.on {
			flags |= f.flag
		}
	}
	return flags
}
