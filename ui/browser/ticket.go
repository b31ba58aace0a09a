package browser

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"lootlens/models"
)

// summary is the item for a ticket.
func (m *model) summary(it *models.Item) string {
	var b strings.Builder
	line := func(label, value string) {
		if value != "" {
			fmt.Fprintf(&b, "- **%s:** %s\n", label, value)
		}
	}
	fmt.Fprintf(&b, "### %s\n\n", code(it.Name().Line()))
	line("Player", code(playerName(m.player)))
	line("Inventory of", code(m.where()))
	line("Instance", it.Instance().String())
	if a := it.Asset(); a != nil {
		line("Asset", a.ID.String())
		line("Rarity", code(a.Rarity.Name.Line()))
	}
	line("Source", code(it.Source().Line()))
	if at, ok := it.Acquired(); ok {
		line("Acquired", at.UTC().Format(time.RFC3339))
	}
	line("Rental", code(it.Rental(m.now).String()))
	if m.detail.Item() == it {
		for _, by := range m.detail.EquippedBy() {
			line("Equipped", code(by))
		}
		for _, place := range m.elsewhereOf(it) {
			line("The same asset", code(place))
		}
	}
	if it.Fault() != "" {
		line("Not understood", code(it.Fault()))
	}
	if pairs, ok := m.detail.InstanceStorageCached(it.Instance()); ok {
		line("Instance storage", pairsText(pairs))
	}
	if a := it.Asset(); a != nil {
		line("Asset storage", pairsText(a.Storage))
	}
	o := it.Origin()
	line("Read", o.Fetched.UTC().Format(time.RFC3339)+" from `"+m.o.Client.BaseURL()+"`")
	line("Request", code(o.RequestID))
	return b.String()
}

func pairsText(pairs []models.StoragePair) string {
	if len(pairs) == 0 {
		return "none"
	}
	var out []string
	for _, p := range pairs {
		out = append(out, code(p.Key.Line()+" = "+p.Value.Line()))
	}
	return strings.Join(out, ", ")
}

// special is what Markdown may read as something else than text.
var special = regexp.MustCompile(`[^\pL\pN '.,;:’…›()%-]|://|www\.|^[0-9]+[.)]|^[-' ]|  `)

// code is a safe text of one line for Markdown: as it is where it can mean nothing else, else as a code span, which
// needs no escapes and so reads well where Markdown is not rendered.
func code(s string) string {
	if !special.MatchString(s) {
		return s
	}
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}
