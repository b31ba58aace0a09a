// Bench measures lootlens and prints a table: the time until the first screen, the time
// and bytes of a key, the time of a walk and of a query, memory, and what an idle
// program uses. The part soak, of ten minutes, runs only when it is named.
//
//	go run ./ui/internal/bench [-runs N] [-only NAME,…] [-bin FILE]
//
// It builds the program, serves the made-up game of api/demo from another process, and
// runs the program on a pseudo terminal of 140 × 40 cells. All output is kept with the
// time at which it came, and is shown on an emulated terminal afterwards, to find when
// the screen was complete. Times depend on the machine and its load: compare programs in
// turns on one machine, with -bin. Bytes and memory hardly depend on it.
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

// bench is one run.
type bench struct {
	ctx  context.Context
	bin  string // path of the program
	dir  string // for all files that are written
	runs int    // repetitions; the table shows medians
	base string // address of the made-up game
	rows []line
}

// line is one line of the table.
type line struct{ what, want, got string }

// part is a group of measurements that -only selects by name.
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
	{"fleet", (*bench).fleet},
	{"serve", (*bench).sessions},
	{"soak", (*bench).soak},
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
	runs := flag.Int("runs", 15, "repeat measurements this `often`")
	only := flag.String("only", "", "measure only these `parts`, separated by commas: "+strings.Join(names, ","))
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
		b.bin = filepath.Join(dir, "bin", "lootlens") // dir/lootlens is the program's folder of settings
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
		if only == "" && p.name == "soak" || only != "" && !strings.Contains(","+only+",", ","+p.name+",") {
			continue
		}
		fmt.Fprintln(os.Stderr, "bench:", p.name)
		if err := p.run(b); err != nil {
			b.print() // of what was measured
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	b.print()
	return ctx.Err()
}

// size measures the program's file.
func (b *bench) size() error {
	info, err := os.Stat(b.bin)
	if err != nil {
		return err
	}
	b.add("size of the program", "", "%.1f MB", float64(info.Size())/1e6)
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
