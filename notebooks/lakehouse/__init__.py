"""What the entry notebooks call: landing, silver and gold, as small modules that hold no state."""
