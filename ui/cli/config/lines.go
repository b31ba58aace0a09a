package config

import (
	"regexp"
	"strings"
)

var (
	header     = regexp.MustCompile(`^\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$`)
	assignment = regexp.MustCompile(`^\s*([A-Za-z0-9_."' -]+?)\s*=`)
)

// index finds the lines, from 1, of the tables and keys of a TOML text by their
// dotted names. It is for messages: what it doesn't find has no line.
func index(src string) map[string]int {
	lines := map[string]int{}
	table := ""
	note := func(name string, n int) {
		if _, seen := lines[name]; !seen {
			lines[name] = n
		}
	}
	for i, line := range strings.Split(src, "\n") {
		if m := header.FindStringSubmatch(line); m != nil {
			table = plain(m[1]) + "."
			for end := range table {
				if table[end] == '.' {
					note(table[:end], i+1)
				}
			}
		} else if m := assignment.FindStringSubmatch(line); m != nil {
			note(table+plain(m[1]), i+1)
		}
	}
	return lines
}

// plain takes quotes and blanks out of a dotted name.
func plain(name string) string {
	return strings.NewReplacer(`"`, "", "'", "", " ", "", "\t", "").Replace(name)
}
