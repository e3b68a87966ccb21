"""The erasure of a person from what a search has found, in an order that can be repeated.

Rows first, then landed files, then documents of bronze, which a repeated run starts from.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from lakehouse.erasure import line_files
from lakehouse.erasure.identity.person import Person
from lakehouse.erasure.landed_files import renamed
from lakehouse.erasure.person_findings import CALL, Findings, replaced_values
from lakehouse.erasure.plan import ErasurePlan
from lakehouse.erasure.redaction import Redaction
from lakehouse.erasure.removal import RENAMED, Erasure, remove_files
from lakehouse.erasure.scope import Scope
from lakehouse.erasure.tables import inference_tables
from lakehouse.ingest.bronze_rows import constant_rows
from lakehouse.ingest.conversation_merge import CONVERSATIONS, FEED
from lakehouse.ingest.signals import SIGNALS
from lakehouse.quality.admission import QUARANTINE

DELETIONS, REPS = "silver.deletions", "silver.reps"
RESCUED, SCHEMAS = "ops.rescued_data", "ops.feed_schemas"

_REQUEST = "databricks_request_id"

Documents = dict[str, DataFrame]
"""The documents with the person's data, by feed."""


def person_erasure(scope: Scope, person: Person, found: Findings, *, apply: bool) -> Erasure:
    """The erasure of a person's values as they were found."""
    replaced = replaced_values(found, scope.contracts, person)
    redaction = Redaction(texts=True, person=person, replacements=replaced)
    return Erasure(scope.spark, scope.contracts, redaction, apply=apply)


def erase_rows(scope: Scope, erasure: Erasure, person: Person, found: Findings) -> Documents:
    """Erases rows of silver, ops and inference tables; answers the documents that are left."""
    contracts = scope.contracts
    documents = {
        name: erasure.documents(feed, found.documents(feed.bronze_table))
        for name, feed in contracts.feeds.items()
    }
    documents[FEED] = _with_new_names(scope, documents[FEED], person)
    calls = constant_rows(scope.spark, [{"call_id": one} for one in found.calls], CALL)
    for table in (CONVERSATIONS, SIGNALS):
        erasure.redact_rows(contracts.table(table), F.lit(True), calls, documents[FEED])
    for feed in scope.feeds_of_lines:
        erasure.redact_rows(contracts.table(f"silver.{feed.name}"), F.lit(True))
    _erase_deletions(erasure, documents[FEED])
    hashes = reduce(DataFrame.union, (d.select("payload_sha256") for d in documents.values()))
    erasure.delete_quarantined(found.values(QUARANTINE, "quarantine_id"), hashes)
    _erase_rescued(erasure, documents[FEED], found)
    for table in inference_tables(scope.spark):
        erasure.delete_rows(table, found.values(table, _REQUEST))
    return documents


def erase_files_and_documents(
    scope: Scope, erasure: Erasure, plan: ErasurePlan, documents: Documents
) -> int:
    """Removes landed files, then redacts the documents in bronze; how many files there were.

    Files of the plan that an earlier run has removed count as well.
    """
    planned = {path for path in plan.files if not scope.is_of_lines(path)}
    whole = {*erasure.files_of(documents[FEED]), *planned}
    removed = remove_files(scope.files, sorted(whole))
    erase_documents(scope, erasure, documents)
    return len(planned | removed)


def erase_documents(scope: Scope, erasure: Erasure, documents: Documents) -> None:
    """Redacts the documents in bronze; those of calls come last."""
    for feed in [*scope.feeds_of_lines, scope.contracts.feed(FEED)]:
        erasure.redact_documents(feed, documents[feed.name])


def rewrite_lines(scope: Scope, plan: ErasurePlan) -> int:
    """Redacts the person's lines in landed files of many records; how many files have had any."""
    for feed in scope.feeds_of_lines:
        folder = f"{scope.landing}/{feed.path}/"
        paths = [path for path in plan.files if path.startswith(folder)]
        line_files.rewrite(scope.spark, feed, scope.files, paths, plan.person)
    return sum(scope.is_of_lines(path) for path in plan.files)


def _erase_rescued(erasure: Erasure, documents: DataFrame, found: Findings) -> None:
    """Renames files in reports of undeclared fields; deletes rescued fields that name the person.

    Monitoring computes the report again from bronze, which has no such field by then.
    """
    files, tables = ("first_file", "last_file"), erasure.contracts.tables
    if found.matched.get(SCHEMAS):
        erasure.rename_files(tables[SCHEMAS], ("new_fields.first_file",), documents)
    if not found.matched.get(RESCUED):
        return
    erasure.rename_files(tables[RESCUED], files, documents)
    of_field = F.exists("matches", lambda match: ~match["path"].isin(*files))
    rows = found.of(RESCUED).where(of_field)
    key = (F.get_json_object("row", f"$.{one}").alias(one) for one in tables[RESCUED].key)
    erasure.delete_rows(RESCUED, rows.select(*key))


def _erase_deletions(erasure: Erasure, documents: DataFrame) -> None:
    """Redacts what is remembered as deleted: its `record_id` is a rep's in some rows only."""
    table, redaction = erasure.contracts.table(DELETIONS), erasure.redaction
    of_rep = F.col("t.target_table") == REPS
    erasure.redact_rows(table, ~of_rep, None, documents)
    ids = {
        **redaction.replacements.get("rep_id", {}),
        **redaction.replacements.get("record_id", {}),
    }
    erasure.redaction = replace(
        redaction, replacements={**redaction.replacements, "record_id": ids}
    )
    erasure.redact_rows(table, of_rep)
    erasure.redaction = redaction


def _with_new_names(scope: Scope, documents: DataFrame, person: Person) -> DataFrame:
    """Documents with new names for their files: the old ones may name the person."""
    key = scope.erasures.key(create=False)
    uris = [row["source_file"] for row in documents.select("source_file").distinct().collect()]
    names = [(uri, renamed(uri, person, key)) for uri in uris]
    known = scope.spark.createDataFrame(names, f"source_file STRING, {RENAMED} STRING")
    return documents.drop(RENAMED).join(F.broadcast(known), "source_file")
