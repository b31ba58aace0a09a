package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every command that a sentence of the README, the help or a message mentions exists, and
// has the flags and the number of arguments that are mentioned.
func TestCommandsInSentences(t *testing.T) {
	t.Parallel()
	sources := map[string]string{}
	read := func(path string) {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		sources[path] = string(body)
	}
	read(filepath.Join("..", "..", "README.md"))
	for _, folder := range []string{"..", filepath.Join("..", "..", "api")} {
		err := filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
			if ext := filepath.Ext(path); (ext == ".go" || ext == ".txt") && !strings.HasSuffix(path, "_test.go") && !strings.Contains(path, "testdata") {
				read(path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	verb := regexp.MustCompile(`%(\[\d\])?[sdvq]`)
	mention := regexp.MustCompile("[`\"](?:go run \\.|lootlens) ([a-z-][^`\"\n;|]*)[`\"]")
	// What stands for a value, also where the program puts one behind.
	values := strings.NewReplacer("COMMAND", "export", "SHELL", "bash", `\"`, "", `\`, "")
	found := 0
	for path, text := range sources {
		for _, m := range mention.FindAllStringSubmatch(text, -1) {
			for line := range strings.SplitSeq(m[1], `\nlootlens `) {
				line = verb.ReplaceAllString(values.Replace(line), "1")
				if strings.HasSuffix(line, " ") {
					line += "1"
				}
				args := strings.Fields(strings.Replace(line, "help 1", "help export", 1))
				if args[0] == "1" || slices.Equal(args, []string{"verify"}) || strings.HasSuffix(line, ".") {
					continue // the name of a command, or a sentence
				}
				found++
				if err := parses(args); err != nil {
					t.Errorf("%s: lootlens %s: %v", path, line, err)
				}
			}
		}
	}
	if found < 60 {
		t.Errorf("only %d commands were found", found)
	}
}

// parses reads a command line without running it.
func parses(args []string) error {
	root := newRoot(&program{getenv: func(string) string { return "" }, args: args})
	if args[0] == "help" {
		if word := first(args[1:]); word != "" && child(root, word) == nil && !slices.ContainsFunc(topics, func(t topic) bool { return t.name == word }) {
			return fmt.Errorf("there is no help on %s", word)
		}
		return nil
	}
	cmd, rest, err := root.Find(args)
	if err != nil || slices.Contains(rest, "--help") || slices.Equal(rest, []string{"--version"}) {
		return err
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return err
	}
	if words := cmd.Flags().Args(); len(words) > 0 {
		return cmd.ValidateArgs(words)
	}
	return nil
}
