package cli

const historyHelp = `LootLocker keeps no past: a rental that ended or a refunded item is gone
without a trace. history keeps what lootlens saw, on this machine, so that "she
paid for it and it is gone" has an answer. It is off until you turn it on:

  lootlens history on             for the profile, in the config file
  lootlens --history FILE …       for one command, in a file of your own
  LOOTLENS_HISTORY=FILE           the same, for scripts

From then on every inventory that a command or the browser loads is recorded: a
look. A walk that was cut short counts for the items that it reached, and
nothing is called gone because a look did not reach it. For cron, "lootlens
snapshot" records all inventories of players. A failure to record is a line on
stderr and changes neither the answer nor the exit code of another command.

Asking:

  lootlens history PLAYER --query gone:true  what is gone, since when, why
  lootlens show PLAYER --instance ID         one item, also a gone one
  lootlens export PLAYER --at 2026-01-31     an inventory as it was
  lootlens diff PLAYER --from 7d             what changed since
  lootlens help query                        seen: gone: first: last:

What is kept: for each look the player's id, the character's or hero's id, when
it was, and how many items it found; for each item the JSON that LootLocker
sent, with the asset, the source, the dates and the rental, once for each state
that it had. The address of the API and a fingerprint of the server key keep
games and environments apart. Not kept: names of players, wallets, instance
storage, what is equipped, server keys.

Where: in lootlens/history.db of the XDG data folder (~/.local/share on Linux),
which only its user can read, with history.db-wal and history.db-shm beside it
while it is in use. Nothing is sent anywhere. "lootlens history status" counts
what is in it.

To look at it, sqlite3 reads it while it is in use; -readonly keeps it as it
is:

  looks          a row a look: player, holder, began, ended, complete,
                 items, added, removed, changed
  item_versions  a row a state of an item: player, holder, instance_id,
                 asset_id, name, rarity, source, acquired, rental_ends,
                 first_seen, last_seen, missed, state (here, changed,
                 gone)
  items_now      the items that the latest looks found

  sqlite3 -readonly "$(lootlens history path)" \
    "select name, missed from item_versions where state = 'gone'"

To delete it:

  lootlens history off               record nothing more, but keep the file
  lootlens history forget PLAYER     all of a player
  lootlens history prune --older 90d what is older, of all players
  history_days = 90                  in a profile: the same, by itself
  rm "$(lootlens history path)"*     everything

What is deleted is overwritten in the file.`
