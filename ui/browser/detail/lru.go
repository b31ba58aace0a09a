package detail

// lru is a map that forgets what was not asked for the longest.
type lru[K comparable, V any] struct {
	most    int
	entries map[K]*kept[V]
	uses    uint64
}

type kept[V any] struct {
	value V
	used  uint64
}

func newLRU[K comparable, V any](most int) lru[K, V] {
	return lru[K, V]{most: most, entries: map[K]*kept[V]{}}
}

func (l *lru[K, V]) get(k K) (v V, ok bool) {
	e, ok := l.entries[k]
	if !ok {
		return v, false
	}
	l.uses++
	e.used = l.uses
	return e.value, true
}

func (l *lru[K, V]) put(k K, v V) {
	l.uses++
	if e, ok := l.entries[k]; ok {
		e.value, e.used = v, l.uses
		return
	}
	if len(l.entries) >= l.most {
		var oldest K
		least := l.uses
		for k, e := range l.entries {
			if e.used < least {
				oldest, least = k, e.used
			}
		}
		delete(l.entries, oldest)
	}
	l.entries[k] = &kept[V]{v, l.uses}
}
