"""The lakehouse that an erasure works on."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import SparkSession

from lakehouse.erasure.plan import ErasureFiles
from lakehouse.runtime.contracts import Contracts, Feed
from lakehouse.runtime.volume_files import Files


@dataclass(frozen=True)
class Scope:
    """Tables by their contracts, and the volumes of landed files and of checkpoints."""

    spark: SparkSession
    contracts: Contracts
    catalog: str
    landing: str
    checkpoints: str
    files: Files

    @property
    def erasures(self) -> ErasureFiles:
        """The erasures under way, and the key of the hashes."""
        return ErasureFiles(self.files, self.checkpoints)

    @property
    def options(self) -> dict[str, str]:
        """Options of the tasks of ingestion."""
        return {"catalog": self.catalog, "checkpoints": self.checkpoints}

    @property
    def feeds_of_lines(self) -> list[Feed]:
        """The feeds whose files have a record in each line."""
        return [feed for feed in self.contracts.feeds.values() if not feed.whole_file]

    def is_of_lines(self, path: str) -> bool:
        """True if a landed file has a record in each line."""
        folders = tuple(f"{self.landing}/{feed.path}/" for feed in self.feeds_of_lines)
        return path.startswith(folders)
