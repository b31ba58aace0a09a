package palette

import (
	"lootlens/keymap"
	"lootlens/models/order"
)

// Question is a question that is asked often: a query, or an order.
type Question struct {
	Title string
	Query string
	Sort  order.Key // where there is no query, from the highest
	also  string    // words that users type for it
}

// Questions are the ready questions.
var Questions = []Question{
	{Title: "Expired rentals", Query: "rental:expired", also: "rented over ended"},
	{Title: "Received in the last 7 days", Query: "acquired:<7d", also: "new recent week date acquired granted"},
	{Title: "Rarest first", Sort: order.Rarity, also: "rarity legendary best order"},
	{Title: "Worth most first", Sort: order.Price, also: "price expensive value order"},
	{Title: "Granted by admins", Query: "source:admin", also: "support grant manual"},
	{Title: "Equipped", Query: "equipped:true", also: "loadout worn mounted"},
}

// question is what the id of a question's entry begins with.
const question = "question "

// Asked are the entries of the questions that can be asked in a place: of a list, and of all of a player's inventories,
// which have no order.
func Asked(p keymap.Place) (out []Entry) {
	for _, q := range Questions {
		switch {
		case p&(keymap.InList|keymap.InDetail) != 0, p&(keymap.InHolders|keymap.InSearch) != 0 && q.Query != "":
			out = append(out, Entry{Title: q.Title, Key: q.Query, ID: question + q.Title, Also: q.also})
		}
	}
	return out
}

// QuestionOf is the one that an entry's id names; false for another entry.
func QuestionOf(id string) (Question, bool) {
	for _, q := range Questions {
		if id == question+q.Title {
			return q, true
		}
	}
	return Question{}, false
}
