"""Landed documents of vendors: whole calls, and parts that are joined in any order."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from lakehouse.sources.declarations import Sources
from lakehouse.sources.landed import (
    OtherPart,
    PartOfCall,
    call_in,
    call_of_id,
    joined_call,
    part_in,
)
from lakehouse.sources.mapping import Mapped, Rejected
from lakehouse.sources.problems import Invalid
from pyspark import cloudpickle

from .vendor_documents import VENDORS

EXAMPLES = {vendor.name: vendor.example for vendor in VENDORS}
MAPPED = {vendor.name: vendor.mapped for vendor in VENDORS}
JOINED = ("gong", "contact_lens", "twilio_deepgram")


def body(document: Any) -> bytes:
    return json.dumps(document).encode()


def transcript(text: str) -> bytes:
    """The transcript of Gong with another last sentence."""
    document = copy.deepcopy(EXAMPLES["gong"]["transcript"])
    document["callTranscripts"][0]["transcript"][1]["sentences"][0]["text"] = text
    return body(document)


def joined(sources: Sources, *others: tuple[str, bytes]) -> Any:
    """The call of Gong with transcripts, each with its hash."""
    parts = [OtherPart(("transcript",), sha256, text) for sha256, text in others]
    return joined_call(sources, "gong", ["call"], body(EXAMPLES["gong"]["call"]), parts)


def last_text(found: Any) -> str:
    return found.outcome.document["call"]["transcript"][-1]["text"]


@pytest.mark.parametrize("name", JOINED)
def test_parts_have_the_id_of_their_call_and_give_it_together(sources: Sources, name: str) -> None:
    first, second = (
        {part: value for part, value in EXAMPLES[name].items() if part in (key, "context")}
        for key in [part for part in EXAMPLES[name] if part != "context"]
    )
    second.pop("context", None)
    found = [part_in(sources, name, body(document)) for document in (first, second)]
    assert all(isinstance(one, PartOfCall) for one in found)
    expected = MAPPED[name]["call"]
    assert {one.source_call_id for one in found if one} == {expected["source_call_id"]}
    assert [one.is_first for one in found if one] == [True, False]
    other = OtherPart(found[1].parts, "a", body(second))  # type: ignore[union-attr]
    whole = joined_call(sources, name, found[0].parts, body(first), [other])  # type: ignore[union-attr]
    assert whole is not None
    assert isinstance(whole.outcome, Mapped)
    assert whole.outcome.document == MAPPED[name]
    waiting = json.loads(call_of_id(sources, name, expected["source_call_id"]))
    assert waiting == {"call": {"call_id": expected["call_id"]}}


def test_a_call_without_its_other_part_waits(sources: Sources) -> None:
    assert joined(sources) is None


def test_of_several_contents_the_greatest_hash_that_gives_a_call_is_joined(
    sources: Sources,
) -> None:
    contents = [
        ("a", transcript("First.")),
        ("b", transcript("Second.")),
        ("b", transcript("Second.")),
        ("c", transcript("Broken.").replace(b"6432345678555530068", b"1")),
        ("d", b"{"),
    ]
    for order in permutations(contents):
        found = joined(sources, *order)
        assert (last_text(found), found.sha256) == ("Second.", "b")


def test_without_a_call_the_problems_of_the_greatest_hash_are_listed(sources: Sources) -> None:
    broken = transcript("Broken.").replace(b"6432345678555530068", b"1")
    for order in ((("a", b"{"), ("c", broken)), (("c", broken), ("a", b"{"))):
        found = joined(sources, *order)
        assert isinstance(found.outcome, Rejected)
        assert [problem.rule for problem in found.outcome.problems] == ["speaker_known"]


@pytest.mark.parametrize("count", [0, 2])
def test_a_part_with_no_call_or_several_is_rejected(sources: Sources, count: int) -> None:
    document = copy.deepcopy(EXAMPLES["gong"]["call"])
    document["calls"] *= count
    outcome = call_in(sources, "gong", body(document))
    assert isinstance(outcome, Rejected)
    [problem] = outcome.problems
    assert (problem.rule, problem.field, problem.value) == ("calls_single", "call", str(count))


def test_a_part_without_an_id_is_rejected_as_incomplete(sources: Sources) -> None:
    example = EXAMPLES["zoom"]
    for part in ("recording", "transcript"):
        outcome = call_in(sources, "zoom", body({part: example[part]}))
        assert isinstance(outcome, Rejected)
        assert outcome.problems[0].rule == "parts_present"


def test_bytes_that_are_no_text_are_rejected_and_a_byte_order_mark_is_ignored(
    sources: Sources,
) -> None:
    whole = body(EXAMPLES["gong"])
    outcome = call_in(sources, "gong", whole + b"\xff")
    assert isinstance(outcome, Rejected)
    assert outcome.problems[0].rule == "well_formed"
    with pytest.raises(Invalid):
        part_in(sources, "gong", b"\xff")
    assert isinstance(call_in(sources, "gong", b"\xef\xbb\xbf" + whole), Mapped)


def test_the_functions_of_a_query_need_no_package_where_they_run(
    sources: Sources, tmp_path: Path
) -> None:
    """An executor has the pickled function alone."""
    cloudpickle.register_pickle_by_value(sys.modules["lakehouse"])
    try:
        text = cloudpickle.dumps(lambda source, one: call_in(sources, source, one).text)  # type: ignore[union-attr]
    finally:
        cloudpickle.unregister_pickle_by_value(sys.modules["lakehouse"])
    (tmp_path / "function").write_bytes(text)
    (tmp_path / "document").write_bytes(body(EXAMPLES["gong"]))
    program = (
        "import sys; from pathlib import Path; from pyspark import cloudpickle\n"
        "call = cloudpickle.loads(Path('function').read_bytes())\n"
        "print(call('gong', Path('document').read_bytes()))\n"
        "assert not [name for name in sys.modules if name.startswith('lakehouse')]"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == MAPPED["gong"]
