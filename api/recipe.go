package api

import "strings"

// Recipe is what somebody needs to make a request by hand: everything but the key.
type Recipe struct {
	SessionURL  string // POST
	PageURL     string // GET
	LLVersion   string
	GameVersion string
}

// Recipe describes the request of Page, and of the session before it. The error
// says what the holder lacks.
func (c *Client) Recipe(r PageRequest) (Recipe, error) {
	path, err := holderPath(r.Holder, "inventory")
	if err != nil {
		return Recipe{}, err
	}
	base := strings.TrimSuffix(c.BaseURL(), "/")
	return Recipe{base + "/server/session", base + path + r.query(), c.cfg.LLVersion, c.cfg.GameVersion}, nil
}
