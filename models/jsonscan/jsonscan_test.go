package jsonscan

import "testing"

func TestMembers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ object, name, want string }{
		{`{"a":1,"b":{"a":2}}`, "a", "1"}, {`{"a":1,"a":2}`, "a", "2"}, {`{"\u0061":1}`, "a", "1"}, {`{"b":1}`, "a", ""}, {`{}`, "a", ""}, {`[1]`, "a", ""}, {``, "a", ""}, {`{"a":1,"b`, "a", "1"},
	} {
		if got := Member([]byte(tt.object), tt.name); string(got) != tt.want {
			t.Errorf("%s of %s: %s, want %s", tt.name, tt.object, string(got), tt.want)
		}
	}
	if got := Elements([]byte(`[1, {"a":[2]} ,"x"]`)); len(got) != 3 || string(got[1]) != `{"a":[2]}` {
		t.Errorf("elements %v", got)
	}
	if Elements([]byte(`{}`)) != nil {
		t.Error("an object has elements")
	}
}
