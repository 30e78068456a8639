"""`gouji play`: a page to try rules and forms in, served on loopback. Never serves another machine, never writes a user's file."""
