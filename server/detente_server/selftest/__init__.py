"""Does this server keep its word on this machine? Players, kill -9, and a checker of what everybody was told."""
