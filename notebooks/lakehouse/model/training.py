"""Training: candidates compete, the best is judged once, and may challenge the champion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import mlflow

from lakehouse.model import record, registry
from lakehouse.model.aliases import CHALLENGER
from lakehouse.model.contest import Best, best_of_candidates
from lakehouse.model.training_data import REP, SPLITS, TrainingData, Untrainable
from lakehouse.model.verdict import measures, verdict

KEPT, SKIPPED = "kept", "skipped"
"""States of a training without a CHALLENGER: no better model, or too little data."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Settings:
    """Settings of the training (docs/reference/settings.md)."""

    scoring_versions: Sequence[str] = ()
    split: str = REP
    hold_out_share: float = 0.25
    min_deals: int = 200
    max_plausible_auc: float = 0.9
    min_gain: float = 0.0

    def __post_init__(self) -> None:
        if self.split not in SPLITS:
            raise ValueError(
                f"`split`: unknown value, got {self.split}. Use one of {', '.join(SPLITS)}"
            )
        if not 0 < self.hold_out_share < 1:
            raise ValueError(f"`hold_out_share`: not between 0 and 1, got {self.hold_out_share}")


@dataclass
class Report:
    """Outcome of a training, with the reason."""

    state: str
    reason: str
    version: int | None = None
    """The version that was registered."""
    champion: int | None = None
    """The version that is the champion until a challenger is served."""
    run_id: str | None = None
    candidate: str | None = None
    metrics: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return asdict(self)


def train(
    data: TrainingData,
    settings: Settings,
    *,
    model_name: str,
    experiment_name: str,
    tags: dict[str, str] | None = None,
    say: Say = print,
) -> Report:
    """Trains, registers the best candidate, and makes it the challenger where it is the better one.

    `lakehouse.model.serving` makes a challenger the champion once it is served.

    Raises `LeakageSuspected` where the model is too good: nothing is registered then.
    """
    data = data.of_versions(settings.scoring_versions)
    try:
        data.require("closed deals with features", settings.min_deals)
        learn, hold_out = data.split(settings.split, settings.hold_out_share)
        learn.require("deals to learn from", 10)
        hold_out.require("deals to be judged by", 10)
        constant = learn.constant_features()
        if len(constant) == len(data.features):
            raise Untrainable("features: all are constant, so that no model can be trained")
    except Untrainable as untrainable:
        say(f"no model is trained: {untrainable}")
        return Report(SKIPPED, str(untrainable), champion=_standing(model_name))
    if constant:
        say(f"these features tell nothing, as they are the same everywhere: {', '.join(constant)}")
    say(f"learning from {learn.deal_count} deals, judged by {hold_out.deal_count} others")
    mlflow.set_experiment(experiment_name)
    with mlflow.start_run(run_name="train_deal_outcome", tags=tags) as run:
        mlflow.log_params(
            {
                **{name: str(value) for name, value in asdict(settings).items()},
                "features": len(data.features),
                "constant_features": ", ".join(constant)[:500],
                "deals_to_learn_from": learn.deal_count,
                "deals_to_be_judged_by": hold_out.deal_count,
            }
        )
        best = best_of_candidates(
            learn, hold_out, max_plausible_auc=settings.max_plausible_auc, say=say
        )
        report = _enter(best, learn, settings, model_name)
        report.run_id = run.info.run_id
        mlflow.set_tags({"state": report.state, "reason": report.reason})
        mlflow.log_dict(report.as_dict(), "report.json")
    say(f"version {report.version} {report.state}: {report.reason}")
    return report


def _enter(best: Best, learn: TrainingData, settings: Settings, model_name: str) -> Report:
    """Logs the best candidate, registers it, and lets it challenge the champion if it may."""
    measured = measures(best, learn)
    reigning = registry.champion(model_name)
    is_better, reason, compared = verdict(best, measured, reigning, settings.min_gain)
    measured |= compared
    mlflow.log_params({"candidate": best.name, "single_feature": best.baseline[0]})
    mlflow.log_metrics(measured)
    record.draw(best, reigning)
    uri = record.log_model(best, learn)
    tags = {"candidate": best.name, "split": settings.split, "auc": str(best.area)}
    registered = registry.register(uri, model_name, tags)
    if is_better:
        registry.challenge(model_name, registered)
    standing = reigning.version if reigning else None
    state = CHALLENGER if is_better else KEPT
    return Report(state, reason, registered, standing, None, best.name, measured)


def _standing(model_name: str) -> int | None:
    reigning = registry.champion(model_name)
    return reigning.version if reigning else None
