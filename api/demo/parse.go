package demo

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Kinds lists every fault kind, as ParseFault reads it. KindStatus is left
// out: its text is any number from 200 to 999.
func Kinds() []Kind {
	return []Kind{
		KindSlow, KindHang, KindHangBody, KindReset, KindCut, KindTruncated, KindHTML, KindEmpty,
		KindOldError, KindBanned, KindEcho, KindHeroID, KindTrailing, KindWrongKey, KindExpire, KindLimit, KindRedirect, KindGzipBomb, KindHuge,
		KindDeep, KindNaN, KindBadUTF8, KindSurrogates, KindDuplicateKeys,
		KindShort, KindStuck, KindRing, KindOverlap, KindDescending, KindReversed, KindShuffled, KindChanged, KindShrink,
		KindTotal, KindNullItems, KindNoItems,
	}
}

var totals = []string{TotalMissing, TotalNull, TotalNegative, TotalZero, TotalString, TotalAbsurd}

var spellings = []string{"raw", "json", "percent", "base64"}

// keys are what may follow the kind; for those that are true, the value may
// hold colons.
var keys = map[string]bool{
	"path": false, "after": false, "times": false, "status": false, "wait": false, "n": false,
	"value": false, "retry-after": true, "body": true, "header": true, "location": true,
}

// ParseFault reads a fault as people write it: the kind or a status, then any
// of these, each after a colon:
//
//	path=TEXT        only paths that contain it
//	after=N          the first N such requests are answered properly
//	times=N          it happens N times; 0 or absent: without end
//	status=N         200 to 999
//	retry-after=TEXT seconds or an HTTP date, verbatim
//	header=NAME=TEXT may be repeated
//	body=TEXT        of a status
//	wait=DURATION    of slow, such as 2s
//	n=N              items, requests, levels or MiB
//	value=WORD       of total: missing, null, negative, zero, string, absurd;
//	                 of echo: raw, json, percent, base64
//	location=URL     of redirect
//
// A text may hold colons, as long as what follows one doesn't read like another
// setting. For example: "429:retry-after=3:times=2:path=inventory:after=5".
func ParseFault(text string) (Fault, error) {
	f, err := parseFault(text)
	if err != nil {
		return Fault{}, fmt.Errorf("fault %q: %w", text, err)
	}
	return f, nil
}

func parseFault(text string) (Fault, error) {
	parts := strings.Split(text, ":")
	var f Fault
	if n, err := strconv.Atoi(parts[0]); err == nil {
		f.Kind = KindStatus
		if f.Status, err = parseStatus(parts[0]); err != nil {
			return f, fmt.Errorf("%d: %w", n, err)
		}
	} else {
		f.Kind = Kind(parts[0])
		if !slices.Contains(Kinds(), f.Kind) {
			kinds := strings.ReplaceAll(strings.Trim(fmt.Sprint(Kinds()), "[]"), " ", ", ")
			return f, fmt.Errorf("the kind of a fault is a status or one of %s", kinds)
		}
	}
	var settings [][2]string
	for _, part := range parts[1:] {
		key, value, ok := strings.Cut(part, "=")
		_, known := keys[key]
		switch last := len(settings) - 1; {
		case ok && known:
			settings = append(settings, [2]string{key, value})
		case last >= 0 && keys[settings[last][0]]:
			settings[last][1] += ":" + part
		default:
			return f, fmt.Errorf("unknown setting %q: use one of %v", part, slices.Sorted(maps.Keys(keys)))
		}
	}
	for _, kv := range settings {
		if err := f.set(kv[0], kv[1]); err != nil {
			return f, fmt.Errorf("%s: %w", kv[0], err)
		}
	}
	if f.Kind == KindTotal && f.Value == "" {
		f.Value = TotalAbsurd
	}
	if f.Kind == KindSlow && f.Wait == 0 {
		f.Wait = 2 * time.Second
	}
	return f, nil
}

func (f *Fault) set(key, value string) (err error) {
	switch key {
	case "path":
		f.Path = value
	case "after":
		f.Skip, err = parseCount(value)
	case "times":
		f.Times, err = parseCount(value)
	case "n":
		f.N, err = parseCount(value)
	case "status":
		f.Status, err = parseStatus(value)
	case "retry-after":
		f.RetryAfter = value
	case "body":
		f.Body = value
	case "location":
		f.Location = value
	case "wait":
		f.Wait, err = time.ParseDuration(value)
		if err == nil && f.Wait <= 0 {
			err = fmt.Errorf("%s is not a time to wait", value)
		}
	case "value":
		f.Value = value
		words := totals
		if f.Kind == KindEcho {
			words = spellings
		}
		if !slices.Contains(words, value) {
			err = fmt.Errorf("%q is not one of %v", value, words)
		}
	case "header":
		name, text, ok := strings.Cut(value, "=")
		if !ok || name == "" {
			return fmt.Errorf("write header=NAME=TEXT")
		}
		if f.Header == nil {
			f.Header = http.Header{}
		}
		f.Header.Add(name, text)
	}
	return err
}

// maxN bounds the numbers of a fault: a GiB of MiB, and arrays that fit.
const maxN = 1 << 20

func parseCount(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > maxN {
		return 0, fmt.Errorf("%q is not a number from 0 to %d", s, maxN)
	}
	return n, nil
}

func parseStatus(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 200 || n > 999 {
		return 0, fmt.Errorf("%q is not a status from 200 to 999", s)
	}
	return n, nil
}
