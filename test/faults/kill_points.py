"""Where an ingest run is killed: stratified over its stages, within a stage at random."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

STAGES = ("landing", "bronze", "merge", "gold")

CHECKPOINTS = "volumes/spark_catalog/ops/checkpoints"
FEEDS = ("conversations", "evaluations", "deals", "reps")


@dataclass(frozen=True)
class KillPoint:
    """Kill when the step has begun and `files` has one file more, `delay_seconds` later."""

    stage: str
    step: str
    files: str | None
    """A glob below the workspace's folder; None for the begin of the step."""

    delay_seconds: float

    def __str__(self) -> str:
        when = f"a new {self.files}" if self.files else "its begin"
        return f"{self.stage}: {self.step}, {self.delay_seconds * 1000:.0f} ms after {when}"


def written(table: str) -> list[str]:
    """Files of a write to a table in order: its data, then the commit of its log."""
    schema, name = table.split(".")
    folder = f"warehouse/{schema}.db/{name}"
    return [f"{folder}/*.parquet", f"{folder}/_delta_log/*.json"]


LAST_WRITTEN = {
    "landing": f"{CHECKPOINTS}/land_conversations/sources/0/[0-9]*",
    "bronze": written("bronze.conversations_raw")[1],
    "merge": written("silver.conversation_signals")[1],
    "gold": written("gold.rep_monthly_scores")[1],
}
"""By stage, its last write before the checkpoint records the batch as done."""


def moments(stage: str, feed: str) -> tuple[str, list[str | None]]:
    """The step that a stage is killed in, and the moments within: from its begin to its end."""
    if stage == "landing":
        return f"ingest_{feed}", [None, f"{CHECKPOINTS}/land_{feed}/sources/0/[0-9]*"]
    if stage == "bronze":
        offsets = f"{CHECKPOINTS}/land_{feed}/offsets/[0-9]*"
        return f"ingest_{feed}", [offsets, *written(f"bronze.{feed}_raw")]
    if stage == "merge":
        of_calls = feed in ("conversations", "evaluations")
        more = ["silver.conversation_signals"] if of_calls else []
        tables = [f"silver.{feed}", *more, "silver.quarantine"]
        begin = written(f"bronze.{feed}_raw")[1]
        return f"ingest_{feed}", [begin, *(m for table in tables for m in written(table))]
    offsets = f"{CHECKPOINTS}/refresh_rep_monthly_scores/offsets/[0-9]*"
    return "refresh_rep_monthly_scores", [None, offsets, *written("gold.rep_monthly_scores")]


def steps_of(feeds: Iterable[str]) -> list[str]:
    """All of the ingest job that ingests these feeds and computes gold."""
    # conversations, the first of the feeds, are the last to be ingested, after their evaluations
    ingests = (f"ingest_{feed}" for feed in reversed(tuple(feeds)))
    return [*ingests, "refresh_rep_monthly_scores"]


def steps_to(point: KillPoint) -> list[str]:
    """The steps that the killed step depends on, and that step."""
    feed = "conversations" if point.stage == "gold" else point.step.partition("_")[2]
    steps = steps_of([feed])
    return steps[: steps.index(point.step) + 1]


def chosen(rng: random.Random, stage: str, feeds: Iterable[str]) -> KillPoint:
    """A point of the stage: often right behind a write, else up to a second later."""
    feed = rng.choice(("conversations", "conversations", *feeds))
    step, files = moments(stage, feed)
    file = rng.choice(files)
    longest = 1.0 if file is None else rng.choice((0.0, 0.02, 0.5))
    return KillPoint(stage, step, file, rng.uniform(0, longest))


def before_the_checkpoint(stage: str) -> KillPoint:
    """The classic window: what was written stands, and the checkpoint does not know it yet."""
    step, _ = moments(stage, "conversations")
    return KillPoint(stage, step, LAST_WRITTEN[stage], 0)
