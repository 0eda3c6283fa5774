"""Does Krisplan answer well? Scores behaviour on cases; `python -m evals --help` shows how."""
