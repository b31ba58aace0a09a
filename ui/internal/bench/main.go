// Bench measures lootlens and prints a table: how soon a screen is there, what a
// key costs, what a walk, an item and a query cost, and what idling costs.
//
//	go run ./ui/internal/bench [-runs N] [-only NAME,…] [-bin FILE]
//
// It builds the program, serves the double over loopback from a process of its own,
// and drives the program through a pseudo terminal of 140 × 40 cells. A screen
// counts when an emulator that is fed the same bytes shows it, and not before; the
// emulator runs after the clock has stopped. Every figure is one of one machine:
// compare ratios of one run, not times of two. Nothing here is a test, and nothing
// but main may import it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
)

// bench is one run of the whole table.
type bench struct {
	ctx  context.Context
	bin  string // the program
	dir  string // for everything that is written
	runs int    // of what is repeated; medians are shown
	base string // of the double
	rows []line
}

// line is one line of the table.
type line struct{ what, want, got string }

// part is what one name of -only stands for.
type part struct {
	name string
	run  func(*bench) error
}

var parts = []part{
	{"size", (*bench).size},
	{"start", (*bench).start},
	{"keys", (*bench).keys},
	{"walk", (*bench).walk},
	{"kept", (*bench).kept},
	{"peak", (*bench).peak},
	{"million", (*bench).million},
	{"idle", (*bench).idle},
	{"query", (*bench).query},
	{"rows", (*bench).keyCost},
	{"link", (*bench).link},
	{"history", (*bench).history},
}

func main() {
	if len(os.Args) > 1 {
		if child, ok := children[os.Args[1]]; ok {
			if err := child(os.Args[2:]); err != nil {
				fmt.Fprintln(os.Stderr, "bench:", err)
				os.Exit(1)
			}
			return
		}
	}
	var names []string
	for _, p := range parts {
		names = append(names, p.name)
	}
	runs := flag.Int("runs", 15, "how `often` to repeat what is repeated")
	only := flag.String("only", "", "measure only these `parts`: "+strings.Join(names, ","))
	bin := flag.String("bin", "", "measure this `file` instead of building the program")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *runs, *only, *bin); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, runs int, only, bin string) error {
	dir, err := os.MkdirTemp("", "lootlens-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &bench{ctx: ctx, bin: bin, dir: dir, runs: max(3, runs)}
	if bin == "" {
		b.bin = filepath.Join(dir, "bin", "lootlens") // lootlens/ in dir is its own folder of settings
		build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", b.bin, "lootlens")
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			return fmt.Errorf("build the program: %w", err)
		}
	}
	server, err := b.serve("10000")
	if err != nil {
		return err
	}
	defer server.stop()
	b.base = server.base
	for _, p := range parts {
		if only != "" && !strings.Contains(","+only+",", ","+p.name+",") {
			continue
		}
		fmt.Fprintln(os.Stderr, "bench:", p.name)
		if err := p.run(b); err != nil {
			b.print() // what came is worth its time
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	b.print()
	return ctx.Err()
}

// size is how large the program is.
func (b *bench) size() error {
	info, err := os.Stat(b.bin)
	if err != nil {
		return err
	}
	b.add("size of the program, without debug information", "", "%.1f MB", float64(info.Size())/1e6)
	return nil
}

func (b *bench) add(what, want, format string, args ...any) {
	l := line{what, want, fmt.Sprintf(format, args...)}
	fmt.Fprintf(os.Stderr, "  %s: %s\n", l.what, l.got)
	b.rows = append(b.rows, l)
}

func (b *bench) print() {
	fmt.Printf("| what | target | lootlens |\n| --- | --- | --- |\n")
	for _, l := range b.rows {
		fmt.Printf("| %s | %s | %s |\n", l.what, l.want, l.got)
	}
	fmt.Printf("\n%s/%s, %d cores, %s, %s%s\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), processor(), runtime.Version(), load())
}
