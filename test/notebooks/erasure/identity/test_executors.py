"""The decisions travel with a query: an executor need not have the package on its path."""

from __future__ import annotations

import subprocess
import sys

import pytest
from lakehouse.erasure import identity
from lakehouse.erasure.identity.searching import matches_in_row, replaced_in_row
from pyspark import cloudpickle

from .people import FINGERPRINTS, PERSON

ROW = '{"participants": [{"participant_id": "zoe", "email": "zoé.lee@bücher.example"}]}'


@pytest.mark.parametrize(
    ("function", "found"),
    [
        (lambda row: len(list(matches_in_row(PERSON, row, None))), "2"),
        (lambda row: len(list(replaced_in_row(PERSON, row))), "2"),
        (lambda row: sorted(FINGERPRINTS.kinds_in(row)), "['address', 'id']"),
    ],
)
def test_a_function_works_where_the_package_is_not(function, found: str) -> None:
    cloudpickle.register_pickle_by_value(identity)
    # a worker has pyspark alone; the module of this test is no part of the function either
    function.__module__ = "__main__"
    packed = cloudpickle.dumps(function)
    program = (
        "import sys, pickle; f = pickle.loads(sys.stdin.buffer.read()); "
        f"assert 'lakehouse' not in sys.modules; print(f({ROW!r}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=packed, capture_output=True, cwd="/", check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().strip() == found
