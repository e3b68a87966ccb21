"""The check as a method of the cluster's protocol: JSON in, JSON out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from cluster.access.builtin_functions import is_builtin as is_engine_function
from cluster.access.ledger import pointer
from cluster.access.model import CatalogCommand, Requirement, Securable, StatementAccess
from cluster.access.refused import StatementRefused
from cluster.access.statement import requirements
from cluster.sql.catalog_names import CatalogNames

EngineCheck = Callable[[str, StatementAccess], None]
"""Compares an access with the engine's own reading of the statement; see `plan_tables`."""


def statement_access(
    params: Mapping[str, Any],
    *,
    is_builtin: Callable[[str], bool] = is_engine_function,
    engine_check: EngineCheck | None = None,
) -> dict[str, Any]:
    """Needs of a statement, or `{"error": {"error_code", "message"}}`.

    `params`: `{statement, catalog, schema, parameters?: [{name, value}], catalog_names?,
    separate_catalogs?}`; the first of `catalog_names` is the own name of the session catalog.
    """
    try:
        access = requirements(
            params["statement"],
            catalog=params["catalog"],
            schema=params["schema"],
            parameters=_parameters(params.get("parameters") or []),
            is_builtin=is_builtin,
            catalog_names=CatalogNames.of(
                params.get("catalog_names") or (), params.get("separate_catalogs") or ()
            ),
        )
        if engine_check is not None:
            engine_check(params["statement"], access)
    except StatementRefused as refused:
        message = refused.message
        if refused.error_code == "UNSUPPORTED_FEATURE":
            message = f"{message}. {pointer(params['statement'])}"
        return {"error": {"error_code": refused.error_code, "message": message}}
    return _as_json(access)


def _parameters(given: list[Mapping[str, Any]]) -> dict[str, str | None]:
    return {
        parameter["name"]: None if parameter.get("value") is None else str(parameter["value"])
        for parameter in given
    }


def _as_json(access: StatementAccess) -> dict[str, Any]:
    return {
        "kind": access.kind,
        "reads_only": access.reads_only,
        "requirements": [_requirement(requirement) for requirement in access.requirements],
        "creates": [_securable(securable) for securable in access.creates],
        "drops": [_securable(securable) for securable in access.drops],
        "alters": [_securable(securable) for securable in access.alters],
        "renames": [
            {"from": _securable(old), "to": _securable(new)} for old, new in access.renames
        ],
        "command": None if access.command is None else _command(access.command),
        "lists": None if access.lists is None else asdict(access.lists),
    }


def _command(command: CatalogCommand) -> dict[str, Any]:
    return {
        "action": command.action,
        "securable": _securable(command.securable),
        "principal": command.principal,
        "privileges": list(command.privileges),
        **({} if command.patterns is None else {"patterns": asdict(command.patterns)}),
    }


def _requirement(requirement: Requirement) -> dict[str, Any]:
    return {
        "privilege": requirement.privilege,
        "securable_type": requirement.securable_type,
        "full_name": requirement.full_name,
        "only_if_exists": requirement.only_if_exists,
    }


def _securable(securable: Securable) -> dict[str, str]:
    return {"securable_type": securable.securable_type, "full_name": securable.full_name}
