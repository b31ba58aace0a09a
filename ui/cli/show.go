package cli

import (
	"context"
	"errors"
	"fmt"

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

Where history is on, "Seen" says when the item was seen first and last and what
changed, and an item that is not there any more is written as it was seen last,
with when and why it went ("lootlens help history").

Without --instance it writes what is known of the player: characters, heroes,
wallets and progressions.

json is one object with the members "holder", "item", "rental", "equipped_by",
"storage", "progressions", "item_metadata", "asset_metadata" and "past" (as in
"lootlens history --format json"), or "player",
"characters", "heroes", "progressions" and "wallets". What could not be read is
missing there and listed in "errors".

Exit codes: 0 done, 2 wrong usage, 3 the API or the network failed, or a part is
missing, 4 no such player or item, 130 interrupted.`,
		Example: `lootlens show 1250 --instance 110000011
lootlens show 1250 --character 12501 --instance 111000001 --format json
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
	from := &source{prog: prog, client: client, settings: settings, now: prog.now, progress: &progress{}, holder: h}
	s := facts{ctx: ctx, client: client, zone: settings.Zone(), now: prog.now()}
	if instance.IsZero() {
		err = s.player(p)
	} else {
		err = s.item(from, instance)
	}
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if f.format == "json" {
		for _, err := range s.failed {
			s.json.Errors = append(s.json.Errors, api.MaskKeys(err.Error()))
		}
		err = writeJSON(prog.stdout, s.json)
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

// findItem reads one item of the inventory.
func (s *source) findItem(ctx context.Context, instance models.InstanceID) (*models.Item, error) {
	h := s.holder
	after, ok := models.CursorBefore(instance)
	if ok && h.Kind != models.UniversalHolder {
		r := s.record()
		page, err := s.client.Page(ctx, api.PageRequest{Holder: h, After: after, Count: 1})
		if err != nil {
			return nil, err
		}
		if len(page.Items) > 0 && page.Items[0].Instance() == instance {
			r.takeAfter(after, page)
			r.end(ctx, false, nil)
			return &page.Items[0], nil
		}
	}
	// An inventory without pages or in another order; or an asset's id.
	ofAsset := 0
	for page, err := range s.watched(ctx, s.client.Walk(ctx, h, api.WalkOptions{})) {
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
