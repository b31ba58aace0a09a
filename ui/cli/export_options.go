package cli

import (
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/order"
	"lootlens/ui/cli/config"
	"lootlens/ui/cli/export"
)

// sorting is what --sort says.
type sorting struct {
	by    order.Key
	desc  bool
	asked bool
}

func sortWords() (words []string) {
	for _, k := range order.Keys() {
		words = append(words, k.Word())
	}
	return words
}

// parseSort reads --sort COLUMN[:asc|:desc].
func parseSort(s string) (sorting, error) {
	if s == "" {
		return sorting{}, nil
	}
	word, direction, directed := strings.Cut(s, ":")
	by, ok := order.ParseKey(word)
	switch {
	case !ok:
		return sorting{}, usagef("--sort: there is no order by %q%s", word, oneOfThese(word, sortWords()))
	case directed && direction != "desc" && direction != "asc":
		return sorting{}, usagef("--sort: %q is no direction: give %s:asc, %s:desc, or %s alone", direction, word, word, word)
	}
	return sorting{by, direction == "desc" || !directed && by.Descends(), true}, nil
}

// oneOfThese ends a message with the nearest word, or with all.
func oneOfThese(word string, words []string) string {
	if near, ok := config.Nearest(strings.ToLower(word), words); ok {
		return ": did you mean " + near + "?"
	}
	return ": there are " + strings.Join(words, ", ")
}

func completeSort(*cobra.Command, []string, string) (words []string, _ cobra.ShellCompDirective) {
	for _, k := range order.Keys() {
		other := ":desc"
		if k.Descends() {
			other = ":asc"
		}
		words = append(words, k.Word(), k.Word()+other)
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

// sorted gives all pages' items in another order, once all have come, in pages of
// which the last has the error of the walk.
func (s *source) sorted(pages iter.Seq2[models.Page, error], by sorting) iter.Seq2[models.Page, error] {
	return func(yield func(models.Page, error) bool) {
		var list []*models.Item
		var failure error
		for page, err := range pages {
			for i := range page.Items {
				list = append(list, &page.Items[i])
			}
			failure = err
		}
		s.progress.clear()
		list = order.Sort(list, by.by, by.desc, s.now())
		for len(list) > api.MaxCount {
			if !yield(models.Page{Items: values(list[:api.MaxCount])}, nil) {
				return
			}
			list = list[api.MaxCount:]
		}
		yield(models.Page{Items: values(list)}, failure)
	}
}

func values(list []*models.Item) []models.Item {
	out := make([]models.Item, len(list))
	for i, it := range list {
		out[i] = *it
	}
	return out
}

// checkColumns checks --columns, and takes blanks around them away. They are never a profile's: no setting of one
// person's may change what a script reads.
func checkColumns(columns []string, f export.Format) error {
	if len(columns) > 0 && (f == export.NDJSON || f == export.JSON) {
		return usagef("--columns are columns of csv, table and markdown: add --format csv")
	}
	for i, c := range columns {
		c = strings.TrimSpace(c)
		columns[i] = c
		switch {
		case !export.IsColumn(c):
			return usagef("--columns: there is no column %q%s", c, oneOfThese(c, append(export.Columns(), "storage.KEY")))
		case slices.Contains(columns[:i], c):
			return usagef("--columns: %s stands there twice", c)
		}
	}
	return nil
}

// completeColumns completes the last of a list of columns.
func completeColumns(_ *cobra.Command, _ []string, typed string) (words []string, _ cobra.ShellCompDirective) {
	before := typed[:strings.LastIndexByte(typed, ',')+1]
	for _, c := range append(export.Columns(), "storage.") {
		if !slices.Contains(strings.Split(before, ","), c) {
			words = append(words, before+c)
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}
