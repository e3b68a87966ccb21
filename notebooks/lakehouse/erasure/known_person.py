"""The ids, addresses and names of a person, by the records of people in documents and tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.erasure.identity.addresses import canonical
from lakehouse.erasure.identity.ids import is_distinctive
from lakehouse.erasure.identity.names import is_full
from lakehouse.erasure.identity.person import Person
from lakehouse.erasure.identity.records import records_in
from lakehouse.erasure.person_search import udf_of
from lakehouse.erasure.plan import keyed_hash
from lakehouse.ingest.conversation_merge import CONVERSATIONS
from lakehouse.runtime.contracts import Contracts

REPS = "silver.reps"

_RECORD = "array<struct<id: string, addresses: array<string>, names: array<string>>>"

Records = Sequence[tuple[str | None, frozenset[str], frozenset[str]]]


def records_of_people(spark: SparkSession, contracts: Contracts) -> DataFrame:
    """The records of people in bronze and silver: `id`, `addresses` and `names`, once each."""
    extracted = udf_of(records_in, _RECORD)
    bodies = [
        spark.table(feed.bronze_table).select(F.col("payload").cast("binary").alias("body"))
        for feed in contracts.feeds.values()
    ]
    rows = (
        spark.table(CONVERSATIONS).select(F.to_json(F.struct("participants")).alias("row")),
        spark.table(REPS).select(F.to_json(F.struct("rep_id", "name", "email")).alias("row")),
    )
    bodies += [frame.select(F.col("row").cast("binary").alias("body")) for frame in rows]
    every = reduce(DataFrame.union, bodies)
    return every.select(F.explode(extracted("body")).alias("r")).select("r.*").distinct()


def asked_person(contracts: Contracts, participant: str, key: str) -> Person:
    """The person of whom one id or address is known."""
    address = canonical(participant) if "@" in participant else None
    marked = frozenset(
        field
        for table in contracts.tables.values()
        for column in table.columns
        for field, mark in (
            column.pii.items() if isinstance(column.pii, dict) else [(column.name, column.pii)]
        )
        if mark == "email"
    )
    token = _token(key, address or participant)
    if address:
        return Person(token, {}, frozenset({address}), address_fields=marked)
    return Person(token, {participant: token}, address_fields=marked)


def known_person(records: DataFrame, asked: Person, key: str) -> Person:
    """All that a person is known by whose id or address is asked for.

    A record with an id and one address says that they belong together. Of a record with several
    addresses no other address is taken for the person's; its id is, unless a record with one
    address alone gives the id to another. An id that no field for ids of people has belongs to no
    person if it could be any word.
    """
    ids, addresses = set(asked.ids), set(asked.addresses)
    while True:
        found = _of(records, ids, addresses)
        if not found and not addresses:
            ids = {one for one in ids if is_distinctive(one)}
            break
        more_ids = {one for one, theirs, _ in found if one and _is_sole(theirs, addresses)}
        more_ids |= {
            one
            for one, theirs, _ in found
            if one and one not in ids | more_ids and theirs & addresses
            if all(other <= addresses for _, other, _ in _sole(records, one))
        }
        more = {a for one, theirs, _ in found if one in ids and len(theirs) == 1 for a in theirs}
        if more_ids <= ids and more <= addresses:
            break
        ids |= more_ids
        addresses |= more
    about = [names for one, theirs, names in found if one in ids or _is_sole(theirs, addresses)]
    names = frozenset(tuple(name.split(" ")) for each in about for name in each)
    return Person(
        asked.token,
        {one: _token(key, one) for one in sorted(ids)},
        frozenset(addresses),
        names,
        _shared(records, [" ".join(n) for n in names if is_full(n)], ids, addresses),
        asked.address_fields,
    )


def _is_sole(theirs: frozenset[str], addresses: set[str]) -> bool:
    return bool(theirs) and theirs <= addresses


def _token(key: str, known_as: str) -> str:
    """The same for an id in every erasure, so that what belongs together still does."""
    return f"forgotten-{keyed_hash(key, f'token:{known_as}')[:12]}"


def _of(records: DataFrame, ids: set[str], addresses: set[str]) -> Records:
    """The records with one of the ids or addresses."""
    has_id = F.col("id").isin(*ids) if ids else F.lit(False)
    known = F.array(*(F.lit(one) for one in sorted(addresses))).cast("array<string>")
    has_address = F.arrays_overlap("addresses", known) if addresses else F.lit(False)
    return _rows(records.where(F.coalesce(has_id, F.lit(False)) | has_address))


def _sole(records: DataFrame, one: str) -> Records:
    """The records of an id with one address alone."""
    return _rows(records.where((F.col("id") == one) & (F.size("addresses") == 1)))


def _shared(
    records: DataFrame, names: list[str], ids: set[str], addresses: set[str]
) -> frozenset[tuple[str, ...]]:
    """The names that records of others have as well."""
    if not names:
        return frozenset()
    known = F.array(*(F.lit(name) for name in names))
    return frozenset(
        tuple(name.split(" "))
        for one, theirs, has in _rows(records.where(F.arrays_overlap("names", known)))
        if one not in ids and not theirs & addresses
        for name in has & set(names)
    )


def _rows(records: DataFrame) -> Records:
    return [
        (row["id"], frozenset(row["addresses"]), frozenset(row["names"]))
        for row in records.collect()
    ]
