package history

import "lootlens/models"

// intake is what a look found, and the content of it that may have to be stored.
type intake struct {
	rows    []version
	shapes  map[string]*content // by their hash
	assets  map[*models.Asset]*content
	origins map[*models.Origin]int64
}

// content is a shape or an asset of an intake, and its id in the store; 0 where it has none yet.
type content struct {
	shape shape
	id    int64
}

func newIntake(items []*models.Item) *intake {
	in := &intake{rows: make([]version, len(items)), shapes: map[string]*content{}, assets: map[*models.Asset]*content{}, origins: map[*models.Origin]int64{}}
	byTemplate := map[models.Template]*content{}
	for i, it := range items {
		kept := byTemplate[it.Template()]
		if kept == nil {
			kept = in.shapeOf(it)
			byTemplate[it.Template()] = kept
		}
		in.rows[i] = version{instance: it.Instance(), values: valuesOf(it), item: it, content: kept}
		if a := it.Asset(); a != nil && in.assets[a] == nil {
			in.assets[a] = &content{}
		}
	}
	return in
}

// shapeOf returns the one content for the item's shape.
func (in *intake) shapeOf(it *models.Item) *content {
	x := shapeOf(it)
	name := string(sum(x.slots, x.json))
	if in.shapes[name] == nil {
		in.shapes[name] = &content{shape: x}
	}
	return in.shapes[name]
}

// findContent sets the ids of what the store has already.
func (in *intake) findContent(s *Store) (err error) {
	for hash, x := range in.shapes {
		if x.id, err = s.number(`SELECT id FROM shape WHERE hash = ?`, []byte(hash)); err != nil {
			return err
		}
	}
	for a, x := range in.assets {
		if x.id, err = s.number(`SELECT id FROM asset WHERE hash = ?`, sum([]byte(a.JSON()))); err != nil {
			return err
		}
	}
	for i := range in.rows {
		v := &in.rows[i]
		v.shape = v.content.id
		if a := v.item.Asset(); a != nil {
			v.asset = in.assets[a].id
		}
	}
	return nil
}

// keep stores the content of a version that is to be written.
func (in *intake) keep(s *Store, v *version) (err error) {
	if v.shape == 0 {
		if v.content.id == 0 {
			if v.content.id, err = s.keepShape(v.content.shape); err != nil {
				return err
			}
		}
		v.shape = v.content.id
	}
	if v.item == nil || v.content == nil {
		return nil
	}
	if a := v.item.Asset(); a != nil && v.asset == 0 {
		x := in.assets[a]
		if x.id == 0 {
			if x.id, err = s.keepAsset(a); err != nil {
				return err
			}
		}
		v.asset = x.id
	}
	if v.origin == 0 {
		o := v.item.Origin()
		if in.origins[o] == 0 {
			if in.origins[o], err = s.keepOrigin(*o); err != nil {
				return err
			}
		}
		v.origin = in.origins[o]
	}
	return nil
}
