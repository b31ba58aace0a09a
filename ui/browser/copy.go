package browser

import (
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"lootlens/api"
	"lootlens/keymap"
	"lootlens/models/text"
	"lootlens/ui/browser/clipboard"
	"lootlens/ui/browser/msg"
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
		m.say(msg.Note{Text: "no item is selected", Kind: msg.Warning})
		return nil
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
	case keymap.CopyStorage:
		key, value, ok := m.detail.StoragePair()
		if !ok {
			m.say(msg.Note{Text: "no storage pair is in view", Kind: msg.Warning})
			return nil
		}
		return m.copy("storage pair "+key.Line(), key.CopyLine()+"="+value.CopyBlock())
	case keymap.CopyJSON:
		return m.copy("item's JSON", string(text.JSON(it.Raw())))
	case keymap.CopyMarkdown:
		return m.copy("summary", m.summary(it))
	case keymap.CopyCurl:
		return m.copy("curl command", m.curl(it))
	}
	return nil
}

// copy refuses what is empty, so that nobody pastes what was there before.
func (m *model) copy(what, s string) tea.Cmd {
	if s == "" {
		m.say(msg.Note{Text: "there is no " + what + " to copy", Kind: msg.Warning})
		return nil
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
	m.say(msg.Note{Text: "no " + what + " is known", Kind: msg.Warning})
	return nil
}

func (m *model) copied(c clipboard.Copied) {
	if !c.Sent {
		m.say(msg.Note{Text: fmt.Sprintf("The %s is not copied: %s is too much for the terminal, and there is no system clipboard; %s saves it",
			c.What, humanize.IBytes(uint64(c.Size)), m.keys.Key(keymap.ListSave)), Kind: msg.Failure})
		return
	}
	m.say(msg.Note{Text: "Copied the " + c.What, Kind: msg.Success})
}
