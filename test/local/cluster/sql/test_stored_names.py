"""The names of the catalog that the API stores for the Spark process."""

from __future__ import annotations

from pathlib import Path

import pytest
from cluster.access import requirements
from cluster.sql.catalog_names import CatalogNames, stored


@pytest.mark.parametrize(
    ("content", "own", "further"),
    [
        (None, "spark_catalog", []),
        ('["main"]', "spark_catalog", ["main"]),
        ('{"name": "lake", "further": ["spark_catalog", "dev"]}', "lake", ["dev", "spark_catalog"]),
    ],
)
def test_names_are_read_in_all_forms(
    tmp_path: Path, content: str | None, own: str, further: list[str]
) -> None:
    if content is not None:
        (tmp_path / "catalog-names.json").write_text(content)
    names = stored(tmp_path)
    assert names.all == [own, *further]
    assert CatalogNames.of(names.all) == names
    assert [names.canonical(name) for name in further] == [own] * len(further)
    assert names.canonical("other") == "other"


@pytest.mark.parametrize("catalog", ["lake", "LAKE", "Spark_Catalog", "`dev`"])
def test_privileges_are_those_of_the_own_name(catalog: str) -> None:
    names = CatalogNames.of(["lake", "spark_catalog", "dev"])
    access = requirements(
        f"select {catalog}.silver.f(id) from {catalog}.silver.t",
        catalog="lake",
        schema="default",
        catalog_names=names,
    )
    assert {needed.full_name for needed in access.requirements} == {
        "lake",
        "lake.silver",
        "lake.silver.t",
        "lake.silver.f",
    }
