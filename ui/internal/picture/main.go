// Command picture draws pictures of the browser as SVG, with the game of api/demo and a
// clock that does not move. Its tests check that the README's pictures, its table of the
// query language and its keys are those of the program;
// `go generate ./ui/internal/picture` updates pictures and table.
//
//	go run ./ui/internal/picture -all DIR
//
// draws every screen in five sizes, dark, light and without colour, for people to look
// at. -only NAME,… draws some of the screens.
package main

//go:generate go test . -args -update

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/vt"
)

var (
	sizes = [][2]int{{60, 15}, {80, 24}, {100, 30}, {140, 40}, {200, 50}}
	looks = map[string]scene{"dark": {theme: "dark"}, "light": {theme: "light"}, "plain": {theme: "dark", plain: true}}
)

func main() {
	dir := flag.String("all", "", "the folder to draw every screen into")
	only := flag.String("only", "", "names of screens, with commas between; empty for all")
	flag.Parse()
	if *dir == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := drawAll(*dir, *only); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// drawAll draws the screens of one size together: the size is in the environment, where a
// program looks that is on no terminal.
func drawAll(dir, only string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var errs []error
	var mu sync.Mutex
	for _, size := range sizes {
		if err := setTerminal(size[0], size[1]); err != nil {
			return err
		}
		var drawing sync.WaitGroup
		running := make(chan struct{}, 6)
		for look, style := range looks {
			for name, sc := range every {
				if only != "" && !slices.Contains(strings.Split(only, ","), name) {
					continue
				}
				sc.theme, sc.plain = style.theme, style.plain
				drawing.Go(func() {
					running <- struct{}{}
					defer func() { <-running }()
					file := filepath.Join(dir, fmt.Sprintf("%s-%s-%dx%d.svg", name, look, size[0], size[1]))
					if err := draw(sc, size[0], size[1], file); err != nil {
						mu.Lock()
						defer mu.Unlock()
						errs = append(errs, fmt.Errorf("%s: %w", file, err))
					}
				})
			}
		}
		drawing.Wait()
	}
	return errors.Join(errs...)
}

// setTerminal describes a terminal of w by h cells to programs that are on none.
func setTerminal(w, h int) error {
	for k, v := range map[string]string{
		"TTY_FORCE": "1", "TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "",
		"COLUMNS": strconv.Itoa(w), "LINES": strconv.Itoa(h),
	} {
		if err := os.Setenv(k, v); err != nil {
			return err
		}
	}
	return nil
}

// draw writes what a scene shows at last to a file.
func draw(sc scene, w, h int, file string) (err error) {
	home, err := os.MkdirTemp("", "lootlens-picture-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	t := newShown(w, h)
	answers := make(chan struct{})
	go func() {
		defer close(answers)
		_, _ = io.Copy(io.Discard, t.em) // its answers to queries
	}()
	defer func() {
		_ = t.em.InputPipe().(io.Closer).Close()
		<-answers
	}()
	in, keyboard := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- browse(sc, home, in, t) }()
	defer func() {
		go func() { _, _ = keyboard.Write([]byte{3}) }() // ctrl+c
		select {
		case end := <-ended:
			err = cmp.Or(err, end)
		case <-time.After(patience):
			err = cmp.Or(err, errors.New("the browser does not end"))
		}
		_ = in.Close()
	}()
	for _, s := range sc.steps() {
		if err := t.wait(s.shows, cmp.Or(sc.patience, patience)); err != nil {
			return err
		}
		// Narrow screens show less, and may show it before.
		if last := w >= 100 && s.keys == sc.keys && s.keys != ""; last && t.shows(sc.shows) && (sc.gone == "" || !t.shows(has(sc.gone))) {
			return fmt.Errorf("the screen shows %q before the last keys", sc.shows)
		}
		if _, err := io.WriteString(keyboard, s.keys); err != nil {
			return err
		}
	}
	if err := t.wait(sc.shows, cmp.Or(sc.patience, patience)); err != nil {
		return err
	}
	if sc.gone != "" {
		if err := t.until("screen without "+sc.gone, cmp.Or(sc.patience, patience), func(screen string) bool { return !holds(screen, has(sc.gone)) }); err != nil {
			return err
		}
	}
	if !sc.moves {
		if err := t.settle(cmp.Or(sc.patience, patience)); err != nil {
			return err
		}
	}
	palette := Dark
	if sc.theme == "light" {
		palette = Light
	}
	return os.WriteFile(file, t.svg(palette, filepath.Base(file)), 0o644)
}

// patience is how long a scene may take to show what it is about.
const patience = time.Minute

// shown is the emulator that a browser writes to.
type shown struct {
	mu   sync.Mutex
	em   *vt.Emulator
	last time.Time // when it was written to
}

func newShown(w, h int) *shown { return &shown{em: vt.NewEmulator(w, h)} }

// Write does what a terminal's driver does with newlines.
func (t *shown) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last = time.Now()
	_, err := t.em.Write(bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")))
	return len(b), err
}

// until waits until the screen is as wanted.
func (t *shown) until(what string, patience time.Duration, ok func(screen string) bool) error {
	for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		t.mu.Lock()
		screen := t.em.String()
		yes := ok(screen)
		t.mu.Unlock()
		switch {
		case yes:
			return nil
		case time.Now().After(end):
			return fmt.Errorf("the screen has no %s:\n%s", what, screen)
		}
	}
}

// wait waits until the screen holds all of these texts, wherever its lines break.
func (t *shown) wait(texts []string, patience time.Duration) error {
	return t.until(fmt.Sprintf("%q", texts), patience, func(screen string) bool { return holds(screen, texts) })
}

// shows reports whether the screen holds all of these texts.
func (t *shown) shows(texts []string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return holds(t.em.String(), texts)
}

func holds(screen string, texts []string) bool {
	flat := strings.Join(strings.Fields(borders.Replace(screen)), " ")
	for _, s := range texts {
		if !strings.Contains(flat, s) {
			return false
		}
	}
	return true
}

var borders = strings.NewReplacer("│", " ", "┃", " ", "▐", " ")

// settle waits until nothing more is drawn: no text says that something is under way, and nothing was written for a while.
func (t *shown) settle(patience time.Duration) error {
	const still = 400 * time.Millisecond
	return t.until("end of what is under way", patience, func(screen string) bool {
		return time.Since(t.last) > still && !underWay.MatchString(screen)
	})
}

var underWay = regexp.MustCompile(`(?i)(loading|reading|searching|looking)[^.·\n]{0,60}…`)

func (t *shown) svg(p Palette, title string) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return SVG(t.em, p, title)
}
