package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
)

// facts are what show has read: as JSON, and as sections of lines for people.
type facts struct {
	ctx      context.Context
	client   *api.Client
	zone     *time.Location
	now      time.Time
	json     showJSON
	sections []section
	failed   []error // parts that could not be read
}

// showJSON is what show writes; the lists are as the service sent them.
type showJSON struct {
	Holder        string           `json:"holder,omitzero"`
	Item          jsontext.Value   `json:"item,omitzero"`
	Rental        *rentalJSON      `json:"rental,omitzero"`
	EquippedBy    []string         `json:"equipped_by,omitzero"`
	Storage       []storageJSON    `json:"storage,omitzero"`
	Player        jsontext.Value   `json:"player,omitzero"`
	Characters    []jsontext.Value `json:"characters,omitzero"`
	Heroes        []jsontext.Value `json:"heroes,omitzero"`
	Progressions  []jsontext.Value `json:"progressions,omitzero"`
	ItemMetadata  []jsontext.Value `json:"item_metadata,omitzero"`
	AssetMetadata []jsontext.Value `json:"asset_metadata,omitzero"`
	Past          *pastJSON        `json:"past,omitzero"`
	Wallets       []walletJSON     `json:"wallets,omitzero"`
	Errors        []string         `json:"errors,omitzero"`
}

type rentalJSON struct {
	State string `json:"state"`
	Text  string `json:"text"`
}

type storageJSON struct {
	ID    jsontext.Value `json:"id,omitzero"`
	Key   text.Text      `json:"key"`
	Value text.Text      `json:"value"`
}

type walletJSON struct {
	Holder    string           `json:"holder"`
	ID        string           `json:"id"`
	Balances  []jsontext.Value `json:"balances"`
	Modifiers []jsontext.Value `json:"modifiers"`
}

// section is a title and lines of a name and a value, all safe to print.
type section struct {
	title string
	lines [][2]string
}

func (s *facts) section(title string) { s.sections = append(s.sections, section{title: title}) }

// line adds a line to the last section; one without a value is left out.
func (s *facts) line(name, value string) {
	if value != "" {
		last := &s.sections[len(s.sections)-1]
		last.lines = append(last.lines, [2]string{name, value})
	}
}

// fields adds what has no name in models.
func (s *facts) fields(extra []models.Field) {
	for _, f := range extra {
		s.line(f.Name.Line(), f.Value().Line())
	}
}

func (s *facts) pairs(title string, pairs []models.StoragePair) {
	s.section(title)
	for _, p := range pairs {
		s.line(p.Key.Line(), p.Value.Line())
	}
}

// got reads one part. What does not exist is empty; another failure leaves the part
// out and is reported at the end.
func got[T any](s *facts, what string, read func() (T, error)) (value T, ok bool) {
	value, err := read()
	if err != nil && !errors.Is(err, api.ErrNotFound) {
		s.failed = append(s.failed, fmt.Errorf("%s: %w", what, err))
		return value, false
	}
	return value, true
}

// gotAll reads a list to its end.
func gotAll[T any](s *facts, what string, read func(after string) (models.List[T], error)) ([]T, bool) {
	return got(s, what, func() ([]T, error) {
		all, err := api.ReadAll(s.ctx, math.MaxInt, func(_ context.Context, after string) (models.List[T], error) { return read(after) })
		if err == nil && all.Partial() {
			s.failed = append(s.failed, fmt.Errorf("%s may be incomplete: the service says that there are %d entries, but sent %d", what, all.Total.N, len(all.Items)))
		}
		return all.Items, err
	})
}

