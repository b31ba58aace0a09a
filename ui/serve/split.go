package serve

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxCommand is the most bytes of a command line.
const maxCommand = 64 << 10

// Split splits the command line of a client into words, with the quotes and backslashes
// of a POSIX shell. Nothing is expanded or run: outside quotes, characters that a shell
// would act on are refused; * ? [ ] ~ # ! stand for themselves.
func Split(line string) ([]string, error) {
	switch {
	case len(line) > maxCommand:
		return nil, fmt.Errorf("the command line is longer than %d bytes: pass players on standard input", maxCommand)
	case !utf8.ValidString(line):
		return nil, errors.New("the command line is not valid UTF-8")
	}
	var words []string
	var word strings.Builder
	var quote rune // ' or " while inside
	open := false  // word is one, perhaps an empty one
	runes := []rune(line)
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		switch {
		case (r < ' ' || r == 0x7f) && r != '\t' && !(r == '\n' && quote != 0):
			return nil, fmt.Errorf("the command line has a control character, U+%04X, at character %d: one command in one line is possible here", r, i+1)
		case quote == '\'' && r != '\'', quote == '"' && r != '"' && r != '\\':
			word.WriteRune(r)
		case r == quote: // and not 0
			quote = 0
		case r == '\\':
			if i++; i == len(runes) {
				return nil, errors.New("the command line ends with a backslash: put it in quotes or remove it")
			}
			if quote == '"' && !strings.ContainsRune("$`\"\\", runes[i]) {
				word.WriteRune(r)
			}
			if runes[i] < ' ' || runes[i] == 0x7f {
				i-- // refused or quoted like any other
				continue
			}
			word.WriteRune(runes[i])
			open = true
		case r == '\'' || r == '"':
			quote, open = r, true
		case r == ' ' || r == '\t':
			if open {
				words = append(words, word.String())
				word.Reset()
				open = false
			}
		case strings.ContainsRune(";|&<>()$`", r):
			return nil, fmt.Errorf("%q at character %d would need a shell, and there is none here: for a query that has it, quote twice, as in ssh HOST \"export PLAYER --query 'price>100'\"", string(r), i+1)
		default:
			word.WriteRune(r)
			open = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("the command line has a %c without its pair: close the quote", quote)
	}
	if open {
		words = append(words, word.String())
	}
	return words, nil
}
