"""The mappings as notebooks read them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from lakehouse.runtime.contracts import Contracts
from lakehouse.sources.declarations import Sources, sources_of
from lakehouse.sources.mapping import Outcome, map_document


@pytest.fixture(scope="session")
def sources(contracts: Contracts) -> Sources:
    """The mappings of `contracts.json`."""
    return sources_of(contracts.sources)


@pytest.fixture
def outcome_of(sources: Sources) -> Callable[[Any], Outcome]:
    """Maps a document: a text, or a value that is written as JSON."""

    def map_it(document: Any) -> Outcome:
        text = document if isinstance(document, str) else json.dumps(document)
        return map_document(sources, text)

    return map_it
