package main

import (
	"fmt"
	"net"
	"os"
	"sync"
	"time"
)

const (
	benchUsers   = 100
	benchTyping  = 50
	neverLogIn   = 1000
	pressEvery   = 200 * time.Millisecond
	soakSessions = 200
	soakTime     = 10 * time.Minute
)

// sessions measures the SSH server with many users.
func (b *bench) sessions() error {
	server, err := b.startServer()
	if err != nil {
		return err
	}
	defer server.stop()
	pid := server.cmd.Process.Pid
	warm, _, err := server.open1250(0)
	if err != nil {
		return err
	}
	warm.close()
	time.Sleep(5 * time.Second)
	base := memory(pid).own
	var open []*terminal
	var paints []time.Duration
	defer func() {
		for _, t := range open {
			t.line.Close()
		}
	}()
	for i := range benchUsers {
		t, paint, err := server.open1250(i)
		if err != nil {
			return err
		}
		open, paints = append(open, t), append(paints, paint)
	}
	each := func() float64 { return (memory(pid).own - base) / float64(len(open)) }
	time.Sleep(15 * time.Second) // until garbage is collected
	counting := each()
	idle := func(what, want string) {
		const long = 20 * time.Second
		marks := make([]int, len(open))
		for i, t := range open {
			marks[i] = t.mark()
		}
		began, used := time.Now(), spent(pid)
		time.Sleep(long)
		share, writes := float64(spent(pid)-used)/float64(time.Since(began))*100, 0
		for i, t := range open {
			writes += len(t.since(marks[i]))
		}
		b.add(what, want, "%.2f %% of a core, %d writes in %s", share, writes, long)
	}
	idle("SSH, processor time of all while idle, some rentals count down", "")
	press := func(keys string) error {
		for _, t := range open {
			if err := t.write(keys); err != nil {
				return err
			}
		}
		return nil
	}
	if err := press("+/-rental:active\r"); err != nil { // the list alone, without rentals
		return err
	}
	time.Sleep(15 * time.Second)
	b.add(fmt.Sprintf("SSH, memory of a session with 1,250 items, %d of them idle", len(open)), "≤ 2.5 MiB", "%.2f MiB; %.2f MiB where rentals count down; %.1f MiB with none", each(), counting, base)
	idle("… processor time of all while idle, nothing changes", "≤ 1 % of a core")
	if err := press("+"); err != nil { // with the detail, and without rentals, which would redraw while a key is measured
		return err
	}
	b.add("SSH, login until the first screen", "≤ 150 ms", "%s, p99 %s", ms(middle(paints)), ms(at(paints, 99)))
	presses := func() (string, error) {
		used := spent(pid)
		settled, err := typing(open[:benchTyping])
		if err != nil {
			return "", err
		}
		each := (spent(pid) - used) / time.Duration(len(settled))
		return fmt.Sprintf("median %s, p99 %s (%d keys), processor time of a key %s", ms(middle(settled)), ms(at(settled, 99)), len(settled), ms(each)), nil
	}
	typed, err := presses()
	if err != nil {
		return err
	}
	b.add(fmt.Sprintf("SSH, a key until list and detail are complete, %d people at 5 keys a second", benchTyping), "p99 ≤ 40 ms", "%s", typed)

	own := memory(pid).own
	var silent []net.Conn
	defer func() {
		for _, c := range silent {
			c.Close()
		}
	}()
	for range neverLogIn {
		c, err := net.Dial("tcp", server.addr)
		if err != nil {
			return err
		}
		silent = append(silent, c)
	}
	more := memory(pid).own - own
	if typed, err = presses(); err != nil {
		return err
	}
	paints = nil
	for range 10 {
		t, err := server.login(0)
		if err != nil {
			return fmt.Errorf("login beside %d connections without one: %w", len(silent), err)
		}
		if err := newScreen().wait(t, painted); err != nil {
			return err
		}
		first, err := newScreen().until(t, painted)
		if err != nil {
			return err
		}
		paints = append(paints, first.Sub(t.began))
		t.close()
	}
	b.add(fmt.Sprintf("… beside %d connections that never log in", neverLogIn), "the same", "%s; login until the first screen %s; %.1f MiB more", typed, ms(middle(paints)), more)

	if err := press("[/rental:active\r"); err != nil {
		return err
	}
	time.Sleep(15 * time.Second)
	idle("SSH, processor time of all while idle, rentals count down in all rows", "")
	return nil
}

// typing presses keys on all terminals at once for a while, and returns how long each took.
func typing(open []*terminal) ([]time.Duration, error) {
	var mu sync.Mutex
	var settled []time.Duration
	var failed error
	var group sync.WaitGroup
	for i, t := range open {
		group.Go(func() {
			time.Sleep(pressEvery * time.Duration(i) / time.Duration(len(open)))
			tick := time.NewTicker(pressEvery)
			defer tick.Stop()
			for n := range 100 {
				mark, began := t.mark(), time.Now()
				err := t.write(string("jjjjjjkkkkkk"[n%12]))
				got := t.settle(mark, quiet)
				mu.Lock()
				switch {
				case err != nil:
					failed = fmt.Errorf("press a key in session %d: %w", i, err)
				case len(got) == 0: // in the two seconds that settle waits
					settled = append(settled, time.Since(began))
				default:
					settled = append(settled, got[len(got)-1].at.Sub(began))
				}
				mu.Unlock()
				<-tick.C
			}
		})
	}
	group.Wait()
	return settled, failed
}

// soak lets sessions come and go for ten minutes, and compares what the server holds
// before and after.
func (b *bench) soak() error {
	server, err := b.startServer()
	if err != nil {
		return err
	}
	defer server.stop()
	pid := server.cmd.Process.Pid
	holds := func() (goroutines, files, own float64, err error) {
		time.Sleep(20 * time.Second)
		goroutines, err = server.gauge("lootlens_goroutines")
		open, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
		return goroutines, float64(len(open)), memory(pid).own, err
	}
	round := func(until time.Time) error {
		failures := make(chan error, soakSessions)
		var group sync.WaitGroup
		for i := range soakSessions {
			group.Go(func() {
				for n := 0; n == 0 || time.Now().Before(until); n++ {
					t, err := server.login(i)
					if err != nil {
						failures <- err
						return
					}
					time.Sleep(time.Duration(i%10) * 300 * time.Millisecond)
					_ = t.write([]string{"1250\r", "\r", "q", "\x03"}[(i+n)%4])
					time.Sleep(time.Duration(n%5) * 200 * time.Millisecond)
					t.line.Close() // some have ended, others are dropped
					<-t.over
				}
			})
		}
		group.Wait()
		close(failures)
		return <-failures
	}
	if err := round(time.Now().Add(30 * time.Second)); err != nil { // caches are filled
		return err
	}
	g0, f0, m0, err := holds()
	if err != nil {
		return err
	}
	if err := round(time.Now().Add(soakTime)); err != nil {
		return err
	}
	g1, f1, m1, err := holds()
	if err != nil {
		return err
	}
	logins, _ := server.gauge(`lootlens_logins_total{result="ok"}`)
	b.add(fmt.Sprintf("SSH, %.0f sessions that came and went in %s, before and after", logins, soakTime), "the same", "%.0f, %.0f goroutines; %.0f, %.0f files; %.1f, %.1f MiB", g0, g1, f0, f1, m0, m1)
	return nil
}
