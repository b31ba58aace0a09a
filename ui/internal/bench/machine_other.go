//go:build !linux

package main

import (
	"os"
	"time"
)

// These figures need Linux's /proc.
func processor() string               { return "unknown processor" }
func load() string                    { return "" }
func memory(int) usage                { return usage{} }
func spent(int) time.Duration         { return 0 }
func peakOf(*os.ProcessState) float64 { return 0 }
