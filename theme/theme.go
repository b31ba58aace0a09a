// Package theme holds every style of the program as a [lipgloss.Style] named by its meaning, and makes the rarity
// colours of a game readable on the terminal's background. It draws nothing and asks the terminal nothing: the caller
// says whether the background is dark and how many colours there are. Most colours are numbers of the palette of 256,
// which take fewer bytes on the wire; Bubble Tea's renderer converts the rest to what the terminal has.
package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// Theme is the styles of one palette. It is a few words that refer to them, since every row of a list is drawn with a
// copy. The zero Theme has no styles: see [None]. A Theme may be used by several goroutines at once.
type Theme struct {
	Kind Kind
	*Styles
	rarities *rarities
}

// Styles are for text of one line on the terminal's own background unless they say otherwise. Themes share them: they
// are never changed.
type Styles struct {
	Text          lipgloss.Style // the terminal's own foreground
	Muted         lipgloss.Style // labels and secondary text
	Faint         lipgloss.Style // hints and what is switched off; still readable
	Border        lipgloss.Style // border of a pane without focus
	BorderFocused lipgloss.Style // border of the pane with focus
	Title         lipgloss.Style // pane titles and section headings
	Selected      lipgloss.Style // the selected row; put other styles on it with [On]
	Fresh         lipgloss.Style // a row that has just come, in the same way
	Dimmed        lipgloss.Style // the screen below an overlay

	Key     lipgloss.Style // a key in help
	KeyHelp lipgloss.Style // what the key does

	Stage lipgloss.Style // environment badges, with a background of their own
	Live  lipgloss.Style // red: this is the real game
	Demo  lipgloss.Style

	Error   lipgloss.Style
	Warning lipgloss.Style
	Success lipgloss.Style

	Added   lipgloss.Style // marks of a comparison
	Removed lipgloss.Style
	Changed lipgloss.Style

	Link  lipgloss.Style
	Match lipgloss.Style // the query in force, and what a search found, with a background of its own
	Mark  lipgloss.Style // what a query found in a row; put it on the row's style with [On]

	JSON JSON
}

// JSON is the styles of the raw view.
type JSON struct{ Key, String, Number, Bool, Null lipgloss.Style }

// Kind identifies a palette: two themes of one kind style everything alike.
type Kind struct {
	Dark    bool
	Profile colorprofile.Profile
	Variant Variant
}

// Variant is a choice of colours, for any background.
type Variant string

// The variants.
const (
	Standard     Variant = ""
	HighContrast Variant = "high-contrast"
	ColorBlind   Variant = "colour-blind" // tells nothing by red and green
)

// Names are what a theme is chosen by: "auto" follows the terminal's background, as all but "dark" and "light" do, and
// "terminal" has the terminal's own 16 colours.
func Names() []string {
	return []string{"auto", "dark", "light", string(HighContrast), string(ColorBlind), "terminal"}
}

// Named returns a theme by its name; "" and unknown names are "auto". dark is the terminal's background.
func Named(name string, dark bool, p colorprofile.Profile) Theme {
	switch name {
	case "dark", "light":
		return build(name == "dark", p)
	case "terminal":
		return build(dark, min(p, colorprofile.ANSI))
	case string(HighContrast), string(ColorBlind):
		return variant(Variant(name), dark, p)
	}
	return build(dark, p)
}

// Colored reports whether the palette has colours at all.
func (k Kind) Colored() bool { return k.Profile > colorprofile.ASCII }

// tint is a colour as the four kinds of palette have it: a number of the palette of 256 or #rrggbb on a dark and on a
// light background, and the same for terminals with 16 colours. "" is the terminal's own foreground. The 16 colours
// leave out bright black, which Solarized Dark has as its background, and those that are hard to read on the background
// in common palettes: blue on a dark one, green, yellow and cyan on a light one.
type tint struct{ dark, light, dark16, light16 string }

// tints are the colours of a variant.
type tints struct {
	muted, faint, line, focus, key, red, amber, green tint

	stage, live, demo tint // backgrounds
}

var (
	own   tint
	white = tint{"231", "231", "15", "15"}
	black = tint{"#1d1600", "#1d1600", "0", "0"}

	variants = map[Variant]tints{
		Standard: {
			muted: tint{"249", "239", "", ""}, faint: tint{"247", "240", "", ""}, line: tint{"243", "243", "", ""},
			focus: tint{"111", "25", "6", "4"}, key: tint{"222", "#6e4300", "3", "5"},
			red: tint{"210", "124", "1", "1"}, amber: tint{"215", "#6e4300", "3", "5"}, green: tint{"114", "22", "2", "4"},
			stage: tint{"#6fd08c", "#1b6e38", "2", "4"}, live: tint{"#c62828", "#c01818", "1", "1"}, demo: tint{"#5a51c8", "#4b42b8", "5", "5"},
		},
		HighContrast: {
			muted: tint{"255", "232", "", ""}, faint: tint{"252", "235", "", ""}, line: tint{"250", "238", "", ""},
			focus: tint{"226", "18", "3", "4"}, key: tint{"226", "18", "3", "4"},
			red: tint{"217", "88", "1", "1"}, amber: tint{"222", "#4d2f00", "3", "5"}, green: tint{"157", "#003d00", "2", "4"},
			stage: tint{"#6fd08c", "#0f4a24", "2", "4"}, live: tint{"#9c0000", "#9c0000", "1", "1"}, demo: tint{"#332b90", "#332b90", "5", "5"},
		},
		ColorBlind: {
			muted: tint{"249", "239", "", ""}, faint: tint{"247", "240", "", ""}, line: tint{"243", "243", "", ""},
			focus: tint{"183", "55", "5", "5"}, key: tint{"228", "#5f4700", "3", "5"},
			red: tint{"209", "#8a2e00", "1", "1"}, amber: tint{"228", "#5f4700", "3", "5"}, green: tint{"117", "#004b78", "6", "4"},
			stage: tint{"#6fd08c", "#1b6e38", "2", "4"}, live: tint{"#c62828", "#c01818", "1", "1"}, demo: tint{"#5a51c8", "#4b42b8", "5", "5"},
		},
	}
)

