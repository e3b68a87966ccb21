"""Published examples of vendors as joined documents, and changes of their fields."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parent / "fixtures"
GONE = object()

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Vendor:
    """The places of a vendor's fields in its example, and their paths in problems."""

    name: str
    id: Place
    time: Place
    pieces: Place
    text: Place
    """Below a piece."""
    speaker: Place
    start: Place | None = None
    end: Place | None = None
    other_ids: tuple[Place, ...] = ()
    """The same id in the other parts."""
    bad_time: Any = "10:00:00"

    @property
    def example(self) -> Any:
        """The example."""
        return json.loads((FIXTURES / f"{self.name}.json").read_text())

    @property
    def mapped(self) -> Any:
        """The canonical call of the example."""
        return json.loads((FIXTURES / "mapped" / f"{self.name}.json").read_text())

    def changed(self, place: Place, value: Any) -> Any:
        """The example with another value at a place, or without it."""
        return changed(self.example, place, value)


def changed(document: Any, place: Sequence[str | int], value: Any) -> Any:
    """A document with another value at a place, or without it."""
    document = copy.deepcopy(document)
    *outer, last = place
    target = document
    for step in outer:
        target = target[step]
    if value is GONE:
        del target[last]
    else:
        target[last] = value
    return document


def at(document: Any, place: Place) -> Any:
    """The value at a place."""
    for step in place:
        document = document[step]
    return document


GONG_CALL = ("call", "calls", 0)
GONG_TRANSCRIPT = ("transcript", "callTranscripts", 0)
FIREFLIES = ("transcript", "data", "transcript")
DEEPGRAM_WORDS = ("transcription", "results", "channels", 0, "alternatives", 0, "words")
RFC_2822_WITHOUT_ZONE = "Tue, 31 Aug 2010 20:36:29"

VENDORS = (
    Vendor(
        "gong",
        id=(*GONG_CALL, "metaData", "id"),
        other_ids=((*GONG_TRANSCRIPT, "callId"),),
        time=(*GONG_CALL, "metaData", "started"),
        pieces=(*GONG_TRANSCRIPT, "transcript", 0, "sentences"),
        text=("text",),
        speaker=(*GONG_TRANSCRIPT, "transcript", 0, "speakerId"),
        start=("start",),
        end=("end",),
        bad_time="2018-02-18T02:31:12",
    ),
    Vendor(
        "contact_lens",
        id=("contact", "ContactId"),
        other_ids=(("analysis", "CustomerMetadata", "ContactId"),),
        time=("contact", "InitiationTimestamp"),
        pieces=("analysis", "Transcript"),
        text=("Content",),
        speaker=("analysis", "Transcript", 0, "ParticipantId"),
        start=("BeginOffsetMillis",),
        end=("EndOffsetMillis",),
        bad_time="2026-02-03",
    ),
    Vendor(
        "zoom",
        id=("recording", "uuid"),
        time=("recording", "start_time"),
        pieces=("transcript",),
        text=(),
        speaker=(),
        bad_time="05:41:36Z",
    ),
    Vendor(
        "twilio_deepgram",
        id=("call", "sid"),
        other_ids=(("transcription", "metadata", "extra", "call_sid"),),
        time=("call", "start_time"),
        pieces=DEEPGRAM_WORDS,
        text=("word",),
        speaker=("context", "rep_speaker"),
        start=("start",),
        end=("end",),
        bad_time=RFC_2822_WITHOUT_ZONE,
    ),
    Vendor(
        "twilio_assemblyai",
        id=("call", "sid"),
        time=("call", "start_time"),
        pieces=("transcription", "utterances"),
        text=("text",),
        speaker=("transcription", "utterances", 0, "speaker"),
        start=("start",),
        end=("end",),
        bad_time="Mon, 31 Aug 2010 20:36:29 +0000",
    ),
    Vendor(
        "fireflies",
        id=(*FIREFLIES, "id"),
        time=(*FIREFLIES, "date"),
        pieces=(*FIREFLIES, "sentences"),
        text=("text",),
        speaker=(*FIREFLIES, "sentences", 0, "speaker_id"),
        start=("start_time",),
        end=("end_time",),
        bad_time=1713201000,
    ),
    Vendor(
        "genesys",
        id=("conversationId",),
        time=("startTime",),
        pieces=("transcripts", 0, "phrases"),
        text=("text",),
        speaker=("transcripts", 0, "phrases", 0, "participantPurpose"),
        start=("startTimeMs",),
        bad_time="1706954400000.5e3",
    ),
)
"""Vendors with a file in `fixtures/`, and the expected call in `fixtures/mapped/`."""
