"""Vendors' documents in bronze, mapped to the canonical call when silver reads them.

A document of an accepted mapping is in the folder of its name below the folder of the feed. Bronze
has its bytes. A redacted document is a canonical call already.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any, TypeAlias

from pyspark import cloudpickle
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, BooleanType, StringType, StructType

from lakehouse.ingest.bronze_rows import payload_sha256
from lakehouse.runtime.contracts import Feed
from lakehouse.sources.declarations import Sources, sources_of
from lakehouse.sources.landed import (
    OtherPart,
    PartOfCall,
    call_in,
    call_of_id,
    joined_call,
    part_in,
)
from lakehouse.sources.mapping import Mapped, Outcome, Rejected
from lakehouse.sources.problems import Invalid

_TEXTS = ArrayType(StringType())
_ERRORS = ArrayType(
    StructType().add("rule", StringType()).add("message", StringType()).add("columns", _TEXTS)
)
_PART = (
    StructType()
    .add("source_call_id", StringType())
    .add("parts", _TEXTS)
    .add("is_first", BooleanType())
)
_MAPPED = (
    StructType()
    .add("call", StringType())
    .add("errors", _ERRORS)
    .add("part", _PART)
    .add("parts_sha256", StringType())
    .add("is_part", BooleanType())
)

_Errors: TypeAlias = list[tuple[str, str, list[str]]]
_Mapped: TypeAlias = tuple[str | None, _Errors | None, PartOfCall | None, str | None, bool]


def sources_in(feed: Feed) -> Sources | None:
    """The accepted mappings of a feed."""
    return None if feed.sources is None else sources_of(feed.sources)


def source_of(feed: Feed, sources: Sources) -> Column:
    """The mapping of a bronze row; null: the payload is of the feed's shape."""
    names = "|".join(mapping.name for mapping in sources.mappings)
    found = F.regexp_extract(F.col("_metadata.file_path"), f"/{feed.path}/({names})/", 1)
    return F.when(F.col("payload_sha256").isNull() & (found != ""), found)


def source_folders(feed: Feed) -> list[str]:
    """The folders of the accepted mappings, as the path of a file has them."""
    sources = sources_in(feed)
    return [f"/{feed.path}/{mapping.name}/" for mapping in sources.mappings] if sources else []


def mapped(bronze: DataFrame, feed: Feed) -> DataFrame:
    """Bronze rows with the columns `mapped`, `mapping_errors`, `parts_sha256` and `is_part`.

    `mapped` is the canonical call of a vendor's document, as JSON; null where the document is of
    the feed's shape, or gives no call by `mapping_errors`. `is_part` is true of a document that is
    part of another's call, or waits for one: it has the id of the call. The rows have all parts of
    a call for it to be mapped.
    """
    sources = sources_in(feed)
    if sources is None:
        nothing = F.lit(None).cast("string")
        # a redacted record has the fields of the feed
        is_received = F.col("payload_sha256").isNull()
        record = (
            F.when(is_received, F.expr(feed.export_document)) if feed.export_document else nothing
        )
        return bronze.select(
            "*",
            record.alias("mapped"),
            F.lit(None).cast(_ERRORS).alias("mapping_errors"),
            nothing.alias("parts_sha256"),
            F.lit(False).alias("is_part"),
        )
    # The functions travel with the query: an executor need not have this package on its path.
    cloudpickle.register_pickle_by_value(sys.modules["lakehouse"])
    read = bronze.select("*", source_of(feed, sources).alias("_source"))
    # of other rows no payload is sent to Python
    body = F.when(F.col("_source").isNotNull(), F.col("payload").cast("binary"))
    found = read.select("*", _udf(_MAPPED, _read, sources)("_source", body).alias("_mapped"))
    if any(mapping.is_joined for mapping in sources.mappings):
        found = _with_other_parts(found, sources, body)
    fields = F.col("_mapped")
    return found.select(
        "*",
        fields.getField("call").alias("mapped"),
        fields.getField("errors").alias("mapping_errors"),
        fields.getField("parts_sha256").alias("parts_sha256"),
        F.coalesce(fields.getField("is_part"), F.lit(False)).alias("is_part"),
    ).selectExpr("* except (_source, _mapped)")


