"""The deal-outcome model: what it learns from, how it is judged, and who is the champion."""
