package lakehouse.cloudfiles;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import lakehouse.cloudfiles.columns.CsvColumns;
import lakehouse.cloudfiles.columns.CsvRecords;
import lakehouse.cloudfiles.columns.ParquetColumns;
import lakehouse.cloudfiles.columns.ParquetRecords;
import lakehouse.cloudfiles.columns.WiderTypes;
import lakehouse.cloudfiles.json.JsonColumns;
import lakehouse.cloudfiles.json.JsonReading;
import lakehouse.cloudfiles.json.RescuingJsonFormat;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.util.CaseInsensitiveMap;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.text.TextFileFormat;
import org.apache.spark.sql.execution.streaming.Source;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.sources.StreamSourceProvider;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The streaming source `cloudFiles`. It is a FileFormat as well, though it reads nothing itself: that is how Spark knows
 * that rows of this source have the hidden column `_metadata`.
 */
public final class CloudFiles implements StreamSourceProvider, DataSourceRegister, FileFormat {
  /**
   * The setting with the folder of schema locations, which a pipeline's session has: in a pipeline "Databricks manages
   * schema location and other checkpoint information automatically" (documentation, "Configure schema inference and
   * evolution in Auto Loader").
   */
  private static final String SCHEMAS_OF_PIPELINE = "spark.lakehouse.pipelineSchemas";

  private static final StructType TEXT = new StructType().add("value", DataTypes.StringType);

  @Override
  public String shortName() {
    return "cloudFiles";
  }

  @Override
  public Tuple2<String, StructType> sourceSchema(
      SQLContext context,
      Option<StructType> given,
      String provider,
      scala.collection.immutable.Map<String, String> parameters) {
    SparkSession spark = context.sparkSession();
    CloudFilesOptions options = options(spark, parameters);
    ReadSchema schema = readSchema(spark, options, given);
    return new Tuple2<>("CloudFilesSource[" + options.path + "]", schema.all());
  }

  @Override
  public Source createSource(
      SQLContext context,
      String checkpoint,
      Option<StructType> given,
      String provider,
      scala.collection.immutable.Map<String, String> parameters) {
    SparkSession spark = context.sparkSession();
    CloudFilesOptions options = options(spark, parameters);
    ReadSchema schema = readSchema(spark, options, given);
    return new CloudFilesSource(
        (org.apache.spark.sql.classic.SparkSession) spark,
        checkpoint,
        options,
        schema,
        format(spark, options, schema),
        schema.mode().failsOnNewColumns() ? evolution(spark, options, schema) : null);
  }

  /** The reader of the files of a micro-batch. */
  private static Function<List<Path>, FileFormat> format(
      SparkSession spark, CloudFilesOptions options, ReadSchema schema) {
    String rescued = schema.rescuedColumn();
    switch (options.format) {
      case "json":
        String badRecordsPath = options.text("badRecordsPath").orElse(null);
        FileFormat json = new RescuingJsonFormat(new JsonReading(rescued, badRecordsPath));
        return files -> json;
      case "csv":
        return files -> new CsvRecords(rescued);
      case "parquet":
        ParquetColumns columns = parquetColumns(spark, options);
        return files -> new ParquetRecords(files, columns, rescued);
      default:
        FileFormat text = new TextFileFormat();
        return files -> text;
    }
  }

  private static SchemaEvolution evolution(
      SparkSession spark, CloudFilesOptions options, ReadSchema schema) {
    return new SchemaEvolution(
        options,
        schema,
        columns(spark, options),
        spark.sessionState().newHadoopConf());
  }