// item collects what is known of one item.
func (s *facts) item(from *source, instance models.InstanceID) error {
	h := from.holder
	it, err := from.findItem(s.ctx, instance)
	past := from.pastOf(s.ctx, instance)
	gone := past != nil && past.Gone() && exitCode(s.ctx, err) == exitNotFound
	if gone {
		it = past.Item()
	} else if err != nil {
		return err
	}
	rental, details := it.Rental(s.now), it.Details()
	s.json.Holder, s.json.Item = h.String(), it.Raw()
	s.json.Rental = &rentalJSON{rental.State.Code(), rental.String()}
	s.section("Item")
	s.line("name", it.Name().Line())
	if gone {
		s.line("gone", strings.TrimPrefix(past.GoneSince(s.zone), "gone "))
	}
	s.line("instance", instance.String())
	s.line("holder", h.String())
	s.line("source", it.Source().Line())
	if at, ok := it.Acquired(); ok {
		s.line("acquired", at.In(s.zone).Format("2006-01-02 15:04:05 MST"))
	}
	s.line("rental", rental.String())
	s.line("fault", it.Fault())
	s.line("variation", string(details.Variation))
	s.fields(details.Extra)
	s.past(past)
	a := it.Asset()
	if a != nil {
		s.asset(a)
	}
	if h.Kind == models.UniversalHolder || gone {
		return nil
	}
	s.equipped(h, instance)
	if pairs, ok := got(s, "the instance storage", func() ([]models.StoragePair, error) {
		return s.client.InstanceStorage(s.ctx, h.Player, instance)
	}); ok {
		s.json.Storage = each(pairs, func(p models.StoragePair) storageJSON {
			return storageJSON{asJSON(jsontext.Value(p.ID)), p.Key, p.Value}
		})
		s.pairs("Instance storage", pairs)
	}
	s.progressions(api.Progressing{Player: h.Player, Instance: instance})
	s.json.ItemMetadata = s.metadata("item", func(after string) (models.List[models.Metadata], error) {
		return s.client.ItemMetadata(s.ctx, instance, details.ULID.Raw(), after)
	})
	if a != nil && !a.ID.IsZero() {
		s.json.AssetMetadata = s.metadata("asset", func(after string) (models.List[models.Metadata], error) {
			return s.client.Metadata(s.ctx, "asset", a.ID.String(), after)
		})
	}
	return nil
}

// past adds what recorded looks know of the item; nil is nothing.
func (s *facts) past(p *models.Past) {
	if p == nil {
		return
	}
	j := newPastJSON(p)
	s.json.Past = &j
	s.section("Seen")
	s.line("first", shownTime(p.First(), s.zone))
	s.line("last", shownTime(p.Last(), s.zone))
	for _, l := range changed(p, s.zone) {
		s.line("changed", l)
	}
}

func (s *facts) asset(a *models.Asset) {
	s.section("Asset")
	s.line("id", a.ID.String())
	s.line("name", a.Name.Line())
	s.line("ulid", a.ULID.Line())
	s.line("uuid", a.UUID.Line())
	s.line("rarity", a.Rarity.Name.Line())
	s.line("context", a.Context.Line())
	s.line("price", string(a.Price))
	s.line("active", a.Active.String())
	s.line("description", a.Details().Description.Line())
	s.pairs("Asset storage", a.Storage)
}

func (s *facts) equipped(h models.Holder, instance models.InstanceID) {
	by, ok := got(s, "who has it equipped", func() ([]models.Holder, error) {
		all, err := s.client.Equipped(s.ctx, h, func(int, int) {})
		return all[instance], err
	})
	if !ok {
		return
	}
	s.json.EquippedBy = each(by, models.Holder.String)
	s.section("Equipped by")
	for _, h := range by {
		s.line(h.String(), "yes")
	}
	if len(by) == 0 {
		s.line("nobody", "no")
	}
}

func (s *facts) progressions(of api.Progressing) {
	list, ok := gotAll(s, "the progressions", func(after string) (models.List[models.Progression], error) {
		return s.client.Progressions(s.ctx, of, after)
	})
	if !ok {
		return
	}
	s.json.Progressions = each(list, func(p models.Progression) jsontext.Value { return p.Raw })
	s.section("Progressions")
	for _, p := range list {
		value := fmt.Sprintf("step %s, %s points", p.Step, p.Points)
		if p.Next != "" {
			value += ", next step at " + string(p.Next)
		}
		if !p.LastLevelUp.Empty() {
			value += ", last step up " + p.LastLevelUp.Line()
		}
		s.line(p.Key.Line(), value)
	}
}

