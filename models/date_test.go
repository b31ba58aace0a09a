package models

import (
	"testing"
	"time"
)

// A template leaves a date out only where it is written again as it was.
func TestPlainDate(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		raw string
		ok  bool
	}{
		{`"2026-09-01T00:00:00Z"`, true},
		{`"0001-01-01T00:00:00Z"`, true},
		{`"9999-12-31T23:59:59Z"`, true},
		{`"2024-02-29T12:00:00Z"`, true},
		{`"2023-02-29T12:00:00Z"`, false},
		{`"2026-04-31T12:00:00Z"`, false},
		{`"2026-00-01T00:00:00Z"`, false},
		{`"2026-13-01T00:00:00Z"`, false},
		{`"2026-01-00T00:00:00Z"`, false},
		{`"2026-01-01T24:00:00Z"`, false},
		{`"2026-01-01T00:60:00Z"`, false},
		{`"2026-01-01T00:00:60Z"`, false},
		{`"0000-01-01T00:00:00Z"`, false},
		{`"2026-09-01t00:00:00Z"`, false},
		{`"2026-09-01T00:00:00z"`, false},
		{`"2026-09-01 00:00:00Z"`, false},
		{`"2026-09-01T00:00:00.5Z"`, false},
		{`"2026-09-01T00:00:00+00:00"`, false},
		{`"20x6-09-01T00:00:00Z"`, false},
		{`20260901000000000000000`, false},
		{`""`, false},
		{`null`, false},
	} {
		n, ok := plainDate([]byte(tt.raw))
		if ok != tt.ok {
			t.Errorf("%s: %v, want %v", tt.raw, ok, tt.ok)
		}
		if ok && `"`+string(appendDate(nil, n))+`"` != tt.raw {
			t.Errorf("%s comes back as %s", tt.raw, appendDate(nil, n))
		}
	}
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"2026-05-01T10:00:00Z":            "2026-05-01 10:00:00",
		"2026-05-01t10:00:00z":            "2026-05-01 10:00:00",
		"2026-05-01T10:00:00.639Z":        "2026-05-01 10:00:00.639",
		"2026-05-01T12:00:00+02:00":       "2026-05-01 10:00:00",
		"2026-05-01T12:00:00+0200":        "2026-05-01 10:00:00",
		"2026-01-31T10:00:00":             "2026-01-31 10:00:00",
		"2026-05-01 10:00:00":             "2026-05-01 10:00:00",
		"2026-05-01 10:00:00.5":           "2026-05-01 10:00:00.5",
		"2026-05-01 10:00:00Z":            "2026-05-01 10:00:00",
		"2026-05-01 10:00:00 +0000 UTC":   "2026-05-01 10:00:00",
		"2026-05-01T10:00Z":               "2026-05-01 10:00:00",
		"2026-05-01 10:00":                "2026-05-01 10:00:00",
		" 2026-05-01 ":                    "2026-05-01 00:00:00",
		"1777629600":                      "2026-05-01 10:00:00",
		"1777629600.5":                    "2026-05-01 10:00:00",
		"1777629600639":                   "2026-05-01 10:00:00.639",
		"1777629600639000":                "2026-05-01 10:00:00.639",
		"1777629600639000000":             "2026-05-01 10:00:00.639",
		"2026-05-01 10:00:00 UTC":         "2026-05-01 10:00:00",
		"2026-05-01 10:00:00 GMT":         "2026-05-01 10:00:00",
		"2026-05-01 12:00:00+02":          "2026-05-01 10:00:00",
		"2026-05-01T12:00:00+02":          "2026-05-01 10:00:00",
		"2026-05-01 12:00:00.25 +0200":    "2026-05-01 10:00:00.25",
		"2026-05-01 10:00:00,25":          "2026-05-01 10:00:00.25",
		"2026-05-01 12:00:00 +02:00":      "2026-05-01 10:00:00",
		"2026-05-01T10:00:00 Z":           "",
		"2026/05/01 10:00:00":             "2026-05-01 10:00:00",
		"Fri, 01 May 2026 10:00:00 GMT":   "2026-05-01 10:00:00",
		"fri, 01 may 2026 12:00:00 +0200": "2026-05-01 10:00:00",
		"9999-12-31T23:59:59Z":            "9999-12-31 23:59:59",
		"0002-01-01T00:00:00Z":            "0002-01-01 00:00:00",
		"0001-01-01T00:00:00Z":            "", "0001-01-01 00:00:00": "", "0": "", "": "",
		"0001-01-01T00:00:00+00:00": "", "0001-01-01T00:00:00.000Z": "", "0001-01-01T00:00:00-08:00": "", "0001-01-01T08:00:00+09:00": "", "0001-01-01": "",
		"0000-00-00": "", "0000-00-00 00:00:00": "", "0000-01-01T00:00:00Z": "", "-62135596800": "", "-62135596800000": "",
		"10000-01-01T00:00:00Z": "", "+2026-05-01T10:00:00Z": "", "01/05/2026": "", "05/01/2026 10:00": "", "2026-05-01T25:00:00Z": "", "2026-02-29": "", "1e9": "2001-09-09 01:46:40",
		"soon": "", "2026": "", "20260501": "", "2026-13-01": "", "-1777629600": "", "1e400": "", "NaN": "", "Inf": "", "99999999999999999999": "",
	} {
		got, ok := ParseDate(in)
		if s := got.UTC().Format("2006-01-02 15:04:05.999"); ok != (want != "") || ok && s != want {
			t.Errorf("%q is %s, %v; want %q", in, s, ok, want)
		}
	}
}