  private static FileColumns columns(SparkSession spark, CloudFilesOptions options) {
    Configuration configuration = spark.sessionState().newHadoopConf();
    Map<String, String> reader = options.readerOptions();
    if (options.format.equals("csv")) {
      return new CsvColumns(spark, reader, options.inferColumnTypes, configuration);
    }
    if (options.format.equals("parquet")) {
      return parquetColumns(spark, options);
    }
    SQLConf settings = spark.sessionState().conf();
    JSONOptions json =
        new JSONOptions(
            scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(reader)),
            settings.sessionLocalTimeZone(),
            settings.columnNameOfCorruptRecord());
    return new JsonColumns(json, options.inferColumnTypes, configuration);
  }

  private static ParquetColumns parquetColumns(SparkSession spark, CloudFilesOptions options) {
    return new ParquetColumns(
        spark, spark.sessionState().newHadoopConf(), options.flag("ignoreCorruptFiles", false));
  }

  private static ReadSchema readSchema(
      SparkSession spark, CloudFilesOptions options, Option<StructType> given) {
    if (options.format.equals("text")) {
      if (given.isDefined() && !given.get().sameType(TEXT)) {
        throw CloudFilesOptions.invalid(
            "schema", "of the format text must be one column of type STRING", given.get().toDDL());
      }
      // Fixed: no inference, no evolution and no rescue.
      return new ReadSchema(given.getOrElse(() -> TEXT), null, SchemaEvolutionMode.NONE, PartitionColumns.NONE);
    }
    SchemaEvolutionMode mode = SchemaEvolutionMode.of(options, given.isDefined());
    Optional<String> rescued = options.rescuedDataColumn();
    if (given.isDefined()) {
      return new ReadSchema(given.get(), rescued.orElse(null), mode, PartitionColumns.NONE);
    }
    boolean rescues = mode != SchemaEvolutionMode.NONE || rescued.isPresent();
    SchemaLog.Version tracked = tracked(spark, options);
    return new ReadSchema(
        tracked.data(),
        rescues ? rescued.orElse("_rescued_data") : null,
        mode,
        new PartitionColumns(tracked.partitions()));
  }

  /** The schema of a stream that was given none: the latest version in its schema location, or the first one. */
  private static SchemaLog.Version tracked(SparkSession spark, CloudFilesOptions options) {
    if (options.schemaLocation == null) {
      throw new CloudFilesException(
          "CF_MISSING_SCHEMA_LOCATION",
          "Please provide a schema, or a location for the inferred one with the option"
              + " `cloudFiles.schemaLocation`");
    }
    Configuration configuration = spark.sessionState().newHadoopConf();
    SchemaLog log = new SchemaLog(options.schemaLocation, configuration);
    Optional<SchemaLog.Version> known = log.latest();
    if (known.isPresent()) {
      StructType data = known.get().data();
      // fields that a hinted struct has gained since, and columns that are wider, stay
      StructType hinted =
          WiderTypes.merged(new SchemaHints(options.schemaHints).applyTo(data), data);
      return new SchemaLog.Version(hinted, known.get().partitions());
    }
    List<FileStatus> files = new FileListing(options, configuration).files();
    PartitionColumns partitions =
        PartitionColumns.inferred(
            files, new Path(options.path), options.partitionColumns, options.inferColumnTypes);
    StructType data = SchemaInference.infer(spark, options, columns(spark, options), files);
    SchemaLog.Version first = new SchemaLog.Version(data, partitions.schema());
    log.add(first);
    return first;
  }

  private static CloudFilesOptions options(
      SparkSession spark, scala.collection.immutable.Map<String, String> parameters) {
    // The map that Spark hands over is all lower case; an error should name an option as it was spelled.
    scala.collection.immutable.Map<String, String> spelled =
        parameters instanceof CaseInsensitiveMap<String> map ? map.originalMap() : parameters;
    Map<String, String> given = CollectionConverters.asJava(spelled);
    return new CloudFilesOptions(given, spark.conf().get(SCHEMAS_OF_PIPELINE, null));
  }

  @Override
  public Option<StructType> inferSchema(
      SparkSession spark,
      scala.collection.immutable.Map<String, String> options,
      Seq<FileStatus> files) {
    throw batchUse();
  }

  @Override
  public OutputWriterFactory prepareWrite(
      SparkSession spark,
      Job job,
      scala.collection.immutable.Map<String, String> options,
      StructType schema) {
    throw batchUse();
  }

  private static CloudFilesException batchUse() {
    return new CloudFilesException(
        "CF_INCORRECT_BATCH_USAGE",
        "CloudFiles is a streaming source. Please use spark.readStream instead of spark.read");
  }
}
