"""Column lineage, computed from the contracts and the SQL files. See docs/guides/contracts.md."""
