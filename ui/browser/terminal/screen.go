package terminal

import (
	"bytes"
	"io"
	"runtime"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"lootlens/models/text"
)

// screen draws views on a terminal, the latest one as soon as the terminal has taken
// the one before, on a goroutine of its own: a terminal that does not read keeps
// nobody else waiting.
//
// Bubble Tea's own renderer writes when a ticker says so, at most 120 times a second,
// and the ticker never stops. Measured with ui/internal/bench -only idle, one after
// the other on two busy cores, Bubble Tea at 120 FPS takes 2.6 % of a core while idle
// and this screen 0.55 %; on two quiet cores this screen takes 0.17 %. The times of
// a key could not be told apart from noise.
//
// It can go once Bubble Tea draws at once and does nothing otherwise: pull requests
// charmbracelet/bubbletea#1776 (render only when the view changes) and #1796 (only
// tick while there is a frame to draw).
type screen struct {
	out io.Writer
	env []string

	// parkAfter is how long nothing is drawn until the cells are dropped: they take 1.5 MiB
	// at 140 × 40. 0 is for ever.
	parkAfter time.Duration

	mu      sync.Mutex
	view    *tea.View // the latest that is not drawn; nil is none
	before  []func()  // what to do before it is drawn
	closed  bool
	wake    chan struct{}
	stopped chan struct{}

	// What follows belongs to the goroutine.
	*canvas           // nil while parked
	clusters bool     // the terminal measures grapheme clusters as a whole, by mode 2027
	varied   bool     // a view had characters whose widths are not known without tables
	left     []string // the text at the left of each line of cells, by which scrolling is found
	profile  colorprofile.Profile
	newlines bool      // the terminal is not raw: \n does not return by itself
	atomic   bool      // the terminal shows an update at once, by mode 2026
	shown    *tea.View // the last that was drawn
	titled   bool      // the title that was found is on the terminal's stack
	held     bool      // another program has the terminal: nothing is drawn
	active   bool      // shown is on the terminal; not before the first and while suspended
	stale    bool      // the terminal may not show what shown says
	parked   bool      // the canvas is dropped
	w, h     int       // of the cells
}

// XTWINOPS: a terminal keeps its titles on a stack.
const (
	pushTitle = 22
	popTitle  = 23
	ofWindow  = 2
)

// newScreen begins with a screen of w × h cells.
func newScreen(out io.Writer, env []string, w, h int, profile colorprofile.Profile, newlines bool, parkAfter time.Duration) *screen {
	s := &screen{
		out: out, env: env, profile: profile, newlines: newlines, parkAfter: parkAfter,
		w: w, h: h, wake: make(chan struct{}, 1), stopped: make(chan struct{}),
	}
	s.reset()
	go s.run()
	return s
}

// show draws v soon, unless a later view comes before.
func (s *screen) show(v tea.View) {
	s.mu.Lock()
	s.view = &v
	s.mu.Unlock()
	s.wakeUp()
}

// do runs f on the screen's goroutine, before the next view.
func (s *screen) do(f func()) {
	s.mu.Lock()
	s.before = append(s.before, f)
	s.mu.Unlock()
	s.wakeUp()
}

func (s *screen) wakeUp() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// write sends sequences that are no part of a view. They are lost while another program
// has the terminal.
func (s *screen) write(sequences string) {
	s.do(func() {
		if !s.held {
			_, _ = io.WriteString(s.out, sequences)
		}
	})
}

func (s *screen) run() {
	defer close(s.stopped)
	park := time.NewTimer(time.Hour)
	park.Stop()
	for {
		select {
		case <-s.wake:
		case <-park.C:
			s.park()
			continue
		}
		s.mu.Lock()
		view, before, closed := s.view, s.before, s.closed
		s.view, s.before = nil, nil
		s.mu.Unlock()
		if len(before) == 0 && !closed && s.shows(view) {
			continue
		}
		s.unpark()
		for _, f := range before {
			f()
		}
		if closed {
			s.leave()
			return
		}
		if view != nil {
			s.draw(view)
		}
		if s.parkAfter > 0 {
			park.Reset(s.parkAfter)
		}
	}
}

// park gives the canvas to the next screen that draws.
func (s *screen) park() {
	if s.active && !s.stale && !s.held {
		s.parked = true
		s.giveAway()
		s.canvas = nil
	}
}

// unpark draws what the terminal shows once more, and keeps that from the terminal.
func (s *screen) unpark() {
	if !s.parked {
		return
	}
	s.parked = false
	s.reset()
	s.paint(s.shown)
	if s.shown.Cursor == nil { // then it may be anywhere
		s.renderer.MoveTo(0, 0)
		_ = s.renderer.Flush()
		_, _ = io.WriteString(s.out, ansi.CursorHomePosition)
	}
	s.buf.Reset()
}

// close leaves the terminal as it was found. The channel is closed once that is done.
func (s *screen) close() <-chan struct{} {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.wakeUp()
	return s.stopped
}

// reset begins with an empty screen.
func (s *screen) reset() {
	s.canvas = newCanvas(s.env, s.w, s.h)
	r := s.renderer
	r.SetColorProfile(s.profile)
	r.SetTabStops(s.w)
	r.SetBackspace(true)
	r.SetMapNewline(s.newlines)
	r.SetScrollOptim(runtime.GOOS != "windows") // github.com/microsoft/terminal/issues/19016
	r.SetFullscreen(true)
	r.SetRelativeCursor(false)
	r.Erase()
	s.setWidths()
}

