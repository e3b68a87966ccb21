"""Deliveries and kills in turn, by a seed; in the end everything has to be there once."""

from __future__ import annotations

import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import lakehouse_setup as setup

from .deliveries import Deliveries
from .ingest_process import IngestProcess, Killed
from .invariants import check, check_bronze, tables_below
from .kill_points import FEEDS, STAGES, KillPoint, before_the_checkpoint, chosen, steps_of, steps_to

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TRIES_PER_KILL = 3


@dataclass
class Faults:
    """One lakehouse that is killed again and again while files keep coming."""

    home: Path
    seed: int
    feeds: tuple[str, ...]
    stages: tuple[str, ...] = STAGES
    """Those that are killed, in order."""
    kills: list[Killed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._tries = 0
        self._landed: set[str] = set()
        self._is_news = False
        landing = setup.volume(self.home, setup.LANDING)
        self.deliveries = Deliveries(landing, self.seed, self.feeds)
        setup.render_contracts(self.home)

    def run(self, kills: int) -> None:
        """Kills so often, each stage in turn and none left out."""
        while len(self.kills) < kills or not {kill.stage for kill in self.kills} >= {*self.stages}:
            assert self._tries < TRIES_PER_KILL * kills, f"too few kills: {self.report()}"
            turn, number = divmod(self._tries, len(self.stages))
            stage = self.stages[number]
            self._tries += 1
            # merge and gold go on with what the runs before have left undone, as a repaired run
            if number == 0 or (stage == "bronze" and turn > 0):
                self.deliver()
            self.kill(
                # the first of each stage comes right behind its last write
                before_the_checkpoint(stage)
                if turn == 0
                else chosen(self._random, stage, self.feeds)
            )

    def deliver(self) -> None:
        """The next files."""
        moveable = {path for path in self._landed if path.startswith("conversations/")}
        self.deliveries.deliver(self._random.randint(3, 8), moveable)
        self._is_news = True

    def kill(self, point: KillPoint) -> None:
        """An ingest run that is killed at the point, or is quicker."""
        there = set(self.deliveries.contents)
        process = IngestProcess(self.home, self._due(steps_to(point)))
        hit = process.kill_at(point)
        self._is_news = False
        if process.ended("ingest_conversations"):
            self._landed = there
        told = f"hit {hit.stage} in {hit.step}" if hit else "passed it"
        window = ", written and not yet in the checkpoint" if hit and hit.in_window else ""
        print(f"  try {self._tries}: {point}: {told}{window}", file=sys.stderr, flush=True)
        if hit:
            self.kills.append(hit)
            self._leave_rubbish()

    def finish(self, spark: SparkSession) -> None:
        """Ingests what is left, in peace; then everything is there once."""
        IngestProcess(self.home, self._due(steps_of(self.feeds))).finish()
        tables = tables_below(spark, self.home / "warehouse")
        check_bronze(tables, self.deliveries.contents, setup.LANDING)
        check(tables)
        for table, rows in tables.items():
            feed = table.partition(".")[2].removesuffix("_raw")
            assert rows or feed in {*FEEDS} - {*self.feeds}, f"{table} is empty"

    def _due(self, steps: list[str]) -> list[str]:
        """Steps of a run: all after new files, else those that the last run left undone."""
        last = self.kills[-1].step if self.kills and not self._is_news else steps[0]
        return steps[steps.index(last) :] if last in steps else steps

    def _leave_rubbish(self) -> None:
        """Leaves halves of temporary files, as a crash of the machine does."""
        checkpoints = setup.volume(self.home, setup.CHECKPOINTS)
        for log in ("offsets", "commits", "sources/0"):
            for folder in checkpoints.glob(f"*/{log}"):
                (folder / ".9999.6f0c.tmp").write_text("v1\n{")
                (folder / "..9999.6f0c.tmp.crc").write_bytes(b"crc\0")
        for log in self.home.glob("warehouse/*.db/*/_delta_log"):
            (log / ".99999999999999999999.json.6f0c.tmp").write_text('{"commitInfo"')
            (log.parent / "part-00000-rubbish.snappy.parquet").write_bytes(b"PAR1")

    def report(self) -> str:
        """Number of kills by stage, and in the window between the two commits."""
        stages = Counter(kill.stage for kill in self.kills)
        window = sum(kill.in_window for kill in self.kills)
        counts = ", ".join(f"{stages[stage]} in {stage}" for stage in STAGES)
        return (
            f"seed {self.seed}: {len(self.kills)} kills: {counts}; "
            f"{window} between a table's commit and the checkpoint's; "
            f"{len(self.deliveries.contents)} files"
        )
