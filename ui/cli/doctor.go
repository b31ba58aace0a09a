package cli

import (
	"github.com/spf13/cobra"
)

func newDoctor(env *environment) *cobra.Command {
	return &cobra.Command{Use: "doctor", Args: atMost(0)}
}
