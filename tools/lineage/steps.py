"""The steps from landed documents to gold, with the views that the notebooks give each SQL file.

The notebooks name a view where they register it. The names here are theirs, and a test compares
them: a file that reads a view without a step has no lineage, which is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lineage import statements
from lineage.relations import Relation
from lineage.types import value_of_type
from lineage.values import How, LineageError, Source, Value, made, merged

ENTITIES = ("deals", "reps")
"""Feeds whose document is one row of the silver table of that name."""

VIEWS = (
    *("conversation_details", "conversation_signal_details"),
    *("deal_win_probabilities", "signal_lineage"),
)
"""Views of gold for readers."""

_NOT_SENT = {
    *("payload_sha256", "source_file", "ingested_at", "call_updated_at", "position"),
    *("value_number", "value_boolean", "value_string"),
}
"""Columns of a signal's candidate that are not the signal as it was sent."""

_SIGNALS = {
    "accepted_signals": "accepted_conversations",
    "accepted_separate_signals": "calls_of_evaluations",
}
"""Views of signals, each with the view of the documents that it is made of."""

_CHANGES = ("_change_type", "_commit_version", "_commit_timestamp")


@dataclass
class Lineage:
    """The relations that are known so far, and the tables that they are written to."""

    model: Mapping[str, Any]
    """Tables with their columns, and feeds with their documents, as JSON."""

    views: dict[str, Relation] = field(default_factory=dict)
    tables: dict[str, Relation] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    """The SQL files that were read."""

    def relation(self, name: str) -> Relation:
        """The columns of a view, or of a table as its readers see it."""
        if "." not in name:
            if name not in self.views:
                raise LineageError(f"view: without a step, got {name}. Add it to tools/lineage/")
            return self.views[name]
        if name not in self.model["tables"]:
            raise LineageError(f"table: without a contract, got {name}")
        columns = self.model["tables"][name]["columns"]
        return {
            column["name"]: value_of_type(column["type"], name, column["name"], "")
            for column in columns
        }

    def query(self, file: str, **names: str) -> Relation:
        self.files.add(file)
        return statements.query(file, self.relation, names)

    def view(self, name: str, file: str, **names: str) -> None:
        self.views[name] = self.query(file, **names)

    def write(self, file: str, **names: str) -> None:
        self.files.add(file)
        table, relation = statements.merge(file, self.relation, names)
        written = self.tables.setdefault(table, {})
        known = {name: merged([value, *_of(written, name)]) for name, value in relation.items()}
        self.tables[table] = {**written, **known}

    def show(self, name: str, file: str) -> None:
        """A view of the catalog, whose readers see the columns of the file."""
        self.tables[name] = self.query(file, catalog="lakehouse")


def _of(relation: Relation, name: str) -> list[Value]:
    return [relation[name]] if name in relation else []


def compute(model: Mapping[str, Any]) -> Lineage:
    """The lineage of all tables that jobs write from documents, and of the views of gold."""
    lineage = Lineage(model)
    for feed in model["feeds"]:
        _land(lineage, feed)
    _conversations(lineage)
    for feed in ENTITIES:
        _entity(lineage, feed)
    _deletions(lineage)
    _quarantine(lineage)
    _scores(lineage)
    _features(lineage)
    _predictions(lineage)
    for view in VIEWS:
        lineage.show(f"gold.{view}", f"gold/{view}.sql")
    return lineage


def _land(lineage: Lineage, feed: str) -> None:
    """notebooks/lakehouse/ingest/landing.py: a file becomes a document with its metadata."""
    table = lineage.model["feeds"][feed]["bronzeTable"]
    metadata = Value(made=frozenset({"file"}))
    lineage.tables[table] = {
        "payload": Value({Source(f"landing.{feed}", "document"): How.COPIED}),
        "_metadata": metadata,
        "_rescued_data": Value({Source(f"landing.{feed}", "document"): How.COPIED}),
        "ingested_at": made("clock"),
        # set by erasure and retention, of a document that they redact
        "redacted_at": made("clock"),
        "payload_sha256": Value({Source(f"landing.{feed}", "document"): How.REDUCED}),
    }


