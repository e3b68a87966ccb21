"""Statements and SQL files: parsing, access check, execution, results."""
