"""Decision about a new model: whether it replaces the champion, and the measures behind it."""

from __future__ import annotations

import numpy as np

from lakehouse.model.contest import Best
from lakehouse.model.evaluation import auc, brier, gain_interval, metrics
from lakehouse.model.registry import Champion
from lakehouse.model.training_data import TrainingData


def measures(best: Best, learn: TrainingData) -> dict[str, float]:
    """Metrics of the best candidate on the hold-out, and of its baselines."""
    return {
        **metrics(best.hold_out, best.probability),
        "auc_low": best.area.low,
        "auc_high": best.area.high,
        "single_feature_auc": best.baseline[1],
        "prior_brier": _prior_brier(learn, best.hold_out),
        **_by_version(best),
    }


def verdict(
    best: Best,
    measured: dict[str, float],
    reigning: Champion | None,
    min_gain: float,
) -> tuple[bool, str, dict[str, float]]:
    """True if the best candidate becomes the champion; the reason; the measures."""
    feature, alone = best.baseline
    if best.area.value <= alone:
        return False, f"AUC: not above {alone:.3f}, that of {feature} alone", {}
    if measured["brier"] >= measured["prior_brier"]:
        return (
            False,
            f"Brier score: not below that of the prior, got {measured['brier']:.3f}",
            {},
        )
    if reigning is None:
        return True, "there was no champion", {}
    missing = reigning.missing(best.hold_out.features)
    if missing:
        names = ", ".join(missing)
        return True, f"version {reigning.version} needs features that are gone: {names}", {}
    other = reigning.probabilities(best.hold_out.x)
    gain = gain_interval(best.hold_out, best.probability, other)
    compared = {
        "champion_auc": auc(best.hold_out.won, other, best.hold_out.weights),
        "gain": gain.value,
        "gain_low": gain.low,
        "gain_high": gain.high,
    }
    than = f"AUC on the same hold-out against version {reigning.version}: {gain.value:+.3f}"
    return gain.value > min_gain, f"{than} ({gain.low:+.3f} to {gain.high:+.3f})", compared


def _prior_brier(learn: TrainingData, hold_out: TrainingData) -> float:
    """The Brier score of a constant prediction: the share of won deals."""
    prior = float(np.average(learn.won, weights=learn.weights))
    return brier(hold_out.won, np.full(len(hold_out.won), prior), hold_out.weights)


def _by_version(best: Best) -> dict[str, float]:
    """The AUC by scoring version, of those with both outcomes in the hold-out."""
    found = {}
    for name in best.hold_out.scoring_versions:
        of_version = (best.hold_out.rows["scoring_version"] == name).to_numpy()
        won, probability = best.hold_out.won[of_version], best.probability[of_version]
        if len(np.unique(won)) == 2:
            key = "".join(c if c.isalnum() or c in "_-. /" else "_" for c in name)
            found[f"auc_of/{key}"] = auc(won, probability, np.ones(len(won)))
    return found
