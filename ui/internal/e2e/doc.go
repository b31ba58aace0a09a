// Package e2e tests the whole program as people meet it: the real binary on a real
// terminal, asking a double of the service over real HTTP. It holds tests only; what
// they share with the tests of package browser is in tty.
package e2e
