"""Rooms: a class joined by a code, on phones without accounts. Below the capabilities that put something to a room (docs/rooms.md)."""
