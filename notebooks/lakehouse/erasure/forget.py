"""One person, erased from every table and the landing zone, and the proof of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from lakehouse.erasure import record as erasure_record
from lakehouse.erasure.identity.ids import trimmed
from lakehouse.erasure.identity.person import Person
from lakehouse.erasure.known_person import asked_person, known_person, records_of_people
from lakehouse.erasure.person_findings import Findings, excluded, listed, searched, unknown_files
from lakehouse.erasure.person_removal import (
    erase_documents,
    erase_files_and_documents,
    erase_rows,
    person_erasure,
    rewrite_lines,
)
from lakehouse.erasure.plan import ErasurePlan, most_rows
from lakehouse.erasure.purge import purge
from lakehouse.erasure.record import ErasureRecord
from lakehouse.erasure.scope import Scope
from lakehouse.erasure.tables import existing_tables
from lakehouse.erasure.verify import left_now, require_forgotten
from lakehouse.ingest.catch_up import follow, merge_all
from lakehouse.runtime import job_locks, sql
from lakehouse.runtime.cached import cached
from lakehouse.runtime.streams import use_catalog
from lakehouse.runtime.versions import latest_version

Say = Callable[[str], None]

SHORTEST = 3
"""Shorter ids match too much."""


class ForgetError(ValueError):
    """The person cannot be erased as asked."""


def forget(
    scope: Scope,
    participant: str,
    *,
    apply: bool = False,
    at_once: bool = False,
    job_run_id: str = "",
    say: Say = print,
) -> dict[str, Any]:
    """Reports the data of a participant (an id or an e-mail address); with `apply`, erases it.

    Names and addresses become null, ids a token that is the same everywhere. The text of calls that
    have the person's data is erased, that of others in these calls too. Landed files of such calls
    are removed; in files of many records the person's are redacted. With `at_once` old versions are
    removed now: no other run may go on meanwhile. Nothing is changed before all is found, and a run
    that was cut short is repeated: it goes on where it stopped.
    """
    participant = trimmed(participant)
    if len(participant) < SHORTEST:
        raise ForgetError(
            f"participant: an id or an address has {SHORTEST} characters or more, got "
            f"{participant!r}. Give the whole id or address"
        )
    use_catalog(scope.spark, scope.catalog)
    if apply:
        say("merging what waits in bronze")
        merge_all(scope.spark, scope.contracts, **scope.options)
    person, pending = _person(scope, participant, create_key=apply)
    if not person.is_known:
        return _report(person, applied=apply)
    with searched(scope, person) as found:
        if not apply:
            return _dry_run(scope, person, found)
        if pending is None and not found:
            return _report(person, applied=True)
        plan = pending or ErasurePlan(erasure_record.new_erasure_id(), person)
        _require_ingested(scope, plan, found)
        plan = plan.joined(person, found.files, found.matched)
        report: dict[str, Any] = {"erasure_id": plan.erasure_id, "matches": listed(found)}
        record = _begun(scope, plan, found, job_run_id)
        say("erasing rows, landed files and documents")
        erasure = person_erasure(scope, plan.person, found, apply=True)
        documents = erase_rows(scope, erasure, plan.person, found)
        record.files_removed = erase_files_and_documents(scope, erasure, plan, documents)
        record.files_rewritten = rewrite_lines(scope, plan)
        record.tables = most_rows(plan.tables, erasure.rows)
    _complete(scope, plan, record, found, at_once=at_once, say=say)
    until = record.old_versions_until
    report |= {
        "tables": record.tables,
        "files": record.files_removed,
        "line_files": [path for path in plan.files if scope.is_of_lines(path)],
        "old_versions_until": until.isoformat() if until else None,
    }
    return _report(plan.person, applied=True, **report)


def _person(
    scope: Scope, participant: str, *, create_key: bool
) -> tuple[Person, ErasurePlan | None]:
    """Who is meant, and the erasure of them that an earlier run could not complete."""
    key = scope.erasures.key(create=create_key)
    asked = asked_person(scope.contracts, participant, key)
    with cached(records_of_people(scope.spark, scope.contracts)) as records:
        person = known_person(records, asked, key)
        for plan in scope.erasures.plans():
            if plan.is_about(asked) or plan.is_about(person):
                return plan.joined(person).person, plan
        return person, None


def _dry_run(scope: Scope, person: Person, found: Findings) -> dict[str, Any]:
    erasure = person_erasure(scope, person, found, apply=False)
    erase_documents(scope, erasure, erase_rows(scope, erasure, person, found))
    return _report(
        person,
        applied=False,
        tables=dict(erasure.rows),
        files=sum(not scope.is_of_lines(path) for path in found.files),
        line_files=[path for path in found.files if scope.is_of_lines(path)],
        matches=listed(found),
        excluded=excluded(scope.spark, scope.contracts, person),
        waiting_files=unknown_files(scope.spark, scope.contracts, sorted(found.files)),
    )


def _require_ingested(scope: Scope, plan: ErasurePlan, found: Findings) -> None:
    """Refuses files that nothing has ingested: with the file its call would be lost."""
    files = sorted({*found.files} - {*plan.files})
    waiting = unknown_files(scope.spark, scope.contracts, files)
    if waiting:
        raise ForgetError(
            f"landing zone: files with the person's data are not ingested, got {len(waiting)}: "
            f"{', '.join(waiting)}. Run the ingest job first, or remove files that no feed reads"
        )


def _begun(scope: Scope, plan: ErasurePlan, found: Findings, job_run_id: str) -> ErasureRecord:
    """Writes down what is to be erased, before anything is."""
    record = erasure_record.of_person(scope.spark, plan.erasure_id, job_run_id)
    key = scope.erasures.key(create=False)
    record.known_as = erasure_record.recorded(erasure_record.fingerprints_of(plan.person, key))
    record.files_searched = found.files_searched
    sql.run(scope.spark, "maintenance/drop_subjects.sql")
    scope.erasures.write(plan)
    record.write(scope.spark)
    return record


def _complete(
    scope: Scope,
    plan: ErasurePlan,
    record: ErasureRecord,
    found: Findings,
    *,
    at_once: bool,
    say: Say,
) -> None:
    """Brings gold in line, removes old versions, verifies, and records that all is done."""
    say("computing gold again for what has changed")
    follow(scope.spark, scope.contracts, **scope.options)
    # also where nothing is found now: an earlier run, or an earlier version, may have had it
    tables = {*found.searched, *plan.tables} & {*existing_tables(scope.spark)}
    tables.discard(job_locks.TABLE)
    record.old_versions_until = purge(scope.spark, sorted(tables), at_once=at_once)
    fingerprints = erasure_record.fingerprints_of(plan.person, scope.erasures.key(create=False))
    require_forgotten(left_now(scope, fingerprints, say))
    record.searched = [
        {
            "table_name": table,
            "rows": found.searched[table],
            "matched": plan.tables.get(table, 0),
            "version": latest_version(scope.spark, table),
        }
        for table in sorted(found.searched)
    ]
    record.completed_at = record.verified_at = datetime.now(UTC)
    record.write(scope.spark)
    scope.erasures.remove(plan)


def _report(person: Person, *, applied: bool, **found: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = {
        "erasure_id": None,
        "tables": {},
        "files": 0,
        "line_files": [],
        "matches": [],
        "excluded": [],
        "waiting_files": [],
        "old_versions_until": None,
    }
    return {
        "applied": applied,
        "ids": sorted(person.ids),
        "emails": sorted(person.addresses),
        **nothing,
        **found,
    }
