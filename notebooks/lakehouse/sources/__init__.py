"""Mapping of vendors' documents to canonical calls. Plain Python without Spark."""
