package demo

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// Start serves a new Server on a free port of 127.0.0.1 until ctx ends or stop
// is called. baseURL has no slash at its end. stop ends hanging answers too
// and returns once nothing is served any more; it may be called again.
func Start(ctx context.Context, opt Options) (baseURL string, stop func(), err error) {
	return New(opt).Start(ctx)
}

// Start serves s, as the function Start does. Once stopped, s is closed.
func (s *Server) Start(ctx context.Context) (baseURL string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("listen for the demo server: %w", err)
	}
	hs := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute, // no write timeout: faults may hang
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          log.New(io.Discard, "", 0), // faults break connections on purpose
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = hs.Serve(l) // ends when hs is closed
	}()
	shut := func() {
		s.Close()
		_ = hs.Close() // also closes l
	}
	unhook := context.AfterFunc(ctx, shut)
	return "http://" + l.Addr().String(), func() {
		unhook()
		shut()
		<-served
	}, nil
}
