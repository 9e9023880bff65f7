"""The classroom as files: every page that needs no server, written once, to be opened from a folder or served by any static host."""
