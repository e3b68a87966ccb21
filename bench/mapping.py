"""Ingestion of documents of a vendor, against the same calls in the shape of the feed.

Each call is a document of Gong with call and transcript; the baseline has what its mapping gives.
Usage: python bench/mapping.py [calls]
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from cluster.spark.session import build_session
from lakehouse.ingest.feeds import ingest_feed
from lakehouse.runtime import contracts as contracts_module
from lakehouse.runtime.contracts import Contracts, accepted_sources
from lakehouse.sources.declarations import sources_of
from lakehouse.sources.mapping import Mapped, map_document
from lakehouse_setup import (
    CATALOG,
    CHECKPOINTS,
    LANDING,
    PROJECT,
    make_tables,
    render_contracts,
    timed,
    volume,
)
from pyspark.sql import SparkSession

ROUNDS = 3
CALLS = 1000
TURNS = 40
SOURCE, FEED = "gong", "conversations"
EXAMPLE = PROJECT / "test" / "notebooks" / "sources" / "fixtures" / "gong.json"
SENTENCE = "We have checked the numbers of the last quarter, and they are as we expected them. "


def document(number: int) -> dict[str, Any]:
    """The published example with another id and as many turns as a call has."""
    found = json.loads(EXAMPLE.read_text())
    call_id = str(7_000_000_000_000_000_000 + number)
    found["call"]["calls"][0]["metaData"]["id"] = call_id
    transcript = found["transcript"]["callTranscripts"][0]
    speakers = [monologue["speakerId"] for monologue in transcript["transcript"]]
    transcript["callId"] = call_id
    transcript["transcript"] = [
        {
            "speakerId": speakers[turn % 2],
            "topic": None,
            "sentences": [
                {"start": turn * 9000 + part, "end": turn * 9000 + part + 1, "text": SENTENCE}
                for part in range(3)
            ],
        }
        for turn in range(TURNS)
    ]
    return found


def land(folder: Path, contracts: Contracts, calls: int) -> None:
    """Writes the documents of both landing zones below `folder`."""
    sources = sources_of(contracts.sources)
    for number in range(calls):
        text = json.dumps(document(number))
        outcome = map_document(sources, text, SOURCE)
        if not isinstance(outcome, Mapped):
            raise SystemExit(f"error: document: gives no call, got {outcome.problems}")
        for kind, place, body in (
            ("canonical", FEED, outcome.text),
            ("vendor", f"{FEED}/{SOURCE}", text),
        ):
            file = folder / kind / place / f"{number}.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(body)


def ingest(spark: SparkSession, contracts: Contracts, kind: str, calls: int) -> None:
    """Ingests the documents of a landing zone, from landing to silver."""
    done = ingest_feed(
        spark,
        contracts,
        FEED,
        catalog=CATALOG,
        landing=f"{LANDING}/{kind}",
        checkpoints=CHECKPOINTS,
        trigger="availableNow",
        remove=shutil.rmtree,
    )
    inserted = done["silver.conversations"]["inserted"]
    if inserted != calls:
        raise SystemExit(f"error: not {calls} calls ingested, got {inserted}")


def main() -> None:
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else CALLS
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    home = Path(tempfile.mkdtemp(prefix="bench-mapping-"))
    contracts_file = render_contracts(home)
    contracts = contracts_module.load(contracts_file)
    feed = replace(contracts.feed(FEED), sources=accepted_sources(contracts.sources, [SOURCE]))
    by_kind = {
        "canonical": contracts,
        "vendor": replace(contracts, feeds={**contracts.feeds, FEED: feed}),
    }
    land(volume(home, LANDING), contracts, calls)
    declared = json.loads(contracts_file.read_text())["tables"]
    spark = build_session(home, memory="4g")
    times: dict[str, list[float]] = {kind: [] for kind in by_kind}
    try:
        for number in range(ROUNDS + 1):
            # in turn, so that none has the warmer process
            for kind, accepted in by_kind.items():
                make_tables(spark, declared)
                shutil.rmtree(volume(home, CHECKPOINTS), ignore_errors=True)
                seconds = timed(
                    f"round {number}, {kind}",
                    lambda accepted=accepted, kind=kind: ingest(spark, accepted, kind, calls),
                )
                if number > 0:
                    times[kind].append(seconds)
    finally:
        spark.stop()
        shutil.rmtree(home, ignore_errors=True)
    base = median(times["canonical"])
    measures = [
        {
            "what": f"{what}: {calls / median(times[kind]):,.0f} calls/s",
            "seconds": median(times[kind]),
            "runs": ROUNDS,
            "ratio": median(times[kind]) / base,
        }
        for kind, what in (("canonical", "shape of the feed"), ("vendor", "documents of Gong"))
    ]
    print(
        json.dumps(
            {
                "title": f"Ingestion of {calls:,} calls of a vendor, from landing to silver",
                "baseline": "the same calls in the shape of the feed",
                "measures": measures,
            }
        )
    )


if __name__ == "__main__":
    main()
