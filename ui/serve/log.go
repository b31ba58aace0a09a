package serve

import (
	"io"
	"log/slog"
	"time"

	"charm.land/log/v2"

	"lootlens/api"
)

// NewLogger writes lines for people, or JSON. Secrets of the process are masked.
func NewLogger(w io.Writer, json bool) *slog.Logger {
	o := log.Options{ReportTimestamp: true, TimeFunction: log.NowUTC, TimeFormat: time.RFC3339, Formatter: log.TextFormatter}
	if json {
		o.Formatter = log.JSONFormatter
	}
	return slog.New(log.NewWithOptions(maskedLines{w}, o))
}

type maskedLines struct{ w io.Writer }

func (m maskedLines) Write(line []byte) (int, error) {
	if _, err := io.WriteString(m.w, api.Mask(string(line))); err != nil {
		return 0, err
	}
	return len(line), nil
}
