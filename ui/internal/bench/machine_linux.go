package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// processor returns the processor's name.
func processor() string {
	info, _ := os.ReadFile("/proc/cpuinfo")
	for l := range strings.Lines(string(info)) {
		if name, v, ok := strings.Cut(l, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(v)
		}
	}
	return "unknown processor"
}

// load returns the load average of the last minute, for the line below the table.
func load() string {
	s, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	return ", load " + strings.Fields(string(s))[0]
}

// memory returns the resident memory of a process.
func memory(pid int) (m usage) {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for l := range strings.Lines(string(status)) {
		name, v, _ := strings.Cut(l, ":")
		kb, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(v), " kB"), 64)
		switch name {
		case "RssAnon":
			m.own = kb / 1024
		case "RssFile":
			m.file = kb / 1024
		case "VmHWM":
			m.peak = kb / 1024
		}
	}
	return m
}

// spent returns the processor time of a process so far, as the scheduler counts it in
// nanoseconds. Other counts have ticks of 10 ms.
func spent(pid int) (total time.Duration) {
	dir := fmt.Sprintf("/proc/%d/task", pid)
	tasks, _ := os.ReadDir(dir)
	for _, t := range tasks {
		s, _ := os.ReadFile(dir + "/" + t.Name() + "/schedstat")
		if f := strings.Fields(string(s)); len(f) > 0 {
			ns, _ := strconv.ParseInt(f[0], 10, 64)
			total += time.Duration(ns)
		}
	}
	return total
}

// peakOf returns the most resident memory of a process that has ended, in MiB.
func peakOf(p *os.ProcessState) float64 {
	if u, ok := p.SysUsage().(*syscall.Rusage); ok {
		return float64(u.Maxrss) / 1024
	}
	return 0
}
