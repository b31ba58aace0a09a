package export

// AppendRecord appends a record of CSV with values that are no items: control characters
// are made visible, and a spreadsheet runs nothing in it.
func AppendRecord(dst []byte, cells []string) []byte {
	safe := make([]string, len(cells))
	for i, c := range cells {
		safe[i] = guarded(shown(c))
	}
	return appendRecord(dst, safe)
}
