package cli

import (
	"strings"
	"testing"
	"time"
)

// --tz is the zone of the dates of a query and of what is printed.
func TestTimeZone(t *testing.T) {
	t.Parallel()
	b := toDouble(t)
	zone, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	// An item that was acquired on another day there.
	id, utc, local := "", "", ""
	for line := range strings.Lines(b.call("export", "1250", "--format", "csv", "--columns", "instance_id,acquired").stdout) {
		instance, acquired, _ := strings.Cut(strings.TrimSpace(line), ",")
		at, err := time.Parse(time.RFC3339, acquired)
		if err == nil && at.In(zone).Day() != at.Day() {
			id, utc, local = instance, at.Format(time.DateOnly), at.In(zone).Format(time.RFC3339)
			break
		}
	}
	if id == "" {
		t.Fatal("there is no such item")
	}
	for _, c := range []struct {
		date, tz string
		code     int
	}{{utc, "", 0}, {utc, "UTC", 0}, {local[:10], "", 1}, {local[:10], "Pacific/Auckland", 0}, {utc, "Pacific/Auckland", 1}} {
		args := []string{"verify", "1250", "--query", "instance:" + id + " acquired:" + c.date}
		if c.tz != "" {
			args = append(args, "--tz", c.tz)
		}
		if r := b.call(args...); r.code != c.code {
			t.Errorf("%q: exit code %d, want %d: %s%s", args, r.code, c.code, r.stdout, r.stderr)
		}
	}
	export := func(format string) string {
		return b.call("export", "1250", "--query", "instance:"+id, "--format", format, "--columns", "acquired", "--tz", "Pacific/Auckland").stdout
	}
	spoken := strings.Replace(local[:19], "T", " ", 1)
	for format, want := range map[string]string{
		"csv":      "acquired\r\n" + local + "\r\n",
		"table":    "ACQUIRED (Pacific/Auckland)\n" + spoken + "\n",
		"markdown": "| ACQUIRED (Pacific/Auckland) | FAULT |\n| --- | --- |\n| " + spoken + " |  |\n",
	} {
		if got := export(format); !strings.HasPrefix(got, want) {
			t.Errorf("%s is %q, want %q", format, got, want)
		}
	}
	if got := export("table") + b.call("show", "1250", "--instance", id, "--tz", "Pacific/Auckland").stdout; !strings.Contains(got, spoken+" NZ") {
		t.Errorf("show says %s, want %s", got, spoken)
	}
	b.env["LOOTLENS_TZ"] = "Pacific/Auckland"
	b.call("verify", "1250", "--query", "instance:"+id+" acquired:"+local[:10]).want(t, 0, "^holds: 1 ", "")
}
