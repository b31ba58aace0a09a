package cli

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/export"
)

var verifyFormats = []string{"text", "json", "junit"}

// verifying are the flags of verify.
type verifying struct {
	whose
	query          string
	min, max       int64 // max below 0: no bound
	wait, interval time.Duration
	format         string
}

func newVerify(env *environment) *cobra.Command {
	v := verifying{}
	cmd := &cobra.Command{
		Use:   "verify PLAYER --query QUERY [flags]",
		Short: "Check that an inventory holds what it should",
		Long: `verify counts the items that match QUERY and says whether there are as many as
there should be: at least 1, unless --min or --max say otherwise.

With --wait it looks again until it holds or the time is over. In between it only
asks for what is newer than the newest item; what it says at the end comes from a
walk through the whole inventory, so that items that went or changed count too.

Where the inventory may be incomplete and more items could change the answer, there
is no answer: exit code 3.

Exit codes: 0 it holds, 1 it does not, 2 wrong usage, 3 the API or the network
failed or the inventory may be incomplete, 130 interrupted.`,
		Example: `  lootlens verify 363 --query 'asset:5001 source:grant_admin' --wait 60s
  lootlens verify 363 --character 49 --query 'rental:expired' --max 0
  lootlens verify 363 --query 'storage.level:>=10' --format junit > report.xml`,
		Args:              atMost(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("max") && !cmd.Flags().Changed("min") {
				v.min = 0
			}
			return v.run(cmd.Context(), env, first(args), cmd.Flags().Changed("max"))
		},
	}
	v.whose.add(cmd)
	f := cmd.Flags()
	f.StringVar(&v.query, "query", "", "the items that count: a `query`")
	f.Int64Var(&v.min, "min", 1, "at least this `number` of items (0 when only --max is given)")
	f.Int64Var(&v.max, "max", -1, "at most this `number` of items (default no bound)")
	f.DurationVar(&v.wait, "wait", 0, "look again for this `duration`, until it holds")
	f.DurationVar(&v.interval, "interval", 2*time.Second, "with --wait: the `duration` between two looks")
	f.StringVar(&v.format, "format", "text", "text, json or junit: the `format`")
	f.Lookup("max").DefValue = ""
	_ = cmd.RegisterFlagCompletionFunc("format", completeFormats(verifyFormats))
	return cmd
}

func (v *verifying) check(bounded bool) error {
	switch {
	case v.query == "":
		return usagef("--query is missing: say which items count, such as --query asset:5001")
	case v.min < 0 || bounded && v.max < 0:
		return usagef("--min and --max are numbers of items, 0 or more")
	case bounded && v.max < v.min:
		return usagef("--max %d is below --min %d", v.max, v.min)
	case v.wait < 0 || v.interval <= 0:
		return usagef("--wait and --interval are durations such as 60s")
	}
	return oneOf(v.format, verifyFormats)
}

func (v *verifying) run(ctx context.Context, env *environment, player string, bounded bool) error {
	if err := v.check(bounded); err != nil {
		return err
	}
	q, err := parseQuery(env, v.query)
	if err != nil {
		return err
	}
	s, err := env.source(ctx, &v.whose, player, q)
	if err != nil {
		return err
	}
	began := env.now()
	seen, err := v.watch(ctx, env, s)
	s.progress.clear()
	if err != nil && ctx.Err() != nil {
		return err
	}
	r := report{verifying: v, source: s, sight: seen, took: env.now().Sub(began), failure: err}
	if err := r.write(env); err != nil {
		return written(err)
	}
	switch {
	case r.failure != nil:
		return failed(r.failure)
	case !r.holds():
		return no()
	}
	return nil
}

// sight is what one walk found.
type sight struct {
	matches int64
	items   []*models.Item // the first of them
	notice  string         // why there may be more; "" if there are none
}

// mostShown is how many of the matching items a report shows.
const mostShown = 100

// holds reports whether the number of matches is as wanted.
func (v *verifying) holds(n int64) bool { return n >= v.min && (v.max < 0 || n <= v.max) }

// decided reports whether items that did not come could not change the answer.
func (v *verifying) decided(s sight) bool {
	return s.notice == "" || v.max >= 0 && s.matches > v.max || v.max < 0 && s.matches >= v.min
}

