"""Erasure of a person or of old text, and its verification."""
