package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"lootlens/ui/cli/export"
)

// verifyFlags are the flags of verify.
type verifyFlags struct {
	holderFlags
	manyFlags
	query, name, checks string
	min, max            int64
	bounded             bool // --max is given
	exact               bool
	wait, interval      time.Duration
	format, output      string
}

func newVerify(prog *program) *cobra.Command {
	v := verifyFlags{}
	cmd := &cobra.Command{
		Use:        "verify [PLAYER] [flags]",
		SuggestFor: []string{"check", "assert", "expect", "test"},
		Short:      "Check how many items match a query",
		Long:       helpText("verify"),
		Example: `lootlens verify 1250 --query 'asset:5001 acquired:<3y' --wait 60s
lootlens verify 1007 --query 'name:helm rental:expired' --max 0
lootlens verify 363 --query 'storage.level:>9' --format junit > out.xml
lootlens verify 363 --checks checks.toml -o out.xml
lootlens verify --players event.csv --checks checks.toml -o rows.ndjson`,
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			changed := cmd.Flags().Changed
			if changed("max") && !changed("min") {
				v.min = 0
			}
			v.bounded = changed("max")
			return v.run(cmd.Context(), prog, first(args), v.refuse(changed))
		},
	}
	v.holderFlags.add(cmd)
	v.manyFlags.add(cmd)
	f := cmd.Flags()
	f.StringVar(&v.query, "query", "", "the items that count (required without --checks)")
	f.Int64Var(&v.min, "min", 1, "at least this number of items; 0 if only --max is given")
	f.Int64Var(&v.max, "max", -1, "at most this number of items (default: no bound)")
	f.BoolVar(&v.exact, "exact", false, "count all items that match, also once the answer is known")
	f.StringVar(&v.checks, "checks", "", "the checks of this TOML file; - is stdin")
	f.DurationVar(&v.wait, "wait", 0, "repeat the check until it holds, for at most this time")
	f.DurationVar(&v.interval, "interval", 2*time.Second, "time between two checks of --wait")
	f.StringVar(&v.name, "name", "", "name of the check in reports (default: the query)")
	f.StringVarP(&v.output, "output", "o", "", "write the report to this file instead of stdout (-)")
	formatFlag(cmd, &v.format, "text", "json", "ndjson", "csv", "junit")
	v.format = "" // by the ending of -o
	f.Lookup("max").DefValue = ""
	return cmd
}

// refuse refuses flags that do not go together.
func (v *verifyFlags) refuse(changed func(flag string) bool) error {
	if changed("interval") && !changed("wait") {
		return usagef("--interval is the time between two checks of --wait: add --wait")
	}
	for _, flag := range []string{"query", "min", "max", "name"} {
		if v.checks != "" && changed(flag) {
			return usagef("--checks and --%s are mutually exclusive: the file has the queries and their bounds", flag)
		}
	}
	return nil
}

// conditions are those of --checks, or the one of --query. If the error is not nil, they
// are what a report can name.
func (v *verifyFlags) conditions(ctx context.Context, prog *program) ([]condition, error) {
	if v.wait < 0 {
		return []condition{{name: v.name, typed: v.query, max: -1}}, usagef("--wait is a duration such as 60s")
	}
	if v.interval <= 0 {
		return []condition{{name: v.name, typed: v.query, max: -1}}, usagef("--interval is a duration above zero, such as 2s")
	}
	if v.checks != "" {
		list, err := prog.readChecks(ctx, v.checks, v.holderFlags)
		if len(list) == 0 {
			list = []condition{{name: v.checks, max: -1}}
		}
		return list, err
	}
	c := condition{name: v.name, typed: v.query, min: v.min, max: v.max, holderFlags: v.holderFlags}
	switch {
	case v.min < 0 || v.bounded && v.max < 0:
		c.min, c.max = 0, -1
		return []condition{c}, usagef("--min and --max are numbers of items, 0 or more")
	case v.max >= 0 && v.max < v.min:
		return []condition{c}, usagef("--max %d is below --min %d", v.max, v.min)
	}
	settings, err := prog.settings()
	if err == nil {
		err = c.parse(prog, "--query", settings.Zone())
	}
	return []condition{c}, err
}

