package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/text"
)

// showFlags are the flags of show.
type showFlags struct {
	holderFlags
	instance string
	format   string
}

func newShow(prog *program) *cobra.Command {
	var s showFlags
	cmd := &cobra.Command{
		Use:        "show PLAYER [flags]",
		SuggestFor: []string{"inspect", "describe", "detail", "item"},
		Short:      "Show all about an item or a player",
		Long: `show writes all that the browser's detail knows of one item: the item and its
asset as the server sent them, the rental in words, who has it equipped,
instance storage, progressions and metadata. That is a request for each of these
and for each loadout.

Without --instance it writes what is known of the player: characters, heroes,
wallets and progressions.

json is one object with the members "holder", "item", "rental", "equipped_by",
"storage", "progressions", "item_metadata" and "asset_metadata", or "player",
"characters", "heroes", "progressions" and "wallets". What could not be read is
missing there and listed in "errors".

Exit codes: 0 done, 2 wrong usage, 3 the API or the network failed, or a part is
missing, 4 no such player or item, 130 interrupted.`,
		Example: `lootlens show 1250 --instance 10012
lootlens show 1250 --character 12501 --instance 10012 --format json
lootlens show 1250`,
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.run(cmd.Context(), prog, first(args))
		},
	}
	s.holderFlags.add(cmd)
	f := cmd.Flags()
	f.StringVar(&s.instance, "instance", "", "the item with this instance id")
	formatFlag(cmd, &s.format, "text", "json")
	return cmd
}

func (f *showFlags) run(ctx context.Context, prog *program, player string) error {
	if err := f.check(player, true); err != nil {
		return err
	}
	var instance models.InstanceID
	if f.instance != "" {
		var err error
		if instance, err = models.ParseInstanceID(f.instance); err != nil {
			return usagef("--instance: %q is not an instance id: give its number", text.Of(f.instance).Line())
		}
	} else if f.universal || f.character != "" || f.hero != "" {
		return usagef("--character, --hero and --universal say where an item is: add --instance")
	}
	client, settings, err := prog.client(ctx)
	if err != nil {
		return err
	}
	p, h, err := f.find(ctx, client, player)
	if err != nil {
		return err
	}
	s := facts{ctx: ctx, client: client, zone: settings.Zone(), now: prog.now()}
	if instance.IsZero() {
		err = s.player(p)
	} else {
		err = s.item(h, instance)
	}
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if f.format == "json" {
		if len(s.failed) > 0 {
			s.json.add("errors", appendElements(nil, s.failed, func(err error) []byte { return quoted(api.MaskKeys(err.Error())) }))
		}
		_, err = prog.stdout.Write(append(text.JSON(s.json.object(nil)), '\n'))
	} else {
		err = s.write(prog.styled(), prog.theme(settings))
	}
	if err != nil {
		return err
	}
	if len(s.failed) > 0 {
		return fmt.Errorf("a part is missing: %w", errors.Join(s.failed...))
	}
	return nil
}

// findItem reads one item of an inventory.
func findItem(ctx context.Context, client *api.Client, h models.Holder, instance models.InstanceID) (*models.Item, error) {
	after, ok := models.CursorBefore(instance)
	if ok && h.Kind != models.UniversalHolder {
		page, err := client.Page(ctx, api.PageRequest{Holder: h, After: after, Count: 1})
		if err != nil {
			return nil, err
		}
		if len(page.Items) > 0 && page.Items[0].Instance() == instance {
			return &page.Items[0], nil
		}
	}
	// An inventory without pages or in another order; or an asset's id.
	ofAsset := 0
	for page, err := range client.Walk(ctx, h, api.WalkOptions{}) {
		for i := range page.Items {
			it := &page.Items[i]
			if it.Instance() == instance {
				return it, nil
			}
			if a := it.Asset(); a != nil && a.ID.String() == instance.String() {
				ofAsset++
			}
		}
		if err != nil {
			return nil, fmt.Errorf("instance %s was not found: %w", instance, err)
		}
	}
	if ofAsset > 0 {
		return nil, notFoundf("%s has no instance %s, which is the id of an asset: it has %d of it, and `--query asset:%[2]s` of export shows them", h, instance, ofAsset)
	}
	return nil, notFoundf("%s has no instance %s", h, instance)
}

