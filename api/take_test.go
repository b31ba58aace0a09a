package api

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"lootlens/models"
)

// decodePage is the answer to a request for items with these ids.
func decodePage(t *testing.T, total string, ids ...int) models.Page {
	t.Helper()
	var items []string
	for _, id := range ids {
		items = append(items, item(fmt.Sprint(id)))
	}
	page, err := models.DecodePage(fmt.Appendf(nil, `{"total":%s,"items":[%s]}`, total, strings.Join(items, ",")), models.NewPool(), models.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// The first page keeps its size, and no total counts, until an answer has come whole.
func TestTakeFailure(t *testing.T) {
	t.Parallel()
	w := NewWalk(holder(t, 1), WalkOptions{First: 2, Size: 5})
	page := decodePage(t, "900", 1)
	w.Take(&page, errors.New("cut short"))
	if r := w.Next(); r.Count != 2 || w.Total().Known || w.Count() != 1 {
		t.Errorf("after a failure: %+v, %+v, %d items", r, w.Total(), w.Count())
	}
	page = decodePage(t, "3", 2, 3)
	w.Take(&page, nil)
	if r := w.Next(); r.Count != 5 || w.Total().N != 3 || w.Count() != 3 {
		t.Errorf("after an answer: %+v, %+v, %d items", r, w.Total(), w.Count())
	}
}

// A walk that follows is idle where a full page brings nothing new: else Read would request it for ever.
func TestFollowRepeats(t *testing.T) {
	t.Parallel()
	universal := models.Holder{Kind: models.UniversalHolder}
	for name, tt := range map[string]struct {
		of    models.Holder
		whole bool
		want  string
	}{
		"a player": {holder(t, 1), false, "older items than were asked for"},
		"the game": {universal, true, ""},
	} {
		w := NewWalk(tt.of, WalkOptions{Size: 2, Follow: true})
		for i := range 2 {
			page := decodePage(t, "2", 1, 2)
			page.Whole = tt.whole
			w.Take(&page, nil)
			if idle := i > 0; w.Idle() != idle || (len(page.Items) == 0) != idle {
				t.Errorf("%s: answer %d: idle is %v, and %d items are new", name, i, w.Idle(), len(page.Items))
			}
		}
		if got := w.Notice(); got == "" != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
