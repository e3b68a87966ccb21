"""The configuration of the local workspace's Spark: what each setting is for stands beside it."""

from collections.abc import Collection
from pathlib import Path

from cluster.spark.build import ROOT
from cluster.sql import catalog_names

_OWN_EXTENSION = "lakehouse.functions.PlatformFunctions"
_LAST_EXTENSION = "lakehouse.sql.CatalogExtension"


def spark_configuration(home: Path) -> dict[str, str]:
    """Every setting of the Spark of the workspace under `home`, as key and value."""
    names = catalog_names.stored(home)
    plain = plain_configuration(home, names.own)
    extensions = plain["spark.sql.extensions"]
    return {
        **plain,
        **_file_systems(home),
        **_system_catalog(home),
        **_samples_catalog(),
        **separate_catalogs(names.separate),
        catalog_plugin(names.own): "lakehouse.catalogs.OwnCatalog",
        catalog_names.SETTING: ",".join(names.all),
        # ours first: a policy applies before Delta Lake makes a command of a change of rows; the
        # last parser reads Delta Lake's statements, too
        "spark.sql.extensions": f"{_OWN_EXTENSION},{extensions},{_LAST_EXTENSION}",
    }


def separate_catalogs(names: Collection[str]) -> dict[str, str]:
    """Settings of the catalogs beside the session catalog."""
    return {
        **{catalog_plugin(name): "lakehouse.catalogs.SeparateCatalog" for name in names},
        catalog_names.SEPARATE_SETTING: ",".join(sorted(names)),
    }


def catalog_plugin(name: str) -> str:
    """The setting with the plugin of a catalog."""
    return f"spark.sql.catalog.{name}"


def plain_configuration(home: Path, catalog: str = catalog_names.SPARK_CATALOG) -> dict[str, str]:
    """The settings that need no class of ours."""
    return {
        "spark.master": "local[2]",
        "spark.app.name": "lakehouse-local",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": str(home / "tmp"),
        **_catalog(home, catalog),
        **_dialect(),
        **_recovery(),
        **_small_machine(),
    }


def _catalog(home: Path, name: str) -> dict[str, str]:
    """The session catalog, which survives the process: Hive's metastore on Derby, the warehouse."""
    return {
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        catalog_plugin(name): "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.sql.catalogImplementation": "hive",
        "spark.hadoop.javax.jdo.option.ConnectionURL": (
            f"jdbc:derby:;databaseName={home / 'metastore_db'};create=true"
        ),
        "spark.sql.warehouse.dir": (home / "warehouse").as_uri(),
        "spark.hadoop.hive.exec.scratchdir": (home / "tmp" / "hive").as_uri(),
        "spark.sql.sources.default": "delta",
    }


def _file_systems(home: Path) -> dict[str, str]:
    """`dbfs:/`, where a path without a scheme points: volumes and workspace files only."""
    mounts = "spark.hadoop.fs.viewfs.mounttable.default.link."
    return {
        "spark.hadoop.fs.defaultFS": "dbfs:///",
        "spark.hadoop.fs.dbfs.impl": "lakehouse.fs.WorkspaceFiles",
        "spark.hadoop.fs.file.impl": "lakehouse.fs.LocalFiles",
        "spark.hadoop.fs.AbstractFileSystem.file.impl": "lakehouse.fs.LocalFileContext",
        f"{mounts}/Volumes": (home / "volumes").as_uri(),
        f"{mounts}/Workspace": (home / "workspace").as_uri(),
        # Spark makes its own temporary folders by path, without a scheme.
        f"{mounts}{home / 'tmp'}": (home / "tmp").as_uri(),
        "spark.delta.logStore.dbfs.impl": "io.delta.storage.LocalLogStore",
    }


def _system_catalog(home: Path) -> dict[str, str]:
    """`system`, which is read only: the audit log that the API writes."""
    return {
        "spark.sql.catalog.system": "lakehouse.system.SystemCatalog",
        "spark.sql.catalog.system.audit": (home / "audit").as_uri(),
    }


def _samples_catalog() -> dict[str, str]:
    """`samples`, which is read only: tables with the platform's columns, and generated rows."""
    return {
        "spark.sql.catalog.samples": "lakehouse.system.SamplesCatalog",
        "spark.sql.catalog.samples.folder": str(ROOT / "local" / "cluster" / "samples"),
    }


def _dialect() -> dict[str, str]:
    """Settings that are on by default on Databricks, or that it decides by itself."""
    return {
        "spark.sql.ansi.enabled": "true",
        "spark.sql.session.timeZone": "UTC",
        # Lists have the columns `databaseName` and `database`: https://docs.databricks.com/sql/language-manual/
        # sql-ref-syntax-aux-show-schemas and sql-ref-syntax-aux-show-tables.
        "spark.sql.legacy.keepCommandOutputSchema": "true",
        # Without it the Delta extension breaks `spark.sql(..., args=...)` and IDENTIFIER(:name).
        "spark.sql.legacy.parameterSubstitution.constantsOnly": "true",
    }


def _recovery() -> dict[str, str]:
    """Settings with which a stream continues after a kill at any point."""
    return {
        # Killed while it wrote the first entry of a log, a stream leaves a hidden temporary file
        # there. Spark reads such files nowhere, but takes the checkpoint for another's for them.
        "spark.sql.streaming.verifyCheckpointDirectoryEmptyOnStart": "false",
    }


def _small_machine() -> dict[str, str]:
    """Two cores, small data: the cost is in the number of jobs, tasks and files, not their size."""
    return {
        # Planning again at every shuffle, and compiling Java for every stage, take longer here than
        # the rows do: without both the ingest job is a quarter quicker, in a new process a third.
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        # Consequences of filters and aliases are computed again by several rules, and grow with
        # every expression: half of what a merge takes here.
        "spark.sql.constraintPropagation.enabled": "false",
        # A merge compiles some hundred expressions. Spark keeps the last 100, so that every batch
        # compiled all of them again: a sixth of its time.
        "spark.sql.codegen.cache.maxEntries": "2000",
        # Every query is described for a page that is off: in the short form, a twentieth less work.
        "spark.sql.ui.explainMode": "simple",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.default.parallelism": "2",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.sources.parallelPartitionDiscovery.parallelism": "2",
        "spark.sql.files.openCostInBytes": "65536",
        "spark.databricks.delta.snapshotPartitions": "1",
    }
