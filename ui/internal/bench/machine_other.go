//go:build !linux

package main

import "time"

// These figures need Linux's /proc.
func processor() string       { return "unknown processor" }
func load() string            { return "" }
func memory(int) usage        { return usage{} }
func spent(int) time.Duration { return 0 }
