"""Declarative pipelines: Spark's own, run in the workspace's one Spark process."""