// item collects what is known of one item.
func (s *facts) item(h models.Holder, instance models.InstanceID) error {
	it, err := findItem(s.ctx, s.client, h, instance)
	if err != nil {
		return err
	}
	rental := it.Rental(s.now)
	s.json.add("holder", quoted(h.String()))
	s.json.add("item", it.Raw())
	var m members
	m.add("state", quoted(rental.State.Code()))
	m.add("text", quoted(rental.String()))
	s.json.add("rental", m.object(nil))
	s.section("Item")
	s.line("name", it.Name().Line())
	s.line("instance", instance.String())
	s.line("holder", h.String())
	s.line("source", it.Source().Line())
	if at, ok := it.Acquired(); ok {
		s.line("acquired", at.In(s.zone).Format("2006-01-02 15:04:05 MST"))
	}
	s.line("rental", rental.String())
	s.line("fault", it.Fault())
	s.line("variation", string(it.Details().Variation))
	s.fields(it.Details().Extra)
	ulid := ""
	for _, f := range it.Details().Extra {
		if f.Name.Raw() == "ulid" {
			ulid = f.Value().Raw()
		}
	}
	a := it.Asset()
	if a != nil {
		s.asset(a)
	}
	if h.Kind == models.UniversalHolder {
		return nil
	}
	s.equipped(h, instance)
	if pairs, ok := got(s, "the instance storage", func() ([]models.StoragePair, error) {
		return s.client.InstanceStorage(s.ctx, h.Player, instance)
	}); ok {
		s.json.add("storage", appendElements(nil, pairs, storageJSON))
		s.section("Instance storage")
		for _, p := range pairs {
			s.line(p.Key.Line(), p.Value.Line())
		}
	}
	s.progressions(api.Progressing{Player: h.Player, Instance: instance})
	s.metadata("item", func(after string) (models.List[models.Metadata], error) {
		return s.client.ItemMetadata(s.ctx, instance, ulid, after)
	})
	if a != nil && !a.ID.IsZero() {
		s.metadata("asset", func(after string) (models.List[models.Metadata], error) {
			return s.client.Metadata(s.ctx, "asset", a.ID.String(), after)
		})
	}
	return nil
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
	if a.Active != models.FlagUnset {
		s.line("active", a.Active.String())
	}
	s.line("description", a.Details().Description.Line())
	s.section("Asset storage")
	for _, p := range a.Storage {
		s.line(p.Key.Line(), p.Value.Line())
	}
}

func (s *facts) equipped(h models.Holder, instance models.InstanceID) {
	by, ok := got(s, "who has it equipped", func() ([]models.Holder, error) {
		all, err := s.client.Equipped(s.ctx, h, func(int, int) {})
		return all[instance], err
	})
	if !ok {
		return
	}
	s.json.add("equipped_by", appendElements(nil, by, func(h models.Holder) []byte { return quoted(h.String()) }))
	s.section("Equipped by")
	for _, h := range by {
		s.line(h.String(), "yes")
	}
	if len(by) == 0 {
		s.line("nobody", "no")
	}
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
	s.json.add("player", p.Raw)
	s.section("Player")
	s.line("name", p.Name.Line())
	s.line("id", p.ID.String())
	s.line("ulid", p.ULID.Line())
	s.line("public uid", p.PublicUID.Line())
	s.line("platform", strings.TrimSpace(p.Platform.Line()+" "+p.PlatformID.Line()))
	s.fields(p.Extra)
	characters, ok := got(s, "the characters", func() ([]models.Character, error) { return s.client.Characters(s.ctx, p.ID) })
	if ok {
		s.json.add("characters", appendElements(nil, characters, characterJSON))
	}
	heroes, ok := got(s, "the heroes", func() ([]models.Hero, error) { return s.client.Heroes(s.ctx, p.ID) })
	if ok {
		s.json.add("heroes", appendElements(nil, heroes, heroJSON))
	}
	s.section("Characters and heroes")
	_, rows := characterTable(characters, heroes)
	for _, r := range rows {
		s.line(r[0]+" "+r[1], strings.TrimSpace(strings.Join(slices.DeleteFunc(r[2:4], func(s string) bool { return s == "" }), ", ")))
	}
	s.progressions(api.Progressing{Player: p.ID})
	var wallets []members
	s.section("Wallets")
	wallet := func(of, ulid string) {
		if m, ok := s.wallet(of, ulid); ok {
			wallets = append(wallets, m)
		}
	}
	wallet("player", p.ULID.Raw())
	for _, c := range characters {
		wallet("character "+c.ID.String(), c.ULID.Raw())
	}
	s.json.add("wallets", appendElements(nil, wallets, func(m members) []byte { return m.object(nil) }))
	return nil
}

// wallet is the wallet of a player or character; false where there is none.
func (s *facts) wallet(of, ulid string) (m members, ok bool) {
	if ulid == "" {
		return nil, false
	}
	w, ok := got(s, "the wallet of "+of, func() (models.Wallet, error) { return s.client.Wallet(s.ctx, ulid) })
	if !ok || w.ID == "" {
		return nil, false
	}
	balances, _ := got(s, "the balances of "+of, func() ([]models.Balance, error) { return s.client.Balances(s.ctx, w.ID) })
	m.add("holder", quoted(of))
	m.add("id", quoted(w.ID))
	m.add("balances", appendElements(nil, balances, balanceJSON))
	m.add("modifiers", appendElements(nil, w.Modifiers, modifierJSON))
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
	return m, true
}
