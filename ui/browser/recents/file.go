package recents

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/text"
)

const maxFile = 8 << 20 // bytes; a larger file was not written by this package

// file is the file's shape. Entries are read one by one, so that the others are kept
// where one cannot be read.
type file struct {
	Scopes map[string]scopeFile `json:"scopes"`
}

type scopeFile struct {
	Players []jsontext.Value `json:"players,omitempty"`
	Queries []jsontext.Value `json:"queries,omitempty"`
	View    jsontext.Value   `json:"view,omitempty"`
}

type playerFile struct {
	ID         string    `json:"id"`
	ULID       text.Text `json:"ulid,omitzero"`
	PublicUID  text.Text `json:"public_uid,omitzero"`
	Name       text.Text `json:"name,omitzero"`
	Platform   text.Text `json:"platform,omitzero"`
	PlatformID text.Text `json:"platform_id,omitzero"`
	Opened     time.Time `json:"opened"`
	Pinned     bool      `json:"pinned,omitzero"`
}

type queryFile struct {
	Query  text.Text `json:"query"`
	Used   time.Time `json:"used"`
	Pinned bool      `json:"pinned,omitzero"`
}

// read gives every scope's list; the map is never nil. A file that is no JSON of
// this shape is moved aside: ErrSetAside.
func read(path string) (map[string]List, error) {
	path = follow(path)
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return map[string]List{}, nil
	}
	if err != nil {
		return map[string]List{}, fmt.Errorf("recent players cannot be read: %w", err)
	}
	body, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	f.Close() // before it is moved: some systems move no open file
	if err != nil {
		return map[string]List{}, fmt.Errorf("recent players cannot be read: %w", err)
	}
	all, err := decode(body)
	if err == nil {
		return all, nil
	}
	aside := path + ".broken"
	if err := os.Rename(path, aside); err != nil {
		return map[string]List{}, fmt.Errorf("recent players cannot be read: %w", err)
	}
	return map[string]List{}, fmt.Errorf("%w: see %s", ErrSetAside, aside)
}

func decode(body []byte) (map[string]List, error) {
	if len(body) > maxFile {
		return nil, errors.New("too large")
	}
	var in file
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, err
	}
	all := make(map[string]List, len(in.Scopes))
	for scope, s := range in.Scopes {
		var list List
		for _, raw := range s.Players {
			var p playerFile
			if json.Unmarshal(raw, &p) != nil {
				continue
			}
			id, err := models.ParsePlayerID(p.ID)
			if err != nil || list.player(id) >= 0 {
				continue
			}
			list.Players = append(list.Players, Player{
				Player: models.Player{
					ID: id, ULID: bound(p.ULID), PublicUID: bound(p.PublicUID), Name: bound(p.Name),
					Platform: bound(p.Platform), PlatformID: bound(p.PlatformID),
				},
				Opened: p.Opened, Pinned: p.Pinned,
			})
		}
		for _, raw := range s.Queries {
			var q queryFile
			if json.Unmarshal(raw, &q) != nil || q.Query.Empty() || len(q.Query.Raw()) > maxQuery || list.query(q.Query.Raw()) >= 0 {
				continue
			}
			list.Queries = append(list.Queries, Query{Text: q.Query.Raw(), Used: q.Used, Pinned: q.Pinned})
		}
		if len(s.View) > 0 && json.Unmarshal(s.View, &list.View) != nil {
			list.View = View{}
		}
		list.arrange()
		all[scope] = list
	}
	return all, nil
}

func encode(all map[string]List) ([]byte, error) {
	out := file{Scopes: make(map[string]scopeFile, len(all))}
	for scope, list := range all {
		var s scopeFile
		for _, p := range list.Players {
			raw, err := json.Marshal(playerFile{
				ID: p.ID.String(), ULID: p.ULID, PublicUID: p.PublicUID, Name: p.Name,
				Platform: p.Platform, PlatformID: p.PlatformID, Opened: p.Opened.UTC(), Pinned: p.Pinned,
			})
			if err != nil {
				return nil, err
			}
			s.Players = append(s.Players, raw)
		}
		for _, q := range list.Queries {
			raw, err := json.Marshal(queryFile{Query: text.Of(q.Text), Used: q.Used.UTC(), Pinned: q.Pinned})
			if err != nil {
				return nil, err
			}
			s.Queries = append(s.Queries, raw)
		}
		view, err := json.Marshal(list.View)
		if err != nil {
			return nil, err
		}
		if string(view) != "{}" {
			s.View = view
		}
		out.Scopes[scope] = s
	}
	body, err := json.Marshal(out, json.Deterministic(true), jsontext.WithIndent("  "))
	return text.JSON(body), err // the encoder above takes escapes away that a terminal needs
}

// follow resolves links, also to a file that does not exist yet, so that a link is kept as a link.
func follow(path string) string {
	for range 40 { // as many links as Linux follows
		to, err := os.Readlink(path)
		if err != nil {
			break
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	return path
}

// write replaces the file in one step: whoever reads sees the old or the new. The
// temporary file is readable by its owner only.
func write(path string, all map[string]List) error {
	body, err := encode(all)
	if err != nil {
		return err
	}
	path = follow(path)
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp")
	if err != nil {
		return err
	}
	_, err = f.Write(append(body, '\n'))
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err
}