def _parsed(lineage: Lineage, feed: str) -> Relation:
    """notebooks/lakehouse/ingest/parsing.py: `parsed`."""
    contract = lineage.model["feeds"][feed]
    table = contract["bronzeTable"]
    payload = Value({Source(table, "payload"): How.COPIED})
    return {
        "payload": payload,
        "payload_sha256": merged(
            [payload.by(How.REDUCED), Value({Source(table, "payload_sha256"): How.COPIED})]
        ),
        "source_file": Value({Source(table, "_metadata", "file_path"): How.COPIED}),
        "ingested_at": Value({Source(table, "ingested_at"): How.COPIED}),
        "document": Value(
            fields={
                one["name"]: value_of_type(one["type"], table, "payload", one["name"])
                for one in contract["document"]
            }
        ),
        "_malformed": payload.by(How.REDUCED),
        # of a vendor's document
        "mapping_errors": made("rules"),
        "parts_sha256": payload.by(How.REDUCED),
    }


def _judged(relation: Relation) -> Relation:
    """notebooks/lakehouse/quality/rules.py: `judged`."""
    deleted = relation.get("deleted", made("constant"))
    return {**relation, "errors": made("rules"), "is_deleted": deleted.by(How.DERIVED)}


def _conversations(lineage: Lineage) -> None:
    views = lineage.views
    views["parsed_conversations"] = _parsed(lineage, "conversations")
    lineage.view("candidates", "silver/conversation_candidates.sql")
    views["accepted_records"] = _judged({**views["candidates"], "is_other_call": made("rules")})
    views["accepted_conversations"] = views["accepted_records"]
    names = {"records": "accepted_records", "key": "call_id", "said_at": "said_at"}
    lineage.view("standing_conversations", "silver/standing_records.sql", **names)
    lineage.view("staged_conversations", "silver/stage_conversations.sql")
    lineage.write("silver/merge_conversations.sql")
    lineage.write("silver/insert_conversations.sql")
    _evaluations(lineage)
    unranked = []
    for signals, records in _SIGNALS.items():
        lineage.view("candidates", "silver/signal_candidates.sql", records=records)
        views[signals] = _judged(views["candidates"])
        unranked.append(lineage.query("silver/stage_signals.sql", signals=signals))
    views["unranked_signals"] = _by_name(unranked)
    lineage.view("known_signals", "silver/deleted_signals.sql")
    lineage.view("ranked_signals", "silver/ranked_signals.sql")
    lineage.view("changed_signals", "silver/changed_signals.sql")
    lineage.write("silver/merge_conversation_signals.sql")
    lineage.write("silver/insert_conversation_signals.sql")


def _evaluations(lineage: Lineage) -> None:
    parsed = dict(_parsed(lineage, "evaluations"))
    document = parsed.pop("document")
    accepted = _judged({**parsed, **(document.fields or {})})
    lineage.views["accepted_evaluations"] = lineage.views["arriving_evaluations"] = accepted
    lineage.view("staged_evaluations", "silver/first_evaluations.sql")
    lineage.write("silver/merge_evaluations.sql")
    names = {"records": "accepted_evaluations"}
    lineage.view("calls_of_evaluations", "silver/calls_of_evaluations.sql", **names)


def _entity(lineage: Lineage, feed: str) -> None:
    parsed = dict(_parsed(lineage, feed))
    document = parsed.pop("document")
    accepted = _judged({**parsed, **(document.fields or {})})
    lineage.views[f"accepted_{feed}"] = accepted
    key = lineage.model["tables"][f"silver.{feed}"]["key"][0]
    names = {"records": f"accepted_{feed}", "key": key, "said_at": "updated_at"}
    lineage.view("entering_records", "silver/standing_records.sql", **names)
    names = {"records": "entering_records", "key": key}
    lineage.view("staged_records", "silver/latest_records.sql", **names)
    lineage.write("silver/merge_feed.sql", target_table=f"silver.{feed}")


