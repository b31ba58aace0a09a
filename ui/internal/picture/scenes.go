package main

import "lootlens/api/demo"

// all is a query that every item matches: the list without one.
const all = " "

// esc is the escape key in the form that needs no wait to be told from a sequence.
const esc, f1 = "\x1b[27u", "\x1bOP"

// every are the pictures of all screens.
var every = map[string]scene{
	"picker":       {shows: []string{"Welcome", "Universal inventory"}},
	"recent":       {first: []step{{"2001\r", has("Inventories")}, {esc, has("Open a player")}, {"1250\r", has("Inventories", "Gold")}}, keys: esc, shows: has("Recent players", "Mirelle Ashdown", "2001")},
	"preview":      {first: []step{{"1250\r", has("Inventories", "Gold")}, {esc, has("Recent players")}}, keys: "\x1b[B", shows: has("opens the marked player")},
	"found":        {keys: "Nova\r", shows: has("3 players are called", "NOVA")},
	"chosen":       {first: []step{{"Nova\r", has("3 players are called")}}, keys: "\t\t", shows: has("2 chosen players")},
	"absent":       {keys: "Nobody\r", shows: has("No player found")},
	"help-picker":  {keys: f1, shows: has("esc closes")},
	"holders":      {keys: "1250\r", shows: has("Inventories", "Own inventory · also character", "Gold")},
	"holders-more": {first: []step{{"1250\r", has("Inventories", "Own inventory", "Gold")}}, keys: "m", shows: has("PROGRESSION", "POINTS")},
	"holders-copy": {first: []step{{"1250\r", has("Inventories", "Gold")}}, keys: "y", shows: has("lootlens command")},
	"holders-fail": {keys: "1250\r", faults: []demo.Fault{{Kind: demo.KindStatus, Status: 403, Path: "/characters"}}, shows: has("not all could be read")},
	"list":         {query: all, keys: "jj", shows: has("Slow Toast", "3/2")},
	"rented":       {query: rented, keys: "jjj", shows: has("4/37")},
	"detail":       {query: rented, keys: "j\t", shows: has("Hollow Harpoon of the Hungry Furrow", "J next item")},
	"detail-end":   {query: rented, keys: "j\tG", shows: has("UUID", "progressions", "J next item")},
	"folds":        {query: rented, keys: "jz", shows: has("search the sections")},
	"zoomed":       {query: rented, first: []step{{"j", has("37 matches")}}, keys: "+", shows: has("37 matches"), gone: "Item 110"},
	"groups":       {query: rented, keys: "x", shows: has("COUNT", "assets")},
	"query":        {query: all, keys: "/rar", shows: has("rarity:", "chooses")},
	"query-error":  {query: all, keys: "/acquired:last", shows: has("acquired takes a date", "rows from before")},
	"jump":         {query: all, keys: "#999\r", shows: has("999 is not in this inventory")},
	"sort":         {query: all, keys: "s", shows: has("search the orders", "Instance id")},
	"columns":      {query: all, keys: "C", shows: has("show or hide", "Instance id")},
	"alike":        {query: all, keys: "f", shows: has("search what they have in common", "asset:")},
	"palette":      {query: all, keys: ":", shows: has("search the commands", "Query:")},
	"theme":        {query: all, keys: "T", shows: has("search the themes", "high-contrast")},
	"copy":         {query: all, keys: "y", shows: has("copy", "instance id")},
	"help":         {query: all, keys: "?", shows: has("esc closes", "Open the item or the group")},
	"help-query":   {query: all, keys: "/" + f1, shows: has("esc closes", "A query is terms")},
	"save":         {query: all, keys: "e", shows: has("The ending picks the format")},
	"baseline":     {query: all, keys: "B", shows: has("file:")},
	"none":         {query: "zzz", shows: has("No item matches", "in 1,250")},
	"search":       {query: "helm", keys: "F", shows: has("27 found")},
	"search-none":  {query: "helm rental:expired", keys: "F", shows: has("No item matches", "0 found")},
	"search-ask":   {first: []step{{"1250\r", has("Inventories", "Gold")}}, keys: "/", shows: has("Looks in 8 inventories")},
	"search-cost":  {first: []step{{"1250\r", has("Inventories", "Gold")}}, keys: "/has:istorage.level\r", shows: has("goes on")},
	"search-fail":  {first: []step{{"1250\r", has("Inventories", "Gold")}}, keys: "/moonlit\r", faults: []demo.Fault{{Kind: demo.KindStatus, Status: 403, Path: "/characters/12501/inventory"}}, shows: has("tries again what failed")},
	"search-gone":  {first: []step{{"2001\r", has("Inventories", "Nova Prime")}}, keys: "/helm\r", past: true, shows: has("1 found · 1 gone")},
	"raw":          {query: rented, keys: "jv", shows: has("instance_id", "line 1 of")},
	"raw-search":   {query: rented, keys: "jv/name", shows: has("1 of 8 matches")},
	"raw-end":      {query: rented, keys: "jvG", shows: has("line 144 of 144")},
	"requests":     {query: all, keys: "L", shows: has("REQUEST", "0 failed")},
	"request":      {query: all, first: []step{{"L", has("0 failed")}}, keys: "k\r", shows: has(`"request"`, "line 1 of")},
	"compare":      {query: "diff:any", compared: true, starts: "9 matches", shows: has("4 new · 2 gone · 3 changed")},
	"watch":        {query: all, keys: "w", shows: has("watching every")},
	"hostile":      {query: all, player: "1337", keys: "jjjjjj", starts: "tab here", shows: has("7/2")},
	"error":        {query: all, starts: "Could not load", shows: has("Could not load this inventory", "503"), faults: []demo.Fault{{Kind: demo.KindStatus, Status: 503, Path: "/inventory"}}},
	"refused":      {query: all, starts: "Could not load", shows: has("Could not load this inventory", "403"), faults: []demo.Fault{{Kind: demo.KindStatus, Status: 403, Path: "/inventory"}}},
	"loading":      {query: all, starts: "loading", shows: has("loading"), faults: []demo.Fault{{Kind: demo.KindHang, Path: "/inventory"}}, moves: true},
	"timeline":     {query: all, keys: "H", past: true, shows: has("looks since")},
	"gone":         {query: "gone:true", past: true, starts: "1/12", shows: has("1/12", "12 matches")},
	"gone-detail":  {query: "gone:true", keys: "\t", past: true, starts: "1/12", shows: has("Seen", "Gone since", "J next item")},
}

func has(texts ...string) []string { return texts }