// look walks the whole inventory.
func (v *verifying) look(ctx context.Context, s *source) (sight, error) {
	var seen sight
	for page, err := range s.pages(ctx) {
		seen.matches += int64(len(page.Items))
		for i := range page.Items {
			if len(seen.items) < mostShown {
				seen.items = append(seen.items, &page.Items[i])
			}
		}
		var ended *api.Ended
		if errors.As(err, &ended) {
			seen.notice = ended.Notice
			err = nil
		}
		if err != nil {
			return seen, err
		}
	}
	if !v.decided(seen) {
		return seen, &api.Ended{Notice: seen.notice}
	}
	return seen, nil
}

// watch looks until it holds, or the time to wait is over. Failures that may pass
// are waited for too.
func (v *verifying) watch(ctx context.Context, env *environment, s *source) (sight, error) {
	deadline := env.now().Add(v.wait)
	for {
		seen, err := v.look(ctx, s)
		last := !env.now().Before(deadline)
		if last || err == nil && v.holds(seen.matches) || err != nil && !errors.Is(err, api.ErrTemporary) {
			return seen, err
		}
		if err != nil {
			s.progress.clear()
			fmt.Fprintf(env.stderr, "lootlens: %s\n", env.printable(err.Error()))
		}
		if err := v.rest(ctx, env, s, seen, err == nil, deadline); err != nil {
			return seen, err
		}
	}
}

// rest waits until another walk is worth it: something new matches, the inventory
// is so small that a walk costs no more than asking for what is new, or the time is
// nearly over.
func (v *verifying) rest(ctx context.Context, env *environment, s *source, seen sight, walked bool, deadline time.Time) error {
	after, sendable := models.CursorAfter(s.newest)
	small := s.looked < uint64(s.settings.Count.V)
	for {
		s.progress.say("%d items match, waiting", seen.matches)
		left := deadline.Sub(env.now())
		if err := sleep(ctx, min(v.interval, max(left, 0))); err != nil {
			return err
		}
		if !env.now().Before(deadline) || !walked || small || !sendable {
			return nil
		}
		page, err := s.client.Page(ctx, s.holder, after, api.MaxCount, nil)
		if err != nil && ctx.Err() != nil {
			return err
		}
		if err != nil {
			s.progress.clear()
			fmt.Fprintf(env.stderr, "lootlens: %s\n", env.printable(err.Error()))
			continue
		}
		for i := range page.Items {
			if next, ok := models.CursorAfter(page.Items[i].Instance()); ok && next.Uint64() > after.Uint64() {
				after = next
			}
		}
		if err := s.filter(&page); err != nil || len(page.Items) > 0 {
			return nil // the walk meets the error again
		}
	}
}

// sleep waits, unless ctx ends before.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// report is what verify says at the end.
type report struct {
	*verifying
	*source
	sight
	took    time.Duration
	failure error // there is no answer
}

func (r *report) holds() bool { return r.verifying.holds(r.matches) }

func (r *report) wanted() string {
	switch {
	case r.max < 0:
		return fmt.Sprintf("at least %d", r.min)
	case r.min == r.max:
		return fmt.Sprintf("exactly %d", r.min)
	case r.min == 0:
		return fmt.Sprintf("at most %d", r.max)
	}
	return fmt.Sprintf("%d to %d", r.min, r.max)
}

// sentence is the answer in one line, safe to print.
func (r *report) sentence() string {
	items := "items match"
	if r.matches == 1 {
		items = "item matches"
	}
	s := fmt.Sprintf("%d %s %s, %s wanted: %s, %d items read", r.matches, items, text.Of(r.verifying.query).Line(), r.wanted(), r.source.holder, r.looked)
	if r.wait > 0 {
		s += fmt.Sprintf(", %s waited", r.took.Round(time.Second))
	}
	if r.notice != "" {
		s += "; there may be more: " + r.notice
	}
	switch {
	case r.failure != nil:
		return "no answer: " + s
	case r.holds():
		return "holds: " + s
	}
	return "does not hold: " + s
}

