"""Killed wherever it hurts, the ingest job loses no record and doubles none.

The short form has one kill: what a merge wrote stands, and its checkpoint does not know it yet. The
long one has 50 kills at random points by a seed, which it prints. `make test-faults` runs it,
with KILLS and SEED in their place if they are set, and with COMPUTE=serverless on Spark Connect.
"""

from __future__ import annotations

import os
import time
from collections import Counter

from .. import forms
from .compute import COMPUTE
from .faults import Faults
from .kill_points import FEEDS, STAGES

LONG = forms.LONG or "FAULT_KILLS" in os.environ
KILLED = STAGES if LONG else ("merge",)
KILLS = int(os.environ.get("FAULT_KILLS") or (50 if LONG else len(KILLED)))
SEED = int(os.environ.get("FAULT_SEED") or (time.time_ns() % 1_000_000 if LONG else 20))


def test_every_document_is_there_once_whatever_was_killed(tmp_path, spark):
    # in short of calls alone, and from one delivery
    faults = Faults(tmp_path, SEED, FEEDS if LONG else ("conversations",), KILLED)
    of_run = f"seed {SEED}, {KILLS} kills, compute {COMPUTE}"
    print(f"\nfaults: {of_run} (SEED={SEED} replays them)", flush=True)
    faults.run(KILLS)
    print(f"faults: {faults.report()}", flush=True)
    if LONG:
        faults.deliver()
    faults.finish(spark)
    hit = Counter(kill.stage for kill in faults.kills)
    assert set(hit) >= set(KILLED)
    # a point is aimed at a stage, and may hit the next: what is listed soon is a batch
    assert min(hit[stage] for stage in KILLED) >= KILLS // (3 * len(KILLED))
    # the first kill of each stage aims right behind the write that the checkpoint does not know yet
    assert any(kill.in_window for kill in faults.kills)
