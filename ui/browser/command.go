package browser

import (
	"strings"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/order"
)

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

// command opens exactly this view; what says what of it a command cannot hold.
func (m *model) command() (what, command string) {
	what = "lootlens command"
	if player, holder, it := m.subject(); m.screen == onSearch && it != nil {
		holder.Player = player.ID
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
	if here.Query != "" {
		add("--query", shellQuote(here.Query))
		if zone := m.now.Location().String(); zone != "Local" { // that of the query's dates
			add("--tz", zone)
		}
	}
	if r := here.Rows; r.By != order.Server || r.Desc {
		by := r.By.Word()
		switch {
		case r.Desc == r.By.Descends():
		case r.Desc:
			by += ":desc"
		default:
			by += ":asc"
		}
		add("--sort", by)
	}
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
	args := []string{"lootlens"}
	if m.o.Demo {
		args = append(args, "demo")
	}
	if h.Kind == models.UniversalHolder {
		args = append(args, "--universal")
	} else if !h.Player.IsZero() {
		args = append(args, h.Player.String())
	}
	switch h.Kind {
	case models.CharacterHolder:
		args = append(args, "--character", h.Character.String())
	case models.HeroHolder:
		args = append(args, "--hero", h.Hero.String())
	}
	args = append(args, more...)
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

func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
