package browser

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"lootlens/models/order"
	"lootlens/ui/browser/palette"
	"lootlens/ui/browser/recents"
	"lootlens/ui/parts"
)

// sorts are the orders of the sort menu, each with the direction that is asked for most.
var sorts = []struct {
	by       order.Key
	desc     bool
	up, down string // what comes first
}{
	{order.Acquired, true, "Received: oldest first", "Received: newest first"},
	{order.Name, false, "Name: A to Z", "Name: Z to A"},
	{order.Rarity, true, "Rarity: commonest first", "Rarity: rarest first"},
	{order.Price, true, "Price: lowest first", "Price: highest first"},
	{order.Left, false, "Time left: least first", "Time left: most first"},
	{order.Source, false, "Source: A to Z", "Source: Z to A"},
	{order.Server, false, "Instance id: as the server sends", "Instance id: highest first"},
	{order.Count, true, "Count: fewest first", "Count: most first"},
}

// sorted is a list of items whose order can be chosen.
type sorted interface {
	Order() (by order.Key, desc bool)
	Grouped() bool
	Sort(by order.Key, desc bool) tea.Cmd
	Query() string
}

// sorted is the list on the screen.
func (m *model) sorted() sorted {
	if m.screen == onSearch {
		return m.search
	}
	return m.items
}

// chooseSort opens the menu of orders. The current order is marked; choosing it again reverses it.
func (m *model) chooseSort() tea.Cmd {
	list := m.sorted()
	by, desc := list.Order()
	var entries []palette.Entry
	selected := ""
	for _, s := range sorts {
		if s.by == order.Count && !list.Grouped() {
			continue // it sorts groups
		}
		e := palette.Entry{ID: s.by.Word(), Also: s.up + " " + s.down}
		down := s.desc
		if s.by == by {
			down, selected = !desc, e.ID
			e.Note = "now " + parts.Arrow(desc)
		}
		if e.Title = s.up; down {
			e.Title = s.down
		}
		entries = append(entries, e)
	}
	menu := palette.New("sort", "search the orders", entries, m.th)
	menu.Select(selected)
	return m.push(&chooser{Model: menu, verb: "sort", run: func(id string) tea.Cmd {
		for _, s := range sorts {
			if s.by.Word() != id {
				continue
			}
			if by == s.by {
				return list.Sort(by, !desc)
			}
			return list.Sort(s.by, s.desc)
		}
		return nil
	}})
}

// usualColumns is the entry of the menu of columns that forgets which were chosen.
const usualColumns = "usual"

// chooseColumns opens the menu of columns with the cursor on one of them. It stays open until it is left.
func (m *model) chooseColumns(selected string) tea.Cmd {
	shown := m.columns
	if shown == nil {
		shown = parts.UsualColumns()
	}
	var entries []palette.Entry
	for _, c := range parts.ItemColumns() {
		if c == parts.NameColumn {
			continue // it is always shown
		}
		mark := "[ ] "
		if slices.Contains(shown, c) {
			mark = "[x] "
		}
		entries = append(entries, palette.Entry{Title: mark + c.Title(), ID: string(c)})
	}
	entries = append(entries, palette.Entry{Title: "    The usual columns", ID: usualColumns})
	menu := palette.New("columns", "search the columns · a narrow list leaves some out", entries, m.th)
	menu.Select(selected)
	return m.push(&chooser{Model: menu, verb: "show or hide", stays: true, run: func(id string) tea.Cmd {
		chosen := []string{}
		for _, c := range parts.ItemColumns() {
			if slices.Contains(shown, c) != (string(c) == id) {
				chosen = append(chosen, string(c))
			}
		}
		if id == usualColumns {
			chosen = nil
		}
		m.setColumns(chosen)
		return tea.Batch(m.chooseColumns(id), m.rememberView(func(v *recents.View) { v.Columns = chosen }))
	}})
}

// setColumns shows the chosen columns; nil for those of the config.
func (m *model) setColumns(chosen []string) {
	if chosen == nil {
		chosen = m.o.Columns
	}
	m.columns = parts.NamedColumns(chosen)
	m.items.SetColumns(m.columns)
	m.search.SetColumns(m.columns)
}
