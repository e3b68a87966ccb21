"""Work in threads of one session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pyspark import inheritable_thread_target
from pyspark.sql import SparkSession

_T = TypeVar("_T")


def inherited(spark: SparkSession, work: Callable[..., _T]) -> Callable[..., _T]:
    """The work of one thread, with a copy of the local properties of the thread that starts it.

    Spark keeps the id of a query in them, so threads must not share one set.
    """
    wrap: Callable[[Callable[..., _T]], Any] = inheritable_thread_target(spark)
    return wrap(work)
