"""Landed documents to bronze, and from bronze to silver."""
