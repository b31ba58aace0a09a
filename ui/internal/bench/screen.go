package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strconv"
	"time"

	"lootlens/api/demo"
)

var contextForever = context.Background()

// What is opened: the player with the most items, and one of the player's characters.
var (
	huge      = strconv.FormatUint(demo.PlayerHuge, 10)
	character = []string{huge, "--character", "200001"}
)

// inventory opens the player's own inventory and loads all of it.
func (b *bench) inventory(total string, args ...string) (*terminal, *screen, error) {
	t, err := b.open(args...)
	if err != nil {
		return nil, nil, err
	}
	s := newScreen()
	for _, step := range []struct {
		keys string
		then func(*screen) bool
	}{
		{"", func(s *screen) bool { return s.holds("own inventory") || s.holds("Ironhand") }},
		{"\r", listAndDetail},
		{"G", func(s *screen) bool { return s.holds("all "+total+" loaded") && listAndDetail(s) }},
		{"g", func(s *screen) bool { return s.holds("1/"+total) && listAndDetail(s) }},
	} {
		if err := t.write(step.keys); err != nil {
			return t, s, err
		}
		if err := s.wait(t, step.then); err != nil {
			return t, s, fmt.Errorf("after the key %q: %w", step.keys, err)
		}
		t.settle(t.mark(), 200*time.Millisecond)
	}
	return t, s, nil
}

// start measures the start of the program, until list and detail are drawn, and until
// nothing more comes.
func (b *bench) start() error {
	var version, first, whole, used []time.Duration
	for range b.runs {
		began := time.Now()
		cmd := exec.CommandContext(b.ctx, b.bin, "--version")
		cmd.Env = b.environ()
		if err := cmd.Run(); err != nil {
			return err
		}
		version = append(version, time.Since(began))

		t, err := b.open(character...)
		if err != nil {
			return err
		}
		if err := newScreen().wait(t, listAndDetail); err != nil {
			t.close()
			return err
		}
		t.settle(t.mark(), 200*time.Millisecond)
		used = append(used, spent(t.cmd.Process.Pid))
		closed := time.Now()
		t.close()
		at, err := newScreen().until(t, listAndDetail)
		if err != nil {
			return err
		}
		first = append(first, at.Sub(t.began))
		got := t.since(0)
		for len(got) > 1 && got[len(got)-1].at.After(closed) {
			got = got[:len(got)-1]
		}
		whole = append(whole, got[len(got)-1].at.Sub(t.began))
	}
	b.add("start until list and detail of the first page, over HTTP, are on the screen", "within 5 % of before", "%s (least %s, p90 %s)", ms(middle(first)), ms(slices.Min(first)), ms(at(first, 90)))
	b.add("… until colours, description and equipment are there", "", "%s; %s of processor time", ms(middle(whole)), ms(middle(used)))
	b.add("`lootlens --version`", "≤ 20 ms", "%s (least %s)", ms(middle(version)), ms(slices.Min(version)))
	return nil
}

// keys measures keys in a list of 10,000 items that are loaded.
func (b *bench) keys() error {
	t, s, err := b.inventory("10,000", huge)
	if err != nil {
		return err
	}
	defer t.close()
	press := func(n int, keys ...string) (settled []time.Duration, bytes []int, err error) {
		for i := range n {
			time.Sleep(rand.N(40 * time.Millisecond)) // keys of a person do not come in step with frames
			mark, began := t.mark(), time.Now()
			if err := t.write(keys[i%len(keys)]); err != nil {
				return nil, nil, err
			}
			got := t.settle(mark, quiet)
			if len(got) == 0 {
				return nil, nil, fmt.Errorf("the key %q changed nothing on the screen", keys[i%len(keys)])
			}
			settled = append(settled, got[len(got)-1].at.Sub(began))
			bytes = append(bytes, size(got))
		}
		return settled, bytes, nil
	}
	scroll := func(n int) ([]time.Duration, []int, error) {
		if _, _, err := press(45, "j"); err != nil { // to the last row of the screen
			return nil, nil, err
		}
		return press(n, "j")
	}
	settled, bytes, err := scroll(b.runs * 10)
	if err != nil {
		return err
	}
	b.add("a key until list and detail are complete", "≤ 7 ms, p99 ≤ 13 ms", "median %s, p99 %s (%d keys)", ms(middle(settled)), ms(at(settled, 99)), len(settled))
	b.add("bytes a key, the list scrolling, another detail", "≤ 3,000", "median %d, p99 %d", middle(bytes), at(bytes, 99))
	// The cursor moves between two rows: the list does not scroll, the detail changes.
	still, bytes, err := press(b.runs*4, "k", "j")
	if err != nil {
		return err
	}
	b.add("bytes a key, the list not scrolling, another detail", "≤ 2,000", "median %d, p99 %d; complete after %s", middle(bytes), at(bytes, 99), ms(middle(still)))

	var burst []time.Duration
	for range max(3, b.runs/3) {
		if err := s.wait(t, listAndDetail); err != nil {
			return err
		}
		before, _ := s.selected()
		for _, key := range []string{"j", "k"} {
			mark, began := t.mark(), time.Now()
			if err := t.write(string(bytesOf(key, 500))); err != nil {
				return err
			}
			got := t.settle(mark, 250*time.Millisecond)
			if len(got) == 0 {
				return fmt.Errorf("500 × %q changed nothing on the screen", key)
			}
			// When the row that is selected at the end came on the screen with its detail.
			now, right := before, time.Time{}
			for at, more := s.feed(t); more; at, more = s.feed(t) {
				if id, shown := s.selected(); !shown || id != now {
					now, right = id, at
				}
			}
			if !listAndDetail(s) {
				return fmt.Errorf("after 500 × %q the detail is that of another row:\n%s", key, s)
			}
			burst = append(burst, right.Sub(began))
			if moved := now != before; moved != (key == "j") {
				return fmt.Errorf("after 500 × %q the cursor is on %s; it was on %s", key, now, before)
			}
		}
	}
	b.add("500 keys at once until the last screen is complete", "≤ 25 ms", "%s", ms(middle(burst)))

	// The list alone: a key draws two rows.
	if err := t.resize(80, 24); err != nil {
		return err
	}
	t.settle(t.mark(), 250*time.Millisecond)
	_, bytes, err = press(b.runs*4, "j", "k")
	if err != nil {
		return err
	}
	b.add("bytes a key, the list not scrolling, no detail (80 × 24)", "≤ 500", "median %d, p99 %d", middle(bytes), at(bytes, 99))
	return nil
}

func bytesOf(s string, n int) (out []byte) {
	for range n {
		out = append(out, s...)
	}
	return out
}
