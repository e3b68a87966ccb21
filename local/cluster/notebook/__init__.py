"""Notebook tasks: each in a separate Python process, attached to the cluster's Java process."""
