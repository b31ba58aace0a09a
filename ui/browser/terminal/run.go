// Package terminal runs a Bubble Tea model on a terminal. Bubble Tea keeps what it is
// good at, the event loop, commands and the decoding of keys; this package reads what
// the terminal sends (input), draws views (screen), and sees to it that the program
// ends when it is told to, whatever the model does.
package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"
)

// How long what should end may take.
const (
	quitWait  = 700 * time.Millisecond // the model, after ctrl+c or a signal
	closeWait = 500 * time.Millisecond // the terminal, to take the sequences that reset it
)

// parkAfter is for remote terminals, of which a server has many.
const parkAfter = 3 * time.Second

// ErrHung says that the program was told to end, did not, and was left running.
// It wraps context.Canceled.
var ErrHung = fmt.Errorf("the browser did not answer and was stopped: %w", context.Canceled)

// Remote is a terminal that another machine has, in raw mode, such as one over SSH.
type Remote struct {
	Env           []string // its TERM, COLORTERM, NO_COLOR, …; nothing else is known of it
	Width, Height int      // in cells
	Sizes         <-chan tea.WindowSizeMsg
}

// terminal is what a program runs on.
type terminal struct {
	remote  *Remote // nil where the terminal is this process's
	program *tea.Program
	console uv.Console // nil where in and out are no terminal of this machine
	input   *input     // nil where Bubble Tea reads the terminal
	screen  *screen
	env     uv.Environ
	w, h    int // in cells

	lending     chan struct{}   // holds an element while another program has the terminal
	lendable    context.Context // ends the other program
	stopLending context.CancelFunc
}

// Run shows a model until it quits or ctx ends, and leaves the terminal as it was. It
// takes the process's signals, unless the terminal is a remote one. The error is ctx's cause where ctx ended it, and a *PanicError where the model panicked.
// A model that does not return from Update or View is left running, within a second of
// ctrl+c or of the end of ctx, or at a second signal; the error is then ErrHung.
//
// The alternate screen is always used. Of tea.View the colours of the terminal, the
// progress bar, the program status and OnMouse have no effect; sequences for the
// terminal are sent by tea.Raw.
func Run(ctx context.Context, m tea.Model, in io.Reader, out io.Writer, remote *Remote) error {
	t := &terminal{remote: remote, env: os.Environ(), lending: make(chan struct{}, 1)}
	if remote != nil {
		t.env = remote.Env
	}
	t.lendable, t.stopLending = context.WithCancel(context.Background())
	defer t.stopLending()
	if err := t.open(in, out); err != nil {
		return err
	}
	interrupted := make(chan struct{}, 1)
	open := openInput
	if remote != nil {
		open = openBytes
	}
	reader, input, err := open(in, func() {
		select {
		case interrupted <- struct{}{}:
		default:
		}
	})
	if err != nil {
		t.close()
		return err
	}
	t.input = input
	teaInput := reader // what Bubble Tea reads
	if input != nil {
		teaInput = nil
		defer input.close()
	}
	// The signals are those that end ctx. They are taken here too, since the second of
	// them must not end the process before the terminal is restored.
	signals := make(chan os.Signal, 2)
	if remote == nil {
		signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		defer signal.Stop(signals)
	}

	g := &guarded{model: m, t: t}
	t.program = tea.NewProgram(g, tea.WithContext(ctx), tea.WithoutSignalHandler(), tea.WithoutRenderer(), tea.WithEnvironment(t.env),
		tea.WithFPS(1), // of the ticker, which only flushes what is sent in other ways than tea.Raw
		tea.WithInput(teaInput), tea.WithOutput(t), tea.WithColorProfile(t.screen.profile),
		tea.WithWindowSize(t.w, t.h), tea.WithFilter(t.filter))
	if input != nil {
		t.readEvents()
	}
	stopSizes := t.followSize()
	defer stopSizes()
	ended := make(chan error, 1)
	go func() {
		_, err := t.program.Run()
		ended <- err
	}()
	err = t.wait(ctx, ended, interrupted, signals)
	t.endLending()
	t.close()
	if !errors.Is(err, ErrHung) && g.panicked != nil {
		return g.panicked
	}
	return err
}

// stopTicker stops Bubble Tea's ticker, which would wake an idle program each second for nothing: the screen and the input
// are ours.
func (t *terminal) stopTicker() tea.Msg {
	_ = t.program.ReleaseTerminal()
	return nil
}

// readEvents sends what the input has to the program, until the input is closed. Bubble Tea's own reader waits for the
// program for ever where that ends with input left, and keeps it and the model in memory.
func (t *terminal) readEvents() {
	events := make(chan uv.Event)
	go func() {
		defer close(events)
		_ = uv.NewTerminalReader(t.input, t.env.Getenv("TERM")).StreamEvents(context.Background(), events)
	}()
	go func() {
		for e := range events {
			t.program.Send(e) // which does nothing once the program has ended
		}
	}()
}

// wait returns when the program has ended, or should have.
func (t *terminal) wait(ctx context.Context, ended <-chan error, interrupted <-chan struct{}, signals <-chan os.Signal) error {
	var late <-chan time.Time // once it should end
	told := ctx.Done()
	for count := 0; ; {
		select {
		case err := <-ended:
			return outcome(ctx, err)
		case s := <-signals:
			if s == os.Interrupt && Lent() {
				continue
			}
			if count++; count < 2 {
				continue
			}
		case <-told:
			told, late = nil, time.After(quitWait)
			continue
		case <-interrupted:
			go t.program.Quit()
			late = time.After(quitWait)
			continue
		case <-late:
		}
		if ctx.Err() != nil {
			return fmt.Errorf("%w (%w)", ErrHung, context.Cause(ctx))
		}
		return ErrHung
	}
}