// What a server sends as a date is known, unknown, or marked; never blank and unmarked.
func TestAcquired(t *testing.T) {
	t.Parallel()
	const odd = "its acquisition_date has a value that is not understood"
	for raw, want := range map[string]string{
		`"2026-05-01T10:00:00Z"`: "2026-05-01 10:00:00", `"2026-05-01 10:00:00"`: "2026-05-01 10:00:00", `1777629600`: "2026-05-01 10:00:00", `"1777629600000"`: "2026-05-01 10:00:00",
		`"0001-01-01T00:00:00Z"`: "", `""`: "", `null`: "", `0`: "", `"0000-00-00 00:00:00"`: "", `"0001-01-01T08:00:00+09:00"`: "", `-62135596800`: "", `"soon"`: odd, `"10000-01-01T00:00:00Z"`: odd, `[1]`: odd, `true`: odd, `5`: odd,
	} {
		it := decodePage(t, `{"items":[{"instance_id":1,"acquisition_date":`+raw+`}]}`).Items[0]
		got := it.Fault()
		if at, ok := it.Acquired(); ok {
			got += at.UTC().Format(time.DateTime)
		}
		if got != want || string(it.Raw()) != `{"instance_id":1,"acquisition_date":`+raw+`}` {
			t.Errorf("%s: %q, want %q (%s)", raw, got, want, it.Raw())
		}
	}
}

func FuzzPlainDate(f *testing.F) {
	f.Add(`"2026-09-01T00:00:00Z"`)
	f.Add(`"2024-02-30T23:59:60Z"`)
	f.Fuzz(func(t *testing.T, raw string) {
		n, ok := plainDate([]byte(raw))
		if !ok {
			return
		}
		if back := `"` + string(appendDate(nil, n)) + `"`; back != raw {
			t.Errorf("%q comes back as %q", raw, back)
		}
		want, err := time.Parse(`"`+time.RFC3339+`"`, raw)
		if err != nil || want.Unix() != n {
			t.Errorf("%q is %d, package time says %v, %v", raw, n, want, err)
		}
	})
}

