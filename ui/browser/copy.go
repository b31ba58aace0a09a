package browser

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"lootlens/api"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/query"
	"lootlens/models/text"
	"lootlens/ui/browser/clipboard"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/past"
)

// copyAction copies what an action of the copy menu names.
func (m *model) copyAction(a keymap.Action) tea.Cmd {
	if _, open := m.top().(*copyMenu); open {
		m.pop()
	}
	if m.place() == keymap.InHolders {
		return m.holders.Update(a)
	}
	switch a {
	case keymap.CopyCommand:
		what, command := m.command()
		return m.clip.Copy(what, command)
	case keymap.CopyRequest:
		return m.copyRequest("request id", func(e *api.Error) string { return e.RequestID.CopyLine() }, true)
	case keymap.CopyTrace:
		return m.copyRequest("trace id", func(e *api.Error) string { return e.TraceID.CopyLine() }, false)
	}
	if a == keymap.CopyMarkdown {
		if r, ok := m.answer(); ok {
			return m.copy("answer for a ticket", r.Text(m.o.Client.BaseURL()))
		}
	}
	_, _, it := m.subject()
	if it == nil {
		return m.say(msg.Warning, "no item is selected")
	}
	switch a {
	case keymap.CopyInstance:
		return m.copy("instance id", it.Instance().String())
	case keymap.CopyAsset:
		if asset := it.Asset(); asset != nil {
			return m.copy("asset id", asset.ID.String())
		}
		return m.copy("asset id", "")
	case keymap.CopyULID:
		if asset := it.Asset(); asset != nil {
			return m.copy("ULID", asset.ULID.CopyLine())
		}
		return m.copy("ULID", "")
	case keymap.CopyName:
		return m.copy("name", it.Name().CopyLine())
	case keymap.CopyText:
		if asset := it.Asset(); asset != nil {
			return m.copy("description", asset.Details().Description.CopyBlock())
		}
		return m.copy("description", "")
	case keymap.CopyStorage:
		key, value, ok := m.detail.StoragePair()
		if !ok {
			return m.say(msg.Warning, "no storage pair is in view")
		}
		return m.copy("storage pair "+key.Line(), key.CopyLine()+"="+value.CopyBlock())
	case keymap.CopyJSON:
		return m.copy("item's JSON", string(text.JSON(it.Raw())))
	case keymap.CopyMarkdown:
		return m.copy("summary", m.summary(it))
	case keymap.CopyCurl:
		if m.gone(it) {
			return m.say(msg.Warning, "the item is gone: no request brings it")
		}
		return m.copy("curl command", m.curl(it))
	}
	return nil
}

// gone reports whether an item is one of the history that is no longer there.
func (m *model) gone(it *models.Item) bool {
	if m.screen == onSearch {
		return m.search.Past(it) != nil
	}
	return m.items.Past(it) != nil
}

// copy refuses what is empty, so that nobody pastes what was there before.
func (m *model) copy(what, s string) tea.Cmd {
	if s == "" {
		return m.say(msg.Warning, "there is no "+what+" to copy")
	}
	if shown := text.Of(s).Line(); len(s) <= 40 && shown == s {
		what += " " + s
	}
	return m.clip.Copy(what, s)
}

// copyRequest copies an id that LootLocker's support asks for: of the last error,
// or else, where page is true, of the page that the item came with.
func (m *model) copyRequest(what string, of func(*api.Error) string, page bool) tea.Cmd {
	if e, ok := errors.AsType[*api.Error](m.lastErr); ok && of(e) != "" {
		return m.clip.Copy(what+" of the last error", of(e))
	}
	if _, _, it := m.subject(); page && it != nil && it.Origin().RequestID != "" {
		return m.clip.Copy(what+" of the item's page", it.Origin().RequestID)
	}
	return m.say(msg.Warning, "no "+what+" is known")
}

func (m *model) copied(c clipboard.Copied) tea.Cmd {
	if c.Sent {
		copied := "Copied the " + c.What
		if doubt := m.clip.Doubt(); doubt != "" {
			copied += " · " + doubt
		}
		return m.say(msg.Success, copied)
	}
	return m.say(msg.Failure, fmt.Sprintf("The %s is not copied: %s is too much for the terminal, and there is no system clipboard; %s saves it",
		c.What, humanize.IBytes(uint64(c.Size)), m.keys.Key(keymap.ListSave)))
}

// curl is two commands: the session's, with the key left to the shell, and that of
// the page which begins at the item.
func (m *model) curl(it *models.Item) string {
	before, _ := models.CursorBefore(it.Instance())
	_, holder, _ := m.subject()
	r, err := m.o.Client.Recipe(api.PageRequest{Holder: holder, After: before, Count: 1})
	if err != nil {
		return ""
	}
	version := "-H " + shellQuote("LL-Version: "+r.LLVersion)
	secret := func(header, variable string) string { // in no process list: printf is the shell's own
		return `printf 'header = "` + header + `: %s"\n' "$` + variable + `" | curl -sS --config - `
	}
	return "TOKEN=$(" + secret("x-server-key", "LOOTLOCKER_SERVER_KEY") + shellQuote(r.SessionURL) + " " + version +
		" -H 'Content-Type: application/json' -d " + shellQuote(`{"game_version":"`+r.GameVersion+`"}`) + " | jq -r .token)\n" +
		secret("x-auth-token", "TOKEN") + shellQuote(r.PageURL) + " " + version + "\n"
}

