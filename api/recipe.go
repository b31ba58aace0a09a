package api

import "strings"

// Recipe is what a request made by hand needs, except for the key.
type Recipe struct {
	SessionURL  string // POST
	PageURL     string // GET
	LLVersion   string
	GameVersion string
}

// Recipe describes the request of Page and the session request before it. It fails
// where the holder lacks an id.
func (c *Client) Recipe(r PageRequest) (Recipe, error) {
	path, err := holderPath(r.Holder, "inventory")
	if err != nil {
		return Recipe{}, err
	}
	base := strings.TrimSuffix(c.BaseURL(), "/")
	return Recipe{base + "/server/session", base + path + r.query(), c.cfg.LLVersion, c.cfg.GameVersion}, nil
}
