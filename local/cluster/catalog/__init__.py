"""Schemas, tables and views, and their definitions for the access check."""
