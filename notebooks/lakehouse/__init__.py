"""Package of the entry notebooks: landing, silver and gold, as small modules without state."""
