"""Training in three sizes: one update (steps), an iterator of reports (loop), a run on disk (run)."""