// outcome is ctx's cause where ctx ended the program.
func outcome(ctx context.Context, err error) error {
	if errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// open takes the terminal.
func (t *terminal) open(in io.Reader, out io.Writer) error {
	if t.remote != nil {
		t.w, t.h = t.size()
		t.screen = newScreen(out, t.env, t.w, t.h, colorprofile.Env(t.env), false, parkAfter)
		return nil
	}
	inFile, isIn := in.(uv.File)
	outFile, isOut := out.(uv.File)
	if isIn && isOut && term.IsTerminal(int(inFile.Fd())) && term.IsTerminal(int(outFile.Fd())) {
		t.console = uv.NewConsole(inFile, outFile, t.env)
		if _, err := t.console.MakeRaw(); err != nil {
			return fmt.Errorf("take the terminal: %w", err)
		}
	}
	t.w, t.h = t.size()
	t.screen = newScreen(out, t.env, t.w, t.h, colorprofile.Detect(out, t.env), t.console == nil && runtime.GOOS != "windows", 0)
	if t.asksModes() {
		t.screen.write(ansi.RequestModeSynchronizedOutput + ansi.RequestModeUnicodeCore)
	}
	return nil
}

// close gives the terminal back.
func (t *terminal) close() {
	select {
	case <-t.screen.close():
	case <-time.After(closeWait): // it does not read
	}
	t.restore()
}

// restore takes the terminal's own settings back.
func (t *terminal) restore() {
	if t.console != nil {
		_ = t.console.Restore()
	}
}

// Write is the program's output.
func (t *terminal) Write(b []byte) (int, error) {
	t.screen.write(string(b))
	return len(b), nil
}

// asksModes reports whether the terminal may be asked which modes it knows: Terminal.app
// shows the question, and over SSH the answer may come after the end.
func (t *terminal) asksModes() bool {
	if t.env.Getenv("WT_SESSION") != "" {
		return true
	}
	name := t.env.Getenv("TERM")
	for _, known := range []string{"ghostty", "wezterm", "alacritty", "kitty", "rio"} {
		if strings.Contains(name, known) {
			return true
		}
	}
	_, ssh := t.env.LookupEnv("SSH_TTY")
	return !ssh && t.remote == nil && !strings.Contains(t.env.Getenv("TERM_PROGRAM"), "Apple")
}

// size is the terminal's in cells; COLUMNS and LINES where it does not say.
func (t *terminal) size() (w, h int) {
	switch {
	case t.console != nil:
		w, h, _ = t.console.GetSize()
	case t.remote != nil:
		w, h = t.remote.Width, t.remote.Height
	}
	number := func(name string, usual int) int {
		if n, err := strconv.Atoi(t.env.Getenv(name)); err == nil && n > 0 {
			return n
		}
		return usual
	}
	if w <= 0 {
		w = number("COLUMNS", 80)
	}
	if h <= 0 {
		h = number("LINES", 24)
	}
	return w, h
}

// followSize tells the program of new sizes until stop is called. On Windows they come
// with the input.
func (t *terminal) followSize() (stop func()) {
	if t.remote != nil {
		return t.followRemote()
	}
	if t.console == nil || runtime.GOOS == "windows" {
		return func() {}
	}
	changes, done := make(chan os.Signal, 1), make(chan struct{})
	uv.NotifyWinch(changes)
	go func() {
		for {
			select {
			case <-changes:
				t.sendSize()
			case <-done:
				signal.Stop(changes)
				return
			}
		}
	}()
	return func() { close(done) }
}

func (t *terminal) followRemote() (stop func()) {
	done := make(chan struct{})
	go func() {
		for {
			select {
			case size, open := <-t.remote.Sizes:
				if !open {
					return
				}
				t.program.Send(size)
			case <-done:
				return
			}
		}
	}()
	return func() { close(done) }
}

func (t *terminal) sendSize() {
	w, h := t.size()
	t.program.Send(tea.WindowSizeMsg{Width: w, Height: h})
}

// filter sees every message before the model, and does what Bubble Tea's renderer
// would have done.
func (t *terminal) filter(_ tea.Model, m tea.Msg) tea.Msg {
	s := t.screen
	switch m := m.(type) {
	case tea.RawMsg:
		s.write(fmt.Sprint(m.Msg))
		return nil
	case tea.WindowSizeMsg:
		s.do(func() { s.resize(m.Width, m.Height) })
	case tea.ColorProfileMsg:
		s.do(func() { s.setProfile(m.Profile) })
	case tea.ModeReportMsg:
		switch {
		case m.Mode == ansi.ModeSynchronizedOutput && m.Value == ansi.ModeReset:
			s.do(func() { s.atomic = true })
		case m.Mode == ansi.ModeUnicodeCore && slices.Contains([]ansi.ModeSetting{ansi.ModeReset, ansi.ModeSet, ansi.ModePermanentlySet}, m.Value):
			s.do(s.measureClusters)
		}
	case tea.SuspendMsg:
		return t.suspend()
	case Exec:
		go t.exec(m)
		return nil
	}
	return m
}

// suspend gives the terminal to the shell until the process is continued.
func (t *terminal) suspend() tea.Msg {
	if t.console == nil || runtime.GOOS == "windows" {
		return nil
	}
	t.give()
	_ = uv.Suspend()
	t.take()
	return tea.ResumeMsg{}
}