// Items of one template differ in nothing that the template does not leave out.
func TestTemplatesKeepTheBytes(t *testing.T) {
	t.Parallel()
	items := []string{
		`{"instance_id":5,"acquisition_date":"2026-09-01T00:00:00Z","asset":{"id":1},"acquisition_source":"a"}`,
		`{"instance_id":6,"acquisition_date":"2026-09-02T00:00:00Z","asset":{"id":2},"acquisition_source":"a"}`,
		`{"acquisition_date":"2026-09-02T00:00:00Z","asset":"name","instance_id":7,"acquisition_source":"b"}`,
		`{"instance_id":"8","acquisition_date":"2026-09-02T00:00:00+00:00","asset":null}`,
		`{"instance_id":,"acquisition_date":"2026-09-02T00:00:00Z"}`,
		`{"instance_id":9,"acquisition_date":""}`,
		`{"instance_id":10,"acquisition_date":"2026-09-02T00:00:00Z"}`,
		`{"instance_id":11,"instance_id":12,"acquisition_date":"2026-09-02T00:00:00Z","acquisition_date":"2026-09-03T00:00:00Z"}`,
		`{"instance_id":13,"asset":{"id":1},"asset":{"id":2},"acquisition_date":7}`,
		`{"instance_id":14,"rental":{"time_left":60}}`,
		`{"instance_id":14,"rental":{"time_left":-61}}`,
		`{"instance_id":14,"rental":{"time_left":-0}}`,
		`{"instance_id":14,"rental":{"time_left":6e1}}`,
		`{"instance_id":14,"rental":{"time_left":"60"}}`,
		`{"instance_id":14,"rental":{"time_left":"-60"}}`,
		`{"instance_id":14,"rental":{"time_left":" 60"}}`,
		`{"instance_id":14,"rental":{"time_left":""}}`,
		`{"instance_id":14,"rental":{"time_left":"6\u0030"}}`,
		`{"instance_id":14,"rental":{"time_left":9223372036854775807}}`,
		`{"instance_id":14,"rental":{"time_left":9223372036854775808}}`,
		`{"instance_id":14,"rental":{"time_left":-9223372036854775808}}`,
		`{"instance_id":14,"rental":{"time_left":1,"time_left":2}}`,
		`{"instance_id":14,"rental":{"time_left":1,"time_left":null}}`,
		`{"instance_id":14,"rental":{"time_left":1},"rental":{"time_left":2}}`,
		`{"instance_id":14,"rental":{"time_left":1},"rental":null}`,
		`{"instance_id":14,"rental":{"a":{"time_left":1}, "\u0074ime_left" : 2 }}`,
		`{"rental":{"time_left":3},"asset":{"id":1},"acquisition_date":"2026-09-03T00:00:00Z","instance_id":15}`,
		`{"instance_id":16,"rental":{"time_left":4 "x":5}}`,
		`{"instance_id":17,"time_left":60,"rental":[{"time_left":60}]}`,
	}
	pool := NewPool()
	body := `{"items":[`
	for i, s := range items {
		if i > 0 {
			body += ","
		}
		body += s
	}
	var pages []Page
	for range 2 { // the second time every template is known
		p, err := DecodePage([]byte(body+`]}`), pool, Origin{})
		if err != nil || len(p.Items) != len(items) {
			t.Fatalf("%d items, %v", len(p.Items), err)
		}
		pages = append(pages, p)
	}
	for n, p := range pages {
		for i := range p.Items {
			it := &p.Items[i]
			if string(it.Raw()) != items[i] {
				t.Errorf("page %d, item %d is %s, want %s", n, i, it.Raw(), items[i])
			}
			for j := range items {
				if same := it.SameJSON(&pages[0].Items[j]); same != (i == j) {
					t.Errorf("page %d: item %d and %d are the same: %v", n, i, j, same)
				}
			}
			if first := &pages[0].Items[i]; it.Fault() != first.Fault() || it.Source() != first.Source() || it.acquired != first.acquired || it.Rental(fetched) != first.Rental(fetched) {
				t.Errorf("page %d, item %d is read differently the second time", n, i)
			}
		}
	}
	if pages[0].Items[0].template != pages[0].Items[1].template {
		t.Error("two items of one template have one each")
	}
}
