package lakehouse.cloudfiles;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The first schema of a stream that was given none, from its files. Columns of JSON and CSV are STRING unless asked;
 * those of Parquet have the types of the files, the widest of each.
 */
final class SchemaInference {
  private static final int SAMPLED_FILES = 1000;

  private SchemaInference() {}

  static StructType infer(
      SparkSession spark, CloudFilesOptions options, FileColumns columns, List<FileStatus> files) {
    SchemaHints hints = new SchemaHints(options.schemaHints);
    StructType inferred = new StructType();
    if (!files.isEmpty()) {
      List<FileStatus> sampled = files.subList(0, Math.min(files.size(), SAMPLED_FILES));
      inferred =
          options.format.equals("json")
              ? ofDocuments(spark, options, sampled)
              : columns.of(sampled);
    } else if (hints.isEmpty()) {
      throw new CloudFilesException(
          "CF_EMPTY_DIR_FOR_SCHEMA_INFERENCE",
          "Cannot infer schema when the input path `"
              + options.path
              + "` is empty. Please try to start the stream when there are files in the input path,"
              + " or specify the schema");
    }
    return hints.applyTo(LetterCases.merged(inferred));
  }

  private static StructType ofDocuments(
      SparkSession spark, CloudFilesOptions options, List<FileStatus> files) {
    Map<String, String> reader = new HashMap<>(options.readerOptions());
    if (!options.inferColumnTypes) {
      reader.put("primitivesAsString", "true");
    }
    String[] paths = files.stream().map(file -> file.getPath().toString()).toArray(String[]::new);
    SparkSession reading = ((org.apache.spark.sql.classic.SparkSession) spark).cloneSession();
    // Spark refuses names in two letter cases otherwise
    reading.conf().set("spark.sql.caseSensitive", "true");
    StructType seen = reading.read().format("json").options(reader).load(paths).schema();
    if (options.inferColumnTypes) {
      return seen;
    }
    List<StructField> strings = new ArrayList<>();
    for (StructField field : seen.fields()) {
      strings.add(new StructField(field.name(), DataTypes.StringType, true, field.metadata()));
    }
    return new StructType(strings.toArray(new StructField[0]));
  }
}
