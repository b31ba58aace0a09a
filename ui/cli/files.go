package cli

import (
	"os"

	"github.com/spf13/cobra"

	"lootlens/models/text"
)

// fileFlags are the flags that name a file, and whether the command only reads it.
var fileFlags = []struct {
	name  string
	reads bool
}{
	{"players", true}, {"checks", true}, {"baseline", true}, {"output", false}, {"resume", false}, {"log", false}, {"history", false},
}

// refuseOneFile refuses one file for two flags: what is written would replace what is
// read or written too, and stdin can be read only once.
func (prog *program) refuseOneFile(cmd *cobra.Command) error {
	type given struct {
		flag, name string
		info       os.FileInfo // nil where there is no such file
	}
	var before []given
	for _, f := range fileFlags {
		flag := cmd.Flags().Lookup(f.name)
		if flag == nil || !flag.Changed || flag.Value.String() == "-" && !f.reads {
			continue
		}
		g := given{flag: "--" + f.name, name: flag.Value.String()}
		if f.name == "output" {
			g.flag = "-o"
		}
		if g.name == "-" {
			g.info = statOf(prog.stdin)
		} else if info, err := os.Stat(g.name); err == nil {
			g.info = info
		}
		for _, b := range before {
			switch {
			case b.name != g.name && !sameFile(b.info, g.info), g.info != nil && g.name != "-" && g.info.Mode()&os.ModeDevice != 0:
			case g.name == "-" || b.name == "-":
				return usagef("%s and %s cannot both read stdin: give one of them a file", b.flag, g.flag)
			default:
				return usagef("%s and %s name the same file: %s", b.flag, g.flag, text.Of(g.name).Line())
			}
		}
		before = append(before, g)
	}
	return nil
}

// statOf describes the file of a stream; nil where it is none.
func statOf(stream any) os.FileInfo {
	f, ok := stream.(*os.File)
	if !ok {
		return nil
	}
	info, err := f.Stat()
	if err != nil {
		return nil
	}
	return info
}

func sameFile(a, b os.FileInfo) bool { return a != nil && b != nil && os.SameFile(a, b) }
