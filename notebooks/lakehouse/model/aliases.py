"""The aliases of a registered model's versions."""

CHAMPION = "champion"
"""The version that predicts."""

CHALLENGER = "challenger"
"""The one that a training found to be better, until it is served and becomes the champion."""

PREVIOUS = "previous_champion"
"""The one that did before it: what a rollback goes back to."""
