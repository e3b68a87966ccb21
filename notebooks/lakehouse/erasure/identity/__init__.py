"""Decisions about whose data a value is: pure functions on decoded values, without Spark."""
