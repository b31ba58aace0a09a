package browser

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/api"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/raw"
	"lootlens/ui/browser/terminal"
)

// openProgram opens the JSON that is shown, else that of the item, in the program that
// the first of these variables names, or in the first of the usual ones that is there.
func (m *model) openProgram(variables, usual []string) tea.Cmd {
	if !m.o.Programs {
		return m.say(msg.Warning, "other programs cannot be opened here")
	}
	shown, ok := msg.ShowRaw{}, false
	if top, is := m.top().(*raw.Model); is {
		shown, ok = top.Shown(), true
	} else {
		shown, ok = m.itemJSON()
	}
	if !ok {
		return m.say(msg.Warning, "no item is selected")
	}
	program := m.program(variables, usual)
	return func() tea.Msg {
		file, err := writePrivate(shown)
		if err != nil {
			return msg.Note{Text: "the JSON could not be written to a file: " + text.Error(err), Kind: msg.Failure}
		}
		return terminal.Exec{
			Args: []string{"sh", "-c", program + ` "$@"`, program, file},
			Env:  withoutSecrets(os.Environ()),
			Done: func(err error) tea.Msg {
				_ = os.RemoveAll(filepath.Dir(file))
				return programEnded(program, variables[len(variables)-1], err)
			},
		}
	}
}

// program is a command line for the shell.
func (m *model) program(variables, usual []string) string {
	for _, v := range variables {
		if p := strings.TrimSpace(m.o.Getenv(v)); p != "" {
			return p
		}
	}
	for _, p := range usual {
		if _, err := exec.LookPath(p); err == nil {
			return p
		}
	}
	return usual[0]
}

// What the shell exits with where it cannot run a program.
const (
	notRunnable = 126
	notFound    = 127
)

// programEnded says why a program has failed; nil where it has not.
func programEnded(program, variable string, err error) tea.Msg {
	if err == nil {
		return nil
	}
	name := "“" + text.Of(program).Line() + "”"
	why := name + " could not be opened: " + text.Error(err)
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		switch ended.ExitCode() {
		case notFound:
			why = "there is no program " + name + ": set " + variable + " to one"
		case notRunnable:
			why = name + " is not a program: set " + variable + " to one"
		default:
			why = name + " failed: " + ended.String()
		}
	}
	return msg.Note{Text: why, Kind: msg.Failure}
}

var notInFileNames = regexp.MustCompile(`[^A-Za-z0-9]+`)

// writePrivate writes JSON, laid out and safe to print, to a file in a new folder that
// only the user can read. Anything else is written with control characters made visible.
func writePrivate(shown msg.ShowRaw) (file string, err error) {
	content, ext := text.JSON(shown.Raw), ".json"
	if v := jsontext.Value(content); v.Indent(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true), jsontext.WithIndent("  ")) == nil {
		content = append(v, '\n')
	} else {
		content, ext = []byte(text.Of(string(shown.Raw)).CopyBlock()), ".txt"
	}
	dir, err := os.MkdirTemp("", "lootlens-")
	if err != nil {
		return "", err
	}
	name := strings.Trim(notInFileNames.ReplaceAllString(shown.Title, "-"), "-")
	file = filepath.Join(dir, name+ext)
	if err = os.WriteFile(file, []byte(api.MaskKeys(string(content))), 0o600); err != nil {
		_ = os.RemoveAll(dir)
	}
	return file, err
}

// withoutSecrets drops variables whose value is a secret, as the server key's is.
func withoutSecrets(env []string) (out []string) {
	for _, v := range env {
		if api.MaskKeys(v) == v {
			out = append(out, v)
		}
	}
	return out
}
