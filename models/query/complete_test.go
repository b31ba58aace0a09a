package query_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"lootlens/models"
	"lootlens/models/query"
	"lootlens/models/text"
)

func TestErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		query, part, near, msg string
	}{
		{"rarty:epic", "rarty", "rarity", "no field"},
		{"sword  rarityy:epic", "rarityy", "rarity", "no field"},
		{"-surce:x", "surce", "source", "no field"},
		{"id:5", "id", "instance", "no field"},
		{"type:x", "type", "context", "no field"},
		{"storag.level:5", "storag.level", "storage.level", "no field"},
		{"xyzzyplugh:5", "xyzzyplugh", "", "no field"},
		{"name.x:5", "name.x", "name", "no keys"},
		{"storage.:5", "storage.", "", "key is missing"},
		{`storage."a" x`, `storage."a"`, "", "needs :"},
		{":x", ":", "", "before it"},
		{"name:", "", "", "value of name is missing"},
		{"name:a|", "", "", "missing"},
		{"name:|a", "", "", "missing"},
		{"a||b", "", "", "word is missing"},
		{`""`, `""`, "", "word is missing"},
		{"price =100", "=100", "price:100", "needs a colon"},
		{"sword -rarity =epic", "=epic", "rarity:epic", "needs a colon"},
		{"price:10...20", "10...20", "price:10..20", "two dots"},
		{"price:10…20", "10…20", "price:10..20", "two dots"},
		{"#110000026", "#110000026", "110000026", "without #"},
		{"price:>", ">", "", "missing"},
		{"-", "-", "", "right after"},
		{"a - b", "-", "", "right after"},
		{`name:"old`, `"old`, "", "closing quote"},
		{`name:"a"b`, "b", "", "follow the quote"},
		{`name:a"b`, `"`, "", "quote the whole"},
		{"a|name:b", "name:", "", "first"},
		{"a OR b", "OR", "", "not an operator"},
		{"name:>5", ">", "", "comparison"},
		{"asset:sword", "sword", "", "name:"},
		{"asset:>sword", "sword", "", "name:"},
		{"instance:1.5", "1.5", "", "whole number"},
		{"instance:18446744073709551616", "18446744073709551616", "", "whole number"},
		{"instance:1..x", "1..x", "", "whole number"},
		{"instance:..", "..", "", "whole number"},
		{"price:cheap", "cheap", "", "takes a number"},
		{"price:1e9999999999", "1e9999999999", "", "takes a number"},
		{"rental:activ", "activ", "running", "one of"},
		{"rental:runing", "runing", "running", "one of"},
		{"rental:active|expird", "expird", "expired", "one of"},
		{"equipped:ture", "ture", "true", "true or false"},
		{"acquired:soon", "soon", "", "takes a date"},
		{"gone:treu", "treu", "", "takes true, false, a date"},
		{"gone:>true", "true", "gone:true", "takes true, false, a date"},
		{"last:soon", "soon", "", "last takes a date"},
		{"acquired:2026-13-01", "2026-13-01", "", "takes a date"},
		{"acquired:7d..2026", "7d..2026", "", "takes a date"},
		{"left:5", "5", "", "length of time"},
		{"left:<5x", "5x", "", "length of time"},
		{"storage.level:>high", "high", "storage.level:high", "number"},
		{"has:descripton", "descripton", "description", "nothing here"},
		{"has:name.x", "name.x", "name", "nothing here"},
	}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			t.Parallel()
			q, err := query.Parse(tt.query, now, zone)
			var e *query.Error
			if !errors.As(err, &e) {
				t.Fatalf("no error but %q", q)
			}
			if part := tt.query[e.At : e.At+e.Len]; part != tt.part {
				t.Errorf("points at %q, want %q", part, tt.part)
			}
			if e.Near != tt.near {
				t.Errorf("near %q, want %q", e.Near, tt.near)
			}
			if !strings.Contains(e.Msg, tt.msg) {
				t.Errorf("says %q, want %q in it", e.Msg, tt.msg)
			}
			if !q.Empty() {
				t.Error("a query came with the error")
			}
			if s := e.Error(); !strings.Contains(s, fmt.Sprint(e.At+1)) || e.Near != "" && !strings.HasSuffix(s, e.Near+"?") {
				t.Errorf("the error says %q", s)
			}
		})
	}
}

