package demo

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
)

const hostilePlayerName = "名無し🐉\x1b[31m\u202Eevil"

// hostileTexts are names that attack, confuse or overflow a terminal.
var hostileTexts = []string{
	"\x1b[2J\x1b[HOwned",
	"\x1b]52;c;cm0gLXJmIH4K\aclipboard",
	"\x1b]0;title\x1b\\title",
	"\u202Egnp.eripmav",
	"a\u200Bb\u200Cc\u200Dd\u2060e\ufefff",
	"\abell\bback",
	"\u009b31mC1 red\u009c",
	"\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
	"\x1bP+q544e\x1b\\DCS \x1b_G\x1b\\APC",
	"سيف النار العظيم",
	"חרב האש 123 abc",
	"火の剣・改",
	"龙之怒火",
	"불꽃의 검",
	"👨‍👩‍👧‍👦 Family Crest",
	"❤️ Red Heart ✈️",
	"🏳️‍🌈 🇩🇰🇸🇪 Flags",
	"👍🏽 Skin tone 👩🏿‍🚀",
	"1️⃣ Keycap #️⃣",
	"नमस्ते क्षत्रिय",
	"Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324A\u0334\u0335\u031c\u0330\u0354L\u0321\u0353G\u0337O",
	"tab\there\tand\there",
	"line\nbreak\r\nand\rreturn",
	strings.Repeat("W", 5000),
	strings.Repeat("龍", 1500),
	"",
	" ",
	"=HYPERLINK(\"https://evil.example\",\"click\")",
	"+1+1", "-2+3", "@SUM(A1)",
	"null",
	"\u2028line\u2029para",
	"\U000e0041\U000e0042tags",
	"ＦＵＬＬＷＩＤＴＨ",
	"\x7fDEL a\x00b NUL",
	`"quoted", back\slash, comma;`,
	"<script>alert(1)</script>",
	"$(rm -rf ~) `id` %s%n {{.}} ../../etc/passwd",
	"\u2066isolate\u2069 \u061cALM \u200fRLM",
	"ﷺ﷽ wide ⸻ dash",
}

// hostileDescription is markdown that means harm.
func hostileDescription(i int) string {
	name := hostileTexts[i%len(hostileTexts)]
	switch i % 8 {
	case 0:
		return "# " + name + "\n\n&#27;[2J&#x1b;]52;c;cm0gLXJmIH4K&#7; and \x1b[31mred\n\n```\n\x1b]0;in a fence\a\n```\n"
	case 1:
		return strings.Repeat("long", 1250) + "\n\n> " + name
	case 2:
		return "[click](javascript:alert(1)) ![img](https://evil.example/t.png) [x](https://evil.example/\x1b]8;;\x1b\\) <b>html</b>\n"
	case 3:
		return strings.Repeat("> ", 60) + name + "\n\n" + strings.Repeat("- ", 60) + name
	case 4:
		row := strings.Repeat("| x ", 60) + "|\n"
		return row + strings.Repeat("|---", 60) + "|\n" + row
	case 5:
		return "# 見出し\n\n- 火\n- 水 💧\n\n| 列 | 值 |\n|---|---|\n| 龙 | ❤️ |\n\n&lt;&amp;&#0;&#155;31m&#x202e;txt"
	case 6:
		return "# مرحبا\n\nنص من اليمين إلى اليسار `code` **غامق** \u202e reversed \u202c"
	}
	return name + "\n\n```go\nfunc x() {" + strings.Repeat("\n", 200) + "}\n```"
}

// hostileAssets are one asset for each text, after the game's own.
func hostileAssets(g *game, first uint64) []*asset {
	var out []*asset
	for i, text := range hostileTexts {
		kd := &kinds[i%len(kinds)]
		id := first + uint64(i)
		a := &asset{id: id, name: text, kind: kd, n: mix(id), rarity: i % len(rarities), hostile: true}
		a.options()
		a.json = sync.OnceValue(func() []byte {
			j := a.render(g.all, g.epoch)
			j.Name = text
			j.Description = hostileDescription(i)
			j.Links = object{text: "https://evil.example/\x1b[31m", "js": "javascript:alert(1)"}
			j.Storage = []any{object{"key": text, "value": hostileTexts[(i+7)%len(hostileTexts)]}, nil}
			j.Filters = []any{object{"name": text, "value": text}}
			j.Rarity = object{"name": text, "short_name": text, "color": []string{"#zzz", "\x1b[31m", "", "#ffffff", "#000"}[i%5]}
			if i%3 == 0 {
				j.Context = text
			}
			return encode(j)
		})
		g.byID[id] = a
		out = append(out, a)
	}
	return out
}

func hostileStorage(instance uint64) []Pair {
	var out []Pair
	for i := range 5 {
		n := uint64(len(hostileTexts))
		out = append(out, Pair{
			ID:    instance - uint64(i),
			Key:   hostileTexts[(instance+uint64(i))%n],
			Value: hostileTexts[mix(instance+uint64(i))%n],
		})
	}
	return out
}

// oddItems are items of every shape; they fill the start of CharacterOdd's
// inventory, whose computed items follow so that a walk can go on.
func oddItems(g *game, h *holder) []string {
	a := string(g.all[0].json())
	id := func(i int) string { return strconv.FormatUint(h.idAt(i), 10) }
	h.size = 64 // room to compute ids while the list is made
	return []string{
		fmt.Sprintf(`{"instance_id":%s,"asset":null,"rental":null}`, id(0)),
		fmt.Sprintf(`{"instance_id":%s}`, id(1)),
		fmt.Sprintf(`{"instance_id":%s,"asset":"Reference not found $ref: #/definitions/3399149"}`, id(2)),
		fmt.Sprintf(`{"instance_id":"%s","asset":%s}`, id(3), a),
		fmt.Sprintf(`{"asset":%s,"rental":{"is_rental":"true","time_left":"3600","duration":"86400","is_active":"true"}}`, a),
		`null`,
		`"an item that is a string"`,
		`42`,
		`[]`,
		`{}`,
		fmt.Sprintf(`{"instance_id":%s,"asset":[1,2],"rental":"none","variation_id":{},"acquisition_source":7,"acquisition_date":"yesterday"}`, id(10)),
		fmt.Sprintf(`{"instance_id":%s,"variation_id":"77","rental_option_id":"88","asset":{"id":"5001","name":12,"rarity":"Epic","storage":{"a":"b"},"links":"x","files":[null,7],"description":{"md":"x"},"price":"1e3","context_id":-1,"package_contents":["x",null]}}`, id(11)),
		fmt.Sprintf(`{"instance_id":%s,"asset":{"id":18446744073709551615,"name":null,"rarity":null,"price":9223372036854775808,"character_classes":["",null,3],"asset_candidate":"34"}}`, id(12)),
		fmt.Sprintf(`{"instance_id":%s,"rental":{"is_rental":null,"time_left":"soon","duration":1.5,"is_active":"maybe"},"asset":%s}`, id(13), a),
		fmt.Sprintf(`{"instance_id":%s,"asset":%s,"from_the_future":{"shape":[1,{"deep":true}],"n":1e400}}`, id(14), a),
		fmt.Sprintf(`{"instance_id":%s,"acquisition_source":null,"variation_id":-5,"asset":%s,"rental":{"is_rental":true,"time_left":-9223372036854775808,"duration":9223372036854775807,"is_active":true}}`, id(15), a),
		fmt.Sprintf(`{"instance_id":-7,"asset":%s}`, a),
		fmt.Sprintf(`{"instance_id":0,"asset":%s}`, a),
	}
}
