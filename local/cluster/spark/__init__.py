"""The Spark session of the workspace: its Java process, configuration and start."""