func TestComplete(t *testing.T) {
	t.Parallel()
	var seen query.Census
	seen.Add(load(t), now)
	seen.AddInstanceStorage([]models.StoragePair{{Key: text.Of("durability"), Value: text.Of("15")}, {Key: text.Of("a\x1bb")}})
	tests := []struct{ typed, want string }{
		{"rar", "rarity:"},
		{"RAR", "rarity:"},
		{"sword -rar", "sword -rarity:"},
		{"stor", "storage:|storage.level:|storage.deep.key:|storage.element:|storage.empty:|istorage:"},
		{"storage.l", "storage.level:|storage.element:"},
		{"storage.level:", `storage.level:12 |storage.level:"v1 beta" `},
		{"istorage.d", "istorage.durability:"},
		{"istorage.durability:", "istorage.durability:15 "},
		{"rarity:", "rarity:=Common |rarity:Epic |rarity:Uncommon "},
		{"rarity:com", "rarity:=Common |rarity:Uncommon "},
		{"rarity:=com", "rarity:=Common |rarity:=Uncommon "},
		{"rarity:epic|com", "rarity:epic|=Common |rarity:epic|Uncommon "},
		{`name:"old`, `name:"Old Sword" `},
		{"name:'old", `name:"Old Sword" `},
		{"name:'old sw", `name:"Old Sword" `},
		{"name:“old sw", `name:"Old Sword" `},
		{"name:=«old", `name:="Old Sword" `},
		{"name:'old sword' rar", "name:'old sword' rarity:"},
		{"don't rar", "don't rarity:"},
		{"'rar", ""},
		{"rarity:>", ""},
		{"rarity:'epic'|com", "rarity:'epic'|=Common |rarity:'epic'|Uncommon "},
		{"acquired:", "acquired:today |acquired:yesterday |acquired:<7d |acquired:<30d "},
		{"-acquired:>=to", "-acquired:>=today "},
		{"gone:>", "gone:>today |gone:>yesterday "},
		{"gone:=tr", "gone:=true "},
		{"left:>", ""},
		{"storage.level:>=", "storage.level:>=12 "},
		{"equipped:=f", "equipped:=false "},
		{"has:=desc", "has:=description "},
		{"rental:=not", `rental:="not started" `},
		{"source:grant", "source:grant_admin "},
		{"rental:ac", `rental:running |rental:"not started" `},
		{"rental:", `rental:running |rental:expired |rental:"not started" |rental:owned |rental:any |rental:conflict `},
		{"equipped:", "equipped:true |equipped:false "},
		{"has:desc", "has:description "},
		{"has:storage.l", "has:storage.level "},
		{"nope:", ""},
		{`"rar`, ""},
	}
	for _, tt := range tests {
		var got []string
		for _, c := range query.Complete(tt.typed, len(tt.typed), seen.Values) {
			done := tt.typed[:c.From] + c.Text + tt.typed[c.To:]
			got = append(got, done)
			if _, err := query.Parse(done, now, nil); err != nil && strings.HasSuffix(done, " ") {
				t.Errorf("%s becomes %s: %v", tt.typed, done, err)
			}
		}
		if s := strings.Join(got, "|"); s != tt.want {
			t.Errorf("%s: got %s, want %s", tt.typed, s, tt.want)
		}
	}
	if got := query.Complete("", 0, nil); len(got) == 0 || got[0].Text != "name:" {
		t.Errorf("nothing is completed by %+v", got)
	}
	if got := query.Complete("rarity:epic context:weapon", len("rarity:ep"), seen.Values); len(got) != 1 || got[0].To != len("rarity:ep") || got[0].Text != "Epic" {
		t.Errorf("in the middle: %+v", got)
	}
}

func TestFieldsAreDescribed(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, f := range query.Fields() {
		if seen[f.Name] || f.Meaning == "" {
			t.Errorf("field %q is described badly", f.Name)
		}
		seen[f.Name] = true
		parse(t, f.Example)
	}
	if len(seen) != 30 {
		t.Errorf("%d fields", len(seen))
	}
}
