"""Vendor shapes of the field cases, as far as their README says what follows the documentation."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from lakehouse.sources.mapping import Mapped, Rejected, map_document, map_documents

BESIDE = Path(__file__).resolve().parents[4] / "shared" / "field-cases" / "landing"
CASES = Path(os.environ.get("LAKEHOUSE_FIELD_CASES", BESIDE))
SHAPES = CASES / "24-vendor-shapes" / "landing" / "conversations"

pytestmark = pytest.mark.skipif(not SHAPES.is_dir(), reason="no shared/field-cases")

LACKING = {
    "assemblyai": ("twilio_assemblyai", "parts_present", "call"),
    "contact-lens": ("contact_lens", "parts_present", "contact"),
    "deepgram": ("twilio_deepgram", "parts_present", "call"),
    "fireflies": ("fireflies", "rep_id_present", "context.rep_id"),
    "gong": ("gong", "parts_present", "call"),
    "twilio": ("twilio_deepgram", "parts_present", "transcription"),
    "zoom": ("zoom", "parts_present", "transcript"),
}
"""The missing part or field of each shape: none of them is a call by itself."""


@pytest.mark.parametrize("name", LACKING)
def test_a_shape_is_recognized_and_names_what_it_lacks(sources, name: str):
    outcome = map_document(sources, (SHAPES / f"{name}.json").read_text())
    assert isinstance(outcome, Rejected)
    [problem] = outcome.problems
    assert (outcome.source, problem.rule, problem.field) == LACKING[name]


def test_a_shape_with_all_fields_is_a_call(sources):
    outcome = map_document(sources, (SHAPES / "genesys.json").read_text())
    assert isinstance(outcome, Mapped)
    assert outcome.document["call"]["rep_id"] == "u-1"  # type: ignore[index]


def test_a_call_of_twilio_and_an_output_are_one_call(sources):
    texts = [(SHAPES / f"{name}.json").read_text() for name in ("twilio", "deepgram")]
    context = '{"context": {"rep_id": "rep_001"}}'
    [outcome] = map_documents(sources, [*texts, context], "twilio_deepgram")
    assert isinstance(outcome, Mapped), outcome
    assert outcome.document["call"]["call_timestamp"] == "2026-02-03T10:00:05Z"  # type: ignore[index]
