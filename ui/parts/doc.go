// Package parts has what the panes of the browser are built from: boxes, columns,
// overlays, a text field, a list of rows, and the check that a screen is exactly the
// size it should be. It knows nothing of inventories. Strings given to it are safe to
// print already (text.Text's Line, text.Styled) and may hold SGR sequences and OSC 8
// links, closed within the line. All sizes are cells; sizes below zero count as zero.
package parts
