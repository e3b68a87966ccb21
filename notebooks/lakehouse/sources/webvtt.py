"""Transcripts in WebVTT (W3C, "WebVTT: The Web Video Text Tracks Format")."""

from __future__ import annotations

import html
import re

from .exact_json import Json, Number
from .problems import Invalid

_HEADER = re.compile("WEBVTT([ \t].*)?")
_TIMING = re.compile(
    r"((?:[0-9]{2,6}:)?[0-9]{2}:[0-9]{2}\.[0-9]{3})[ \t]+-->[ \t]+"
    r"((?:[0-9]{2,6}:)?[0-9]{2}:[0-9]{2}\.[0-9]{3})([ \t].*)?"
)
_VOICE = re.compile("<v(?:[.][^ \t>]*)?[ \t]+([^>]+)>")
_PREFIX = re.compile("([^:]{1,128}): (.*)", re.DOTALL)
_TAG = re.compile("<[^>]*>")
_NO_CUES = ("NOTE", "STYLE", "REGION")


def is_webvtt(text: str) -> bool:
    """True if the text begins as a WebVTT file does."""
    return text.removeprefix("\ufeff")[:6] == "WEBVTT"


def cues_of(text: str, path: str) -> Json:
    """The cues of a file, each with its speaker: of a voice tag, else of the prefix `Name: `.

    Raises `Invalid` with the rule `webvtt_valid` and the line.
    """
    lines = re.split("\r\n|\n|\r", text.removeprefix("\ufeff"))
    if not _HEADER.fullmatch(lines[0]):
        raise Invalid("webvtt_valid", f"{path}:1", lines[0])
    cues: list[Json] = []
    start = 1
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end]:
            end += 1
        # the lines below the header are no cue
        if end > start and (start > 1 or any("-->" in line for line in lines[start:end])):
            cue = _cue(lines[start:end], f"{path}:{start + 1}")
            if cue is not None:
                cues.append(cue)
        start = end + 1
    return {"cues": cues}


def _cue(lines: list[str], path: str) -> Json:
    if lines[0].split(" ")[0].split("\t")[0] in _NO_CUES and "-->" not in lines[0]:
        return None
    timed = 0 if "-->" in lines[0] else 1
    timing = _TIMING.fullmatch(lines[timed]) if timed < len(lines) else None
    if timing is None:
        raise Invalid("webvtt_valid", path, lines[0])
    payload = "\n".join(lines[timed + 1 :])
    voice = _VOICE.search(payload)
    text = html.unescape(_TAG.sub("", payload))
    speaker = html.unescape(voice[1]).strip() if voice else None
    prefix = None if voice else _PREFIX.fullmatch(text)
    if prefix:
        speaker, text = prefix[1].strip(), prefix[2]
    return {
        "start": Number(_seconds(timing[1])),
        "end": Number(_seconds(timing[2])),
        "speaker": speaker,
        "text": text,
    }


def _seconds(clock: str) -> str:
    parts = [0, *(int(part) for part in clock[:-4].split(":"))]
    hours, minutes, seconds = parts[-3:]
    return f"{(hours * 60 + minutes) * 60 + seconds}{clock[-4:]}"
