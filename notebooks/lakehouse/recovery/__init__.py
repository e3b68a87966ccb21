"""Replay of quarantine, rebuild from bronze and restore of tables."""
