// Package fleet does one job for each of many players: it reads their references,
// finds them, runs the job for several at once, and writes what the jobs write to one
// output, whole and in turn. A run that was stopped goes on with its journal.
//
// A command uses it so:
//
//	list, err := fleet.Open(ctx, "players.txt", prog.stdin, fleet.Input{})
//	defer list.Close()
//	sum, err := fleet.Run(ctx, fleet.Options{Client: client, Players: list, Out: os.Stdout},
//		func(ctx context.Context, t *fleet.Target, row *fleet.Row) fleet.Result {
//			if t.Err != nil { // no such player, or the reference cannot be read
//				fmt.Fprintf(row, "%s: %v\n", t.Ref, t.Err)
//				return fleet.Result{Err: t.Err, Code: 4}
//			}
//			page, err := client.Page(ctx, api.PageRequest{Holder: models.Holder{Player: t.Player.ID}, Pool: t.Pool})
//			fmt.Fprintf(row, "%s: %d items, %v\n", t.Ref, len(page.Items), err)
//			return fleet.Result{Err: err, Code: 3 or 0}
//		})
//
// The job runs in several goroutines; each has a Target and a Row of its own. What it
// writes to its Row appears in the output in one piece, never between the rows of
// another player. A job that fails writes a row that says so and returns the error: that
// stops nobody. Run itself ends early where a failure is everybody's: the context ended,
// the key is refused, the output or the journal cannot be written, or the service does
// not answer a ping either.
//
// # Players
//
// Each player is done once, under the first reference that names the player: later ones
// only count as duplicates. References that name nobody are Targets with an Err, each
// once.
//
// # Shards
//
// Shard I of N is the players whose ids hash to it (the first 8 bytes of the SHA-256 of
// the decimal, modulo N), so every shard looks all named references up, and the shards of a list add up to the whole of
// it, whatever names a player has in the list. A reference without a player is in the
// shard of its own text. One that could not be looked up, since the network failed, is
// an error in all shards.
//
// # The journal
//
// With a Journal the output must be a regular file. After each player the journal has a
// line with the player's id, a hash of the reference, the output's length and a checksum
// of the row. When a run goes on, the output is cut to the last row that the journal
// has, and the players in the journal are left out. Rows of failures that may pass
// (api.ErrTemporary) are not in the journal: they are written last, after all others and
// also with Ordered, and the next run cuts them off and tries these players again.
package fleet
