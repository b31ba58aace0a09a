package fleet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/models"
)

const players = 120

// service is a double with a fleet of players.
type service struct {
	*demo.Server
	client *api.Client
	base   string
}

func newService(t testing.TB) *service {
	t.Helper()
	s := &service{Server: demo.New(demo.Options{Players: players})}
	base, stop, err := s.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	s.base, s.client = base, newClient(t, base, demo.Key, nil)
	return s
}

func newClient(t testing.TB, base, secret string, transport http.RoundTripper) *api.Client {
	t.Helper()
	key, err := api.NewKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	c, err := api.New(api.Config{BaseURL: base, PerMinute: -1, RetryWait: time.Millisecond, Transport: transport,
		Key: func(context.Context) (api.Key, error) { return key, nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// count is a job: a line with the number of items.
func (s *service) count(ctx context.Context, t *Target, row *Row) Result {
	err, n := t.Err, 0
	if err == nil {
		for page, wrong := range s.client.Walk(ctx, models.Holder{Player: t.Player.ID}, api.WalkOptions{}) {
			err = errors.Join(err, wrong)
			n += len(page.Items)
		}
	}
	if err != nil {
		fmt.Fprintf(row, "%s failed\n", t.Ref)
		return Result{Err: err, Code: 3}
	}
	fmt.Fprintf(row, "%s %s %d\n", t.Ref, t.Player.ID, n)
	return Result{}
}

// asked is how often each path was requested.
func (s *service) asked(part string) map[string]int {
	n := map[string]int{}
	for _, r := range s.Requests() {
		if strings.Contains(r.Path, part) && !strings.Contains(r.Query, "after") {
			n[r.Path]++
		}
	}
	return n
}

func listOf(t testing.TB, refs ...string) *List {
	t.Helper()
	l, err := Open(t.Context(), "", nil, Input{Before: refs})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// ids are the references of n players of the fleet, by their ids.
func ids(n int) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprint(int(demo.FleetFirst)+i))
	}
	return list
}

// mixed are the players of the fleet by all kinds of references, and again by their ids.
func (s *service) mixed(t *testing.T) (list []string) {
	t.Helper()
	var all []models.PlayerRef
	for _, id := range ids(players) {
		all = append(all, models.ParsePlayerRef(id)[0])
	}
	found, err := s.client.FindPlayers(t.Context(), all...)
	if err != nil || len(found) != players {
		t.Fatalf("%d players, %v", len(found), err)
	}
	for i, p := range found {
		forms := []string{p.ID.String(), p.ULID.Raw(), p.PublicUID.Raw(), p.Name.Raw(), p.Platform.Raw() + ":" + p.PlatformID.Raw()}
		ref := forms[i%len(forms)]
		if ref == "" {
			ref = p.ID.String()
		}
		list = append(list, ref)
	}
	return append(list, ids(10)...)
}

func rows(t *testing.T, opt Options, job Job) (string, Summary) {
	t.Helper()
	var out bytes.Buffer
	opt.Out = &out
	sum, err := Run(t.Context(), opt, job)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), sum
}

func sorted(s string) string {
	lines := slices.Sorted(strings.Lines(s))
	return strings.Join(lines, "")
}

// Every player is read once whatever the references are, in few look-ups.
func TestMixedReferences(t *testing.T) {
	t.Parallel()
	s := newService(t)
	refs := append(s.mixed(t), "nobody here", "nobody here", "Nova", "steam:")
	before := len(s.Requests())
	out, sum := rows(t, Options{Client: s.client, Players: listOf(t, refs...), Ordered: true}, s.count)
	lines := slices.Collect(strings.Lines(out))
	if len(lines) != players+3 || sum.Players != players+3 || sum.Duplicates != 11 || sum.Failed != 3 || sum.Code != 3 {
		t.Errorf("%d rows, %+v", len(lines), sum)
	}
	for i, line := range lines {
		if !strings.HasPrefix(line, refs[i]) && i < players {
			t.Fatalf("row %d is %q, want that of %q", i, line, refs[i])
		}
	}
	for path, n := range s.asked("/inventory") {
		if n != 1 {
			t.Errorf("%s was requested %d times", path, n)
		}
	}
	lookups := 0
	for _, r := range s.Requests()[before:] {
		if strings.HasSuffix(r.Path, "/lookup/name") {
			lookups++
		}
	}
	// Guests are looked up singly, as is what finds nobody: by name and as a guest.
	if guests := players / 5; lookups > 3+guests+2*2+1 {
		t.Errorf("%d look-ups", lookups)
	}
}

// Four shards give each row of the whole once, though players have several names.
func TestShardsAddUp(t *testing.T) {
	t.Parallel()
	s := newService(t)
	refs := append(s.mixed(t), "nobody here", "Nova")
	slices.Reverse(refs[players:])
	whole, _ := rows(t, Options{Client: s.client, Players: listOf(t, refs...)}, s.count)
	var parts strings.Builder
	for i := range 4 {
		part, _ := rows(t, Options{Client: s.client, Players: listOf(t, refs...), Shard: Shard{i + 1, 4}}, s.count)
		if n := strings.Count(part, "\n"); n < players/10 {
			t.Errorf("shard %d has %d rows", i+1, n)
		}
		parts.WriteString(part)
	}
	if sorted(parts.String()) != sorted(whole) {
		t.Errorf("the shards give\n%s\nthe whole gives\n%s", sorted(parts.String()), sorted(whole))
	}
}

// Long rows are in one piece, and separators are between rows only.
func TestRowsStayWhole(t *testing.T) {
	t.Parallel()
	s := newService(t)
	for _, ordered := range []bool{false, true} {
		out, _ := rows(t, Options{Client: s.client, Players: listOf(t, ids(40)...), Ordered: ordered, Header: "[", Separator: ",", Footer: "]"},
			func(_ context.Context, t *Target, row *Row) Result {
				for range maxBuffer / 1000 * (t.Line % 3) {
					_, _ = io.WriteString(row, strings.Repeat(string(rune('A'+t.Line)), 1001))
				}
				_, _ = io.WriteString(row, t.Ref)
				return Result{}
			})
		list := strings.Split(strings.TrimSuffix(strings.TrimPrefix(out, "["), "]"), ",")
		if len(list) != 40 || len(out)-len(strings.Join(list, ",")) != 2 {
			t.Fatalf("%d rows", len(list))
		}
		for i, row := range list {
			id := row[len(row)-6:]
			if ordered && id != ids(40)[i] {
				t.Errorf("row %d is that of %s", i, id)
			}
			if letters := strings.Trim(row[:len(row)-6], row[:1]); letters != "" {
				t.Errorf("the row of %s holds those of others", id)
			}
		}
	}
}

// A player who takes long keeps no other one from being written.
func TestOneLongRowHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	s := newService(t)
	list := ids(3 * defaultWorkers)
	written, others := make(chan struct{}), make(chan struct{})
	progress := func(p Progress) {
		if p.Done == len(list)-1 {
			close(others)
		}
	}
	out, _ := rows(t, Options{Client: s.client, Players: listOf(t, list...), Progress: progress},
		func(_ context.Context, target *Target, row *Row) Result {
			if target.Ref == list[0] {
				for range 20 {
					_, _ = io.WriteString(row, strings.Repeat("long ", maxBuffer/10))
				}
				close(written)
				select {
				case <-others:
				case <-time.After(time.Minute):
					t.Error("the others wait for the long row")
				}
			}
			<-written
			_, _ = io.WriteString(row, target.Ref+"\n")
			return Result{}
		})
	if got := strings.Count(out, "\n"); got != len(list) || !strings.HasSuffix(out, "long "+list[0]+"\n") {
		t.Errorf("%d rows, want %d, and the long one last", got, len(list))
	}
}

