package main

import (
	"fmt"
	"time"
)

// peak is the memory of the browser with 10,000 items loaded.
func (b *bench) peak() error {
	var peaks []float64
	for range 3 {
		t, _, err := b.inventory("10,000", huge)
		if err != nil {
			return err
		}
		_, peak := memory(t.cmd.Process.Pid)
		peaks = append(peaks, peak)
		t.close()
	}
	b.add("peak memory, browser on 10,000 items", "≤ 45 MiB", "%.1f MiB", middle(peaks))
	return nil
}

// million walks through a million items that the program serves to itself.
func (b *bench) million() error {
	t, _, err := b.inventory("1,000,000", "demo", huge, "--items", "1000000")
	if err != nil {
		return err
	}
	defer t.close()
	now, peak := memory(t.cmd.Process.Pid)
	b.add("a million items loaded, the double in the same process", "≤ 400 MiB", "%.0f MiB, peak %.0f MiB", now, peak)
	return nil
}

// idle is what the browser does while nothing happens, with a screen full of
// rentals that count down.
func (b *bench) idle() error {
	t, s, err := b.inventory("10,000", huge)
	if err != nil {
		return err
	}
	defer t.close()
	measure := func(what string) {
		const long = 20 * time.Second
		// What is loaded unasked has come, and the walk's memory is given back.
		time.Sleep(10 * time.Second)
		mark, began, used := t.mark(), time.Now(), spent(t.cmd.Process.Pid)
		time.Sleep(long)
		share := float64(spent(t.cmd.Process.Pid)-used) / float64(time.Since(began)) * 100
		b.add(what, "0 bytes, ≤ 0.2 % of a core", "%d bytes in %s, %.3f %% of a core", size(t.since(mark)), long, share)
	}
	measure("idle")
	if err := t.write("/rental:active\r"); err != nil {
		return err
	}
	if err := s.wait(t, func(s *screen) bool {
		return s.holds("/ rental:active") && s.holds(" matches in 10,000") && listAndDetail(s)
	}); err != nil {
		return err
	}
	measure("idle, every row a rental that counts down")
	return nil
}

// keyCost compares the processor time of a key over few rows and over a million.
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
	b.add("processor time of a key, drawing and writing included: 1,000,000 rows against 1,000", "the same", "%.0f µs against %.0f µs (%.2f ×)", many, few, many/few)
	return nil
}

// link holds a key through 5,000 items over a slow link.
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
	waits, longest := 0, time.Duration(0)
	for i := 1; i < len(got); i++ {
		gap := got[i].at.Sub(got[i-1].at)
		longest = max(longest, gap)
		if gap > late {
			waits++
		}
	}
	if err := s.wait(t, listAndDetail); err != nil {
		return err
	}
	if !s.holds("5,001/") {
		return fmt.Errorf("the cursor did not come to row 5,001:\n%s", s)
	}
	b.add("slow link (100 ms, 10 Mbit/s): 60 keys a second through 5,000 items", "no wait for a page", "%d waits over %s, the longest %s", waits, late, ms(longest))
	return nil
}