// build returns the palette for a dark or light background and the colours of a terminal. From ASCII down it has no
// colours, only bold, underline and reverse.
func build(dark bool, p colorprofile.Profile) Theme { return variant(Standard, dark, p) }

func variant(v Variant, dark bool, p colorprofile.Profile) Theme {
	k, c := Kind{Dark: dark, Profile: p, Variant: v}, variants[v]
	if !k.Colored() {
		k = Kind{Profile: colorprofile.ASCII} // without colours the background does not matter
	}
	plain := lipgloss.NewStyle().Inline(true)
	bold, underline, reverse := plain.Bold(true), plain.Underline(true), plain.Reverse(true)
	// none is the style in a palette without colours, where it differs from base.
	style := func(base lipgloss.Style, fg, bg tint, none ...lipgloss.Style) lipgloss.Style {
		if !k.Colored() {
			return append(none, base)[0]
		}
		if shown := k.color(fg); shown != nil {
			base = base.Foreground(shown)
		}
		if shown := k.color(bg); shown != nil {
			base = base.Background(shown)
		}
		return base
	}
	t := Theme{Kind: k, Styles: &Styles{
		Text:          plain,
		Muted:         style(plain, c.muted, own),
		Faint:         style(plain, c.faint, own),
		Border:        style(plain, c.line, own),
		BorderFocused: style(plain, c.focus, own, bold),
		Title:         style(bold, tint{"255", "234", "", ""}, own),
		Selected:      style(bold, tint{"255", "233", "", ""}, tint{"236", "#d6e0f5", "", ""}, reverse),
		Dimmed:        style(plain, tint{"243", "244", "", ""}, own, plain.Faint(true)),
		Key:           style(bold, c.key, own),
		KeyHelp:       style(plain, c.muted, own),
		Stage:         style(bold, tint{"#10241a", "231", "0", "15"}, c.stage, reverse),
		Live:          style(bold, white, c.live, bold.Reverse(true)),
		Demo:          style(bold, white, c.demo, reverse),
		Error:         style(plain, c.red, own, bold),
		Warning:       style(plain, c.amber, own, bold),
		Success:       style(plain, c.green, own),
		Added:         style(plain, c.green, own, bold),
		Removed:       style(plain, c.red, own, bold),
		Changed:       style(plain, c.amber, own, bold),
		Link:          style(underline, c.focus, own),
		Match:         style(bold, black, tint{"#f5d547", "#f5d547", "3", "3"}, bold.Underline(true)),
		Mark:          style(bold, c.key, own, bold.Underline(true)),
		JSON: JSON{
			Key:    style(plain, c.focus, own, bold),
			String: style(plain, tint{"150", "22", "2", "4"}, own),
			Number: style(plain, tint{"216", "#872f00", "3", "5"}, own),
			Bool:   style(plain, tint{"183", "55", "5", "5"}, own),
			Null:   style(plain, c.faint, own),
		},
	}}
	t.Fresh = t.Added.Reverse(true)
	if k.Colored() {
		t.rarities = &rarities{styles: map[string]lipgloss.Style{}}
	}
	if p == colorprofile.ANSI || v == HighContrast {
		t.Selected = bold.Reverse(true) // none of the 16 colours is near the terminal's own background
	}
	if p == colorprofile.ANSI {
		t.Dimmed = plain.Faint(true)
	}
	return t
}

// color returns the colour of a tint in palettes of kind k, nil for the terminal's own.
func (k Kind) color(t tint) color.Color {
	full, basic := t.light, t.light16
	if k.Dark {
		full, basic = t.dark, t.dark16
	}
	c := lipgloss.Complete(k.Profile)(lipgloss.Color(basic), lipgloss.Color(full), lipgloss.Color(full))
	if _, none := c.(lipgloss.NoColor); none {
		return nil
	}
	return c
}

// Dark is the palette for a background of #1e1e1e or darker, in true colour.
func Dark() Theme { return build(true, colorprofile.TrueColor) }

// Light is the palette for a background of #eeeeee or lighter, in true colour.
func Light() Theme { return build(false, colorprofile.TrueColor) }

// Plain is the palette without colours, for NO_COLOR and for terminals that have none.
func Plain() Theme { return build(true, colorprofile.ASCII) }

// None is the palette that leaves text as it is.
func None() Theme { return Theme{Styles: &Styles{}} }

// On returns s on the background of under, with what s leaves open (its colour, its weight) taken from under. On a
// reversed background s loses its colours: they would be reversed too.
func On(s, under lipgloss.Style) lipgloss.Style {
	if under.GetReverse() {
		s = s.UnsetForeground().UnsetBackground()
	}
	return s.Inherit(under)
}
