// Package order sorts and groups items. It does no I/O and reads no clock but one
// passed in. Every order is stable: where the key is equal, the order that came is
// kept, in descending order too.
package order
