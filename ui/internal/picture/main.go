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
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/vt"

	"lootlens/api/demo"
)

// pause waits until the screen stays as it is before the next key is pressed.
const pause = "\x00"

// all is a query that every item matches: the list without one.
const all = " "

// every are the pictures of all screens.
var every = map[string]scene{
	"picker":      {},
	"found":       {keys: "Nova\r"},
	"absent":      {keys: "Nobody\r"},
	"holders":     {keys: "1250\r"},
	"list":        {query: all, keys: "jj"},
	"rented":      {query: rented, keys: "jjj"},
	"detail":      {query: rented, keys: "j\t"},
	"detail-end":  {query: rented, keys: "j\tG"},
	"groups":      {query: rented, keys: "x"},
	"query":       {query: all, keys: "/rar"},
	"query-error": {query: all, keys: "/acquired:last"},
	"jump":        {query: all, keys: "#999\r"},
	"sort":        {query: all, keys: "s"},
	"columns":     {query: all, keys: "C"},
	"alike":       {query: all, keys: "f"},
	"palette":     {query: all, keys: ":"},
	"theme":       {query: all, keys: "T"},
	"copy":        {query: all, keys: "y"},
	"help":        {query: all, keys: "?"},
	"help-query":  {query: all, keys: "/\x1bOP"},
	"save":        {query: all, keys: "e"},
	"none":        {query: "zzz"},
	"search":      {query: "helm", keys: "F"},
	"search-none": {query: "helm rental:expired", keys: "F"},
	"search-ask":  {keys: "1250\r" + pause + "/"},
	"raw":         {query: rented, keys: "jv"},
	"raw-search":  {query: rented, keys: "jv/name"},
	"requests":    {query: all, keys: "L"},
	"request":     {query: all, keys: "L" + pause + "k\r"},
	"compare":     {query: "diff:any", compared: true},
	"watch":       {query: all, keys: "w"},
	"hostile":     {query: all, player: "1337", keys: "jjjjjj"},
	"error":       {query: all, faults: []demo.Fault{{Kind: demo.KindStatus, Status: 503, Path: "/inventory"}}},
	"refused":     {query: all, faults: []demo.Fault{{Kind: demo.KindStatus, Status: 403, Path: "/inventory"}}},
	"loading":     {query: all, faults: []demo.Fault{{Kind: demo.KindHang, Path: "/inventory"}}, moves: true},
	"timeline":    {query: all, keys: "H", past: true, shows: []string{"looks"}},
	"gone":        {query: "gone:true", past: true, shows: []string{" 1/"}},
	"gone-detail": {query: "gone:true", keys: pause + "\t", past: true, shows: []string{"Seen"}},
}

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
	for k, v := range map[string]string{"TTY_FORCE": "1", "TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": ""} {
		if err := os.Setenv(k, v); err != nil {
			return err
		}
	}
	var errs []error
	var mu sync.Mutex
	for _, size := range sizes {
		_ = os.Setenv("COLUMNS", strconv.Itoa(size[0]))
		_ = os.Setenv("LINES", strconv.Itoa(size[1]))
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
	if len(errs) > 0 {
		return errs[0]
	}
	return nil
}

// draw writes what a scene shows at last to a file.
func draw(sc scene, w, h int, file string) error {
	home, err := os.MkdirTemp("", "lootlens-picture-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	t := &shown{em: vt.NewEmulator(w, h)}
	go func() { _, _ = io.Copy(io.Discard, t.em) }() // its answers to queries
	defer func() { _ = t.em.InputPipe().(io.Closer).Close() }()
	in, keyboard := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- browse(sc, home, in, t) }()
	for keys := range strings.SplitSeq(sc.keys, pause) {
		t.still(nil)
		for _, key := range keys {
			if _, err := io.WriteString(keyboard, string(key)); err != nil {
				return err
			}
		}
	}
	if sc.moves {
		time.Sleep(3 * time.Second)
	} else {
		t.still(sc.shows)
	}
	palette := Dark
	if sc.theme == "light" {
		palette = Light
	}
	if err := os.WriteFile(file, t.svg(palette, filepath.Base(file)), 0o644); err != nil {
		return err
	}
	go func() { _, _ = keyboard.Write([]byte{3}) }() // ctrl+c
	select {
	case err := <-ended:
		return err
	case <-time.After(5 * time.Second):
		return fmt.Errorf("the browser does not end")
	}
}

// shown is the emulator that a browser writes to.
type shown struct {
	mu   sync.Mutex
	em   *vt.Emulator
	last time.Time // when it was written to
}

// Write does what a terminal's driver does with newlines.
func (t *shown) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last = time.Now()
	_, err := t.em.Write(bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")))
	return len(b), err
}

// still waits until nothing was written for a second and the screen holds some texts:
// a minute at most.
func (t *shown) still(texts []string) {
	for range 1200 {
		time.Sleep(50 * time.Millisecond)
		t.mu.Lock()
		quiet := !t.last.IsZero() && time.Since(t.last) > time.Second
		for _, s := range texts {
			quiet = quiet && strings.Contains(t.em.String(), s)
		}
		t.mu.Unlock()
		if quiet {
			return
		}
	}
}

func (t *shown) svg(p Palette, title string) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return SVG(t.em, p, title)
}
