package serve

import (
	"errors"
	"fmt"
	"net/netip"
	"path"
	"strings"
	"time"
)

// entry is a key of the file of authorized keys, with its options.
type entry struct {
	name       string
	from       []string // patterns of addresses; nil is any
	expires    time.Time
	noTerminal bool
	command    string
	noTouch    bool // a security key need not be touched
}

// parseOptions reads the options before a key. One that would restrict the key in a way
// that is not known or not possible here is an error: the key lets nobody in.
func parseOptions(options []string) (e entry, err error) {
	given := map[string]bool{}
	for _, option := range options {
		name, value, _ := strings.Cut(option, "=")
		quoted := len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"'
		if quoted {
			value = strings.ReplaceAll(value[1:len(value)-1], `\"`, `"`)
		}
		switch name = strings.ToLower(name); name {
		case "from", "expiry-time", "command":
			if given[name] {
				return entry{}, fmt.Errorf("option %s: it is there twice: keep one", name)
			}
			given[name] = true
		}
		switch name {
		case "from":
			e.from, err = parseFrom(value)
		case "expiry-time":
			e.expires, err = parseExpiry(value)
		case "restrict", "no-pty":
			e.noTerminal = true
		case "pty":
			e.noTerminal = false
		case "command":
			if e.command = value; strings.TrimSpace(value) == "" {
				err = errors.New("command is empty")
			}
		case "no-touch-required":
			e.noTouch = true
		case "agent-forwarding", "port-forwarding", "x11-forwarding", "user-rc",
			"no-agent-forwarding", "no-port-forwarding", "no-x11-forwarding", "no-user-rc",
			"permitopen", "permitlisten", "tunnel", "environment": // nobody gets any of these here
		case "cert-authority", "principals":
			err = errors.New("name the file of authorities by --trusted-user-ca")
		default:
			err = errors.New("it is not known here: remove the option")
		}
		if err != nil {
			return entry{}, fmt.Errorf("option %s: %w", name, err)
		}
	}
	return e, nil
}

// parseExpiry reads YYYYMMDD, with HHMM or HHMMSS, in local time or with Z in UTC.
func parseExpiry(s string) (time.Time, error) {
	digits, utc := strings.CutSuffix(s, "Z")
	zone := time.Local
	if utc {
		zone = time.UTC
	}
	for _, layout := range []string{"20060102", "200601021504", "20060102150405"} {
		if t, err := time.ParseInLocation(layout, digits, zone); err == nil && len(layout) == len(digits) {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a time: write it as 20261231, 202612312359 or 20261231235959Z", s)
}

// parseFrom reads patterns of addresses, with * and ? or as networks such as 10.0.0.0/8,
// and ! before what is excluded. Host names match nobody, since names are not looked up;
// one that is excluded is an error.
func parseFrom(s string) (patterns []string, err error) {
	for pattern := range strings.SplitSeq(s, ",") {
		pattern = strings.TrimSpace(pattern)
		bare, excluded := strings.CutPrefix(pattern, "!")
		isAddress := strings.Trim(bare, "0123456789abcdefABCDEF.:*?/") == ""
		if bare == "" || excluded && !isAddress {
			return nil, fmt.Errorf("%q is not an address, a pattern or a network such as 10.0.0.0/8", pattern)
		}
		if strings.Contains(bare, "/") {
			if _, err := netip.ParsePrefix(bare); err != nil {
				return nil, fmt.Errorf("%q is not a network such as 10.0.0.0/8", bare)
			}
		}
		patterns = append(patterns, pattern)
	}
	return patterns, nil
}

// allows returns an error where the key may not be used from addr at this time.
func (e *entry) allows(addr netip.Addr, now time.Time) error {
	if !e.expires.IsZero() && !now.Before(e.expires) {
		return errors.New("the key has expired")
	}
	if e.from == nil {
		return nil
	}
	addr = addr.Unmap().WithZone("")
	allowed := false
	for _, pattern := range e.from {
		pattern, excluded := strings.CutPrefix(pattern, "!")
		var matches bool
		if network, err := netip.ParsePrefix(pattern); err == nil {
			matches = network.Contains(addr)
		} else {
			matches, _ = path.Match(strings.ToLower(pattern), addr.String())
		}
		if matches && excluded {
			allowed = false
			break
		}
		allowed = allowed || matches
	}
	if !allowed {
		return errors.New("the key may not be used from this address")
	}
	return nil
}