func (s *facts) metadata(source string, read func(after string) (models.List[models.Metadata], error)) []jsontext.Value {
	list, ok := gotAll(s, "the metadata of the "+source, read)
	if !ok {
		return nil
	}
	s.section("Metadata of the " + source)
	for _, m := range list {
		s.line(m.Key.Line(), m.Value.Line())
	}
	return each(list, func(m models.Metadata) jsontext.Value { return m.Raw })
}

// player collects what is known of a player.
func (s *facts) player(p models.Player) error {
	found, err := s.client.FindPlayers(s.ctx, models.PlayerRef{Kind: models.RefID, Value: p.ID.String()})
	switch {
	case err != nil:
		return err
	case len(found) == 0:
		return notFoundf("no player with the id %s", p.ID)
	}
	p = found[0]
	s.json.Player = p.Raw
	s.section("Player")
	s.line("name", p.Name.Line())
	s.line("id", p.ID.String())
	s.line("ulid", p.ULID.Line())
	s.line("public uid", p.PublicUID.Line())
	s.line("platform", strings.TrimSpace(p.Platform.Line()+" "+p.PlatformID.Line()))
	s.fields(p.Extra)
	characters, ok := got(s, "the characters", func() ([]models.Character, error) { return s.client.Characters(s.ctx, p.ID) })
	if ok {
		s.json.Characters = each(characters, characterJSON)
	}
	heroes, ok := got(s, "the heroes", func() ([]models.Hero, error) { return s.client.Heroes(s.ctx, p.ID) })
	if ok {
		s.json.Heroes = each(heroes, heroJSON)
	}
	s.section("Characters and heroes")
	_, rows := characterTable(characters, heroes)
	for _, r := range rows {
		s.line(r[0]+" "+r[1], strings.Join(slices.DeleteFunc(r[2:4], func(s string) bool { return s == "" }), ", "))
	}
	s.progressions(api.Progressing{Player: p.ID})
	s.section("Wallets")
	s.json.Wallets = []walletJSON{}
	s.wallet("player", p.ULID.Raw())
	for _, c := range characters {
		s.wallet("character "+c.ID.String(), c.ULID.Raw())
	}
	return nil
}

// wallet adds the wallet of a player or character, if there is one.
func (s *facts) wallet(of, ulid string) {
	if ulid == "" {
		return
	}
	w, ok := got(s, "the wallet of "+of, func() (models.Wallet, error) { return s.client.Wallet(s.ctx, ulid) })
	if !ok || w.ID == "" {
		return
	}
	balances, _ := got(s, "the balances of "+of, func() ([]models.Balance, error) { return s.client.Balances(s.ctx, w.ID) })
	s.json.Wallets = append(s.json.Wallets, walletJSON{of, w.ID,
		each(balances, func(b models.Balance) jsontext.Value { return b.Raw }),
		each(w.Modifiers, func(m models.Modifier) jsontext.Value { return m.Raw })})
	for _, b := range balances {
		s.line(of+" "+b.Code.Line(), b.Amount.Line())
	}
	for _, x := range w.Modifiers {
		until := ""
		if !x.Expires.Empty() {
			until = " until " + x.Expires.Line()
		}
		s.line(of+" "+x.Code.Line(), "× "+string(x.Factor)+until)
	}
}

// write writes the sections that have lines.
func (s *facts) write(w io.Writer, t theme.Theme) error {
	var b strings.Builder
	for _, section := range s.sections {
		if len(section.lines) == 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(t.Title.Render(section.title) + "\n")
		nameWidth := func(l [2]string) int { return ansi.StringWidth(l[0]) }
		width := nameWidth(slices.MaxFunc(section.lines, func(a, b [2]string) int { return cmp.Compare(nameWidth(a), nameWidth(b)) }))
		for _, l := range section.lines {
			b.WriteString("  " + t.Muted.Render(l[0]) + strings.Repeat(" ", width-nameWidth(l)+2) + l[1] + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
