package demo

// additions is an answer with an unknown member in every object and an odd element in
// every list that is not empty, as a later release of LootLocker might send it.
func additions(body []byte) []byte {
	out := make([]byte, 0, 2*len(body))
	var opened []int // where the lists and objects around this place begin
	inText := false
	for i := 0; i < len(body); i++ {
		c := body[i]
		switch {
		case c == '\\':
			out = append(out, c)
			i++
			c = body[i]
		case c == '"':
			inText = !inText
		case inText:
		case c == '{' || c == '[':
			opened = append(opened, i)
		case c == '}' || c == ']':
			from := opened[len(opened)-1]
			opened = opened[:len(opened)-1]
			empty := i == from+1
			switch {
			case c == ']' && empty: // the end of a walk is an empty page
			case c == ']':
				out = append(append(out, ','), oddElements[(i-from)%len(oddElements)]...)
			case empty:
				out = append(out, unknownMember...)
			default:
				out = append(append(out, ','), unknownMember...)
			}
		}
		out = append(out, c)
	}
	return out
}

const unknownMember = `"added_later":{"by":["a release"]}`

var oddElements = []string{`null`, `"odd"`, `7`, `[[1]]`, `{"odd":1}`}
