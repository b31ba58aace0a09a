package fleet

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
)

// With Unfinished the output of a run that ends early has each player once, in a whole
// document: as a row of its job, or as one that says why there is none.
func TestUnfinished(t *testing.T) {
	t.Parallel()
	s := newService(t)
	refs := append(s.mixed(t), "nobody here", "nobody here", "steam:")
	whole, _ := rows(t, Options{Client: s.client, Players: listOf(t, refs...)}, s.count)
	want := sorted(regexp.MustCompile(`(?m) .*$`).ReplaceAllString(whole, ""))
	for name, ordered := range map[string]bool{"ordered": true, "as they come": false} {
		for _, journal := range []bool{false, true} {
			t.Run(fmt.Sprint(name, journal), func(t *testing.T) {
				t.Parallel()
				out, err := os.Create(filepath.Join(t.TempDir(), "out"))
				if err != nil {
					t.Fatal(err)
				}
				defer out.Close()
				opt := Options{Client: s.client, Players: listOf(t, refs...), Ordered: ordered, Out: out, File: out, Header: "[\n", Separator: ",", Footer: "]\n"}
				if journal {
					opt.File = nil
					if opt.Journal, err = OpenJournal(out.Name()+".journal", JournalOptions{Out: out}); err != nil {
						t.Fatal(err)
					}
					defer opt.Journal.Close()
				}
				opt.Unfinished = func(t *Target, row *Row) error {
					if t.Err == nil || strings.Contains(t.Err.Error(), "signal") {
						return fmt.Errorf("the reason is %v", t.Err)
					}
					_, err := fmt.Fprintf(row, "%s stopped\n", t.Ref)
					return err
				}
				ctx, cancel := context.WithCancelCause(t.Context())
				defer cancel(nil)
				var n atomic.Int32
				sum, err := Run(ctx, opt, func(ctx context.Context, t *Target, row *Row) Result {
					if n.Add(1) == 30 {
						_, _ = row.Write(make([]byte, 2*maxBuffer)) // in the file already
						cancel(errors.New("a signal"))
					}
					if ctx.Err() != nil {
						return Result{Err: ctx.Err()}
					}
					return s.count(ctx, t, row)
				})
				if !errors.Is(err, context.Canceled) || !sum.Whole {
					t.Fatalf("%v, whole: %v", err, sum.Whole)
				}
				got, err := os.ReadFile(out.Name())
				if err != nil {
					t.Fatal(err)
				}
				text := string(got)
				body, found := strings.CutPrefix(text, "[\n")
				body, whole := strings.CutSuffix(body, "]\n")
				if stopped := strings.Count(body, "stopped"); !found || !whole || stopped < 20 || stopped > players {
					t.Errorf("%d players are stopped:\n%s", stopped, text)
				}
				names := regexp.MustCompile(`(?m) .*$`).ReplaceAllString(strings.ReplaceAll(body, "\n,", "\n"), "")
				if sorted(names) != want {
					t.Errorf("the players are\n%s\nwant\n%s", sorted(names), want)
				}
			})
		}
	}
}
