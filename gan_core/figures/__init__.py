"""Numbers in, figures out: pure functions and the palette they share."""
