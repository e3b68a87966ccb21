"""`display`: results as text in the task's log."""

from typing import Any

from pyspark.sql import DataFrame

_ROWS = 20


def display(value: Any, *_arguments: Any, **_options: Any) -> None:
    """Print the first rows of a DataFrame, or another value as text."""
    if isinstance(value, DataFrame) and value.isStreaming:
        print(f"{value} (a stream: write it to see its rows)")
    elif isinstance(value, DataFrame):
        print(value._show_string(_ROWS, 80, False))
    elif hasattr(value, "to_string"):
        print(value.head(_ROWS).to_string())
    else:
        print(value)


def display_html(html: str) -> None:
    """Print HTML as it is."""
    print(html)
