"""Presenter mode: tours, notes, rooms of followers, prefetching."""
