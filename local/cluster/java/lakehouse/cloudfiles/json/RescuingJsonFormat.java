package lakehouse.cloudfiles.json;

import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.json.JsonFileFormat;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;

/** Spark's JSON format, with a column for what does not fit the schema. */
public final class RescuingJsonFormat extends JsonFileFormat {
  private final JsonReading reading;

  public RescuingJsonFormat(JsonReading reading) {
    this.reading = reading;
  }

  @Override
  public Function1<PartitionedFile, Iterator<InternalRow>> buildReader(
      SparkSession spark,
      StructType dataSchema,
      StructType partitionSchema,
      StructType requiredSchema,
      Seq<Filter> filters,
      Map<String, String> options,
      Configuration configuration) {
    SQLConf settings = SQLConf.get();
    JSONOptions json =
        new JSONOptions(
            options, settings.sessionLocalTimeZone(), settings.columnNameOfCorruptRecord());
    Broadcast<SerializableConfiguration> shared =
        SerializableConfiguration.broadcast(
            ((org.apache.spark.sql.classic.SparkSession) spark).sparkContext(), configuration);
    boolean rescues = Arrays.asList(requiredSchema.fieldNames()).contains(reading.rescuedColumn());
    // What is missing or mistyped shows only against all columns, wanted or not.
    return new FileReader(
        rescues ? dataSchema : requiredSchema, requiredSchema, reading, json, shared);
  }

  /** By identity: a case class's equality would take the formats of two streams for one. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
