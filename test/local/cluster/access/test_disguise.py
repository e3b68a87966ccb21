"""No disguise makes a statement ask less: other places, case, comments, spacing, quoting."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

Asks = Callable[[str], set[str]]


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_no_requirement_is_lost(
    asks: Asks, hostile_statements: st.SearchStrategy, data: st.DataObject
) -> None:
    statement, asked = data.draw(hostile_statements)
    assert asked <= asks(statement)


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(alphabet="secretfromSELECT`'\"\\-/*+;().,:$@{} \n\r\t1é\u017f\u2028", max_size=60)
)
def test_any_text_is_read_or_refused(
    requirements_or_refusal: Callable[[str], str | set[str]], text: str
) -> None:
    assert requirements_or_refusal(f"select * from gold.t where a = {text}")
