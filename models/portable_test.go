package models

import (
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// What is written at once where item and asset are portable is what the whole item's JSON becomes.
func TestAppendPortable(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"instance_id":1,"asset":{"id":5,"name":"Axe"}}`: "",
		`{"instance_id":1}`: "",
		`{"instance_id":1,"asset":null,"a":"b c\n\"d\""}`:                           "",
		`{ "instance_id" : 1 , "asset" : { "id" : 5 } }`:                            `{"instance_id":1,"asset":{"id":5}}`,
		`{"instance_id":1,"asset":{ "id": 5 , "name":"A x" }}`:                      `{"instance_id":1,"asset":{"id":5,"name":"A x"}}`,
		`{"instance_id":1,"asset":{"id":5,"name":"Ä\u0041\ud83d"}}`:                 `{"instance_id":1,"asset":{"id":5,"name":"Ä\u0041\ufffd"}}`,
		"{\"instance_id\":1,\"asset\":{\"name\":\"\xff\u202e\x7f\"}}":               `{"instance_id":1,"asset":{"name":"\ufffd\u202e\u007f"}}`,
		`{"instance_id":1,"asset":{"id":5,"id":6,"a":{"b":1,"b":2}}}`:               `{"instance_id":1,"asset":{"id":6,"a":{"b":2}}}`,
		`{"a\/b":1,"instance_id":1,"asset":{"id":5,"id":6}}`:                        `{"a/b":1,"instance_id":1,"asset":{"id":6}}`,
		`{"instance_id":1,"asset":{"id":5},"asset":{"id":6}}`:                       `{"instance_id":1,"asset":{"id":6}}`,
		`{"instance_id":1,"instance_id":2,"asset":{"id":5}}`:                        `{"instance_id":2,"asset":{"id":5}}`,
		`{"instance_id":1,"rental":{"time_left":3,"time_left":4}}`:                  `{"instance_id":1,"rental":{"time_left":4}}`,
		`{"instance_id":1,"asset":"Axe","acquisition_date":"2026-01-31T10:00:00Z"}`: "",
		`{"instance_id":"18446744073709551615","rental":{"time_left":"-3"}}`:        "",
		`{"instance_id":1,"asset":{"id":}}`:                                         `"{\"instance_id\":1,\"asset\":{\"id\":}}"`,
		`"text"`:                                                                    "",
		`null`:                                                                      "",
		`12`:                                                                        "",
	} {
		if want == "" {
			want = in
		}
		pool := NewPool()
		for _, more := range []string{"", "," + in} { // of several, from a known template and asset
			page, err := DecodePage([]byte(`{"items":[`+in+more+`]}`), pool, Origin{})
			if err != nil {
				t.Fatalf("%s: %v", in, err)
			}
			for i := range page.Items {
				for range 2 {
					if got := string(page.Items[i].AppendPortable([]byte("[")))[1:]; got != want {
						t.Errorf("%q becomes %s, want %s", in, got, want)
					}
				}
			}
		}
	}
}

// Written item by item or as a whole, an inventory has the same bytes, and every reader takes them.
func FuzzAppendPortable(f *testing.F) {
	f.Add([]byte(`{"instance_id":1,"asset":{"id":5,"name":"Ä\ud83d"},"rental":{"time_left":3}}`))
	f.Add([]byte(`{"a\/b":1,"asset":{"id":5,"id":6}}`))
	f.Fuzz(func(t *testing.T, item []byte) {
		page, err := DecodePage(append(append([]byte(`{"items":[`), item...), "]}"...), NewPool(), Origin{})
		if err != nil {
			return
		}
		for i := range page.Items {
			it := &page.Items[i]
			got := it.AppendPortable(nil)
			if whole := portable(it.AppendJSON(nil)); string(got) != string(whole) {
				t.Errorf("%q becomes %s, and as a whole %s", item, got, whole)
			}
			if !jsontext.Value(got).IsValid() {
				t.Errorf("%q becomes %s, which is not valid", item, got)
			}
		}
	})
}