func (r *report) write(env *environment) error {
	switch r.format {
	case "json":
		_, err := env.stdout.Write(r.json())
		return err
	case "junit":
		b, err := r.junit()
		if err == nil {
			_, err = env.stdout.Write(b)
		}
		return err
	}
	return r.text(env)
}

func (r *report) text(env *environment) error {
	if r.looked == 0 && r.failure != nil {
		return nil // the error itself goes to stderr
	}
	t := env.ink(r.settings)
	ink := t.Success
	switch {
	case r.failure != nil:
		ink = t.Warning
	case !r.holds():
		ink = t.Error
	}
	out := env.styled()
	if _, err := fmt.Fprintln(out, ink.Paint(r.sentence())); err != nil || len(r.items) == 0 {
		return err
	}
	w, err := export.New(export.Table, out, export.Options{Theme: t, Width: env.columns()})
	if err != nil {
		return err
	}
	if err := r.writeItems(w); err != nil {
		return err
	}
	if n := r.matches - int64(len(r.items)); n > 0 {
		_, err = fmt.Fprintf(out, "and %d more\n", n)
	}
	return err
}

func (r *report) writeItems(w export.Writer) error {
	for _, it := range r.items {
		if err := w.Write(it); err != nil {
			return err
		}
	}
	return w.Close(export.Summary{Complete: true})
}

// json is one object; "holds" is null where there is no answer, and "items" are the
// first of those that match.
func (r *report) json() []byte {
	var m members
	if r.failure == nil {
		m.add("holds", strconv.AppendBool(nil, r.holds()))
	} else {
		m.add("holds", []byte("null"))
	}
	m.text("why", text.Of(r.sentence()))
	m.text("query", text.Of(r.verifying.query))
	m.add("min", strconv.AppendInt(nil, r.min, 10))
	if r.max >= 0 {
		m.add("max", strconv.AppendInt(nil, r.max, 10))
	}
	m.add("matched", strconv.AppendInt(nil, r.matches, 10))
	m.add("read", strconv.AppendUint(nil, r.looked, 10))
	m.add("complete", strconv.AppendBool(nil, r.failure == nil && r.notice == ""))
	m.text("notice", text.Of(r.notice))
	if r.failure != nil {
		m.text("error", text.Of(r.failure.Error()))
	}
	m.add("seconds", strconv.AppendFloat(nil, r.took.Seconds(), 'f', 3, 64))
	items := []byte{'['}
	for i, it := range r.items {
		if i > 0 {
			items = append(items, ',')
		}
		items = export.AppendItem(append(items, '\n'), it)
	}
	m.add("items", append(items, ']'))
	return append(text.JSON(m.object(nil)), '\n')
}

type junitSuite struct {
	XMLName  xml.Name  `xml:"testsuite"`
	Name     string    `xml:"name,attr"`
	Tests    int       `xml:"tests,attr"`
	Failures int       `xml:"failures,attr"`
	Errors   int       `xml:"errors,attr"`
	Time     string    `xml:"time,attr"`
	Case     junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string      `xml:"classname,attr"`
	Name    string      `xml:"name,attr"`
	Time    string      `xml:"time,attr"`
	Failure *junitFault `xml:"failure"`
	Error   *junitFault `xml:"error"`
	Out     string      `xml:"system-out,omitempty"`
}

type junitFault struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

func (r *report) junit() ([]byte, error) {
	seconds := strconv.FormatFloat(r.took.Seconds(), 'f', 3, 64)
	s := junitSuite{
		Name: "lootlens verify", Tests: 1, Time: seconds,
		Case: junitCase{Class: r.source.holder.String(), Name: text.Of(r.verifying.query).Line(), Time: seconds, Out: r.sentence() + "\n"},
	}
	switch {
	case r.failure != nil:
		s.Errors, s.Case.Error = 1, &junitFault{text.Of(r.failure.Error()).Line(), r.sentence()}
	case !r.holds():
		s.Failures, s.Case.Failure = 1, &junitFault{r.sentence(), ""}
	}
	for _, it := range r.items {
		s.Case.Out += fmt.Sprintf("%s %s\n", it.Instance(), it.Name().Line())
	}
	b, err := xml.MarshalIndent(s, "", "  ")
	return append(append([]byte(xml.Header), b...), '\n'), err
}
