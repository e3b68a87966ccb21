"""Bronze as a pipeline: a streaming table for each feed, one row per landed document."""

from lakehouse.ingest.landing import bronze_documents, create_folder, landed, rescued_data
from lakehouse.runtime import contracts, datasets
from lakehouse.runtime.contracts import Feed
from pyspark import pipelines as dp
from pyspark.sql import DataFrame, SparkSession

spark = SparkSession.active()
CONTRACTS = contracts.load()
LANDING = spark.conf.get("lakehouse.landing")
LAYOUT = spark.conf.get("lakehouse.layout")
DISCOVERY = spark.conf.get("lakehouse.discovery")


def bronze(feed: Feed) -> None:
    """Declares the table that the documents of a feed land in."""
    create_folder(LANDING, feed)
    rescued = rescued_data(spark, feed)

    @dp.table(**datasets.declared(CONTRACTS.table(feed.bronze_table), layout=LAYOUT))
    def documents() -> DataFrame:
        files = landed(spark, feed, LANDING, discovery=DISCOVERY)
        return bronze_documents(feed, files, rescued)


for each in CONTRACTS.feeds.values():
    bronze(each)
