#!/bin/sh
# Python of the processes that Spark Connect starts. Java waits 10 s for the process of a stream's batches, which
# imports more than a loaded machine imports in that time: it connects first, by connect_early.py.
case "$2" in
  pyspark.sql.connect.streaming.worker.*) exec "$LAKEHOUSE_PYTHON" "${0%/*}/connect_early.py" "$2" ;;
  *) exec "$LAKEHOUSE_PYTHON" "$@" ;;
esac
