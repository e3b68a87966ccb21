"""Servers of MLflow: one for tracking and the registry, and one for each served model."""
