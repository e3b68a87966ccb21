"""Closed deals with their features: what models learn from and are judged by."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import pandas as pd

REP, TIME = "rep", "time"
SPLITS = (REP, TIME)
"""Ways to separate the evaluated deals from the deals that models are trained on."""


class Untrainable(Exception):
    """There is not enough to learn from: no fault, but no model either."""


@dataclass(frozen=True)
class TrainingData:
    """Closed deals, a row for each scoring version.

    `rows` has `deal_id`, `scoring_version`, `rep_id` (may be null), `closed_at`, `won` (boolean)
    and a column of floats for each of `features`, NaN where a version does not say.
    """

    rows: pd.DataFrame
    features: tuple[str, ...]

    def __post_init__(self) -> None:
        missing = [name for name in self.features if name not in self.rows]
        if missing:
            raise ValueError(f"`features`: not columns of the rows, got {', '.join(missing)}")

    @property
    def x(self) -> pd.DataFrame:
        """The features, as floats."""
        return cast(pd.DataFrame, self.rows[list(self.features)].astype("float64"))

    @property
    def won(self) -> np.ndarray:
        """1 where the deal was won, else 0."""
        return self.rows["won"].to_numpy(dtype="int64")

    @property
    def weights(self) -> np.ndarray:
        """The weight of each row: a deal counts 1, for any number of versions that scored it."""
        versions = self.rows.groupby("deal_id")["deal_id"].transform("count")
        return 1.0 / versions.to_numpy(dtype="float64")

    @property
    def deals(self) -> np.ndarray:
        """The deal of each row, as a number from 0."""
        return pd.factorize(self.rows["deal_id"])[0]

    @property
    def groups(self) -> np.ndarray:
        """The rep of each row, else its deal: what never stands on both sides."""
        return self._owners().to_numpy()

    @property
    def deal_count(self) -> int:
        """Number of deals."""
        return int(self.rows["deal_id"].nunique())

    @property
    def scoring_versions(self) -> list[str]:
        """The scoring versions, sorted."""
        return sorted(self.rows["scoring_version"].unique())

    def where(self, mask: np.ndarray) -> TrainingData:
        """The rows of a mask."""
        return replace(self, rows=self.rows[np.asarray(mask)].reset_index(drop=True))

    def constant_features(self) -> list[str]:
        """Features that say the same of every deal, or nothing: no model can learn from them."""
        return [name for name in self.features if self.rows[name].nunique(dropna=False) <= 1]

    def split(self, kind: str, share: float) -> tuple[TrainingData, TrainingData]:
        """The training data and the hold-out, which has about `share` of the deals.

        `rep` holds out reps by a hash of their id: a rep that is held out once always is, and no
        champion was trained on it. `time` holds out the deals that were closed last.
        """
        if kind == REP:
            held_out = self._owners().map(_place) < share
        elif kind == TIME:
            ends = self.rows.groupby("deal_id")["closed_at"].max().reset_index()
            ends = ends.sort_values(["closed_at", "deal_id"], ignore_index=True)
            last = ends["deal_id"].to_list()[int(round(len(ends) * (1 - share))) :]
            held_out = self.rows["deal_id"].isin(last)
        else:
            raise ValueError(f"`split`: unknown value, got {kind}. Use one of {', '.join(SPLITS)}")
        mask = held_out.to_numpy()
        return self.where(~mask), self.where(mask)

    def require(self, part: str, min_deals: int) -> None:
        """Raises `Untrainable` where the deals are too few, or all ended alike."""
        if self.deal_count < min_deals:
            raise Untrainable(f"{part}: fewer than {min_deals} deals, got {self.deal_count}")
        if len(np.unique(self.won)) < 2:
            outcome = "won" if self.won.any() else "lost"
            raise Untrainable(f"{part}: not both won and lost deals, got only {outcome} ones")

    def of_versions(self, wanted: Sequence[str]) -> TrainingData:
        """The rows of some scoring versions; none named means all."""
        if not wanted:
            return self
        return self.where(self.rows["scoring_version"].isin(wanted).to_numpy())

    def _owners(self) -> pd.Series:
        return ("rep " + self.rows["rep_id"]).fillna("deal " + self.rows["deal_id"])


def _place(owner: str) -> float:
    """Where an owner stands between 0 and 1: always the same."""
    return int.from_bytes(hashlib.sha256(owner.encode()).digest()[:8], "big") / 2**64
