package config

import "github.com/pelletier/go-toml/v2/unstable"

// positions are the lines, from 1, of the tables and keys of a TOML text by their
// dotted names. Only go-toml's unstable API tells the positions of valid TOML; a change
// to it would fail the build.
func positions(src string) map[string]int {
	lines := map[string]int{}
	var p unstable.Parser
	p.Reset([]byte(src))
	var note func(before string, n *unstable.Node) string
	note = func(before string, n *unstable.Node) string {
		for keys := n.Key(); keys.Next(); {
			key := keys.Node()
			before += string(key.Data)
			if lines[before] == 0 {
				lines[before] = p.Shape(key.Raw).Start.Line
			}
			before += "."
		}
		if n.Kind == unstable.KeyValue && n.Value().Kind == unstable.InlineTable {
			for members := n.Value().Children(); members.Next(); {
				note(before, members.Node())
			}
		}
		return before
	}
	table := ""
	for p.NextExpression() {
		switch e := p.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = note("", e)
		case unstable.KeyValue:
			note(table, e)
		}
	}
	return lines
}
