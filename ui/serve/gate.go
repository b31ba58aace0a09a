package serve

import (
	"container/list"
	"net/netip"
	"sync"
	"time"
)

const (
	maxArriving   = 256 // connections that have not logged in
	loginTimeout  = 20 * time.Second
	firstDelay    = 100 * time.Millisecond
	maxDelay      = 5 * time.Second
	forgetFailure = time.Minute // each
	maxRemembered = 10_000      // addresses
)

// gate bounds the connections that have not logged in yet, and slows addresses from which
// logins fail. When there are too many connections the oldest is closed: a login takes
// far less time than it would take to fill the gate again.
type gate struct {
	mu       sync.Mutex
	arriving list.List // of *client, the oldest first
	failures map[netip.Prefix]failures
}

// failures are the failed logins of an address that still count.
type failures struct {
	n    int
	last time.Time
}

func (f failures) at(now time.Time) int {
	return max(0, f.n-int(now.Sub(f.last)/forgetFailure))
}

// network is the address itself or, of IPv6, the network that one user has.
func network(addr netip.Addr) netip.Prefix {
	addr = addr.Unmap().WithZone("")
	bits := addr.BitLen()
	if addr.Is6() {
		bits = 64
	}
	p, _ := addr.Prefix(bits)
	return p
}

// enter adds a connection, and waits if logins of its address have failed.
func (g *gate) enter(c *client) {
	g.mu.Lock()
	c.place = g.arriving.PushBack(c)
	var oldest *client
	if g.arriving.Len() > maxArriving {
		oldest = g.arriving.Remove(g.arriving.Front()).(*client)
		oldest.place = nil
	}
	delay := g.delay(c.addr.Addr(), time.Now())
	g.mu.Unlock()
	if oldest != nil {
		oldest.close()
	}
	if delay > 0 {
		select {
		case <-time.After(delay):
		case <-c.gone:
		}
	}
}

// exit removes a connection that has logged in or is closed.
func (g *gate) exit(c *client) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if c.place != nil {
		g.arriving.Remove(c.place)
		c.place = nil
	}
}

// delay is how long a connection of addr has to wait. The caller holds the lock.
func (g *gate) delay(addr netip.Addr, now time.Time) time.Duration {
	n := g.failures[network(addr)].at(now)
	if n == 0 {
		return 0
	}
	return min(firstDelay<<min(n-1, 10), maxDelay)
}

// failed counts a failed login.
func (g *gate) failed(addr netip.Addr, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.failures == nil || len(g.failures) >= maxRemembered {
		g.forget(now)
	}
	at := network(addr)
	g.failures[at] = failures{g.failures[at].at(now) + 1, now}
}

// forget drops failures that no longer count, or all if there are too many that do.
func (g *gate) forget(now time.Time) {
	for at, f := range g.failures {
		if f.at(now) == 0 {
			delete(g.failures, at)
		}
	}
	if g.failures == nil || len(g.failures) >= maxRemembered {
		g.failures = map[netip.Prefix]failures{}
	}
}

// succeeded forgets the failed logins of an address.
func (g *gate) succeeded(addr netip.Addr) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.failures, network(addr))
}
