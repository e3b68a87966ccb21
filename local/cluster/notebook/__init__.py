"""Notebook tasks: each in a Python process of its own, attached to the cluster's Java process."""
