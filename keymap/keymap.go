// Package keymap holds every key binding of the browser once, with its help text and the name by which the command
// palette runs it. Views, the footer and the help screen read from here. It knows nothing of what an action does.
package keymap

import (
	"fmt"
	"reflect"
	"slices"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
)

// Action is something the user can ask for: a key binding with help, and a stable name.
type Action struct {
	ID    string // stable, as "list.group"
	Title string // for the command palette, as "Group items of one asset"
	key.Binding
}

// Is reports whether k is one of the action's keys. In a context in which text is typed use [Context.Find], which
// leaves printable keys to the field.
func (a Action) Is(k fmt.Stringer) bool { return key.Matches(k, a.Binding) }

// WhileTyping is the first of the action's keys that is no text, and so works while text is typed; "" where it has none.
func (a Action) WhileTyping() string {
	if i := slices.IndexFunc(a.Keys(), func(k string) bool { return !printable(k) }); i >= 0 {
		return a.Keys()[i]
	}
	return ""
}

func action(id, title, help, desc string, keys ...string) Action {
	return Action{ID: id, Title: title, Binding: key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, desc))}
}

// Map is all bindings by group. Groups are joined to contexts by [Map.Context].
type Map struct {
	Global   Global
	Move     Move
	Edit     Edit
	Picker   Picker
	Holders  Holders
	Item     Item
	List     List
	Detail   Detail
	Copy     Copy
	Raw      Raw
	Requests Requests
	Palette  Palette
	Prompt   Prompt
}

// Place is where keys are read: what has the focus.
type Place int

// The places.
const (
	InPicker Place = iota
	InHolders
	InList
	InDetail
	InCopy // after the copy key, for one letter
	InRaw
	InRequests
	InHelp
	InPalette
	InPrompt // a line of input over another view: query, jump, file name
)

// Places lists all places in the order of the help screen.
func Places() []Place {
	return []Place{InPicker, InHolders, InList, InDetail, InCopy, InRaw, InRequests, InHelp, InPalette, InPrompt}
}

// Group is actions that belong together under one heading of the help screen.
type Group struct {
	Title   string
	Actions []Action
}

// Context is what keys mean in one place.
type Context struct {
	Place  Place
	Typing bool    // printable keys belong to a field
	Groups []Group // the most particular first
}

// Context returns what keys mean in p.
func (m Map) Context(p Place) Context {
	c := Context{Place: p, Typing: p == InPicker || p == InPalette || p == InPrompt}
	add := func(title string, group any) {
		c.Groups = append(c.Groups, Group{title, actions(group)})
	}
	switch p {
	case InPicker:
		add("Player", m.Picker)
	case InHolders:
		add("Whose inventory", m.Holders)
	case InList:
		add("List", m.List)
		add("Item", m.Item)
	case InDetail:
		add("Detail", m.Detail)
		add("Item", m.Item)
		add("List", m.List)
	case InCopy:
		add("Copy", m.Copy)
	case InRaw:
		add("Raw JSON", m.Raw)
	case InRequests:
		add("Request log", m.Requests)
	case InPalette:
		add("Commands", m.Palette)
	case InPrompt:
		add("Input", m.Prompt)
	}
	switch {
	case c.Typing:
		add("Editing", m.Edit)
	case p != InCopy:
		add("Moving", m.Move)
	}
	add("Everywhere", m.Global)
	return c
}

// Then returns the keys that follow a first key of p: the letters after the copy key.
func (m Map) Then(p Place) []Group {
	if p != InList && p != InDetail {
		return nil
	}
	return []Group{{"Copy, after " + m.Item.Copy.Help().Key, actions(m.Copy)}}
}

// Find returns the action that k asks for, if it is enabled. While text is typed a printable key is none.
func (c Context) Find(k fmt.Stringer) (Action, bool) {
	if c.Typing && printable(k.String()) {
		return Action{}, false
	}
	for _, g := range c.Groups {
		for _, a := range g.Actions {
			if a.Is(k) {
				return a, true
			}
		}
	}
	return Action{}, false
}

// Commands returns what the command palette offers in this context: every action but moving and editing.
func (c Context) Commands() []Action {
	var out []Action
	for _, g := range c.Groups {
		if g.Title != "Moving" && g.Title != "Editing" {
			out = append(out, g.Actions...)
		}
	}
	return out
}

// printable reports whether a key's name is the text that it types.
func printable(k string) bool {
	return utf8.RuneCountInString(k) == 1 || k == "space"
}

// actions lists the actions of a group in the order of its fields.
func actions(group any) []Action {
	v := reflect.ValueOf(group)
	out := make([]Action, v.NumField())
	for i := range out {
		out[i] = v.Field(i).Interface().(Action)
	}
	return out
}