// run verifies and writes the report, also where something is wrong already.
func (v *verifyFlags) run(ctx context.Context, prog *program, player string, wrong error) error {
	if err := v.checkEnding(); err != nil {
		return err
	}
	r := report{verifyFlags: v, prog: prog, ref: player, began: prog.now()}
	list, failure := v.conditions(ctx, prog)
	if failure = cmp.Or(wrong, failure); failure == nil {
		failure = v.checkMany(list)
	}
	understood := failure == nil
	switch {
	case understood && v.given():
		err := v.many(ctx, prog, player, list)
		if err == nil || v.begun {
			return err
		}
		failure, understood = err, false
	case understood:
		r.answers, failure = v.examine(ctx, prog, player, list, &r)
	}
	if failure != nil && v.resume != "" { // the output has the rows of the runs before
		return failure
	}
	if failure != nil {
		r.fail(list, failure)
	}
	if ctx.Err() != nil && v.outputFormat() == "text" {
		return ctx.Err()
	}
	for _, a := range r.answers {
		if ctx.Err() != nil && (a.err != nil || v.wait > 0 && !a.holds()) { // it might have held in time
			a.err = &exit{code: exitInterrupted, err: errors.New("interrupted before the answer was known")}
		}
	}
	r.took = prog.now().Sub(r.began)
	if err := v.writeTo(prog, r.write); err != nil {
		if failure != nil && failure.Error() == err.Error() {
			return err
		}
		return errors.Join(failure, err)
	}
	if !understood || ctx.Err() != nil {
		return cmp.Or(ctx.Err(), failure)
	}
	counts := newTally(list)
	counts.add(0, r.answers)
	if v.toFile() || v.outputFormat() != "text" {
		counts.note(prog)
	}
	if v.checks != "" {
		if err := counts.write(prog); err != nil {
			return err
		}
	}
	return counts.err(exitDone)
}

// writeTo calls write with stdout or the file of -o.
func (v *verifyFlags) writeTo(prog *program, write func(io.Writer) error) error {
	if !v.toFile() {
		return write(prog.stdout)
	}
	file, err := export.Create(v.output)
	if err != nil {
		return fmt.Errorf("-o: %w", err)
	}
	defer file.Abort()
	if err := write(file); err != nil {
		return err
	}
	return file.Commit()
}

func (v *verifyFlags) toFile() bool { return v.output != "" && v.output != "-" }

// examine finds the player and answers the conditions.
func (v *verifyFlags) examine(ctx context.Context, prog *program, player string, list []condition, r *report) ([]*answer, error) {
	own := false // an inventory of a player is needed
	for i := range list {
		own = own || !list[i].universal
	}
	if err := v.holderFlags.check(player, own); err != nil {
		return nil, err
	}
	client, settings, err := prog.client(ctx)
	if err != nil {
		return nil, err
	}
	s := &source{prog: prog, client: client, settings: settings, now: prog.now, exact: v.exact, progress: prog.newProgress(v.toFile())}
	defer s.progress.clear()
	if player != "" {
		if s.player, err = findPlayer(ctx, client, player); err != nil {
			return nil, err
		}
	}
	r.player = s.player.ID
	if v.wait <= 0 {
		return s.examine(ctx, list, mostShown), nil
	}
	deadline := r.began.Add(v.wait)
	bounded, cancel := context.WithTimeout(ctx, v.wait+settings.Timeout.V)
	defer cancel()
	answers := v.watch(bounded, s, list, deadline)
	for _, a := range answers {
		if a.err != nil && bounded.Err() != nil && ctx.Err() == nil {
			a.err = failed(fmt.Errorf("the inventory was not read to its end when --wait %s was over: give it more time", v.wait))
		}
	}
	return answers, nil
}
