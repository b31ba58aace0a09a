package query_test

import (
	"strings"
	"testing"
	"time"

	"lootlens/models/query"
)

func TestMarks(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ query, name, want string }{
		{"helm", "Saltcured Helm", "Saltcured [Helm]"},
		{"HELM sal", "Saltcured Helm", "[Sal]tcured [Helm]"},
		{`name:"d h"`, "Saltcured Helm", "Saltcure[d H]elm"},
		{"name:=helm", "Saltcured Helm", "Saltcured Helm"},
		{"name:=helm", "Helm", "[Helm]"},
		{"-helm rarity:epic asset:5", "Saltcured Helm 5", "Saltcured Helm 5"},
		{"name:salt|helm", "Saltcured Helm", "[Salt]cured [Helm]"},
		{"aa", "aaaa", "[aaaa]"},
		{"salt saltc", "Saltcured", "[Saltc]ured"},
		{"epee", "L'Épée", "L'[Épée]"},
		{"epee", "L'E\u0301pe\u0301e d'or", "L'[E\u0301pe\u0301e] d'or"},
		{"epée d", "Epee d'or", "[Epee] [d]'or"},
		{"strasse", "Die Straße 7", "Die [Straße] 7"},
		{"ra", "Straße", "St[ra]ße"},
		{"名前", "長い名前です", "長い[名前]です"},
		{"x", "", ""},
		{"", "Helm", "Helm"},
	} {
		q, err := query.Parse(tt.query, time.Time{}, nil)
		if err != nil {
			t.Fatalf("%q: %v", tt.query, err)
		}
		var b strings.Builder
		at := 0
		for _, m := range q.Marks(tt.name) {
			b.WriteString(tt.name[at:m[0]] + "[" + tt.name[m[0]:m[1]] + "]")
			at = m[1]
		}
		b.WriteString(tt.name[at:])
		if b.String() != tt.want {
			t.Errorf("%s in %s: %s, want %s", tt.query, tt.name, b.String(), tt.want)
		}
	}
}
