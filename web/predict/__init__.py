"""Predict, then look: questions that a page asks before it shows its point, answered by computation."""