// command is the command line that opens exactly this view; what names the view, and what
// a command cannot express of it.
func (m *model) command() (what, command string) {
	what = "lootlens command"
	if player, holder, it := m.subject(); m.screen == onSearch && it != nil {
		holder.Player = player.ID
		if m.gone(it) {
			return what, m.commandFor(holder, "--query", shellQuote(past.Query(it.Instance())))
		}
		return what, m.commandFor(holder, "--instance", it.Instance().String())
	}
	if m.screen != onItems {
		return what, m.commandFor(models.Holder{Player: m.player.ID})
	}
	here := m.items.Here()
	var more []string
	add := func(flag, value string) { more = append(more, flag, value) }
	if it := m.selected; it != nil && !it.Instance().IsZero() {
		add("--instance", it.Instance().String())
	}
	more = append(more, m.queryArgs(here)...)
	if here.Rows.Grouped {
		more = append(more, "--group")
	}
	switch b := here.Baseline; {
	case b == nil:
	case b.File == "":
		what += " without " + b.Name + ", which is in no file,"
	default:
		add("--baseline", shellQuote(b.File))
	}
	return what, m.commandFor(m.items.Holder(), more...)
}

// commandFor opens an inventory, on the service that this browser reads.
func (m *model) commandFor(h models.Holder, more ...string) string {
	args := append(holderArgs(h), more...)
	if m.o.Served != nil {
		return m.o.Served.command(true, args)
	}
	program := []string{"lootlens"}
	if m.o.Demo {
		program = append(program, "demo")
	}
	args = append(program, args...)
	if m.o.Profile != "" {
		args = append(args, "--profile", shellQuote(m.o.Profile))
	} else if base := m.o.Client.BaseURL(); base != api.DefaultBaseURL && !m.o.Demo {
		args = append(args, "--base-url", shellQuote(base))
	}
	for _, f := range m.o.DemoFlags {
		if !strings.HasPrefix(f, "--") {
			f = shellQuote(f)
		}
		args = append(args, f)
	}
	return strings.Join(args, " ")
}

// holderArgs name an inventory on a command line.
func holderArgs(h models.Holder) (args []string) {
	if h.Kind == models.UniversalHolder {
		return []string{"--universal"}
	}
	if !h.Player.IsZero() {
		args = append(args, h.Player.String())
	}
	switch h.Kind {
	case models.CharacterHolder:
		args = append(args, "--character", h.Character.String())
	case models.HeroHolder:
		args = append(args, "--hero", h.Hero.String())
	}
	return args
}

func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

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
	if n := m.items.Together(it); n > 1 && m.screen == onItems {
		line("One of", humanize.Comma(int64(n))+" items of the asset in the list")
	}
	source := it.Source().Line()
	if words := query.SourceWords(source); words != source {
		source = words + " (" + source + ")"
	}
	line("Source", code(source))
	if at, ok := it.Acquired(); ok {
		line("Acquired", at.UTC().Format(time.RFC3339))
	}
	line("Rental", code(m.rentalWords(it)))
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
	if pairs, ok := m.detail.InstanceStorageCached(it.Instance()); ok && m.detail.Now() {
		line("Instance storage", pairsText(pairs))
	} else if m.screen == onItems && m.detail.Now() && !it.Universal() {
		line("Instance storage", "not read")
	}
	if a := it.Asset(); a != nil {
		line("Asset storage", pairsText(a.Storage))
	}
	if baseline, what := m.items.Compared(it); m.screen == onItems && what != "" {
		line("Since "+baseline, code(what))
	}
	m.summarizePast(line, it)
	o := it.Origin()
	line("Read", o.Fetched.UTC().Format(time.RFC3339)+" from `"+m.o.Client.BaseURL()+"`")
	line("Request", code(o.RequestID))
	return b.String()
}

// rentalWords are the state of an item's rental: now, or when the item was as it is shown.
func (m *model) rentalWords(it *models.Item) string {
	if look, earlier := m.items.AtLook(); earlier {
		return it.Rental(look.Ended).String() + ", as it was then"
	}
	if m.detail.Item() == it {
		if s := m.detail.RentalWords(); s != "" {
			return s
		}
	}
	switch r := it.Rental(m.now); {
	case m.items.Past(it) != nil && (r.State == models.RentalOwned || r.State == models.RentalActive):
		return r.State.String() + " when last seen"
	default:
		return r.String()
	}
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
