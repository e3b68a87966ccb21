"""Comparison of governance with its declaration, and its repair."""