// setWidths chooses how characters are measured. As long as each takes one cell, both methods agree, and ansi.WcWidth
// would make its tables for nothing.
func (s *screen) setWidths() {
	method := ansi.GraphemeWidth
	if s.varied {
		method = ansi.WcWidth
	}
	s.renderer.SetWidthMethod(method)
	if s.clusters {
		method = ansi.GraphemeWidth
	}
	s.cells.Method = method
}

// resize is called on the goroutine, as all below.
func (s *screen) resize(w, h int) {
	s.w, s.h = w, h
	s.cells.Touched = nil
	s.cells.Resize(w, h)
	s.renderer.Resize(w, h)
	s.renderer.Erase()
	s.stale = true
}

func (s *screen) setProfile(p colorprofile.Profile) {
	s.profile = p
	s.renderer.SetColorProfile(p)
	s.stale = true
}

// measureClusters makes terminal and screen agree on the width of grapheme clusters.
func (s *screen) measureClusters() {
	s.clusters = true
	s.setWidths()
	_, _ = io.WriteString(s.out, ansi.SetModeUnicodeCore)
	s.stale = true
}

// shows reports whether the terminal shows v; nil is whatever it shows.
func (s *screen) shows(v *tea.View) bool {
	return v == nil || s.active && !s.stale && same(s.shown, v)
}

// draw brings the terminal from what it shows to v.
func (s *screen) draw(v *tea.View) {
	if s.held {
		s.shown = v // to be drawn by release
		return
	}
	if s.shows(v) {
		return
	}
	entering := !s.active
	var out bytes.Buffer
	if entering {
		// The keyboard is reset on the main screen too: another program may have left it.
		out.WriteString(ansi.ResetModifyOtherKeys + ansi.SetModeAltScreenSaveCursor + ansi.SetTabEvery8Columns)
		if s.clusters && s.shown != nil {
			out.WriteString(ansi.SetModeUnicodeCore)
		}
	}
	var was settings
	if s.active {
		was = settingsOf(s.shown)
	}
	for i, now := range settingsOf(v) {
		if now != was[i] {
			out.WriteString(was[i].reset + now.set)
		}
	}
	if !s.titled && v.WindowTitle != "" {
		s.titled = true
		out.WriteString(ansi.WindowOp(pushTitle, ofWindow))
	}
	if s.active && s.shown.WindowTitle != v.WindowTitle || entering && v.WindowTitle != "" {
		out.WriteString(ansi.SetWindowTitle(v.WindowTitle))
	}

	left := leftSides(v.Content, s.cells.Width()/3)
	if s.active && !s.stale && runtime.GOOS != "windows" {
		s.scrollList(s.left, left)
	}
	s.left = left
	s.paint(v)

	visible := s.active && s.shown.Cursor != nil
	shows := v.Cursor != nil
	atomic := s.atomic && s.buf.Len() > 0
	hides := visible && (!shows || !atomic && s.buf.Len() > 0) || entering
	if atomic {
		out.WriteString(ansi.SetModeSynchronizedOutput)
	}
	if hides {
		out.WriteString(ansi.ResetModeTextCursorEnable)
	}
	out.Write(s.buf.Bytes())
	s.buf.Reset()
	if shows && (hides || !visible) {
		out.WriteString(ansi.SetModeTextCursorEnable)
	}
	if atomic {
		out.WriteString(ansi.ResetModeSynchronizedOutput)
	}
	s.shown, s.active, s.stale = v, true, false
	if out.Len() > 0 {
		_, _ = s.out.Write(out.Bytes())
	}
}

// paint writes to buf what brings the terminal to v.
func (s *screen) paint(v *tea.View) {
	s.cells.Clear()
	if !s.varied && !text.OneCell(v.Content) {
		s.varied = true
		s.setWidths()
	}
	uv.NewStyledString(v.Content).Draw(s.cells, s.cells.Bounds())
	s.renderer.Render(s.cells.RenderBuffer)
	if v.Cursor != nil {
		s.renderer.MoveTo(v.Cursor.X, v.Cursor.Y)
	}
	_ = s.renderer.Flush()
}

// leave takes back what draw has set. The next view is drawn again.
func (s *screen) leave() {
	if !s.active {
		return
	}
	s.active = false
	// A terminal without an alternate screen keeps the cursor where it is.
	s.renderer.MoveTo(0, s.cells.Height()-1)
	_ = s.renderer.Flush()
	for _, x := range settingsOf(s.shown) {
		s.buf.WriteString(x.reset)
	}
	if s.titled { // empty where the terminal keeps no titles
		s.titled = false
		s.buf.WriteString(ansi.SetWindowTitle("") + ansi.WindowOp(popTitle, ofWindow))
	}
	if s.clusters {
		s.buf.WriteString(ansi.ResetModeUnicodeCore)
	}
	s.buf.WriteString(ansi.ResetModeAltScreenSaveCursor + ansi.SetModeTextCursorEnable)
	_, _ = s.out.Write(s.buf.Bytes())
	s.reset()
}

// hold gives the terminal away until release. A view that waits must not take it back
// meanwhile.
func (s *screen) hold() {
	s.leave()
	s.held = true
}

// release draws the last view again.
func (s *screen) release() {
	s.held = false
	if s.shown != nil {
		s.draw(s.shown)
	}
}

// same reports whether two views look alike.
func same(a, b *tea.View) bool {
	if (a.Cursor == nil) != (b.Cursor == nil) || a.Cursor != nil && a.Cursor.Position != b.Cursor.Position {
		return false
	}
	return a.Content == b.Content && a.WindowTitle == b.WindowTitle && settingsOf(a) == settingsOf(b)
}
