"""Recognition of documents, and the join of parts by id."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from lakehouse.runtime.contracts import ContractError
from lakehouse.sources.mapping import Mapped, Outcome, Rejected, map_document, map_documents

from .vendor_documents import VENDORS

EXAMPLES = {vendor.name: vendor.example for vendor in VENDORS}
MAPPED = {vendor.name: vendor.mapped for vendor in VENDORS}


def outcomes_of(sources, *documents: Any, source: str | None = None) -> list[Outcome]:
    """The outcomes of documents that are sent together."""
    texts = [one if isinstance(one, str) else json.dumps(one) for one in documents]
    return map_documents(sources, texts, source)


def problems_of(outcome: Outcome) -> list[tuple[str, str, str | None]]:
    """The problems of a rejection."""
    assert isinstance(outcome, Rejected), outcome
    return [tuple(problem) for problem in outcome.problems]


def gong_pages(*ids: str) -> tuple[Any, Any]:
    """A page of calls and one of transcripts, for each id."""
    example = EXAMPLES["gong"]
    calls, transcripts = [], []
    for call_id in ids:
        call = copy.deepcopy(example["call"]["calls"][0])
        call["metaData"]["id"] = call_id
        calls.append(call)
        transcripts.append(
            copy.deepcopy(example["transcript"]["callTranscripts"][0]) | {"callId": call_id}
        )
    return {"requestId": "r", "calls": calls}, {"requestId": "r", "callTranscripts": transcripts}


@pytest.mark.parametrize("name", ["gong", "contact_lens", "twilio_deepgram"])
def test_parts_in_files_of_their_own_are_joined_by_id(sources, name: str):
    parts = [value for part, value in EXAMPLES[name].items() if part != "context"]
    rest = {key: value for key, value in EXAMPLES[name].items() if key == "context"}
    for order in (parts, list(reversed(parts))):
        if rest:
            order = [EXAMPLES[name]]
        [outcome] = outcomes_of(sources, *order)
        assert isinstance(outcome, Mapped), outcome
        assert outcome.document == MAPPED[name]


def test_a_zoom_recording_and_the_file_of_its_transcript_are_one_call(sources):
    example = EXAMPLES["zoom"]
    [outcome] = outcomes_of(sources, example["recording"], example["transcript"])
    assert isinstance(outcome, Mapped)
    call: Any = outcome.document["call"]
    assert [turn["text"] for turn in call["transcript"]] == [
        turn["text"] for turn in MAPPED["zoom"]["call"]["transcript"]
    ]
    # only the context knows the rep among the speakers
    assert all("role" not in turn for turn in call["transcript"])


def test_pages_have_one_outcome_for_each_call(sources):
    calls, transcripts = gong_pages("1", "2", "3")
    transcripts["callTranscripts"].reverse()
    found = outcomes_of(sources, calls, transcripts)
    assert [one.document["call"]["call_id"] for one in found if isinstance(one, Mapped)] == [
        *("gong:1", "gong:2", "gong:3"),
    ]
    page = {"call": calls, "transcript": transcripts}
    assert problems_of(map_document(sources, json.dumps(page))) == [("calls_single", "", "3")]


def test_ids_are_joined_as_text_whether_number_or_text(sources):
    calls, transcripts = gong_pages("77823422740259378951", "77823422740259378952")
    text = json.dumps(transcripts).replace('"77823422740259378951"', "77823422740259378951")
    found = outcomes_of(sources, calls, text)
    assert all(isinstance(one, Mapped) for one in found)


def test_calls_and_transcripts_without_the_other_are_rejected_by_id(sources):
    calls, transcripts = gong_pages("1", "2")
    transcripts["callTranscripts"][1]["callId"] = "3"
    first, second, third = outcomes_of(sources, calls, transcripts)
    assert isinstance(first, Mapped)
    assert problems_of(second) == [("parts_joined", "transcript", "0 for id 2")]
    field = "transcript.callTranscripts[1].callId"
    assert problems_of(third) == [("parts_joined", field, "3")]


def test_repeated_ids_are_rejected(sources):
    calls, transcripts = gong_pages("1", "1")
    for outcome in outcomes_of(sources, calls, transcripts):
        assert problems_of(outcome)[0][0] in ("parts_joined", "call_id_unique")


def test_a_transcription_of_another_call_is_rejected(sources):
    example = copy.deepcopy(EXAMPLES["twilio_deepgram"])
    example["transcription"]["metadata"]["extra"]["call_sid"] = "CA2"
    problems = problems_of(map_document(sources, json.dumps(example)))
    assert problems[0] == ("parts_joined", "transcription", f"0 for id {example['call']['sid']}")
    # without the optional id, the parts of one document belong together
    del example["transcription"]["metadata"]["extra"]
    assert isinstance(map_document(sources, json.dumps(example)), Mapped)


def test_a_context_has_known_fields_and_a_known_speaker(sources):
    example = copy.deepcopy(EXAMPLES["zoom"])
    example["context"] = {"rep_speaker": "Somebody", "deal": "d1"}
    assert problems_of(map_document(sources, json.dumps(example))) == [
        ("context_known", "context.deal", "deal"),
        ("rep_speaker_known", "context.rep_speaker", "Somebody"),
    ]


def test_a_rejection_lists_every_problem_with_its_place(sources):
    example = copy.deepcopy(EXAMPLES["gong"])
    call = example["call"]["calls"][0]
    call["metaData"] |= {"started": "2026-02-03", "duration": -1, "language": "xxx", "media": "Fax"}
    call["parties"][1]["affiliation"] = "Alien"
    [monologue, _] = example["transcript"]["callTranscripts"][0]["transcript"]
    monologue["sentences"][1]["text"] = None
    monologue["speakerId"] = 6432345678555530067.5
    assert problems_of(map_document(sources, json.dumps(example))) == [
        ("call_timestamp_valid", "call.calls[0].metaData.started", "2026-02-03"),
        ("channel_known", "call.calls[0].metaData.media", "Fax"),
        ("language_known", "call.calls[0].metaData.language", "xxx"),
        ("duration_seconds_valid", "call.calls[0].metaData.duration", "-1"),
        ("role_known", "call.calls[0].parties[1].affiliation", "Alien"),
        (
            "speaker_exact",
            "transcript.callTranscripts[0].transcript[0].speakerId",
            "6.43234567855553e+18",
        ),
        (
            "turn_text_present",
            "transcript.callTranscripts[0].transcript[0].sentences[1].text",
            None,
        ),
        (
            "speaker_known",
            "transcript.callTranscripts[0].transcript[1].speakerId",
            "6432345678555530068",
        ),
    ]


def test_two_deals_of_a_call_are_no_deal(sources):
    example = copy.deepcopy(EXAMPLES["gong"])
    objects = example["call"]["calls"][0]["context"][0]["objects"]
    objects.append({"objectType": "Opportunity", "objectId": "other"})
    [problem] = problems_of(map_document(sources, json.dumps(example)))
    assert problem[0] == "value_single"
    # the sender decides
    example["context"] = {"deal_id": "d1"}
    outcome = map_document(sources, json.dumps(example))
    assert isinstance(outcome, Mapped)
    assert outcome.document["call"]["deal_id"] == "d1"  # type: ignore[index]


def test_a_document_of_no_vendor_is_named(sources):
    assert problems_of(map_document(sources, '{"call": {"call_id": "c1"}}')) == [
        ("source_known", "", "call")
    ]
    with pytest.raises(ContractError, match="source: unknown, got teams. Use one of gong, "):
        map_document(sources, "{}", "teams")
