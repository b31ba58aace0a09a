package history

import (
	"time"

	"github.com/ncruces/go-sqlite3"
)

// query runs a statement and calls row, which may be nil, for each row of the result. Arguments are int64, string, []byte, bool or nil.
func (s *Store) query(sql string, row func(*sqlite3.Stmt) error, args ...any) error {
	stmt := s.stmts[sql]
	delete(s.stmts, sql) // row can run the same one
	if stmt == nil {
		var err error
		if stmt, _, err = s.conn.Prepare(sql); err != nil {
			return err
		}
	}
	defer func() {
		if other := s.stmts[sql]; other != nil {
			other.Close()
		}
		stmt.Reset()
		s.stmts[sql] = stmt
	}()
	for i, a := range args {
		if err := bind(stmt, i+1, a); err != nil {
			return err
		}
	}
	for stmt.Step() {
		if row == nil {
			continue
		}
		if err := row(stmt); err != nil {
			return err
		}
	}
	return stmt.Err()
}

func bind(stmt *sqlite3.Stmt, i int, a any) error {
	switch a := a.(type) {
	case int64:
		return stmt.BindInt64(i, a)
	case string:
		return stmt.BindText(i, a)
	case []byte:
		return stmt.BindBlob(i, a)
	case bool:
		return stmt.BindBool(i, a)
	case optional:
		if a.set {
			return stmt.BindInt64(i, a.n)
		}
	}
	return stmt.BindNull(i)
}

// number is the first column of the first row; 0 where there is none.
func (s *Store) number(sql string, args ...any) (n int64, err error) {
	err = s.query(sql, func(stmt *sqlite3.Stmt) error {
		n = stmt.ColumnInt64(0)
		return nil
	}, args...)
	return n, err
}

// optional is a number that may be absent.
type optional struct {
	n   int64
	set bool
}

func some(n int64) optional { return optional{n, true} }

func column(stmt *sqlite3.Stmt, i int) optional {
	if stmt.ColumnType(i) == sqlite3.NULL {
		return optional{}
	}
	return some(stmt.ColumnInt64(i))
}

// at is the time of a column.
func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
