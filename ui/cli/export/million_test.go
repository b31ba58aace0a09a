//go:build unix

package export_test

import (
	"bufio"
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"lootlens/api/demo"
)

// BenchmarkExportMillion exports a million items with the real program, from a
// double in a process of its own, and gives the peak of its resident memory; more
// than 64 MiB fail, and more than 128 MiB with Parquet, which holds a row group. Run it with
//
//	go test -run xxx -bench ExportMillion -benchtime 1x ./ui/cli/export
//
// "distinct" has 200,000 items of which no two share an asset.
func BenchmarkExportMillion(b *testing.B) {
	program := filepath.Join(b.TempDir(), "lootlens")
	if out, err := exec.Command("go", "build", "-o", program, "lootlens").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	for _, format := range []string{"ndjson", "json", "csv", "table", "parquet"} {
		b.Run(format, func(b *testing.B) {
			exports(b, program, doubleOf(b, program), 1_000_000, "--format", format)
		})
	}
	b.Run("csv-storage-columns", func(b *testing.B) {
		exports(b, program, doubleOf(b, program), 1_000_000, "--format", "csv", "--storage-columns")
	})
	b.Run("query", func(b *testing.B) {
		exports(b, program, doubleOf(b, program), 1_000_000, "--query", "rarity:epic price:>100")
	})
	b.Run("distinct", func(b *testing.B) {
		const items = 200_000
		server := httptest.NewServer(distinct(items))
		defer server.Close()
		exports(b, program, server.URL, items)
	})
}

// doubleOf starts the program's own double with a million items, apart from the
// benchmark: a child's peak includes what its parent held when it began.
func doubleOf(b *testing.B, program string) (base string) {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), program, "demo", "serve", "--items", "1000000")
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if base, ok := strings.CutPrefix(lines.Text(), "export LOOTLENS_BASE_URL="); ok {
			return base
		}
	}
	b.Fatal("the double names no address")
	return ""
}

func exports(b *testing.B, program, base string, items int, flags ...string) {
	b.Helper()
	dir := b.TempDir()
	peak := int64(0)
	for b.Loop() {
		cmd := exec.CommandContext(b.Context(), program, append([]string{"export", strconv.FormatUint(demo.PlayerHuge, 10), "-o", os.DevNull}, flags...)...)
		cmd.Env = append(os.Environ(), "LOOTLENS_BASE_URL="+base, "LOOTLOCKER_SERVER_KEY="+demo.Key, "XDG_CONFIG_HOME="+dir, "HOME="+dir)
		var errs bytes.Buffer
		cmd.Stderr = &errs
		if err := cmd.Run(); err != nil {
			b.Fatalf("%v: %s", err, errs.String())
		}
		usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		bytes := int64(usage.Maxrss)
		if runtime.GOOS != "darwin" {
			bytes *= 1024
		}
		peak = max(peak, bytes)
	}
	b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
	b.ReportMetric(float64(items)*float64(b.N)/b.Elapsed().Seconds(), "items/s")
	limit := int64(64 << 20)
	if slices.Contains(flags, "parquet") {
		limit *= 2
	}
	if peak > limit {
		b.Errorf("the peak is %d MiB, more than %d", peak>>20, limit>>20)
	}
}

// distinct is a service with one inventory in which no asset comes twice.
func distinct(items uint64) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /server/session", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"success":true,"token":"t"}`)
	})
	description := strings.Repeat("Its own words. ", 100)
	mux.HandleFunc("GET /server/player/{player}/inventory", func(w http.ResponseWriter, r *http.Request) {
		after, _ := strconv.ParseUint(r.FormValue("after"), 10, 64)
		count, _ := strconv.ParseUint(r.FormValue("count"), 10, 64)
		body := fmt.Appendf(nil, `{"total":%d,"items":[`, items)
		for id := after + 1; id <= min(after+count, items); id++ {
			if id > after+1 {
				body = append(body, ',')
			}
			body = fmt.Appendf(body, `{"instance_id":%d,"asset":{"id":%[1]d,"name":"Asset %[1]d","description":"%[2]s %[1]d"}}`, id, description)
		}
		_, _ = w.Write(append(body, "]}"...))
	})
	return mux
}
