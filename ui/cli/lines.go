package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"

	"lootlens/models"
	"lootlens/models/query"
	"lootlens/models/text"
	"lootlens/ui/browser"
)

// lineCount is how many entries are listed at a time.
const lineCount = 20

const linesHelp = `A number shows the item. Enter lists more. / and a query lists what matches,
/ alone lists all. i lists the player's inventories, to open one or to search all
of them, p asks for another player, q quits.`

// errLinesEnd is the end of the input, or the wish to quit.
var errLinesEnd = errors.New("the end of the input")

// lines is the browser of --plain: each answer is lines below what was typed, and
// nothing moves the cursor, so that screen readers can follow.
type lines struct {
	source
	ctx   context.Context
	input <-chan string

	places   []place // the inventories whose items are listed
	unlisted bool    // the player may have more of them
	where    string  // the name of the one that is read

	broken error  // of standard output
	typed  string // the query of the list
	shown  []listed
	read   uint64                            // items, in all places
	part   bool                              // what follows could not be read
	next   func() (models.Page, error, bool) // nil at the end
	stop   func()
	left   []models.Item // of the last page, not listed yet
}

// listed is an item that has a number.
type listed struct {
	item   *models.Item
	holder models.Holder
}

// browseLines runs it until the input ends.
func (prog *program) browseLines(ctx context.Context, start browser.Start) error {
	client, settings, err := prog.client(ctx)
	if err != nil {
		return err
	}
	l := &lines{ctx: ctx, input: readLines(ctx, prog.stdin), stop: func() {}}
	l.source = source{prog: prog, client: client, settings: settings, now: prog.now, progress: &progress{}, together: true}
	l.places = []place{{holder: start.Holder}}
	err = l.run(start)
	l.stop()
	if l.broken != nil || errors.Is(err, errLinesEnd) {
		return l.broken
	}
	return err
}

// readLines reads the input line by line; the channel is closed at its end.
func readLines(ctx context.Context, r io.Reader) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		s := bufio.NewScanner(r)
		for s.Scan() {
			select {
			case lines <- strings.TrimSpace(s.Text()):
			case <-ctx.Done():
				return
			}
		}
	}()
	return lines
}

func (l *lines) say(format string, args ...any) { l.write(fmt.Sprintf(format+"\n", args...)) }

// write writes to standard output until that fails; ask then returns the error.
func (l *lines) write(s string) {
	if l.broken == nil {
		_, l.broken = io.WriteString(l.prog.stdout, s)
	}
}

// fail says what went wrong; the browser goes on.
func (l *lines) fail(err error) { l.say("%s", text.Error(err)) }

// ask reads one line. The error is errLinesEnd, the context's, or that of the output.
func (l *lines) ask(prompt string) (string, error) {
	if l.write(prompt + ": "); l.broken != nil {
		return "", l.broken
	}
	select {
	case s, ok := <-l.input:
		if !ok || s == "q" {
			return "", errLinesEnd
		}
		return s, nil
	case <-l.ctx.Done():
		return "", l.ctx.Err()
	}
}

// choose lists what there is to choose from and reads a number; the first is meant by
// an empty line.
func (l *lines) choose(what string, list []string) (int, error) {
	for i, s := range list {
		l.say("%d. %s", i+1, s)
	}
	for len(list) > 1 {
		typed, err := l.ask(what + ", 1 to " + strconv.Itoa(len(list)))
		if err != nil {
			return 0, err
		}
		if n, err := strconv.Atoi(typed); err == nil && n >= 1 && n <= len(list) {
			return n - 1, nil
		} else if typed == "" {
			break
		}
		l.say("Type a number from 1 to %d, or q to quit.", len(list))
	}
	return 0, nil
}

func (l *lines) run(start browser.Start) error {
	universal := start.HasHolder && start.Holder.Kind == models.UniversalHolder
	if !universal {
		if err := l.openPlayer(start.Refs, start.HasHolder); err != nil {
			return err
		}
	}
	if err := l.open(start.Query); err != nil {
		return err
	}
	for {
		typed, err := l.ask("Number, /query or ?")
		if err != nil {
			return err
		}
		switch {
		case typed == "":
			l.list()
		case typed == "?" || typed == "h" || typed == "help":
			l.say("%s", linesHelp)
		case typed == "i" && !universal:
			if err := l.chooseInventory(); err != nil {
				return err
			}
			if err := l.open(""); err != nil {
				return err
			}
		case typed == "p":
			universal = false
			if err := l.openPlayer(nil, false); err != nil {
				return err
			}
			if err := l.open(""); err != nil {
				return err
			}
		case strings.HasPrefix(typed, "/"):
			if err := l.open(strings.TrimSpace(typed[1:])); err != nil {
				return err
			}
		default:
			n, err := strconv.Atoi(typed)
			if err != nil || n < 1 || n > len(l.shown) {
				l.say("%s", l.expected())
				continue
			}
			l.show(l.shown[n-1])
		}
	}
}

