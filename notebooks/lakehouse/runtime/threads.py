"""Work in threads of one session."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import pyspark
from pyspark.sql import SparkSession

_T = TypeVar("_T")


def inherited(spark: SparkSession, work: Callable[..., _T]) -> Callable[..., _T]:
    """The work of one thread, with a copy of the local properties of the thread that starts it.

    Spark keeps the id of a query in them, so threads must not share one set.
    """
    return cast("Callable[..., _T]", pyspark.inheritable_thread_target(spark)(work))
