"""Access to Spark, the SQL files, the contracts and the streams."""
