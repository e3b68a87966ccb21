"""Results in the format ARROW_STREAM: Arrow IPC streams in files, one for each chunk.

The types of columns are those of Spark's own conversion, which `DataFrame.toArrow` documents.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame

CHUNK_BYTES = 16 * 1024 * 1024
"""Size of a chunk, in memory."""

_BATCH_ROWS = 4096


def of_frame(frame: DataFrame, row_limit: int | None) -> tuple[pa.Table, bool]:
    """The rows of a statement, at most `row_limit`, and true if there are more."""
    frame.sparkSession._jvm.lakehouse.sql.StageCompilation.setFor(frame._jdf)
    table = (frame if row_limit is None else frame.limit(row_limit + 1)).toArrow()
    if row_limit is None or table.num_rows <= row_limit:
        return table, False
    return table.slice(0, row_limit), True


def of_texts(columns: list[dict[str, Any]], rows: list[list[str | None]]) -> pa.Table:
    """Rows of texts, which the catalog answers itself."""
    names = [column["name"] for column in columns]
    values = zip(*rows, strict=True) if rows else [() for _ in names]
    return pa.table([pa.array(column, pa.string()) for column in values], names=names)


def write(table: pa.Table, folder: Path, byte_limit: int | None) -> tuple[list[dict], bool]:
    """Write chunks `0.arrow`, `1.arrow` and so on into `folder`.

    Returns the rows and bytes of each, and true if `byte_limit` cut the result.
    """
    folder.mkdir(parents=True, exist_ok=True)
    left = byte_limit
    chunks: list[dict[str, int]] = []
    batches: list[pa.RecordBatch] = []
    is_cut = False
    for batch in table.to_batches(max_chunksize=_BATCH_ROWS):
        if left is not None and batch.nbytes > left:
            batch = batch.slice(0, batch.num_rows * left // batch.nbytes)
            is_cut = True
        batches.append(batch)
        if left is not None:
            left -= batch.nbytes
        if is_cut or sum(one.nbytes for one in batches) >= CHUNK_BYTES:
            chunks.append(_written(table.schema, batches, folder / f"{len(chunks)}.arrow"))
            batches = []
        if is_cut:
            break
    if any(batch.num_rows for batch in batches):
        chunks.append(_written(table.schema, batches, folder / f"{len(chunks)}.arrow"))
    return chunks, is_cut


def _written(schema: pa.Schema, batches: list[pa.RecordBatch], file: Path) -> dict[str, int]:
    with pa.OSFile(str(file), "wb") as out, pa.ipc.new_stream(out, schema) as stream:
        for batch in batches:
            stream.write_batch(batch)
    rows = sum(batch.num_rows for batch in batches)
    return {"row_count": rows, "byte_count": file.stat().st_size}
