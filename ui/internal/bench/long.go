package main

import (
	"fmt"
	"slices"
	"time"
)

// peak measures the memory of the browser with 10,000 items loaded.
func (b *bench) peak() error {
	var peaks, own, file []float64
	for range 5 {
		t, _, err := b.inventory("10,000", huge)
		if err != nil {
			return err
		}
		m := memory(t.cmd.Process.Pid)
		peaks, own, file = append(peaks, m.peak), append(own, m.own), append(file, m.file)
		t.close()
	}
	b.add("memory at most, browser on 10,000 items", "≤ 45 MiB", "%.1f MiB (%.1f to %.1f); at the end %.1f MiB of its own and %.1f MiB of its file",
		middle(peaks), slices.Min(peaks), slices.Max(peaks), middle(own), middle(file))
	return nil
}

// million measures the memory of the browser with a million items, which the program
// serves to itself.
func (b *bench) million() error {
	t, _, err := b.inventory("1,000,000", "demo", huge, "--items", "1000000")
	if err != nil {
		return err
	}
	defer t.close()
	m := memory(t.cmd.Process.Pid)
	b.add("memory, browser on a million items, the game served by the same process", "≤ 400 MiB", "%.0f MiB, at most %.0f MiB", m.own+m.file, m.peak)
	return nil
}

// idle measures the browser while nothing happens: with a usual screen, and with one of
// rentals that count down. What may be written are ages and times left that change.
func (b *bench) idle() error {
	t, s, err := b.inventory("10,000", huge)
	if err != nil {
		return err
	}
	defer t.close()
	measure := func(what string) {
		const long = 20 * time.Second
		time.Sleep(10 * time.Second) // until answers have come and garbage is collected
		mark, began, used := t.mark(), time.Now(), spent(t.cmd.Process.Pid)
		time.Sleep(long)
		share := float64(spent(t.cmd.Process.Pid)-used) / float64(time.Since(began)) * 100
		written := t.since(mark)
		b.add(what, "0 bytes, ≤ 0.2 % of a core", "%d bytes in %d writes, %.3f %% of a core, in %s", size(written), len(written), share, long)
	}
	measure("idle, list and detail")
	if err := t.write("/rental:active\r"); err != nil {
		return err
	}
	if err := s.wait(t, func(s *screen) bool {
		return s.holds("/ rental:active") && s.holds(" matches in 10,000") && listAndDetail(s)
	}); err != nil {
		return err
	}
	measure("idle, rentals that count down in all rows")
	return nil
}

// keyCost compares the processor time of a key in a short and in a long list.
func (b *bench) keyCost() error {
	cost := func(total string, args ...string) (float64, error) {
		t, _, err := b.inventory(total, args...)
		if err != nil {
			return 0, err
		}
		defer t.close()
		pid, n := t.cmd.Process.Pid, b.runs*20
		var each []float64
		for range 10 {
			used := spent(pid)
			for range n / 10 {
				if err := t.write("j"); err != nil {
					return 0, err
				}
				time.Sleep(20 * time.Millisecond)
			}
			each = append(each, float64((spent(pid)-used).Microseconds())/float64(n/10))
		}
		return middle(each), nil
	}
	few, err := cost("1,000", "demo", huge, "--items", "1000")
	if err != nil {
		return err
	}
	many, err := cost("1,000,000", "demo", huge, "--items", "1000000")
	if err != nil {
		return err
	}
	b.add("processor time of a key until it is written: 1,000,000 rows, 1,000 rows", "the same", "%.0f µs, %.0f µs (%.2f ×)", many, few, many/few)
	return nil
}

// link holds a key down through 5,000 items over a slow network.
func (b *bench) link() error {
	const (
		items   = 5000
		latency = 100 * time.Millisecond
		speed   = 1_250_000 // bytes a second: 10 Mbit/s
		repeat  = time.Second / 60
		late    = 100 * time.Millisecond
	)
	server, err := b.serve(itoa(items+1000), latency.String(), itoa(speed))
	if err != nil {
		return err
	}
	defer server.stop()
	was := b.base
	b.base = server.base
	defer func() { b.base = was }()
	t, err := b.open(huge)
	if err != nil {
		return err
	}
	defer t.close()
	s := newScreen()
	if err := s.wait(t, func(s *screen) bool { return s.holds("Own inventory") }); err != nil {
		return err
	}
	if err := t.write("\r"); err != nil {
		return err
	}
	if err := s.wait(t, listAndDetail); err != nil {
		return err
	}
	t.settle(t.mark(), time.Second)
	mark := t.mark()
	next := time.Now()
	for range items {
		next = next.Add(repeat)
		time.Sleep(time.Until(next))
		if err := t.write("j"); err != nil {
			return err
		}
	}
	got := t.settle(mark, time.Second)
	pauses, longest := 0, time.Duration(0)
	for i := 1; i < len(got); i++ {
		gap := got[i].at.Sub(got[i-1].at)
		longest = max(longest, gap)
		if gap > late {
			pauses++
		}
	}
	if err := s.wait(t, listAndDetail); err != nil {
		return err
	}
	if !s.holds("5,001/") {
		return fmt.Errorf("the cursor is not on row 5,001:\n%s", s)
	}
	b.add("60 keys a second through 5,000 items over a slow network (100 ms, 10 Mbit/s)", "no pause", "%d pauses over %s, the longest %s", pauses, late, ms(longest))
	return nil
}
