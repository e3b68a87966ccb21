"""Deals whose outcome is known to depend on some features."""

from __future__ import annotations

import numpy as np
import pandas as pd
from lakehouse.model.training_data import TrainingData

FEATURES = ("sentiment", "interest", "noise", "calls")


def sample(
    count: int = 400,
    *,
    seed: int = 1,
    reps: int = 80,
    of: tuple[str, ...] = ("sentiment",),
    strength: float = 1.5,
) -> TrainingData:
    """`count` deals by two scoring versions: the first says everything, the second no interest.

    That a deal is won depends on the features `of`, the more so the greater `strength` is.
    """
    draws = np.random.default_rng(seed)
    deals = pd.DataFrame({name: draws.normal(size=count) for name in FEATURES[:3]})
    deals["calls"] = 1.0
    chance = 1 / (1 + np.exp(-strength * deals[list(of)].sum(axis=1)))
    deals["won"] = draws.random(count) < chance
    deals["deal_id"] = [f"deal{n:04d}" for n in range(count)]
    deals["rep_id"] = [f"rep{n}" for n in draws.integers(0, reps, count)]
    deals["closed_at"] = pd.Timestamp("2025-01-01") + pd.to_timedelta(draws.permutation(count), "D")
    by_two = pd.concat(
        [deals.assign(scoring_version="a@1"), deals.assign(scoring_version="b@1", interest=np.nan)],
        ignore_index=True,
    )
    return TrainingData(by_two, FEATURES)
