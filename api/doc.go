// Package api is the only package that talks to the network: a read-only client
// of the LootLocker Server API with its session, retries, rate limit, errors and
// the page walk.
//
// What may not live here: a request other than a GET or POST /server/session
// (none can be built: see request.go), anything that is drawn, and any state of
// the product beyond the session. Answers are decoded by package models. The
// server key and the session token never leave the package but in the header of
// a request to the configured host.
package api
