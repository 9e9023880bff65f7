"""The self-check page."""
