"""The local workspace's cluster: one Spark process that runs statements, SQL files and notebooks."""
