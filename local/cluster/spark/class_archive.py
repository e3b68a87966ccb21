"""Makes the class-data-sharing archive: `python -m cluster.spark.class_archive FILE`.

tools/jars.sh runs it. One Spark session does typical work, then writes the classes that it loaded.
A session with the archive maps these classes instead of reading and checking them, which halves
the start time.
"""

import sys
import tempfile
from pathlib import Path

from cluster.spark.session import build_session


def make(archive: Path) -> None:
    """Write the classes of a short working session to `archive`."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        spark = build_session(home, memory="1g", archive_to=archive)
        landing = home / "landing"
        landing.mkdir()
        (landing / "a.json").write_text('{"id": 1, "at": "2024-01-01T00:00:00Z"}\n')
        spark.sql("create schema bronze")
        spark.sql(
            "create table spark_catalog.bronze.t (id bigint not null, payload string, at timestamp)"
            " using delta cluster by (id) comment 'c'"
            " tblproperties ('delta.enableChangeDataFeed'='true')"
        )
        stream = (
            spark.readStream.format("json")
            .schema("id bigint, payload string, at timestamp")
            .load(landing.as_uri())
            .writeStream.option("checkpointLocation", (home / "checkpoint").as_uri())
            .trigger(availableNow=True)
            .toTable("spark_catalog.bronze.t")
        )
        stream.awaitTermination()
        spark.sql(
            "merge into bronze.t using (select 2L id, 'b' payload, current_timestamp() at) s"
            " on t.id = s.id when matched then update set * when not matched then insert *"
        )
        spark.sql(
            "select sha2(payload, 256), count(*) from bronze.t group by 1 order by 1"
        ).collect()
        spark.sql("describe table extended bronze.t").collect()
        spark.stop()
        # The archive is written while Java exits: its standard input closing tells it to.
        java = spark.sparkContext._gateway.proc
        java.stdin.close()
        java.wait()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
