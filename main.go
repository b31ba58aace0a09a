// Lootlens is a read-only terminal browser for the inventories of a LootLocker game.
package main

import (
	"os"
	"runtime/debug"

	"lootlens/ui/cli"
)

func main() { os.Exit(cli.Main(version())) }

// version is the module's version, which the go command takes from the tag or the commit.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}