def _deletions(lineage: Lineage) -> None:
    of_tables = [
        ("accepted_records", "silver.conversations", "said_at"),
        *((f"accepted_{feed}", f"silver.{feed}", "updated_at") for feed in ENTITIES),
    ]
    found = [
        lineage.query(
            "silver/stage_deletions.sql",
            records=records,
            key=lineage.model["tables"][table]["key"][0],
            said_at=said_at,
        )
        for records, table, said_at in of_tables
    ]
    evaluations = "silver/stage_evaluation_deletions.sql"
    for records in _SIGNALS.values():
        found.append(lineage.query(evaluations, records=records))
    lineage.views["landed_deletions"] = _by_name(found)
    lineage.view("staged_deletions", "silver/latest_deletions.sql")
    lineage.write("silver/merge_deletions.sql")


def _quarantine(lineage: Lineage) -> None:
    """notebooks/lakehouse/quality/admission.py: `rejected`."""
    rejected = []
    feeds = ("evaluations", *ENTITIES)
    for name in ("accepted_records", *(f"accepted_{feed}" for feed in feeds)):
        rejected.append(_rejected(lineage.views[name], lineage.views[name]["payload"]))
    for signals in (lineage.views[name] for name in _SIGNALS):
        sent = [
            value.every()
            for column, value in signals.items()
            if column not in _NOT_SENT | {"errors", "is_deleted"}
        ]
        rejected.append(_rejected(signals, merged(sent)))
    lineage.views["rejected_records"] = _by_name(rejected)
    lineage.view("staged_quarantine", "silver/stage_quarantine.sql")
    lineage.write("silver/merge_quarantine.sql")
    lineage.views["passing_records"] = lineage.relation("silver.quarantine")
    lineage.write("silver/merge_resolved.sql")


def _rejected(candidates: Relation, payload: Value) -> Relation:
    kept = ("payload_sha256", "source_file", "ingested_at")
    return {
        "target_table": made("constant"),
        "errors": made("rules"),
        "rule_set": made("rules"),
        "payload": payload,
        **{name: candidates[name] for name in kept},
    }


def _changes(lineage: Lineage, table: str) -> Relation:
    """The change data feed of a table."""
    return {**lineage.relation(table), **{name: made("clock") for name in _CHANGES}}


def _scores(lineage: Lineage) -> None:
    for table in ("conversation_signals", "reps"):
        lineage.views[f"{table}_changes"] = _changes(lineage, f"silver.{table}")
    lineage.view("score_changes", "gold/score_changes.sql")
    lineage.view("touched_scores", "gold/touched_scores.sql")
    lineage.view("scored_signals", "gold/scored_signals.sql")
    lineage.view("signals_to_score", "gold/touched_signals.sql")
    lineage.view("rep_scores", "gold/rep_scores.sql")
    lineage.write("gold/merge_rep_monthly_scores.sql")


def _features(lineage: Lineage) -> None:
    lineage.view("deals_to_compute", "gold/all_deals.sql")
    lineage.view("closing_signals", "gold/closing_signals.sql")
    lineage.view("signals_of_deals", "gold/signals_of_deals.sql")
    lineage.view("computed_features", "gold/deal_features.sql")
    lineage.write("gold/merge_deal_features.sql")


def _predictions(lineage: Lineage) -> None:
    """notebooks/lakehouse/model/deal_outcomes.py: the model reads each DOUBLE of the features."""
    lineage.view("deals_to_score", "gold/deals_to_score.sql")
    scored = lineage.views["deals_to_score"]
    columns = lineage.model["tables"]["gold.deal_features"]["columns"]
    features = [scored[one["name"]] for one in columns if one["type"] == "DOUBLE"]
    probability = merged([*(one.by(How.DERIVED) for one in features), made("model")])
    lineage.views["scored_deals"] = {**scored, "win_probability": probability}
    lineage.write("gold/merge_deal_predictions.sql")


def _by_name(relations: list[Relation]) -> Relation:
    names = relations[0].keys()
    return {name: merged(one[name] for one in relations) for name in names}
