package theme

import (
	"strings"
	"sync"
)

// maxRarities bounds what is remembered: a game has a handful of rarities, a hostile answer any number.
const maxRarities = 1024

// rarities remembers the inks of colours already worked out.
type rarities struct {
	mu   sync.RWMutex
	inks map[string]Ink
}

func newRarities() *rarities { return &rarities{inks: map[string]Ink{}} }

// Rarity returns the ink for a rarity's colour as the API gives it: hex with or without #, of 3, 4, 6 or 8 digits, or a
// CSS colour name in any case. Its hue is kept and its lightness moved until the contrast to every background of the
// theme (the selected row's too) is at least 4.5 to 1. Anything else, and every colour in the plain theme, gives the
// neutral ink. Results are remembered; safe for use by several goroutines.
func (t Theme) Rarity(color string) Ink {
	if t.rarities == nil || color == "" || len(color) > 64 {
		return t.Text
	}
	t.rarities.mu.RLock()
	i, ok := t.rarities.inks[color]
	t.rarities.mu.RUnlock()
	if ok {
		return i
	}
	i = t.Text
	if c, ok := parse(color); ok {
		i = ink(readable(c, t.grounds).Hex(), "", 0)
	}
	t.rarities.mu.Lock()
	if len(t.rarities.inks) < maxRarities {
		t.rarities.inks[strings.Clone(color)] = i
	}
	t.rarities.mu.Unlock()
	return i
}

// glyphs go from common to rare. Each is one cell wide in every terminal, also in those that draw the characters of
// ambiguous width wide.
var glyphs = [...]string{"◦", "⬦", "⬥", "✧", "✦", "❖"}

const noGlyph = "∙"

// ranks are the names that games give their rarities, as indexes of glyphs.
var ranks = map[string]int{
	"common": 0, "basic": 0, "normal": 0, "standard": 0, "default": 0,
	"uncommon": 1, "magic": 1,
	"rare": 2,
	"epic": 3, "very rare": 3,
	"legendary": 4, "ultra rare": 4,
	"mythic": 5, "mythical": 5, "exotic": 5, "unique": 5, "artifact": 5, "ancient": 5, "divine": 5, "transcendent": 5,
}

// RarityGlyph returns the glyph of a rarity, one cell wide, so that colour is never all that carries it. A name that
// games commonly use decides; else rank does, 0 for the most common of the given number of rarities. A rank outside
// 0 to of-1 is unknown, and gives a dot.
func (t Theme) RarityGlyph(name string, rank, of int) string {
	if r, ok := ranks[strings.ToLower(strings.TrimSpace(name))]; ok {
		return glyphs[r]
	}
	if rank < 0 || rank >= of {
		return noGlyph
	}
	if of > len(glyphs) {
		rank = rank * (len(glyphs) - 1) / (of - 1)
	}
	return glyphs[rank]
}
