"""The aliases of a registered model's versions."""

CHAMPION = "champion"
"""The version that predicts."""

PREVIOUS = "previous_champion"
"""The one that did before it: what a rollback goes back to."""