// expected says what can be typed.
func (l *lines) expected() string {
	switch n := len(l.shown); n {
	case 0:
		return "No item is listed: type / and a query, or ? for help."
	case 1:
		return "Type 1 for the item, / and a query, or ? for help."
	default:
		return fmt.Sprintf("Type a number from 1 to %d, / and a query, or ? for help.", n)
	}
}

// walk reads the places one after the other.
func (l *lines) walk(yield func(models.Page, error) bool) {
	l.survey = nil
	for _, p := range l.places {
		l.holder, l.where = p.holder, p.name
		for page, err := range l.pages(l.ctx) {
			if !yield(page, err) || err != nil {
				return
			}
		}
		l.read += l.looked
		l.looked = 0
	}
}

// open lists the items that match a query from the start.
func (l *lines) open(typed string) error {
	q, err := l.prog.parseQueryOf("query", typed, l.settings.Zone())
	if err != nil {
		l.fail(err)
		return nil
	}
	if g := l.prog.guest; g != nil && typed != "" {
		for _, p := range l.places {
			if err := g.auditor.query(p.holder, typed); err != nil {
				return err
			}
		}
	}
	l.stop()
	l.query, l.typed, l.shown, l.left, l.read, l.looked, l.part = q, typed, nil, nil, 0, 0, false
	l.next, l.stop = iter.Pull2(l.walk)
	l.list()
	return l.ctx.Err()
}

// list lists the next items, and says at the end of what they are all.
func (l *lines) list() {
	n := 0
	for n < lineCount && l.ctx.Err() == nil {
		if len(l.left) == 0 {
			if l.next == nil {
				break
			}
			page, err, ok := l.next()
			if !ok {
				l.next = nil
				break
			}
			l.left = page.Items
			if err != nil {
				l.fail(err)
				l.next, l.part = nil, true
				break
			}
			if read := l.read + l.looked; len(page.Items) == 0 && read%1000 == 0 {
				l.say("%s items read.", humanize.Comma(int64(read)))
			}
			continue
		}
		it := &l.left[0]
		l.left = l.left[1:]
		l.shown = append(l.shown, listed{it, l.holder})
		l.say("%d. %s", len(l.shown), l.line(it))
		n++
	}
	switch {
	case l.next != nil || len(l.left) > 0:
		l.say("Enter lists more.")
	case l.part:
		l.say("%s items read. What follows is not read: /%s reads again.", humanize.Comma(int64(l.read+l.looked)), text.Of(l.typed).Line())
	case l.query.Empty():
		l.say("That is all: %s items%s.", humanize.Comma(int64(l.read)), l.within())
	default:
		l.say("That is all: %s of %s items match%s.", humanize.Comma(int64(len(l.shown))), humanize.Comma(int64(l.read)), l.within())
		for _, note := range l.missing() {
			l.say("Note: %s", note)
		}
	}
}

// line is an item in one line.
func (l *lines) line(it *models.Item) string {
	words := []string{it.Name().Line()}
	if r := it.Rarity(); !r.IsZero() {
		words = append(words, r.Name.Line())
	}
	words = append(words, it.Rental(l.now()).String())
	if s := query.SourceWords(it.Source().Line()); s != "" {
		words = append(words, s)
	}
	if at, ok := it.Acquired(); ok {
		words = append(words, at.In(l.settings.Zone()).Format("2006-01-02 15:04 MST"))
	}
	if id := it.Instance(); !id.IsZero() {
		words = append(words, "id "+id.String())
	}
	if l.where != "" {
		words = append(words, l.where)
	}
	return strings.Join(words, ", ")
}

// within says of how many inventories the answer is; "" for one.
func (l *lines) within() string {
	switch n := len(l.places); {
	case n == 1:
		return ""
	case l.unlisted:
		return " in the " + strconv.Itoa(n) + " inventories that are known"
	default:
		return " in " + strconv.Itoa(n) + " inventories"
	}
}

// show writes all that is known of an item.
func (l *lines) show(it listed) {
	s := facts{ctx: l.ctx, client: l.client, zone: l.settings.Zone(), now: l.now()}
	from := l.source // a walk may go on elsewhere
	from.holder = it.holder
	err := s.item(&from, it.item.Instance())
	if err == nil {
		err = s.write(l.prog.stdout, l.prog.theme(l.settings))
	}
	for _, err := range append(s.failed, err) {
		if err != nil {
			l.fail(err)
		}
	}
}
