"""The local workspace's cluster: one Spark process for statements, SQL files and notebooks."""
