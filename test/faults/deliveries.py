"""Deliveries of sources to the landing zone, random by a seed: new calls and all kinds of defects.

Nothing here is ambiguous: a document is good by any rule, or has no key or is no JSON at all.
"""

from __future__ import annotations

import json
import os
import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ..notebooks.documents import conversation, deal, evaluation, rep, separate, signal

REPS = [f"rep_{number}" for number in range(12)]
VERSIONS = ("scorer@1", "scorer@2")
SIGNALS = ("empathy", "price", "next_step", "mood")


class Deliveries:
    """A landing zone, and every content that each of its paths ever had."""

    def __init__(self, landing: Path, seed: int, feeds: Iterable[str]) -> None:
        self.landing = landing
        self.feeds = tuple(feeds)
        self.contents: dict[str, list[bytes]] = defaultdict(list)
        self.gone: set[str] = set()
        """Paths that were landed under and are there no more."""

        self._random = random.Random(seed)
        self._sent: list[tuple[str, dict[str, Any]]] = []
        self._torn: list[tuple[str, bytes]] = []
        self._numbers = iter(range(1_000_000))
        for feed in self.feeds:
            (landing / feed).mkdir(parents=True, exist_ok=True)

    def deliver(self, calls: int, landed: set[str] | None = None) -> None:
        """A delivery of new calls, corrections, doubles and damage; `landed` paths may be moved."""
        for _ in range(calls):
            self._send(self._call(f"call_{next(self._numbers):05}"))
        self._correct()
        self._reuse_id()
        self._send_again()
        self._send_damaged()
        self._complete_torn()
        self._tear()
        self._upload_properly()
        self._rename(landed or set())
        if "evaluations" in self.feeds:
            self._lines("evaluations", [self._evaluation() for _ in range(4)])
        if "deals" in self.feeds:
            self._lines("deals", [self._deal() for _ in range(3)])
        if "reps" in self.feeds:
            self._lines("reps", [self._rep(rep_id) for rep_id in self._some(REPS)])
        self._age()

    def _call(self, call_id: str, began_at: str | None = None) -> dict[str, Any]:
        rng = self._random
        evaluations = [
            evaluation(version, self._time(), *(self._signal(name) for name in self._some(SIGNALS)))
            for version in self._some(VERSIONS)
        ]
        return conversation(
            call_id,
            *evaluations,
            rep_id=rng.choice(REPS),
            call_timestamp=began_at or f"2025-0{rng.randint(1, 3)}-15T10:00:00Z",
            updated_at=self._time(),
        )

    def _signal(self, name: str) -> dict[str, Any]:
        rng = self._random
        value = {"next_step": rng.random() < 0.5, "mood": rng.choice(["good", "bad"])}
        # one in twenty is surer than sure, which no rule lets pass
        confidence = rng.choice([None, round(rng.random(), 3)]) if rng.random() < 0.95 else 1.5
        return signal(name, value.get(name, rng.randint(0, 10)), confidence=confidence)

    def _evaluation(self) -> dict[str, Any]:
        """An evaluation of a call that was sent, or will be."""
        rng = self._random
        call_id = f"call_{rng.randrange(len(self._sent) + 20):05}"
        found = (self._signal(name) for name in self._some(SIGNALS))
        return separate(call_id, evaluation(rng.choice(VERSIONS), self._time(), *found))

    def _deal(self) -> dict[str, Any]:
        return deal(f"deal_{self._random.randrange(30)}", self._time(), outcome="won")

    def _rep(self, rep_id: str) -> dict[str, Any]:
        return rep(rep_id, f"team_{self._random.randrange(3)}", self._time())

    def _time(self) -> str:
        """A moment in the past; few enough that some are the same."""
        rng = self._random
        return f"2025-04-{rng.randint(1, 28):02}T{rng.randint(0, 5):02}:00:00Z"

    def _some(self, of: Any) -> list[Any]:
        return self._random.sample(list(of), self._random.randint(1, len(of)))

    def _put(self, path: str, body: bytes) -> None:
        file = self.landing / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
        self.contents[path].append(body)

    def _name(self, what: str) -> str:
        folder = f"2025-{self._random.randint(1, 12):02}"
        return f"conversations/{folder}/{what}-{next(self._numbers):05}.json"

    def _send(self, document: dict[str, Any]) -> None:
        path = self._name(document["call"]["call_id"])
        self._put(path, json.dumps(document).encode())
        self._sent.append((path, document))

    def _correct(self) -> None:
        """Later or earlier words on calls that were sent: which it is goes by their times."""
        for _, document in self._random.sample(self._sent, min(3, len(self._sent))):
            call = document["call"]
            hours = self._random.choice((0, 0, self._random.randint(-20, 20)))
            moved = datetime.fromisoformat(call["call_timestamp"]) + timedelta(hours=hours)
            self._send(self._call(call["call_id"], f"{moved:%Y-%m-%dT%H:%M:%SZ}"))

    def _reuse_id(self) -> None:
        """Another meeting under the id of a call; the first of them holds it."""
        _, document = self._random.choice(self._sent)
        self._send(self._call(document["call"]["call_id"]))

    def _send_again(self) -> None:
        """The same document under another name, and once more under its own."""
        path, document = self._random.choice(self._sent)
        self._put(self._name("again"), json.dumps(document).encode())
        if path not in self.gone:
            self._put(path, json.dumps(document).encode())

    def _send_damaged(self) -> None:
        whole = json.dumps(self._call("call_damaged")).encode()
        cut = self._random.randrange(1, len(whole) - 1)
        self._put(self._name("cut"), whole[:cut])
        self._put(self._name("no-key"), whole.replace(b'"call_damaged"', b'" "'))
        self._put(self._name("empty"), b"")

    def _tear(self) -> None:
        """A writer that writes in place is caught half way."""
        whole = json.dumps(self._call(f"call_{next(self._numbers):05}")).encode()
        path = self._name("torn")
        self._put(path, whole[: self._random.randrange(1, len(whole) - 1)])
        self._torn.append((path, whole))

    def _complete_torn(self) -> None:
        """Completes the file in place, which no stream reads again, and sends it again as well."""
        for path, whole in self._torn:
            self._put(path, whole)
            self._put(self._name("whole"), whole)
        self._torn.clear()

    def _upload_properly(self) -> None:
        """A hidden name while it is written, then the name it is read by."""
        path = self._name("uploaded")
        whole = json.dumps(self._call(f"call_{next(self._numbers):05}")).encode()
        file = self.landing / path
        file.parent.mkdir(parents=True, exist_ok=True)
        hidden = file.with_name(f".{file.name}.part")
        hidden.write_bytes(whole)
        hidden.rename(file)
        self.contents[path].append(whole)

    def _rename(self, landed: set[str]) -> None:
        """A file that was read moves: under its new path it is another file."""
        there = sorted(landed - self.gone)
        if not there:
            return
        path = self._random.choice(there)
        moved = self._name("moved")
        (self.landing / moved).parent.mkdir(parents=True, exist_ok=True)
        self.contents[moved].append((self.landing / path).read_bytes())
        (self.landing / path).rename(self.landing / moved)
        self.gone.add(path)

    def _lines(self, feed: str, documents: list[dict[str, Any]]) -> None:
        lines = [json.dumps(document) for document in documents]
        lines.insert(self._random.randint(0, len(lines)), '{"half": ')
        body = "".join(f"{line}\n" for line in lines).encode()
        self._put(f"{feed}/{next(self._numbers):05}.jsonl", body)

    def _age(self) -> None:
        """Files are as old as they like: the order that they are listed in says nothing."""
        for file in self.landing.rglob("*.json*"):
            at = 1_740_000_000 + self._random.randrange(1_000_000)
            os.utime(file, (at, at))
