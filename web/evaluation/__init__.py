"""The Evaluation page: scores of models, computed in a queue."""
