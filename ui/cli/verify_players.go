package cli

import (
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"

	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/cli/export"
	"lootlens/ui/cli/fleet"
)

// checkMany refuses what makes no sense for many players.
func (v *verifyFlags) checkMany(list []condition) error {
	if err := v.manyFlags.check(); err != nil || !v.given() {
		return err
	}
	if v.wait > 0 {
		return usagef("--wait is for one player: leave --players out")
	}
	for i := range list {
		if list[i].universal {
			return usagef("%s: the universal inventory belongs to no player: verify it without --players", list[i].title())
		}
	}
	return nil
}

// many verifies all players of --players.
func (v *verifyFlags) many(ctx context.Context, prog *program, player string, list []condition) error {
	client, settings, err := prog.manyClient(ctx)
	if err != nil {
		return err
	}
	if settings.History.V {
		if _, err := prog.openHistory(ctx, settings); err != nil {
			return err
		}
	}
	counts := newTally(list)
	m := manyRun{output: v.output, report: true, requests: requestsFor(list), restore: counts.restore, settings: map[string]string{"--format": v.outputFormat(), "--exact": strconv.FormatBool(v.exact)}}
	if player != "" {
		m.refs = []string{player}
	}
	for i := range list {
		c := &list[i]
		what := "--query"
		if v.checks != "" {
			what = "--checks"
		}
		for _, s := range []string{c.name, c.typed, strconv.FormatInt(c.min, 10), strconv.FormatInt(c.max, 10), c.where(), settings.Zone().String()} {
			m.settings[what] += strconv.Quote(s)
		}
	}
	switch v.outputFormat() {
	case "json":
		m.Header, m.Separator, m.Footer = `{"rows":[`+"\n", ",\n", "\n]}\n"
	case "csv":
		m.Header = string(export.AppendRecord(nil, rowColumns))
	case "junit":
		m.Header, m.Footer = xml.Header+"<testsuites>\n", "</testsuites>\n"
	}
	if m.Footer != "" {
		m.Unfinished = func(t *fleet.Target, row *fleet.Row) error {
			r := &report{verifyFlags: v, prog: prog, ref: t.Ref, player: t.Player.ID, began: prog.now()}
			r.fail(list, t.Err)
			return r.writeRow(row)
		}
	}
	sum, err := v.manyFlags.run(ctx, prog, client, settings, m, func(ctx context.Context, t *fleet.Target, row *fleet.Row) fleet.Result {
		r := &report{verifyFlags: v, prog: prog, ref: t.Ref, player: t.Player.ID, began: prog.now()}
		if t.Err != nil {
			r.fail(list, t.Err)
		} else {
			s := &source{prog: prog, client: client, settings: settings, now: prog.now, exact: v.exact, progress: &progress{}, player: t.Player, pool: t.Pool}
			r.answers = s.examine(ctx, list, 0)
		}
		if ctx.Err() != nil {
			return fleet.Result{Err: ctx.Err()}
		}
		r.took = prog.now().Sub(r.began)
		if err := r.writeRow(row); err != nil {
			return fleet.Result{Err: err}
		}
		return counts.add(t.Place(), r.answers)
	})
	if err != nil {
		return err
	}
	counts.note(prog)
	if err := counts.write(prog); err != nil {
		return err
	}
	return counts.err(sum.Code)
}

// fail gives all conditions an error: their own, or err. err may be that of one of them,
// which the others then say they were not checked for.
func (r *report) fail(list []condition, err error) {
	subject := "player " + text.Of(r.ref).Line()
	if r.ref == "" && r.given() {
		subject = "players of " + r.list()
	}
	ofOne := slices.ContainsFunc(list, func(c condition) bool { return c.err != nil })
	for i := range list {
		a := &answer{condition: &list[i], subject: subject, err: cmp.Or(list[i].err, err)}
		if ofOne && list[i].err == nil {
			a.err = fmt.Errorf("not checked, since another check is wrong: %w", err)
		}
		if a.universal {
			a.subject = models.Holder{Kind: models.UniversalHolder}.String()
		}
		r.answers = append(r.answers, a)
	}
}

// writeRow writes the part of one player.
func (r *report) writeRow(row *fleet.Row) error {
	switch r.outputFormat() {
	case "json":
		for i, a := range r.answers {
			if i > 0 {
				if _, err := row.Write([]byte(",\n")); err != nil {
					return err
				}
			}
			line, err := jsonLine(r.row(a))
			if err == nil {
				_, err = row.Write(line[:len(line)-1])
			}
			if err != nil {
				return err
			}
		}
		return nil
	case "csv":
		_, err := row.Write(r.csv())
		return err
	case "junit":
		b, err := r.junit()
		if err == nil {
			_, err = row.Write(b)
		}
		return err
	}
	return r.write(row)
}

// requestsFor is the least number of requests for a player.
func requestsFor(list []condition) int {
	answers := make([]*answer, len(list))
	for i := range list {
		answers[i] = &answer{condition: &list[i]}
	}
	if several(answers) {
		return 3 // characters, heroes and an inventory
	}
	return 1
}