def parts_of_calls(bronze: DataFrame, feed: Feed, sources: Sources) -> DataFrame:
    """The bronze rows with one part of a call, as ops.call_parts has them, and their time."""
    cloudpickle.register_pickle_by_value(sys.modules["lakehouse"])
    joined = [mapping for mapping in sources.mappings if mapping.is_joined]
    counts = F.create_map(
        *(F.lit(one) for mapping in joined for one in (mapping.name, len(mapping.parts)))
    )
    rows = bronze.select("*", source_of(feed, sources).alias("_source")).where(
        F.col("_source").isin(*(mapping.name for mapping in joined))
    )
    body = F.col("payload").cast("binary")
    found = rows.select("*", _udf(_PART, _part, sources)("_source", body).alias("_part"))
    return found.where(F.col("_part.source_call_id").isNotNull()).select(
        F.col("_source").alias("source"),
        F.col("_part.source_call_id").alias("source_call_id"),
        F.array_join(F.col("_part.parts"), ",").alias("part"),
        F.element_at(counts, F.col("_source")).alias("part_count"),
        F.col("_metadata.file_path").alias("source_file"),
        payload_sha256().alias("payload_sha256"),
        F.unix_micros("ingested_at").alias("ingested_at_micros"),
    )


def _with_other_parts(rows: DataFrame, sources: Sources, body: Column) -> DataFrame:
    """The rows where those with a part of a call are mapped with the other parts."""
    part = F.col("_mapped").getField("part")
    # a row without parts is alone in its partition
    of_row = F.concat_ws("\n", payload_sha256(), F.col("_metadata.file_path"))
    of_call = F.concat_ws("\n", F.col("_source"), part.getField("source_call_id"))
    this = F.struct(
        part.getField("parts").alias("parts"),
        part.getField("is_first").alias("is_first"),
        payload_sha256().alias("sha256"),
        body.alias("body"),
    )
    has_part = part.isNotNull()
    same_call = Window.partitionBy(F.when(has_part, of_call).otherwise(of_row))
    grouped = rows.select(
        "*",
        F.when(has_part, this).alias("_this"),
        F.collect_list(F.when(has_part, this)).over(same_call).alias("_parts"),
    )
    joined = _udf(_MAPPED, _join, sources)("_source", part, F.col("_this"), F.col("_parts"))
    after = grouped.select(
        "*", F.when(has_part, joined).otherwise(F.col("_mapped")).alias("_joined")
    )
    return after.selectExpr("* except (_mapped, _this, _parts, _joined)", "_joined as _mapped")


def _udf(answer: StructType, function: Any, sources: Sources) -> Any:
    # Not by Arrow: for one answer a document, importing it would cost more than it saves.
    return F.udf(lambda *values: function(sources, *values), answer, useArrow=False)


def _read(sources: Sources, source: str | None, body: bytes | None) -> _Mapped | None:
    if source is None:
        return None
    found = call_in(sources, source, bytes(body or b""))
    if isinstance(found, PartOfCall):
        return None, None, found, None, True
    return _outcome(sources, source, found, None)


def _part(sources: Sources, source: str, body: bytes | None) -> PartOfCall | None:
    try:
        return part_in(sources, source, bytes(body or b""))
    except Invalid:
        return None


def _join(
    sources: Sources, source: str | None, part: Any, this: Any, parts: Iterable[Any]
) -> _Mapped | None:
    """The outcome of a document with the other parts of its call; `parts` are all of them."""
    if source is None or part is None:
        return None
    firsts = [one for one in parts if one["is_first"]]
    others = [_other(one) for one in parts if not one["is_first"]]
    if part["is_first"]:
        joined = joined_call(sources, source, part["parts"], bytes(this["body"]), others)
        if joined is not None:
            return _outcome(sources, source, joined.outcome, joined.sha256)
    else:
        for first in sorted(firsts, key=lambda one: one["sha256"], reverse=True):
            body = bytes(first["body"])
            joined = joined_call(sources, source, first["parts"], body, [_other(this)])
            if joined is not None and isinstance(joined.outcome, Mapped):
                return joined.outcome.text, None, None, None, True
    return call_of_id(sources, source, part["source_call_id"]), None, None, None, True


def _other(part: Any) -> OtherPart:
    return OtherPart(tuple(part["parts"]), part["sha256"], bytes(part["body"]))


def _outcome(sources: Sources, source: str, outcome: Outcome, parts_sha256: str | None) -> _Mapped:
    if isinstance(outcome, Rejected):
        return None, _errors(sources, source, outcome), None, parts_sha256, False
    return outcome.text, None, None, parts_sha256, False


def _errors(sources: Sources, source: str, rejected: Rejected) -> _Errors:
    """The violated rules of a mapping as quarantine has them; no value, which may be a name."""
    version = f"{source}@{sources.named(source).version}"
    return [
        (
            problem.rule,
            f"{problem.field or 'the document'} violates {problem.rule} of the mapping {version}",
            [problem.field] if problem.field else [],
        )
        for problem in rejected.problems
    ]