// journalled runs with a journal and returns the output.
func journalled(ctx context.Context, t *testing.T, dir string, s *service, refs []string, job Job) (string, Summary, error) {
	t.Helper()
	out, err := os.OpenFile(filepath.Join(dir, "out"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	j, err := OpenJournal(filepath.Join(dir, "journal"), JournalOptions{Settings: map[string]string{"query": "x"}, Out: out})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	sum, runErr := Run(ctx, Options{Client: s.client, Players: listOf(t, refs...), Out: out, Journal: j, Header: "BEGIN\n", Footer: "END\n"}, job)
	text, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text), sum, runErr
}

// A run that is stopped again and again gives what one does that is not, and asks no
// player twice that has a row.
func TestGoesOn(t *testing.T) {
	t.Parallel()
	s := newService(t)
	refs := append(s.mixed(t), "nobody here")
	want, _ := rows(t, Options{Client: s.client, Players: listOf(t, refs...), Header: "BEGIN\n", Footer: "END\n"}, s.count)
	dir := t.TempDir()
	var jobs sync.Map
	for stops := range 100 {
		ctx, cancel := context.WithCancel(t.Context())
		var done atomic.Int32
		out, sum, err := journalled(ctx, t, dir, s, refs, func(ctx context.Context, t *Target, row *Row) Result {
			res := s.count(ctx, t, row)
			if res.Err == nil {
				if _, again := jobs.Swap(t.Ref, true); again {
					return Result{Stop: fmt.Errorf("%s is done again", t.Ref)}
				}
			}
			if done.Add(1) == 7 {
				cancel()
			}
			return res
		})
		cancel()
		if err == nil {
			if sorted(out) != sorted(want) || !strings.HasPrefix(out, "BEGIN\n") || !strings.HasSuffix(out, "END\n") {
				t.Errorf("after %d stops the output is\n%s", stops, out)
			}
			if stops < 10 || sum.Players != players+1 || sum.Code != 3 {
				t.Errorf("%d stops, %+v", stops, sum)
			}
			return
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	t.Error("the run does not end")
}

// What is everybody's ends the run: a dead network, a refused key, a full disk, and what
// a job says. What is one player's does not.
func TestFailureThatEndsTheRun(t *testing.T) {
	t.Parallel()
	s := newService(t)
	refs := ids(60)
	full := errors.New("no space left")
	for name, c := range map[string]struct {
		client  *api.Client
		out     io.Writer
		job     Job
		want    error
		players int // at least
	}{
		"one player":   {s.client, io.Discard, s.count, nil, 60},
		"dead network": {newClient(t, s.base, demo.Key, &dying{left: 40}), io.Discard, nil, api.ErrTemporary, 5},
		"refused key":  {newClient(t, s.base, "dev_wrong", nil), io.Discard, nil, api.ErrAuth, 0},
		"full disk":    {s.client, &limited{left: 300, err: full}, nil, full, 5},
		"full disk, long rows": {s.client, &limited{left: 300, err: full}, func(_ context.Context, _ *Target, row *Row) Result {
			_, err := row.Write(make([]byte, 2*maxBuffer))
			return Result{Err: err}
		}, full, 0},
		"the job": {s.client, io.Discard, func(_ context.Context, t *Target, _ *Row) Result {
			if t.Line == 30 {
				return Result{Stop: full}
			}
			return Result{}
		}, full, 15},
	} {
		with := *s
		with.client = c.client
		if c.job == nil {
			c.job = with.count
		}
		sum, err := Run(t.Context(), Options{Client: c.client, Players: listOf(t, refs...), Out: c.out}, c.job)
		if !errors.Is(err, c.want) || c.want == nil && err != nil || sum.Players < c.players || c.want != nil && sum.Players == len(refs) {
			t.Errorf("%s: %d players, %v", name, sum.Players, err)
		}
	}
}

// dying is a network that fails after some requests.
type dying struct {
	mu   sync.Mutex
	left int
}

func (d *dying) RoundTrip(r *http.Request) (*http.Response, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.left--; d.left < 0 {
		return nil, errors.New("the network is unreachable")
	}
	return http.DefaultTransport.RoundTrip(r)
}

// limited is a disk with little room.
type limited struct {
	left int
	err  error
}

func (l *limited) Write(p []byte) (int, error) {
	n := min(l.left, len(p))
	if l.left -= n; n < len(p) {
		return n, l.err
	}
	return n, nil
}
