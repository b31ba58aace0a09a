// Package theme holds the colours and styles of everything on the screen, by what they mean, and makes the rarity
// colours of the game readable on the terminal's background. It holds no layout, draws nothing and asks the terminal
// nothing: whether it is light or dark is told from outside. Most colours are of the palette of 256, whose numbers are
// short to write; those of the game are true colour, and the program's renderer brings all down to what the terminal
// can do.
package theme

// Theme is the styles of one palette. Fields are inks for text on the terminal's own background unless they say
// otherwise. A Theme may be copied and used by several goroutines at once.
type Theme struct {
	Kind Kind

	Text          Ink // the terminal's own foreground
	Muted         Ink // labels, second-rank text
	Faint         Ink // hints, what is switched off; still readable
	Border        Ink // lines of a pane without focus
	BorderFocused Ink // lines of the pane with focus
	Title         Ink // pane titles, section headings
	Selected      Ink // background of the selected row; put other inks on it with [Ink.On]

	Key     Ink // a key in help
	KeyHelp Ink // what the key does

	Stage Ink // environment badges, with a background of their own
	Live  Ink // red: this is the real game
	Demo  Ink

	Error   Ink
	Warning Ink
	Success Ink

	Added   Ink // marks of a comparison
	Removed Ink
	Changed Ink

	Link  Ink
	Match Ink // what a query matched, with a background of its own

	JSON JSON

	grounds  []string // the backgrounds that text has to be readable on, "" for none known
	rarities *rarities
}

// JSON is the inks of the raw view.
type JSON struct{ Key, String, Number, Bool, Null Ink }

// Kind tells the palettes apart.
type Kind int

// The palettes.
const (
	DarkKind  Kind = iota // light text on a dark background
	LightKind             // dark text on a light background
	PlainKind             // no colours: bold, underline and reverse only
)

// Dark is the palette for a dark background, #1e1e1e or darker.
func Dark() Theme {
	return Theme{
		Kind:          DarkKind,
		Muted:         ink("#b2b2b2", "", 0),
		Faint:         ink("#9e9e9e", "", 0),
		Border:        ink("#767676", "", 0),
		BorderFocused: ink("#87afff", "", 0),
		Title:         ink("#eeeeee", "", bold),
		Selected:      ink("#eeeeee", "#303030", bold),
		Key:           ink("#ffd787", "", bold),
		KeyHelp:       ink("#b2b2b2", "", 0),
		Stage:         ink("#10241a", "#6fd08c", bold),
		Live:          ink("#ffffff", "#c62828", bold),
		Demo:          ink("#ffffff", "#5a51c8", bold),
		Error:         ink("#ff8787", "", 0),
		Warning:       ink("#ffaf5f", "", 0),
		Success:       ink("#87d787", "", 0),
		Added:         ink("#87d787", "", 0),
		Removed:       ink("#ff8787", "", 0),
		Changed:       ink("#ffaf5f", "", 0),
		Link:          ink("#87afff", "", underline),
		Match:         ink("#1d1600", "#f5d547", bold),
		JSON: JSON{
			Key:    ink("#87afff", "", 0),
			String: ink("#afd787", "", 0),
			Number: ink("#ffaf87", "", 0),
			Bool:   ink("#d7afff", "", 0),
			Null:   ink("#9e9e9e", "", 0),
		},
		grounds:  []string{"#000000", "#1e1e1e", "#303030"},
		rarities: newRarities(),
	}
}

// Light is the palette for a light background, #eeeeee or lighter.
func Light() Theme {
	return Theme{
		Kind:          LightKind,
		Muted:         ink("#4e4e4e", "", 0),
		Faint:         ink("#585858", "", 0),
		Border:        ink("#767676", "", 0),
		BorderFocused: ink("#005faf", "", 0),
		Title:         ink("#1c1c1c", "", bold),
		Selected:      ink("#121212", "#d6e0f5", bold),
		Key:           ink("#6e4300", "", bold),
		KeyHelp:       ink("#4e4e4e", "", 0),
		Stage:         ink("#ffffff", "#1b6e38", bold),
		Live:          ink("#ffffff", "#c01818", bold),
		Demo:          ink("#ffffff", "#4b42b8", bold),
		Error:         ink("#af0000", "", 0),
		Warning:       ink("#6e4300", "", 0),
		Success:       ink("#005f00", "", 0),
		Added:         ink("#005f00", "", 0),
		Removed:       ink("#af0000", "", 0),
		Changed:       ink("#6e4300", "", 0),
		Link:          ink("#005faf", "", underline),
		Match:         ink("#1d1600", "#f5d547", bold),
		JSON: JSON{
			Key:    ink("#005faf", "", 0),
			String: ink("#005f00", "", 0),
			Number: ink("#872f00", "", 0),
			Bool:   ink("#5f00af", "", 0),
			Null:   ink("#585858", "", 0),
		},
		grounds:  []string{"#ffffff", "#eeeeee", "#d6e0f5"},
		rarities: newRarities(),
	}
}

// Plain is the palette without colours, for NO_COLOR and for terminals that have none.
func Plain() Theme {
	return Theme{
		Kind:          PlainKind,
		BorderFocused: ink("", "", bold),
		Title:         ink("", "", bold),
		Selected:      ink("", "", reverse),
		Key:           ink("", "", bold),
		Stage:         ink("", "", reverse),
		Live:          ink("", "", bold|reverse),
		Demo:          ink("", "", reverse),
		Error:         ink("", "", bold),
		Warning:       ink("", "", bold),
		Added:         ink("", "", bold),
		Removed:       ink("", "", bold),
		Changed:       ink("", "", bold),
		Link:          ink("", "", underline),
		Match:         ink("", "", bold|underline),
		JSON:          JSON{Key: ink("", "", bold)},
	}
}

// Auto returns the palette for what is known of the terminal: no colours wins, then its background decides.
func Auto(dark, noColor bool) Theme {
	switch {
	case noColor:
		return Plain()
	case dark:
		return Dark()
	}
	return Light()
}
