"""Running something in a process of its own: the channel to it and its priority."""
