package config

import "io/fs"

// trust has nothing to check: on Windows a file's mode says nothing about other
// users, and the access list of the user's own folder applies.
func (f *File) trust(fs.FileInfo) error { return nil }
