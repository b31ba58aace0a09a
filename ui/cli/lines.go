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

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/query"
	"lootlens/models/text"
	"lootlens/ui/browser"
)

// lineCount is how many entries are listed at a time.
const lineCount = 20

const linesHelp = `A number shows the item. Enter lists more. / and a query lists what matches,
/ alone lists all. i lists the player's inventories, p asks for another player,
q quits.`

// errLinesEnd is the end of the input, or the wish to quit.
var errLinesEnd = errors.New("the end of the input")

// lines is the browser of --plain: each answer is lines below what was typed, and
// nothing moves the cursor, so that screen readers can follow.
type lines struct {
	source
	ctx   context.Context
	input <-chan string

	broken error // of standard output
	shown  []*models.Item
	next   func() (models.Page, error, bool) // nil at the end
	stop   func()
	left   []models.Item // of the last page, not listed yet
}

// browseLines runs it until the input ends.
func (prog *program) browseLines(ctx context.Context, start browser.Start) error {
	client, settings, err := prog.client(ctx)
	if err != nil {
		return err
	}
	l := &lines{ctx: ctx, input: readLines(ctx, prog.stdin), stop: func() {}}
	l.source = source{prog: prog, client: client, settings: settings, now: prog.now, progress: &progress{}, holder: start.Holder}
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
				l.say("Type a number from 1 to %d, / and a query, or ? for help.", len(l.shown))
				continue
			}
			l.show(l.shown[n-1])
		}
	}
}

// openPlayer looks players up until one is found and, unless the inventory is known,
// one of its inventories is chosen.
func (l *lines) openPlayer(refs []models.PlayerRef, hasHolder bool) error {
	for {
		typed := ""
		for len(refs) == 0 {
			var err error
			if typed, err = l.ask("Player: id, name, ULID, public UID or steam:…"); err != nil {
				return err
			}
			if api.LooksLikeKey(typed) {
				l.say("That looks like a server key: it was not sent. name:%s looks for a player of that name.", "…")
				continue
			}
			refs = models.ParsePlayerRef(typed)
		}
		found, _, err := l.client.Resolve(l.ctx, refs)
		switch {
		case err != nil:
			if l.ctx.Err() != nil {
				return l.ctx.Err()
			}
			l.fail(err)
		case len(found) == 0:
			l.say("No player is found. Names must match whole.")
		default:
			var list []string
			for _, p := range found {
				list = append(list, strings.TrimSpace(p.Name.Line()+" "+p.ID.String()+" "+p.Platform.Line()))
			}
			n, err := l.choose("Player", list)
			if err != nil {
				return err
			}
			l.player = found[n]
			if hasHolder {
				l.holder.Player = l.player.ID
				return nil
			}
			return l.chooseInventory()
		}
		refs, hasHolder = nil, false
	}
}

// chooseInventory lists the player's inventories. Where characters or heroes cannot be
// read it says so: the list is then not whole.
func (l *lines) chooseInventory() error {
	characters, err := l.client.Characters(l.ctx, l.player.ID)
	if err != nil && !errors.Is(err, api.ErrNotFound) {
		l.say("The characters could not be read: %s", text.Error(err))
	}
	heroes, err := l.client.Heroes(l.ctx, l.player.ID)
	if err != nil && !errors.Is(err, api.ErrNotFound) {
		l.say("The heroes could not be read: %s", text.Error(err))
	}
	inventories := models.Inventories(l.player.ID, characters, heroes)
	var list []string
	for _, v := range inventories {
		s := "Own inventory"
		if v.Holder.Kind != models.PlayerHolder {
			s = strings.TrimPrefix(v.Holder.String(), "player "+l.player.ID.String()+" › ")
		}
		if c := v.Character; c != nil {
			s += ", character " + c.Name.Line()
		}
		for _, h := range v.Heroes {
			s += ", hero " + h.Name.Line()
		}
		list = append(list, s)
	}
	n, err := l.choose("Inventory", list)
	if err == nil {
		l.holder = inventories[n].Holder
	}
	return err
}

// open lists the items that match a query from the start.
func (l *lines) open(typed string) error {
	q, err := l.prog.parseQueryOf("query", typed, l.settings.Zone())
	if err != nil {
		l.fail(err)
		return nil
	}
	if g := l.prog.guest; g != nil && typed != "" {
		if err := g.auditor.query(l.holder, typed); err != nil {
			return err
		}
	}
	l.stop()
	l.query, l.shown, l.left = q, nil, nil
	l.next, l.stop = iter.Pull2(func(yield func(models.Page, error) bool) { l.pages(l.ctx)(yield) })
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
				l.say("What follows is not read: / reads again.")
				l.next = nil
				break
			}
			if len(page.Items) == 0 && l.looked%1000 == 0 {
				l.say("%s items read.", humanize.Comma(int64(l.looked)))
			}
			continue
		}
		it := &l.left[0]
		l.left = l.left[1:]
		l.shown = append(l.shown, it)
		l.say("%d. %s", len(l.shown), l.line(it))
		n++
	}
	switch {
	case l.next != nil || len(l.left) > 0:
		l.say("Enter lists more.")
	case l.failed != nil:
	case l.query.Empty():
		l.say("That is all: %s items.", humanize.Comma(int64(l.looked)))
	default:
		l.say("That is all: %s of %s items match.", humanize.Comma(int64(len(l.shown))), humanize.Comma(int64(l.looked)))
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
	return strings.Join(words, ", ")
}

// show writes all that is known of an item.
func (l *lines) show(it *models.Item) {
	s := facts{ctx: l.ctx, client: l.client, zone: l.settings.Zone(), now: l.now()}
	err := s.item(&l.source, it.Instance())
	if err == nil {
		err = s.write(l.prog.stdout, l.prog.theme(l.settings))
	}
	for _, err := range append(s.failed, err) {
		if err != nil {
			l.fail(err)
		}
	}
}
