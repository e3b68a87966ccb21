"""Deliveries and kills in turn, by a seed; in the end everything has to be there once."""

from __future__ import annotations

import random
import shutil
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import lakehouse_setup as setup

from .deliveries import Deliveries
from .ingest_process import IngestProcess, Killed
from .invariants import check, check_bronze, read_dump
from .kill_points import STAGES, KillPoint, before_the_checkpoint, chosen

MISSES_IN_A_ROW = 5


@dataclass
class Faults:
    """One lakehouse that is killed again and again while files keep coming."""

    home: Path
    seed: int
    kills: list[Killed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._landed: set[str] = set()
        self.deliveries = Deliveries(setup.volume(self.home, setup.LANDING), self.seed)
        self._contracts = setup.render_contracts(self.home)

    def run(self, kills: int) -> None:
        """Kills so often, each stage in its turn, after a delivery each; then checks."""
        misses = 0
        while len(self.kills) < kills:
            stage = STAGES[len(self.kills) % len(STAGES)]
            hit = self.kill(self._point(stage))
            # at random a point may be passed without a kill, or the kill come a stage too late
            misses = 0 if hit else misses + 1
            assert misses < MISSES_IN_A_ROW, f"no kill hit {stage} in {misses} tries"
        self.finish()

    def _point(self, stage: str) -> KillPoint:
        turn = len(self.kills) // len(STAGES)
        if turn == 0:
            return before_the_checkpoint(stage)
        return chosen(self._random, stage)

    def kill(self, point: KillPoint) -> bool:
        """A delivery, and an ingest run that is killed at the point; whether it hit its stage."""
        self.deliver()
        there = set(self.deliveries.contents)
        hit = IngestProcess(self.home).kill_at(point)
        if hit is None or hit.landed:
            self._landed = there
        number = f"{len(self.kills) + 1}"
        told = f"hit {hit.stage} in {hit.step}" if hit else "passed it"
        window = ", written and not yet in the checkpoint" if hit and hit.in_window else ""
        print(f"  kill {number}: {point}: {told}{window}", file=sys.stderr, flush=True)
        if hit is None or hit.stage != point.stage:
            return False
        self.kills.append(hit)
        self._leave_rubbish()
        return True

    def deliver(self) -> None:
        """The next files."""
        moveable = {path for path in self._landed if path.startswith("conversations/")}
        self.deliveries.deliver(self._random.randint(3, 8), moveable)

    def finish(self) -> None:
        """Ingests what is left, twice, in peace; then everything is there once."""
        self.deliver()
        dump = self.home / "dump"
        shutil.rmtree(dump, ignore_errors=True)
        IngestProcess(self.home, runs=2, dump=dump).finish()
        tables = read_dump(dump)
        check_bronze(tables, self.deliveries.contents, setup.LANDING)
        check(tables)
        for table, rows in tables.items():
            assert rows, f"{table} is empty: nothing was tested of it"

    def _leave_rubbish(self) -> None:
        """What a crash of the machine leaves as well: halves of temporary files."""
        checkpoints = setup.volume(self.home, setup.CHECKPOINTS)
        for log in ("offsets", "commits", "sources/0"):
            for folder in checkpoints.glob(f"*/{log}"):
                (folder / ".9999.6f0c.tmp").write_text("v1\n{")
                (folder / "..9999.6f0c.tmp.crc").write_bytes(b"crc\0")
        for log in self.home.glob("warehouse/*.db/*/_delta_log"):
            (log / ".99999999999999999999.json.6f0c.tmp").write_text('{"commitInfo"')
            (log.parent / "part-00000-rubbish.snappy.parquet").write_bytes(b"PAR1")

    def report(self) -> str:
        """How many kills hit which stage, and how many the classic window."""
        stages = Counter(kill.stage for kill in self.kills)
        window = sum(kill.in_window for kill in self.kills)
        counts = ", ".join(f"{stages[stage]} in {stage}" for stage in STAGES)
        return (
            f"seed {self.seed}: {len(self.kills)} kills: {counts}; "
            f"{window} between a table's commit and the checkpoint's; "
            f"{len(self.deliveries.contents)} files"
        )
