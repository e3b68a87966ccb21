"""By what somebody is known in landed documents: the ids and addresses that go together."""

from __future__ import annotations

from collections.abc import Iterable

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.contracts import Contracts
from lakehouse.conversation_merge import FEED
from lakehouse.parsing import body_of
from lakehouse.redaction import Person

REPS = "reps"


def known_person(spark: SparkSession, contracts: Contracts, participant: str, token: str) -> Person:
    """All that the one is known by who has that id or address.

    A document that has an address beside an id says that they belong together; what it says of
    others of the call does not count. An id that no participant and no rep has is nobody's: it
    could be any word.
    """
    is_email = "@" in participant
    asked = {participant}
    person = _person(() if is_email else asked, asked if is_email else (), token)
    while True:
        ids, emails = set(person.ids), set(person.emails)
        rows = _names(spark, contracts, person).collect()
        if not rows and not is_email:
            return _person((), (), token)
        for row in rows:
            if row["id"]:
                ids.add(row["id"])
            if row["email"]:
                emails.add(row["email"].lower())
        found = _person(ids, emails, token)
        if found == person:
            return person
        person = found


def _person(ids: Iterable[str], emails: Iterable[str], token: str) -> Person:
    return Person(tuple(sorted(ids)), tuple(sorted(e.lower() for e in emails)), token)


def _names(spark: SparkSession, contracts: Contracts, person: Person) -> DataFrame:
    """Ids and addresses of records about the person."""
    calls, reps = contracts.feed(FEED), contracts.feed(REPS)
    named = {
        feed.name: spark.table(feed.bronze_table)
        .where(person.is_named_in(F.col("payload")))
        .select(body_of(F.col("payload"), feed.document).getField("document").alias("document"))
        for feed in (calls, reps)
    }
    participants = named[FEED].select(F.explode("document.call.participants").alias("p"))
    records = participants.select(F.col("p.participant_id").alias("id"), "p.email").union(
        named[REPS].select(F.col("document.rep_id").alias("id"), "document.email")
    )
    return records.where(person.is_id(F.col("id")) | person.is_email(F.col("email"))).distinct()
